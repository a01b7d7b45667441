import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import type { Question } from "@/core/api";
import type { TakeRecorder } from "@/core/recorder";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Note";
import { ProgressBar } from "@/ui/Progress";
import { StepHeading } from "@/ui/StepHeading";
import { useObserved } from "@/ui/use-observed";
import { useOnline } from "@/ui/use-online";

import { Frame } from "../parts/Frame";
import { InterviewStatus } from "../parts/InterviewStatus";
import { SavedLine } from "../parts/SavedLine";
import { WaitingNote } from "../parts/WaitingNote";
import { useInterview, useSession } from "../session-context";
import { useArrival } from "../use-arrival";
import { useVideoAnswer } from "../use-video-answer";
import type { VideoAnswer } from "../video-answer";
import { ReadyToAnswer } from "./ReadyToAnswer";
import { Recording } from "./Recording";
import { ResumeAnswer } from "./ResumeAnswer";
import { ReviewAnswer } from "./ReviewAnswer";
import type { QuestionProps } from "./QuestionScreen";

export function VideoQuestion({ index, onDone, onLater }: QuestionProps) {
  const question = useInterview().questions[index];
  if (!question) return null;
  return <Answering key={question.id} question={question} index={index} onDone={onDone} onLater={onLater} />;
}

function Answering({ question, index, onDone, onLater }: QuestionProps & { question: Question }) {
  const interview = useInterview();
  const answer = useVideoAnswer(question);
  const { phase, waiting } = useObserved(answer);
  const answered = phase.name === "answered";
  useEffect(() => {
    if (answered) onDone();
  }, [answered, onDone]);
  return (
    <Frame
      wide
      company={interview.companyName}
      status={<InterviewStatus index={index} />}
      footer={phase.name === "recording" ? <SavedWhile recorder={phase.recorder} /> : <SavedLine />}
    >
      <StepHeading title={question.text} lang={interview.language} />
      {waiting ? <WaitingNote /> : null}
      <Phase answer={answer} question={question} onLater={onLater} />
    </Frame>
  );
}

function Phase({ answer, question, onLater }: { answer: VideoAnswer; question: Question; onLater: () => void }) {
  const { t } = useTranslation("interview");
  const { phase } = useObserved(answer);
  switch (phase.name) {
    case "ready":
    case "opening":
      return (
        <ReadyToAnswer
          question={question}
          opening={phase.name === "opening"}
          onStart={() => void answer.start()}
          onLater={onLater}
        />
      );
    case "recording":
      return <Recording recorder={phase.recorder} take={phase.take} onStop={() => void answer.stop()} />;
    case "resume":
      return <ResumeAnswer answer={answer} take={phase.take} recordedSeconds={phase.recordedSeconds} />;
    case "review":
      return <ReviewAnswer answer={answer} review={phase} />;
    case "sending":
      return <Sending share={phase.share} />;
    case "problem":
      return (
        <>
          <Note tone="danger">
            <p>{t(`answer.problem.${phase.problem}`)}</p>
            {phase.details === "" ? null : <p className="text-ink-soft">{phase.details}</p>}
          </Note>
          <Actions>
            <Button variant="primary" size="lg" onClick={() => window.location.reload()}>
              {t("answer.reload")}
            </Button>
          </Actions>
        </>
      );
    case "answered":
      return null;
  }
}

function SavedWhile({ recorder }: { recorder: TakeRecorder }) {
  return <SavedLine recording={useObserved(recorder).phase === "recording"} />;
}

function Sending({ share }: { share: number }) {
  const { t } = useTranslation("interview");
  const session = useSession();
  const { online } = useObserved(session.uploader);
  const arrival = useArrival<HTMLHeadingElement>();
  const connected = useOnline() && online;
  return (
    <section className="flex max-w-2xl flex-col gap-4">
      <h2 ref={arrival} tabIndex={-1} className="text-xl font-medium outline-none">
        {t("sending.title")}
      </h2>
      <ProgressBar value={share} label={t("sending.progress")} />
      <p role="status" className="text-ink-soft">
        {connected ? t("sending.text") : t("sending.offline")}
      </p>
    </section>
  );
}
