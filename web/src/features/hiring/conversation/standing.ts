import type { InvitationForHr, Review } from "@/core/api";

/** Why the analysis of a conversation that broke off failed (hiring's code). */
export const BROKE_OFF = "interview_failed";

/** Whether the two are talking still: begun, not over, and not broken off. */
export function isGoing(invitation: Pick<InvitationForHr, "mode" | "status">, review: Pick<Review, "analysis"> | undefined): boolean {
  return invitation.mode === "voice" && invitation.status === "started" && review?.analysis.reason !== BROKE_OFF;
}
