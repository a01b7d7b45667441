import { expect, it } from "vitest";

import type { EntrySpan, PracticeAnswer } from "@/core/api";

import { type Mark, marksByEntry, piecesOf } from "./marks";

function mark(quote: string, more: Partial<Mark> = {}): Mark {
  return { start: 1, end: 2, quote, reason: "example", key_point: null, entry_id: "e1", question: 1, ...more };
}

const shown = (text: string, ...marks: Mark[]): [string, boolean][] =>
  piecesOf({ text }, marks).map((piece) => [piece.text, piece.mark !== null]);

it("cuts an entry at its quotes, whatever their case", () => {
  expect(shown("We retried with the same key, twice.", mark("The Same Key"), mark("twice"))).toEqual([
    ["We retried with ", false],
    ["the same key", true],
    [", ", false],
    ["twice", true],
    [".", false],
  ]);
});

it("shows all words once, also where quotes overlap, repeat or aren't there", () => {
  const text = "a key is a key";
  for (const marks of [[mark("key is"), mark("is a")], [mark("key"), mark("key")], [mark("gone")], [mark("")], [mark(text)]])
    expect(shown(text, ...marks).map(([part]) => part).join("")).toBe(text);
  expect(shown(text, mark("gone"))).toEqual([[text, false]]);
  expect(piecesOf({ text: "" }, [mark("x")])).toEqual([]);
});

it("finds the spans of each entry, with their question", () => {
  const span = (quote: string, entry_id: string | null): EntrySpan => ({ start: 1, end: 2, quote, reason: "", key_point: null, entry_id });
  const answers = [{ spans: [span("one", "e1"), span("two", "e2")] }, { spans: [span("three", "e1"), span("nowhere", null)] }];
  const marks = marksByEntry(answers as PracticeAnswer[]);
  expect(marks.get("e1")?.map(({ quote, question }) => [quote, question])).toEqual([
    ["one", 1],
    ["three", 2],
  ]);
  expect([...marks.keys()]).toEqual(["e1", "e2"]);
});
