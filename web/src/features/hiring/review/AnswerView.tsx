import { useTranslation } from "react-i18next";

import type { Invitation, InvitationResponse, Question } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { ChoiceAnswer } from "./ChoiceAnswer";
import { TextAnswer } from "./TextAnswer";
import { VideoAnswer } from "./VideoAnswer";

interface AnswerViewProps {
  invitation: Invitation;
  question: Question;
  response: InvitationResponse | undefined;
}

export function AnswerView({ invitation, question, response }: AnswerViewProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const keyPoints = question.keyPoints ?? [];
  return (
    <>
      {response ? (
        <>
          {response.type === "video" ? <VideoAnswer invitation={invitation} response={response} /> : null}
          {response.type === "text" ? <TextAnswer text={response.content ?? ""} /> : null}
          {response.type === "choice" ? <ChoiceAnswer content={response.content} options={question.options} /> : null}
          <p className="mt-3 text-sm text-ink-soft">{t("review.sent", { when: formatDateTime(response.submittedAt, locale) })}</p>
        </>
      ) : (
        <p className="rounded-md border border-dashed border-line-strong px-4 py-12 text-center text-ink-soft">
          {t("review.notAnsweredText", { name: invitation.candidateName })}
        </p>
      )}
      {keyPoints.length > 0 ? (
        <section className="mt-8 border-t pt-6">
          <h3 className="font-medium">{t("review.keyPoints")}</h3>
          <ul className="mt-2 list-disc pl-5 text-ink-soft marker:text-line-strong">
            {keyPoints.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
