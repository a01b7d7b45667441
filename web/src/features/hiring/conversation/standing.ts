import type { InvitationForHr, Review } from "@/core/api";

/** The last seconds of sound are put away once the conversation is over. */
const ARRIVES_WITHIN_MS = 120_000;

/** Whether the two are talking still: begun, not over, and not broken off. */
export function isGoing({ mode, status, failedAt }: Pick<InvitationForHr, "mode" | "status" | "failedAt">): boolean {
  return mode === "voice" && status === "started" && failedAt === null;
}

/** Whether the sound of a conversation is still being put away, or prepared. */
export function awaitsSound({ mode, completedAt }: Pick<InvitationForHr, "mode" | "completedAt">, review: Pick<Review, "recording"> | undefined, now: number): boolean {
  if (mode !== "voice" || review === undefined) return false;
  if (review.recording !== null) return review.recording.status === "processing";
  return completedAt !== null && now - Date.parse(completedAt) < ARRIVES_WITHIN_MS;
}
