import { useTranslation } from "react-i18next";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { InterviewStatus } from "../parts/InterviewStatus";
import { SavedLine } from "../parts/SavedLine";
import { type Interview, isAnswered } from "../progress";
import { useInterview, useSession } from "../session-context";
import { ChoiceQuestion } from "./ChoiceQuestion";
import { TextQuestion } from "./TextQuestion";
import { VideoQuestion } from "./VideoQuestion";

export interface QuestionProps {
  index: number;
  /** The answer is handed in. */
  onDone: () => void;
  onLater: () => void;
}

/** One question, answered in its own way. */
export function QuestionScreen({
  index,
  onDone,
  onLater,
}: {
  index: number;
  onDone: (interview: Interview) => void;
  onLater: () => void;
}) {
  const { t } = useTranslation("interview");
  const session = useSession();
  const interview = useInterview();
  const question = interview.questions[index];
  if (!question) return null;
  const done = (): void => onDone(session.interview);
  if (question.type === "video") return <VideoQuestion index={index} onDone={done} onLater={onLater} />;
  if (isAnswered(interview, question)) {
    return (
      <Frame company={interview.companyName} status={<InterviewStatus index={index} />} footer={<SavedLine />}>
        <StepHeading title={question.text} lang={interview.language} />
        <p className="text-ink-soft">{t("question.alreadyAnswered")}</p>
        <Actions>
          <Button variant="primary" size="lg" onClick={done}>
            {t("question.next")}
          </Button>
        </Actions>
      </Frame>
    );
  }
  const Kind = question.type === "text" ? TextQuestion : ChoiceQuestion;
  return <Kind index={index} onDone={done} onLater={onLater} />;
}
