import { useTranslation } from "react-i18next";

import type { Invitation, InvitationResponse, Question } from "@/core/api";
import { formatDate } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import type { NumberedSpan } from "../scores/spans";
import { ChoiceAnswer } from "./ChoiceAnswer";
import type { Player } from "./player";
import { TextAnswer } from "./TextAnswer";
import { VideoAnswer } from "./VideoAnswer";

interface AnswerViewProps {
  invitation: Invitation;
  question: Question;
  response: InvitationResponse | undefined;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  /** Unless they stand with the score already. */
  withKeyPoints: boolean;
}

export function AnswerView({ invitation, question, response, player, spans, activeSpan, withKeyPoints }: AnswerViewProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const sent = response ? t("review.sent", { when: formatDate(response.submittedAt, locale) }) : "";
  const keyPoints = withKeyPoints ? (question.keyPoints ?? []) : [];
  return (
    <>
      {response ? (
        <>
          {response.type === "video" ? <VideoAnswer invitation={invitation} response={response} player={player} spans={spans} activeSpan={activeSpan} sent={sent} /> : null}
          {response.type === "text" ? <TextAnswer text={response.content ?? ""} spans={spans} activeSpan={activeSpan} /> : null}
          {response.type === "choice" ? <ChoiceAnswer content={response.content} options={question.options} /> : null}
          {response.type === "video" ? null : <p className="mt-2 text-sm text-ink-soft">{sent}</p>}
        </>
      ) : (
        <p className="rounded-md border border-dashed border-line-strong px-4 py-12 text-center text-ink-soft">
          {t("review.notAnsweredText", { name: invitation.candidateName })}
        </p>
      )}
      {keyPoints.length > 0 ? (
        <section className="mt-5">
          <h3 className="text-sm font-medium">{t("review.keyPoints")}</h3>
          <ul className="mt-1 list-disc pl-5 text-sm text-ink-soft marker:text-line-strong">
            {keyPoints.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
