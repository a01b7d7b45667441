import type { ConversationEntry, TranscriptSegment } from "@/core/api";

import { isCaution, type NumberedSpan, timesOf } from "../scores/spans";
import type { Hit } from "../transcript/search";
import { type WordRange, wordsWithin } from "../transcript/word-index";
import type { Mark } from "../transcript/Words";

/** What one of the two said, as the parts of a transcript know it. */
export interface Line {
  entry: ConversationEntry;
  /** To show and to search: its words, which begin with the line where nobody knows their times. */
  shown: TranscriptSegment;
  /** To follow the sound: without words it is followed as a whole. */
  heard: TranscriptSegment;
}

/** Lines one after another that belong to the same question. */
export interface Group {
  itemId: string | null;
  /** Position of the first among all lines. */
  from: number;
  lines: Line[];
}

export function linesOf(conversation: readonly ConversationEntry[]): Line[] {
  return conversation.map((entry, index) => {
    const { start, end, text } = entry;
    const heard = { index, start, end, text, confidence: 0, words: entry.words, originalText: null };
    const untimed = text.split(/\s+/).filter(Boolean).map((word) => ({ text: word, start, end, confidence: 0 }));
    return { entry, heard, shown: entry.words.length > 0 ? heard : { ...heard, words: untimed } };
  });
}

export function groupsOf(lines: readonly Line[]): Group[] {
  const groups: Group[] = [];
  for (const [position, line] of lines.entries()) {
    const last = groups.at(-1);
    if (last?.itemId === line.entry.itemId) last.lines.push(line);
    else groups.push({ itemId: line.entry.itemId, from: position, lines: [line] });
  }
  return groups;
}

/** Where the conversation comes to a question first; -1 where it never does. */
export function firstOf(lines: readonly Line[], questionId: string): number {
  return lines.findIndex(({ entry }) => entry.itemId === questionId);
}

/** The questions about which the person said something. */
export function spokenOf(conversation: readonly ConversationEntry[] | null): ReadonlySet<string | null> {
  return new Set((conversation ?? []).filter(({ speaker }) => speaker === "USER").map(({ itemId }) => itemId));
}

export interface Place extends WordRange {
  /** Position of the line. */
  segment: number;
}

/** The words that a span of a question's score rests on: by their times, or as they are quoted where they were written. */
export function placesOf(lines: readonly Line[], questionId: string, span: NumberedSpan): Place[] {
  // A transcript that was handed in doesn't say which question a line belongs to.
  const grouped = lines.some(({ entry }) => entry.itemId !== null);
  const own = lines
    .map((line, segment) => ({ line, segment }))
    .filter(({ line: { entry } }) => entry.speaker === "USER" && (!grouped || entry.itemId === questionId));
  const times = timesOf(span);
  if (times) {
    return own.flatMap(({ line, segment }) => {
      const range = line.entry.words.length > 0 ? wordsWithin(line.shown, times.start, times.end) : null;
      return range ? [{ ...range, segment }] : [];
    });
  }
  for (const { line, segment } of own) {
    const range = quoted(line.shown, span.quote);
    if (range) return [{ ...range, segment }];
  }
  return [];
}

function quoted(segment: TranscriptSegment, quote: string): WordRange | null {
  const words = segment.words.map(({ text }) => text);
  const text = words.join(" ");
  const wanted = quote.split(/\s+/).filter(Boolean).join(" ");
  const at = wanted === "" ? -1 : text.indexOf(wanted);
  if (at === -1) return null;
  const wordAt = (place: number) => text.slice(0, place).split(" ").length - 1;
  return { from: wordAt(at), to: wordAt(at + wanted.length) };
}

/** Which words of which line stand out, and how. */
export function marksOf(
  lines: readonly Line[],
  { questionId, spans, activeSpan }: { questionId: string; spans: readonly NumberedSpan[]; activeSpan: number | null },
  hits: readonly Hit[],
  hitAt: number,
): ReadonlyMap<number, Mark[]> {
  const marks = new Map<number, Mark[]>();
  const add = ({ segment, from, to }: Place, kind: Mark["kind"]) => marks.set(segment, [...(marks.get(segment) ?? []), { from, to, kind }]);
  for (const span of spans) {
    const kind = span.number === activeSpan ? "active" : isCaution(span) ? "caution" : "evidence";
    for (const place of placesOf(lines, questionId, span)) add(place, kind);
  }
  hits.forEach((hit, at) => add(hit, at === hitAt ? "hit-now" : "hit"));
  return marks;
}
