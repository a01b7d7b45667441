import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { beforeAll, expect, it, vi } from "vitest";

import type { AnswerScore, InterviewScore } from "@/core/api";

import { ScorePanel } from "./ScorePanel";
import { numbered } from "./spans";

beforeAll(() => i18next.loadNamespaces("hiring"));

const scored: AnswerScore = {
  status: "scored",
  reason: null,
  score: 78.3,
  relevance: 86,
  clarity: 71,
  depth: 77.5,
  confidence: 0.7,
  keywords: [],
  feedback: "Concrete.",
  keyPoints: [{ text: "Names a constraint", covered: 0.9 }],
  spans: [{ start: 4, end: 6, startChar: 9, endChar: 21, quote: "payments API", reason: "key_point", keyPoint: 0 }],
  measures: [{ name: "words_per_minute", value: 132, unit: "1/min", low: 110, high: 170 }],
  flags: [],
};
const whole: InterviewScore = {
  number: 1,
  status: "scored",
  reason: null,
  technical: 70,
  communication: 70,
  overall: 70,
  feedback: "",
  insights: [],
  making: { scorer: "judge", version: "1.0", model: "a-model", promptHash: "0123456789abcdef", repeats: 3, spread: 4.2, madeAt: "2026-11-18T09:00:00Z" },
  demoQuality: false,
};

function show(score: AnswerScore, props: { shown?: boolean } = {}) {
  const calls = { onShow: vi.fn<() => void>(), onActiveSpan: vi.fn<(span: number | null) => void>(), onPlaySpan: vi.fn<() => void>() };
  render(
    <ScorePanel score={score} whole={whole} shown={props.shown ?? true} spans={numbered(score.spans)} activeSpan={null} {...calls} />,
  );
  return calls;
}

const withheld = (status: AnswerScore["status"], reason: string | null): AnswerScore => ({
  ...scored,
  status,
  reason,
  score: null,
  relevance: null,
  clarity: null,
  depth: null,
  feedback: "",
  keyPoints: [],
  spans: [],
  measures: [],
});

it("keeps the figure back until it is asked for", async () => {
  const { onShow } = show(scored, { shown: false });
  expect(screen.queryByText("78")).not.toBeInTheDocument();
  expect(screen.queryByText(/payments API/)).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Show the model's score" }));
  expect(onShow).toHaveBeenCalledOnce();
});

it("plays a span and lights it up", async () => {
  const { onPlaySpan, onActiveSpan } = show(scored);
  const span = screen.getByRole("button", { name: /payments API/ });
  await userEvent.hover(span);
  expect(onActiveSpan).toHaveBeenLastCalledWith(1);
  await userEvent.click(span);
  expect(onPlaySpan).toHaveBeenCalledWith(expect.objectContaining({ start: 4, end: 6 }));
  await userEvent.unhover(span);
  expect(onActiveSpan).toHaveBeenLastCalledWith(null);
});

it("tells in one press how it was made, and its limits", async () => {
  show(scored);
  await userEvent.click(screen.getByRole("button", { name: "How was this made?" }));
  expect(screen.getByText("a-model")).toBeInTheDocument();
  expect(screen.getByText("0123456789ab")).toBeInTheDocument();
  expect(screen.getByText("3 times, spread 4.2 points")).toBeInTheDocument();
  expect(screen.getByText("usual: 110–170")).toBeInTheDocument();
  expect(screen.getByText(/A person decides/)).toBeInTheDocument();
});

const REASONS = [
  "not_answered",
  "empty",
  "no_transcript",
  "low_confidence",
  "demo_quality",
  "copied_question",
  "keywords_only",
  "off_topic",
  "disagreement",
  "uncertain",
  "provider_unavailable",
  "not_scored",
  "interview_failed",
  "a_reason_of_tomorrow",
];

it.each(REASONS)("says in a sentence why there is no figure: %s", (reason) => {
  show(withheld("withheld", reason), { shown: false });
  const panel = screen.getByRole("region");
  expect(panel.textContent).toMatch(/[a-z]{4,}.*\./);
  // Never a zero, and never the bare code.
  expect(panel.textContent).not.toMatch(/\b0\b/);
  expect(panel.textContent).not.toContain(reason.includes("_") ? reason : "reason.");
});

it.each([
  ["pending", /on its way/],
  ["failed", /couldn't be scored/],
] as const)("says what %s means", (status, sentence) => {
  show(withheld(status, null));
  expect(screen.getByText(sentence)).toBeInTheDocument();
});

it("marks demo quality beside the figure", () => {
  show({ ...scored, flags: ["demo_quality"] });
  expect(screen.getByText(/Demo quality/)).toBeInTheDocument();
});
