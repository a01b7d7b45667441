import fc from "fast-check";
import { expect, it } from "vitest";

import type { TranscriptSegment } from "@/core/api";

import { indexWords, wordsWithin } from "./word-index";

function segment(index: number, words: [number, number][]): TranscriptSegment {
  return {
    index,
    start: words[0]?.[0] ?? 0,
    end: words.at(-1)?.[1] ?? 0,
    text: words.map((_, at) => `w${at}`).join(" "),
    confidence: 0.9,
    words: words.map(([start, end], at) => ({ text: `w${at}`, start, end, confidence: 0.9 })),
    originalText: null,
  };
}

const two = [
  segment(0, [
    [1, 1.4],
    [1.5, 2],
  ]),
  segment(1, [
    [4, 4.2],
    [4.2, 5],
  ]),
];

it("knows the word at a time, and keeps the last one through a pause", () => {
  const index = indexWords(two);
  expect(index.at(0.5)).toBeNull();
  expect(index.at(1)).toEqual({ segment: 0, word: 0 });
  expect(index.at(1.6)).toEqual({ segment: 0, word: 1 });
  expect(index.at(3.5)).toEqual({ segment: 0, word: 1 });
  expect(index.at(4.3)).toEqual({ segment: 1, word: 1 });
  expect(index.at(999)).toEqual({ segment: 1, word: 1 });
});

it("takes a click's word though the clock lands a little before it", () => {
  expect(indexWords(two).at(3.99)).toEqual({ segment: 1, word: 0 });
});

it("tells when the next word begins, and steps word by word", () => {
  const index = indexWords(two);
  expect(index.nextStart(1.6)).toBe(4);
  expect(index.nextStart(5)).toBeNull();
  expect(index.step(4.3, -1)).toBe(4);
  expect(index.step(1.1, 1)).toBe(1.5);
  expect(index.step(1.1, -1)).toBeNull();
  expect(index.step(0, 1)).toBe(1);
});

it("follows a segment without words as a whole", () => {
  const bare = { ...segment(0, []), start: 3, end: 9 };
  expect(indexWords([bare]).at(4)).toEqual({ segment: 0, word: -1 });
});

it("agrees with looking at every word", () => {
  const lengths = fc.array(fc.double({ min: 0.05, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.double({ min: 0, max: 80, noNaN: true }), (gaps, time) => {
      let clock = 0;
      const words = gaps.map((gap): [number, number] => [(clock += gap), clock + 0.01]);
      const segments = [segment(0, words.slice(0, 5)), segment(1, words.slice(5))].filter((each) => each.words.length > 0);
      const flat = segments.flatMap((each, position) => each.words.map((word, number) => ({ position, number, start: word.start })));
      const last = flat.findLast((entry) => entry.start <= time + 0.02);
      const found = indexWords(segments).at(time);
      return last === undefined ? found === null : found?.segment === last.position && found.word === last.number;
    }),
  );
});

it("finds the words of a span by their middles", () => {
  const [first, second] = two;
  if (!first || !second) throw new Error("two segments");
  expect(wordsWithin(first, 1.45, 4.1)).toEqual({ from: 1, to: 1 });
  expect(wordsWithin(second, 1.45, 4.1)).toEqual({ from: 0, to: 0 });
  expect(wordsWithin(first, 0, 10)).toEqual({ from: 0, to: 1 });
  expect(wordsWithin(first, 6, 7)).toBeNull();
});
