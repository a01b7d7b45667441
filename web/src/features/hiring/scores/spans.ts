import type { ScoreSpan } from "@/core/api";

/** What a span shows: for the answer, or something to look at. */
const CAUTIONS = new Set(["filler", "off_topic", "instruction", "contradiction"]);

export function isCaution(span: Pick<ScoreSpan, "reason">): boolean {
  return CAUTIONS.has(span.reason);
}

/** In the order in which they are heard or read; `number` is what the pages call them by. */
export interface NumberedSpan extends ScoreSpan {
  number: number;
}

export function numbered(spans: readonly ScoreSpan[]): NumberedSpan[] {
  return [...spans]
    .sort((a, b) => between(a, b) || a.startChar - b.startChar || a.endChar - b.endChar)
    .map((span, index) => ({ ...span, number: index + 1 }));
}

/** Seconds from one to the other; 0 where one was written, as in a conversation that was typed in part. */
function between(a: ScoreSpan, b: ScoreSpan): number {
  return a.start === null || b.start === null ? 0 : a.start - b.start;
}

/** When it is heard; null in a written answer. */
export function timesOf(span: ScoreSpan): { start: number; end: number } | null {
  return span.start === null || span.end === null || span.end <= span.start ? null : { start: span.start, end: span.end };
}

export interface Piece {
  text: string;
  /** The span that begins last where several overlap; null outside all. */
  span: NumberedSpan | null;
}

/** A written answer cut at the bounds of its spans. Offsets count code points, as Python's do. */
export function piecesOf(text: string, spans: readonly NumberedSpan[]): Piece[] {
  const characters = Array.from(text);
  const inside = spans.filter((span) => span.startChar < span.endChar && span.startChar < characters.length);
  const cuts = new Set([0, characters.length]);
  for (const span of inside) cuts.add(Math.max(0, span.startChar)).add(Math.min(characters.length, span.endChar));
  const bounds = [...cuts].sort((a, b) => a - b);
  return bounds.slice(0, -1).map((from, index) => ({
    text: characters.slice(from, bounds[index + 1]).join(""),
    span: inside.findLast((span) => span.startChar <= from && from < span.endChar) ?? null,
  }));
}
