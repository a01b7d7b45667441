import { expect, it } from "vitest";

import type { InvitationResponse, Question, Take } from "@/core/api";

import { firstStep } from "./Flow";
import {
  answerLimit,
  expectedMinutes,
  inMinutes,
  type Interview,
  needsCamera,
  nextQuestion,
  recordingLeft,
  retakesAllowed,
  totalMinutes,
  writtenLeft,
} from "./progress";

const NOW = "2026-11-05T10:00:00Z";

function question(id: string, extra: Partial<Question> = {}): Question {
  return {
    id,
    templateId: "t",
    text: id,
    type: "video",
    order: 1,
    timeLimit: null,
    thinkingTime: null,
    isRequired: true,
    options: [],
    allowMultiple: false,
    createdAt: NOW,
    ...extra,
  };
}

function response(questionId: string): InvitationResponse {
  return {
    id: `r-${questionId}`,
    invitationId: "i",
    questionId,
    type: "video",
    content: null,
    mediaUrl: "blob://x",
    duration: 3,
    submittedAt: NOW,
    createdAt: NOW,
  };
}

function take(questionId: string, recordedSeconds: number): Take {
  return {
    takeId: `t-${questionId}`,
    questionId,
    mediaUrl: `blob://takes/t-${questionId}`,
    startedAt: NOW,
    mediaLimitSeconds: null,
    retakesLeft: 0,
    recordedSeconds,
    nextSegment: 1,
    submitted: false,
  };
}

function interview(extra: Partial<Interview> = {}): Interview {
  return {
    id: "i",
    templateId: "t",
    templateTitle: "Engineer",
    candidateId: "c",
    candidateEmail: "ana@example.org",
    candidateName: "Ana Lima",
    hrId: "h",
    status: "started",
    startedAt: NOW,
    completedAt: null,
    expiresAt: "2026-11-09T10:00:00Z",
    revokedAt: null,
    createdAt: NOW,
    questionsCount: 3,
    answeredCount: 0,
    companyName: null,
    mode: "recorded",
    template: {
      id: "t",
      title: "Engineer",
      description: null,
      settings: {
        totalTimeLimit: 30,
        questionTimeLimit: 90,
        allowRetakes: false,
        maxRetakes: 3,
        shuffleQuestions: false,
        showProgress: true,
        mode: "recorded",
        language: "en",
        retentionDays: null,
      },
    },
    questions: [question("a"), question("b", { timeLimit: 60 }), question("c", { type: "text" })],
    responses: [],
    takes: [],
    consent: { version: "1", text: [], givenAt: NOW },
    analysis: null,
    overallScore: null,
    decision: null,
    extraTimePercent: 0,
    deletedAt: null,
    remindedAt: null,
    failedAt: null,
    followedBy: null,
    language: "en",
    ...extra,
  };
}

it("goes on at the answer that was left in the middle, then at the first without one", () => {
  expect(nextQuestion(interview())).toBe(0);
  expect(nextQuestion(interview({ takes: [take("b", 12)] }))).toBe(1);
  // Begun on another device that was not heard of since: nothing of it is measured yet.
  expect(nextQuestion(interview({ takes: [take("b", 0)] }))).toBe(1);
  expect(nextQuestion(interview({ responses: [response("a")] }))).toBe(1);
  expect(nextQuestion(interview({ responses: [response("b")] }), 0)).toBe(2);
  expect(nextQuestion(interview({ responses: ["a", "b", "c"].map(response) }))).toBeNull();
});

it("begins where the candidate stands, and asks nothing twice", () => {
  const consent = { version: "1", text: [], givenAt: null };
  expect(firstStep(interview({ status: "pending", consent }))).toEqual({ name: "welcome" });
  expect(firstStep(interview({ status: "pending" }))).toEqual({ name: "check" });
  expect(firstStep(interview({ consent }))).toEqual({ name: "consent" });
  expect(firstStep(interview())).toEqual({ name: "check" });
  expect(firstStep(interview({ responses: ["a", "b"].map(response) }))).toEqual({ name: "question", index: 2 });
  expect(firstStep(interview({ responses: ["a", "b", "c"].map(response) }))).toEqual({ name: "lookover" });
});

it("takes a question's own limit before the template's, and zero as none", () => {
  const one = interview();
  expect(answerLimit(one, question("x", { timeLimit: 60 }))).toBe(60);
  expect(answerLimit(one, question("x", { timeLimit: 0 }))).toBe(90);
  expect(retakesAllowed(one)).toBe(0);
  expect(recordingLeft(one)).toBe(1800);
  expect(recordingLeft(interview({ responses: [response("a"), response("b")] }))).toBe(1794);
  expect(expectedMinutes(one)).toBe(5);
});

it("goes on with what is written or chosen where nobody agreed to be recorded", () => {
  const without = interview({ consent: { version: "1", text: [], givenAt: null } });
  expect(nextQuestion(without)).toBe(2);
  expect(nextQuestion(interview({ ...without, takes: [take("a", 12)] }))).toBe(2);
  expect(nextQuestion(interview({ ...without, responses: [response("c")] }))).toBeNull();
  expect(needsCamera(without)).toBe(false);
  expect(writtenLeft(without).map(({ id }) => id)).toEqual(["c"]);
});

it("trusts the limits it is told, which have the extra time, and a take's own", () => {
  const { template } = interview();
  const settings = { ...template.settings, totalTimeLimit: 10.5, questionTimeLimit: 135 };
  const longer = interview({ extraTimePercent: 50, template: { ...template, settings } });
  expect(answerLimit(longer, question("x", { timeLimit: 92 }))).toBe(92);
  expect(answerLimit(longer, question("x"))).toBe(135);
  expect(totalMinutes(longer)).toBe(10.5);
  expect(inMinutes(10.5, "de-DE")).toBe("10,5");
  expect(inMinutes(1.19, "en-GB")).toBe("1.1");
  expect(inMinutes(15, "en-GB")).toBe("15");
  expect(recordingLeft(longer)).toBe(630);
  expect(expectedMinutes({ ...longer, questions: Array.from({ length: 9 }, () => question("x")) })).toBe(11);
  const begun = interview({ extraTimePercent: 50, takes: [{ ...take("x", 3), mediaLimitSeconds: 77 }] });
  expect(answerLimit(begun, question("x"))).toBe(77);
  const unlimited = interview({ extraTimePercent: 50, takes: [take("x", 3)] });
  expect(answerLimit(unlimited, question("x", { timeLimit: 60 }))).toBeNull();
});
