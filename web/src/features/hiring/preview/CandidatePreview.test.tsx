import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";

import type { TemplateSettings } from "@/core/api";

import type { DraftQuestion } from "../editor/draft";
import { QuestionDetails } from "../editor/QuestionDetails";
import { CandidatePreview } from "./CandidatePreview";

beforeAll(() => i18next.loadNamespaces("hiring"));

const QUESTION = { key: "q", text: "What did you build?", type: "video", options: [], timeLimit: 60, thinkingTime: 30, isRequired: true, allowMultiple: false, keyPoints: "" } as unknown as DraftQuestion;
const settings = (mode: TemplateSettings["mode"]): TemplateSettings =>
  ({ mode, showProgress: true, questionTimeLimit: null, allowRetakes: true, maxRetakes: 2, shuffleQuestions: false }) as TemplateSettings;

it.each(["recorded", "voice"] as const)("shows a question as who is asked finds it: %s", (mode) => {
  render(<CandidatePreview title="Engineer" settings={settings(mode)} questions={[QUESTION]} index={0} onIndex={() => undefined} />);
  expect(screen.getByText("What did you build?")).toBeVisible();
  const talked = mode === "voice";
  expect(screen.queryAllByText("Asked aloud")).toHaveLength(talked ? 1 : 0);
  expect(screen.queryAllByText("The candidate's camera")).toHaveLength(talked ? 0 : 1);
  expect(screen.queryAllByText("Start answering")).toHaveLength(talked ? 0 : 1);
});

it.each([
  ["recorded", "video", true],
  ["voice", "video", false],
] as const)("lets one time a question only where it is timed: %s", (mode, type, timed) => {
  render(<QuestionDetails question={{ ...QUESTION, type }} settings={settings(mode)} onChange={() => undefined} />);
  expect(screen.queryAllByLabelText("Time to answer")).toHaveLength(timed ? 1 : 0);
});
