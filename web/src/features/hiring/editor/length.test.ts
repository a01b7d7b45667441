import { expect, it } from "vitest";

import type { TemplateSettings } from "@/core/api";

import { newQuestion } from "./draft";
import { answeringSeconds } from "./length";

const settings: TemplateSettings = { totalTimeLimit: null, questionTimeLimit: 60, allowRetakes: false, maxRetakes: 0, shuffleQuestions: false, showProgress: true, mode: "recorded", language: "en", retentionDays: null, practice: false };

it("adds thinking and answering, a question's own limit first", () => {
  const questions = [{ ...newQuestion(), thinkingTime: 30 }, { ...newQuestion(), timeLimit: 90 }];
  expect(answeringSeconds({ settings, questions })).toBe(30 + 60 + 90);
});

it("is bounded by the time for the whole interview (minutes), and unknown without any limit", () => {
  const questions = [newQuestion(), newQuestion()];
  expect(answeringSeconds({ settings: { ...settings, totalTimeLimit: 1 }, questions })).toBe(60);
  expect(answeringSeconds({ settings: { ...settings, questionTimeLimit: 0, totalTimeLimit: 10 }, questions })).toBe(600);
  expect(answeringSeconds({ settings: { ...settings, questionTimeLimit: null }, questions })).toBeNull();
});
