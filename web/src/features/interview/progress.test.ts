import { expect, it } from "vitest";

import type { InvitationResponse, Question, Take } from "@/core/api";

import { firstStep } from "./Flow";
import { answerLimit, recordingLeft, expectedMinutes, type Interview, nextQuestion, retakesAllowed } from "./progress";

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
      },
    },
    questions: [question("a"), question("b", { timeLimit: 60 }), question("c", { type: "text" })],
    responses: [],
    takes: [],
    consent: { version: "1", text: [], givenAt: NOW },
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
