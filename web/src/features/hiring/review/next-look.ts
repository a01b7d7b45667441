import type { Playback } from "@/core/api";

const POLL_MS = 2_000;
const RENEW_BEFORE_MS = 60_000;
/** However wrong the clocks are, not oftener. */
const RENEW_AT_MOST_EVERY_MS = 15_000;
const TIMER_LIMIT_MS = 2_000_000_000;

/** Milliseconds until playback is asked for again; false for never. */
export function nextLook(playback: Pick<Playback, "status" | "expiresAt">, now: number): number | false {
  if (playback.status === "processing") return POLL_MS;
  if (playback.status === "failed" || playback.expiresAt === null) return false;
  const left = Date.parse(playback.expiresAt) - now - RENEW_BEFORE_MS;
  return Math.min(TIMER_LIMIT_MS, Math.max(RENEW_AT_MOST_EVERY_MS, left));
}
