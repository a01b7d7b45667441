import type { ScoreMeasure } from "@/core/api";

export interface Range {
  /** Where things stand on the line, 0..1. */
  value: number;
  low: number;
  high: number;
  inside: boolean;
}

/** How much of the line lies outside the sane range on a bounded side. */
const ROOM = 0.25;

/** The line reaches a quarter beyond the range, and further where the value lies outside it. */
export function rangeOf({ value, low, high }: Pick<ScoreMeasure, "value" | "low" | "high">): Range | null {
  if (low === null && high === null) return null;
  const from = low ?? Math.min(0, value);
  const to = high ?? Math.max(value, from * 2, from + 1);
  const room = (to - from) * ROOM || 1;
  const start = Math.min(low === null ? from : from - room, value);
  const end = Math.max(to + room, value);
  const place = (at: number) => (at - start) / (end - start);
  return { value: place(value), low: low === null ? 0 : place(low), high: high === null ? 1 : place(high), inside: (low === null || value >= low) && (high === null || value <= high) };
}
