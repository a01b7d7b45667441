import type { TranscriptSegment } from "@/core/api";

export interface WordPlace {
  /** Position of the segment in the list, not its `index`. */
  segment: number;
  word: number;
}

/** Finds the word at a time, in the order of their beginnings. */
export interface WordIndex {
  /** The word being said, or the last one said; null before the first. */
  at(seconds: number): WordPlace | null;
  /** When the next word begins, in seconds; null after the last. */
  nextStart(seconds: number): number | null;
  /** `step` words on (or back) from the one at that time; null past either end. */
  step(seconds: number, step: 1 | -1): number | null;
}

/** Media clocks land a little before the word that was clicked, in seconds. */
const SLACK = 0.02;

export function indexWords(segments: readonly TranscriptSegment[]): WordIndex {
  const entries: (WordPlace & { start: number })[] = [];
  segments.forEach((segment, position) => {
    // A segment whose words have no times is followed as a whole.
    if (segment.words.length === 0) entries.push({ segment: position, word: -1, start: segment.start });
    segment.words.forEach((word, number) => entries.push({ segment: position, word: number, start: word.start }));
  });
  entries.sort((a, b) => a.start - b.start || a.segment - b.segment || a.word - b.word);

  /** How many begin at or before that time. */
  function begun(seconds: number): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.start ?? 0) <= seconds + SLACK) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    at(seconds) {
      const entry = entries[begun(seconds) - 1];
      return entry ? { segment: entry.segment, word: entry.word } : null;
    },
    nextStart: (seconds) => entries[begun(seconds)]?.start ?? null,
    step: (seconds, step) => entries[begun(seconds) - 1 + step]?.start ?? null,
  };
}

export interface WordRange {
  from: number;
  /** Included. */
  to: number;
}

/** The words of a segment that a stretch of time touches; null for none. */
export function wordsWithin(segment: TranscriptSegment, start: number, end: number): WordRange | null {
  if (segment.end <= start || segment.start >= end) return null;
  const inside = (word: { start: number; end: number }) => (word.start + word.end) / 2 >= start && (word.start + word.end) / 2 <= end;
  const from = segment.words.findIndex(inside);
  return from === -1 ? null : { from, to: segment.words.findLastIndex(inside) };
}
