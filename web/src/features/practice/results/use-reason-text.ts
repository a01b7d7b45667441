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
