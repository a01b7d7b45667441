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

/** Those whose sentences differ where nothing was watched and words aren't corrected. */
const OF_CONVERSATIONS = ["interview_failed", "empty", "no_transcript", "low_confidence", "demo_quality", "copied_question", "keywords_only", "off_topic"] as const;

/** Why there is no score, and what to do, in a sentence or two; `live` for a conversation's. */
export function useReasonText(live = false): (reason: string | null, status: ScoreStatus) => string {
  const { t } = useTranslation("hiring");
  return (reason, status) => {
    const own = live ? OF_CONVERSATIONS.find((each) => each === reason) : undefined;
    if (own) return t(`conversation.reason.${own}`);
    const known = REASONS.find((each) => each === reason);
    if (known) return t(`score.reason.${known}`);
    if (status === "pending") return t("score.pendingText");
    if (status === "failed") return t("score.failedText");
    return t(live ? "conversation.reason.other" : "score.reason.other");
  };
}
