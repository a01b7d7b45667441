import type { InterviewResult } from "@/core/api";

const SOON_MS = 2000;
const LATER_MS = 10_000;
/** So many quick looks; after them it takes longer anyway. */
const QUICK_LOOKS = 15;

/** When to look again: while something is still being made, or never. */
export function nextLook(result: InterviewResult | undefined, looks: number): number | false {
  if (!result) return false;
  const making =
    result.score.status === "pending" || result.answers.some(({ status }) => status === "pending") || result.recording?.status === "processing";
  if (!making) return false;
  return looks < QUICK_LOOKS ? SOON_MS : LATER_MS;
}
