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
}

export function AnswerView({ invitation, question, response, player, spans, activeSpan }: AnswerViewProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const sent = response ? t("review.sent", { when: formatDate(response.submittedAt, locale) }) : "";
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
    </>
  );
}
