import { expect, it } from "vitest";

import type { ConversationEntry, ScoreSpan } from "@/core/api";

import { search } from "../transcript/search";
import { firstOf, groupsOf, linesOf, marksOf, placesOf, spokenOf } from "./lines";

function said(text: string, itemId: string | null, start: number, more: Partial<ConversationEntry> = {}): ConversationEntry {
  const words = text.split(" ").map((word, at) => ({ text: word, start: start + at, end: start + at + 0.9, confidence: 0.9 }));
  return { entryId: `${start}`, itemId, speaker: "USER", text, start, end: start + words.length, move: "", provenance: "heard", cut: false, words, ...more };
}
const asked = (text: string, itemId: string | null, start: number) => said(text, itemId, start, { speaker: "AI", provenance: "model", words: [] });
const written = (text: string, itemId: string, start: number) => said(text, itemId, start, { provenance: "typed", words: [] });

const TALK = [
  asked("Hello.", null, 0),
  asked("What did you build?", "q1", 5),
  said("We built a parser", "q1", 10),
  asked("A parser of what?", "q1", 20),
  said("Of mails it was slow", "q1", 30),
  asked("Why?", "q2", 40),
  said("We built a parser", "q2", 50),
  written("It was  slow, then fast.", "q2", 60),
  asked("Goodbye.", null, 70),
];
const LINES = linesOf(TALK);

function span(quote: string, start: number | null, end: number | null) {
  const one: ScoreSpan = { start, end, startChar: 0, endChar: quote.length, quote, reason: "key_point", keyPoint: 0 };
  return { ...one, number: 1 };
}

it("keeps what belongs to a question together, and begins anew when the talk comes back to it", () => {
  const groups = groupsOf([...LINES, ...linesOf([said("One more thing", "q1", 80)])]);
  expect(groups.map(({ itemId, from, lines }) => [itemId, from, lines.length])).toEqual([
    [null, 0, 1],
    ["q1", 1, 4],
    ["q2", 5, 3],
    [null, 8, 1],
    ["q1", 9, 1],
  ]);
  expect(firstOf(LINES, "q2")).toBe(5);
  expect(firstOf(LINES, "q3")).toBe(-1);
});

it("counts only what the person said as said about a question", () => {
  expect([...spokenOf([asked("Why?", "q3", 1), said("So", "q4", 2)])]).toEqual(["q4"]);
  expect([...spokenOf(null)]).toEqual([]);
});

it("finds a span by its times in the lines of its question alone, over the interviewer's turn too", () => {
  expect(placesOf(LINES, "q1", span("parser Of mails", 13, 31.95))).toEqual([
    { segment: 2, from: 3, to: 3 },
    { segment: 4, from: 0, to: 1 },
  ]);
  expect(placesOf(LINES, "q2", span("a parser", 12, 13.9))).toEqual([]);
});

it("finds a span of something written by its words, however it was spaced", () => {
  expect(placesOf(LINES, "q2", span("was slow,", null, null))).toEqual([{ segment: 7, from: 1, to: 2 }]);
  expect(placesOf(LINES, "q2", span("never said", null, null))).toEqual([]);
  expect(placesOf(LINES, "q2", span("", null, null))).toEqual([]);
});

it("looks through all that the person said where nobody says what belongs to which question", () => {
  const handedIn = linesOf([asked("Why?", null, 0), said("Because it helps", null, 5, { words: [], provenance: "client" })]);
  expect(placesOf(handedIn, "q1", span("it helps", null, null))).toEqual([{ segment: 1, from: 1, to: 2 }]);
});

it("lights up the span that is pointed at, and finds words that the interviewer said", () => {
  const spans = [span("a parser", 12, 13.9)];
  const hits = search(
    LINES.map((line) => line.shown),
    "goodbye",
  );
  const marks = marksOf(LINES, { questionId: "q1", spans, activeSpan: 1 }, hits, 0);
  expect([...marks]).toEqual([
    [2, [{ from: 2, to: 3, kind: "active" }]],
    [8, [{ from: 0, to: 0, kind: "hit-now" }]],
  ]);
  expect(marksOf(LINES, { questionId: "q1", spans, activeSpan: null }, [], 0).get(2)?.[0]?.kind).toBe("evidence");
});
