import { expect, it } from "vitest";

import type { TranscriptSegment } from "@/core/api";

import { search } from "./search";

function segment(index: number, text: string): TranscriptSegment {
  const words = text.split(" ").map((word, at) => ({ text: word, start: at, end: at + 1, confidence: 1 }));
  return { index, start: 0, end: words.length, text, confidence: 1, words, originalText: null };
}

const said = [segment(0, "We had a payments API, that retried."), segment(1, "Retried payments are Größe café.")];

it("finds words whatever their case, accents and punctuation", () => {
  expect(search(said, "API")).toEqual([{ segment: 0, from: 4, to: 4 }]);
  expect(search(said, "cafe")).toEqual([{ segment: 1, from: 4, to: 4 }]);
  expect(search(said, "RETRIED")).toEqual([
    { segment: 0, from: 6, to: 6 },
    { segment: 1, from: 0, to: 0 },
  ]);
});

it("finds words in a row, the last while it is typed", () => {
  expect(search(said, "payments ap")).toEqual([{ segment: 0, from: 3, to: 4 }]);
  expect(search(said, "payments that")).toEqual([]);
});

it("finds nothing for nothing", () => {
  expect(search(said, "  ")).toEqual([]);
  expect(search(said, "?")).toEqual([]);
});
