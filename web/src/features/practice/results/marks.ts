import type { EntrySpan, PracticeAnswer, TranscriptEntry } from "@/core/api";

/** A place that a score rests on, as the transcript shows it. */
export interface Mark extends EntrySpan {
  /** Of the answer it belongs to, from 1. */
  question: number;
}

export interface Piece {
  text: string;
  mark: Mark | null;
}

/** The spans of all answers by the entry in which they were said. */
export function marksByEntry(answers: readonly PracticeAnswer[]): ReadonlyMap<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const [index, answer] of answers.entries()) {
    for (const span of answer.spans) {
      if (span.entry_id === null) continue;
      marks.set(span.entry_id, [...(marks.get(span.entry_id) ?? []), { ...span, question: index + 1 }]);
    }
  }
  return marks;
}

/** An entry cut where a quote begins and ends. Of quotes that overlap the first counts. */
export function piecesOf(entry: Pick<TranscriptEntry, "text">, marks: readonly Mark[]): Piece[] {
  const { text } = entry;
  const lower = text.toLocaleLowerCase();
  const found = marks
    .map((mark) => ({ mark, at: lower.indexOf(mark.quote.toLocaleLowerCase().trim()), length: mark.quote.trim().length }))
    .filter(({ at, length }) => at >= 0 && length > 0)
    .sort((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { mark, at, length } of found) {
    if (at < from) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), mark: null });
    pieces.push({ text: text.slice(at, at + length), mark });
    from = at + length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), mark: null });
  return pieces;
}
