import fc from "fast-check";
import { expect, it } from "vitest";

import type { ScoreSpan } from "@/core/api";

import { isCaution, numbered, piecesOf, timesOf } from "./spans";

function span(startChar: number, endChar: number, extra: Partial<ScoreSpan> = {}): ScoreSpan {
  return { start: null, end: null, startChar, endChar, quote: "", reason: "key_point", keyPoint: 0, ...extra };
}

it("counts spans as they are heard", () => {
  const spans = numbered([span(40, 50, { start: 9, end: 11 }), span(0, 5, { start: 1, end: 2 })]);
  expect(spans.map(({ number, start }) => [number, start])).toEqual([
    [1, 1],
    [2, 9],
  ]);
});

it("counts what was written in the midst of a conversation in its place", () => {
  const spans = numbered([span(30, 40), span(60, 70, { start: 9, end: 11 }), span(0, 5, { start: 1, end: 2 })]);
  expect(spans.map(({ startChar }) => startChar)).toEqual([0, 30, 60]);
});

it("has times only for what was spoken", () => {
  expect(timesOf(span(0, 1, { start: 0, end: 2 }))).toEqual({ start: 0, end: 2 });
  expect(timesOf(span(0, 1))).toBeNull();
  expect(timesOf(span(0, 1, { start: 2, end: 2 }))).toBeNull();
});

it("tells what speaks for an answer from what should be looked at", () => {
  expect(isCaution(span(0, 1, { reason: "example" }))).toBe(false);
  expect(isCaution(span(0, 1, { reason: "instruction" }))).toBe(true);
});

it("cuts a written answer at its spans", () => {
  const pieces = piecesOf("I would change the start.", numbered([span(2, 14)]));
  expect(pieces.map(({ text, span: of }) => [text, of?.number ?? null])).toEqual([
    ["I ", null],
    ["would change", 1],
    [" the start.", null],
  ]);
});

it("counts characters as the server does, not as UTF-16", () => {
  expect(piecesOf("👍 yes", numbered([span(2, 5)])).map(({ text }) => text)).toEqual(["👍 ", "yes"]);
});

it("never loses or repeats a character, whatever the offsets", () => {
  const offsets = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), { maxLength: 8 });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), offsets, (text, bounds) => {
      const pieces = piecesOf(text, numbered(bounds.map(([from, to]) => span(from, to))));
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    }),
  );
});
