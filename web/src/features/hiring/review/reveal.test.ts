import { expect, it } from "vitest";

import type { Rating } from "@/core/api";

import { showsAnswerScore, showsOverallScore } from "./reveal";

const mine = (overall: number | null, questions: Record<string, number> = {}): Rating => ({ userId: "u", name: "Helena", overall, questions, updatedAt: "2026-11-05T10:00:00Z" });

it("hides the model's scores until I rated", () => {
  expect(showsAnswerScore(null, "q1", false)).toBe(false);
  expect(showsOverallScore(null, false)).toBe(false);
  expect(showsOverallScore(mine(null, { q1: 4 }), false)).toBe(false);
});

it("shows an answer's score once I rated that answer, not another", () => {
  expect(showsAnswerScore(mine(null, { q1: 4 }), "q1", false)).toBe(true);
  expect(showsAnswerScore(mine(null, { q1: 4 }), "q2", false)).toBe(false);
});

it("shows all once I rated the whole, or asked", () => {
  expect(showsAnswerScore(mine(3), "q2", false)).toBe(true);
  expect(showsOverallScore(mine(3), false)).toBe(true);
  expect(showsAnswerScore(null, "q1", true)).toBe(true);
  expect(showsOverallScore(null, true)).toBe(true);
});
