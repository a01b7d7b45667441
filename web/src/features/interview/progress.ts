import type { InvitationForCandidate, InvitationResponse, Question, Take } from "@/core/api";

/** What the candidate sees: the invitation and what came of it so far. */
export type Interview = InvitationForCandidate;

/** Taken by talking with the AI, not by recording answers. */
export function isLive(interview: Interview): boolean {
  return interview.mode === "voice";
}

/** Planned for one question of a talk where nothing says otherwise, in seconds (hiring/domain/plan.py). */
const TALK_SECONDS = 150;

/** About how long a talk takes, in whole minutes. */
export function liveMinutes(interview: Interview): number {
  const seconds = interview.questions.reduce((all, question) => all + (answerLimit(interview, question) ?? TALK_SECONDS), 0);
  return Math.ceil(totalMinutes(interview) ?? Math.max(5, Math.ceil(seconds / 300) * 5));
}

export function responseTo(interview: Interview, questionId: string): InvitationResponse | undefined {
  return interview.responses.find((response) => response.questionId === questionId);
}

/** The take that is still open: recorded at least in part, not handed in. */
export function openTakeOf(interview: Interview, questionId: string): Take | undefined {
  return interview.takes.findLast((take) => take.questionId === questionId && !take.submitted);
}

export function isAnswered(interview: Interview, question: Question): boolean {
  return responseTo(interview, question.id) !== undefined;
}

export function unanswered(interview: Interview): Question[] {
  return interview.questions.filter((question) => !isAnswered(interview, question));
}

/** Written and chosen answers need no consent to be recorded. */
export function isAnswerable(interview: Interview, question: Question): boolean {
  return question.type !== "video" || interview.consent.givenAt !== null;
}

/** Questions that are open and can be answered without being recorded. */
export function writtenLeft(interview: Interview): Question[] {
  if (isLive(interview)) return [];
  return unanswered(interview).filter((question) => question.type !== "video");
}

/** Where to go on: an answer left in the middle first, then the first one without an answer. */
export function nextQuestion(interview: Interview, after = -1): number | null {
  const isOpen = (question: Question): boolean =>
    !isAnswered(interview, question) && isAnswerable(interview, question);
  const begun = interview.questions.findIndex(
    (question) => isOpen(question) && (openTakeOf(interview, question.id)?.nextSegment ?? 0) > 0,
  );
  if (after < 0 && begun >= 0) return begun;
  const next = interview.questions.findIndex((question, index) => index > after && isOpen(question));
  return next < 0 ? null : next;
}

export function needsCamera(interview: Interview): boolean {
  return unanswered(interview).some((question) => question.type === "video" && isAnswerable(interview, question));
}

/** Seconds one answer may take, with the extra time; null when it may take as long as it needs. */
export function answerLimit(interview: Interview, question: Question): number | null {
  const given = openTakeOf(interview, question.id)?.mediaLimitSeconds;
  if (given !== undefined) return given;
  return positive(question.timeLimit) ?? positive(interview.template.settings.questionTimeLimit);
}

/**
 * Minutes that all recorded answers may take together, with the extra time, which may make it
 * half a minute; null when nothing limits them.
 */
export function totalMinutes(interview: Interview): number | null {
  return positive(interview.template.settings.totalTimeLimit);
}

/** As people read it: to a tenth, and never more than there is. */
export function inMinutes(minutes: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.floor(minutes * 10) / 10);
}

export function retakesAllowed(interview: Interview): number {
  const { allowRetakes, maxRetakes } = interview.template.settings;
  return allowRetakes ? Math.max(0, maxRetakes) : 0;
}

/**
 * Seconds that may still be recorded in all; null when nothing limits them. The limit is on what
 * is recorded, not on the clock on the wall: a candidate may stop and come back.
 */
export function recordingLeft(interview: Interview): number | null {
  const minutes = totalMinutes(interview);
  if (minutes === null) return null;
  const recorded = interview.responses.reduce((sum, response) => sum + (response.duration ?? 0), 0);
  return Math.max(0, Math.round(minutes * 60) - recorded);
}

/** About how long it takes, in minutes: the limit that was set, or the sum of the questions. */
export function expectedMinutes(interview: Interview): number {
  const limit = totalMinutes(interview);
  const seconds = interview.questions.reduce((all, question) => {
    const answering = question.type === "video" ? (answerLimit(interview, question) ?? 120) : 60;
    return all + (positive(question.thinkingTime) ?? 0) + answering;
  }, 0);
  const needed = Math.max(5, Math.ceil(seconds / 300) * 5);
  return limit === null ? needed : Math.min(Math.ceil(limit), needed);
}

export function positive(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value > 0 ? value : null;
}

/** Whether more than one option may be chosen; one, unless the question says otherwise. */
export function allowsSeveral(question: Question): boolean {
  return question.type === "multiple_choice" && question.allowMultiple;
}
