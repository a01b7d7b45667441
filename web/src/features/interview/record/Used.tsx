import { useTranslation } from "react-i18next";

import type { CandidateRecord, ScoringRecord } from "@/core/api";
import { formatDateTime } from "@/core/time";

import { useLocale } from "../use-locale";
import { Section } from "./Section";

const ACTIONS = [
  "invited",
  "consented",
  "consent_withdrawn",
  "review_seen",
  "recording_seen",
  "scored",
  "rated",
  "noted",
  "transcript_corrected",
  "decided",
  "exported",
  "extended",
  "revoked",
  "human_look_asked",
  "human_look_answered",
  "deletion_asked",
  "deleted",
] as const;
const STATUSES = ["scored", "withheld", "pending", "failed"] as const;

/** Who of the hiring team did what with it, and when. */
export function Seen({ seen }: Pick<CandidateRecord, "seen">) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  return (
    <Section title={t("seen.title")}>
      {seen.length === 0 ? <p className="text-ink-soft">{t("seen.none")}</p> : null}
      <ul className="divide-y empty:hidden">
        {seen.map(({ who, action, at }) => (
          <li key={`${at} ${action} ${who}`} className="flex flex-wrap justify-between gap-x-6 py-2">
            <span>
              <span className="font-medium">{who === "system" ? t("seen.system") : who}</span>{" "}
              {t(`seen.actions.${ACTIONS.find((known) => known === action) ?? "other"}`)}
            </span>
            <time dateTime={at} className="tabular text-sm text-ink-soft">
              {formatDateTime(at, locale)}
            </time>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** How it was scored, in words: the numbers are the team's. */
export function Scoring({ scoring }: { scoring: readonly ScoringRecord[] }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  return (
    <Section title={t("scoring.title")}>
      <p className="measure text-ink-soft">{scoring.length === 0 ? t("scoring.none") : t("scoring.how")}</p>
      <ul className="flex flex-col gap-3 empty:hidden">
        {scoring.map((made) => {
          const status = STATUSES.find((known) => known === made.status);
          return (
            <li key={made.madeAt} className="flex flex-col">
              <span>
                {t("scoring.made", { date: formatDateTime(made.madeAt, locale) })}
              </span>
              <span className="text-sm text-ink-soft">
                {made.model === null
                  ? t("scoring.noModel", { version: made.version })
                  : t("scoring.model", { model: made.model, version: made.version })}
                {status ? ` ${t(`scoring.status.${status}`)}` : null}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
