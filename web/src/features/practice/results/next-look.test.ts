import { expect, it } from "vitest";

import type { InterviewResult } from "@/core/api";

import { nextLook } from "./next-look";

function result(score: string, answers: string[] = [], recording: string | null = null): InterviewResult {
  return { score: { status: score }, answers: answers.map((status) => ({ status })), recording: recording && { status: recording } } as unknown as InterviewResult;
}

it("looks again while something is being made, quickly at first", () => {
  for (const making of [result("pending"), result("scored", ["scored", "pending"]), result("scored", ["scored"], "processing")]) {
    expect(nextLook(making, 1)).toBe(2000);
    expect(nextLook(making, 15)).toBe(10_000);
  }
});

it("rests when all is there, or won't come", () => {
  for (const made of [result("scored", ["scored"], "ready"), result("withheld", ["withheld"]), result("failed", [], "failed"), undefined])
    expect(nextLook(made, 1)).toBe(false);
});
