import { useTranslation } from "react-i18next";

import type { CandidateRecord, ConsentRecord, RecordedAnswer } from "@/core/api";
import { formatDateTime, formatDuration } from "@/core/time";

import { useLocale } from "../use-locale";
import { Folded, Section } from "./Section";

/** What was recorded, question by question, with its words. */
export function Answers({ answers }: { answers: readonly RecordedAnswer[] }) {
  const { t } = useTranslation("record");
  return (
    <Section title={t("answers.title")}>
      {answers.length === 0 ? <p className="text-ink-soft">{t("answers.none")}</p> : null}
      <ol className="flex flex-col gap-5">
        {answers.map((answer) => (
          <li key={answer.questionId}>
            <Answer answer={answer} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Answer({ answer }: { answer: RecordedAnswer }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const { durationSeconds, transcriptText, transcribedBy } = answer;
  const kind = t(`answers.kinds.${kindOf(answer.type)}`);
  return (
    <article className="flex flex-col gap-2">
      <h3 className="measure font-medium">{answer.question}</h3>
      <p className="text-sm text-ink-soft">
        {durationSeconds === null
          ? kind
          : t("answers.withLength", { kind, length: formatDuration(durationSeconds, locale) })}
        {" · "}
        {t("answers.at", { date: formatDateTime(answer.submittedAt, locale) })}
      </p>
      {transcriptText ? (
        <Folded summary={t(kindOf(answer.type) === "video" ? "answers.said" : "answers.wrote")}>
          <p className="measure whitespace-pre-line">{transcriptText}</p>
          {transcribedBy ? (
            <p className="text-sm text-ink-soft">{t("answers.by", { engine: transcribedBy })}</p>
          ) : null}
        </Folded>
      ) : null}
    </article>
  );
}

function kindOf(type: string): "video" | "text" | "choice" {
  if (type === "text") return "text";
  return type === "choice" || type === "multiple_choice" ? "choice" : "video";
}

/** Each consent with the text that was shown then. */
export function Consents({ consents }: { consents: readonly ConsentRecord[] }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  return (
    <Section title={t("consents.title")}>
      {consents.length === 0 ? <p className="text-ink-soft">{t("consents.none")}</p> : null}
      {consents.map((consent) => (
        <div key={consent.givenAt} className="flex flex-col gap-2">
          <p>
            {t("consents.given", { date: formatDateTime(consent.givenAt, locale) })}
            {consent.withdrawnAt === null ? null : (
              <>
                <br />
                {t("consents.withdrawn", { date: formatDateTime(consent.withdrawnAt, locale) })}
              </>
            )}
          </p>
          <Folded summary={t("consents.text", { version: consent.version })}>
            {consent.text.map((paragraph) => (
              <p key={paragraph} className="measure">
                {paragraph}
              </p>
            ))}
          </Folded>
        </div>
      ))}
    </Section>
  );
}

export function Retention({ deleteAfter }: Pick<CandidateRecord, "deleteAfter">) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  return (
    <Section title={t("retention.title")}>
      <p className="measure text-ink-soft">
        {deleteAfter === null
          ? t("retention.never")
          : t("retention.on", { date: formatDateTime(deleteAfter, locale) })}
      </p>
    </Section>
  );
}
