import { useTranslation } from "react-i18next";

/** The codes of contracts/scoring.py, and of the interviews' own. */
const REASONS = [
  "not_answered",
  "empty",
  "no_transcript",
  "low_confidence",
  "demo_quality",
  "copied_question",
  "keywords_only",
  "off_topic",
  "disagreement",
  "uncertain",
  "provider_unavailable",
  "scoring_unavailable",
  "not_completed",
  "not_scored",
] as const;

/** Why there is no figure, kindly. */
export function useReasonText(): (reason: string | null) => string {
  const { t } = useTranslation("practice");
  return (reason) => t(`result.reason.${REASONS.find((each) => each === reason) ?? "other"}`);
}

/** Those that are about one question; the whole has words of its own for them. */
const OF_ONE = ["empty", "no_transcript", "copied_question", "keywords_only", "off_topic", "uncertain", "disagreement"];

/** Why the whole interview has no figure. */
export function useWholeReasonText(): (reason: string | null) => string {
  const { t } = useTranslation("practice");
  const reasonText = useReasonText();
  return (reason) => {
    if (reason === "not_answered") return t("result.whole.notAnswered");
    return reason !== null && OF_ONE.includes(reason) ? t("result.whole.tooFew") : reasonText(reason);
  };
}
