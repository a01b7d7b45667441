import { expect, it } from "vitest";

import { flowed } from "./flowed";

const LONG = "You will find the recordings with their transcripts, and a score";

it("joins what was broken for length alone", () => {
  expect(flowed(`${LONG}\n${LONG}\nend.`)).toBe(`${LONG} ${LONG} end.`);
});

it.each([
  ["short lines", "Open the review:\nhere"],
  ["paragraphs", `${LONG}\n\nYou get this mail`],
  ["a line before an address", `${LONG}\nhttps://parley.example/i/1`],
  ["an address", `https://parley.example/interview/${"a".repeat(60)}\nIt is yours alone.`],
  ["indented lines", `${LONG}\n  - one`],
])("keeps %s", (_, text) => {
  expect(flowed(text)).toBe(text);
});
