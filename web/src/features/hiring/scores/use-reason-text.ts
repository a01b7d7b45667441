import { useTranslation } from "react-i18next";

import type { ScoreStatus } from "@/core/api";

/** The codes of contracts/scoring.py, and hiring's of an interview that broke off. */
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
  "not_scored",
  "interview_failed",
] as const;

/** Why there is no score, and what to do, in a sentence or two. */
export function useReasonText(): (reason: string | null, status: ScoreStatus) => string {
  const { t } = useTranslation("hiring");
  return (reason, status) => {
    const known = REASONS.find((each) => each === reason);
    if (known) return t(`score.reason.${known}`);
    return status === "pending" ? t("score.pendingText") : status === "failed" ? t("score.failedText") : t("score.reason.other");
  };
}
