import { useTranslation } from "react-i18next";

import type { AuditEntry } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

const DECISIONS = ["advance", "hold", "reject"] as const;
const STATUSES = ["scored", "pending", "withheld", "failed"] as const;
const CAUSES = ["candidate", "team", "withdrawal", "retention"] as const;

/** What an audit entry says besides who, what and when; what says nothing to people is left out. */
export function useDetailText(): (details: AuditEntry["details"]) => string {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const words: Partial<Record<string, (value: string) => string | undefined>> = {
    decision: (value) => {
      const word = DECISIONS.find((each) => each === value);
      return word ? t(`decision.word.${word}`) : t("audit.detail.undecided");
    },
    note: (value) => (value === "edited" ? t("audit.detail.noteEdited") : value === "deleted" ? t("audit.detail.noteDeleted") : undefined),
    status: (value) => {
      const status = STATUSES.find((each) => each === value);
      return status && t(`score.statusWord.${status}`);
    },
    cause: (value) => {
      const cause = CAUSES.find((each) => each === value);
      return cause && t(`receipt.cause.${cause}`);
    },
    number: (value) => t("audit.detail.number", { number: value }),
    revision: (value) => t("audit.detail.revision", { number: value }),
    rows: (value) => t("audit.detail.rows", { count: Number(value) }),
    format: (value) => value.toUpperCase(),
    version: (value) => value,
    expiresAt: (value) => t("review.due", { when: formatDateTime(value, locale) }),
    extraTimePercent: (value) => (value === "0" ? undefined : t("review.extraTime", { percent: value })),
  };
  return (details) =>
    Object.entries(details)
      .map(([key, value]) => words[key]?.(value))
      .filter((text) => text !== undefined)
      .join(", ");
}
