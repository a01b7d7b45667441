/** Reviews of the mock server: transcripts, scores, ratings, notes, decisions, receipts. */
import { createHash, randomUUID } from "node:crypto";

import { fillTalk } from "./hiring-mock-talk.mjs";

const DAY = 86_400_000;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();
const ok = (body, status = 200) => ({ status, body });
const refuse = (status, error, details) => ({ status, error, details });

export const SAID = `We had a payments API that retried on its own, and nobody had written down what a retry may do. The hard part was idempotency. A card network would time out, our worker would try again, and now and then a customer paid twice.
So I put a key on each request, made by the client, and stored the answer under that key in the same transaction as the payment. If the key came again we returned the stored answer. That sounds simple, but we had to decide how long to keep the keys. We chose 24 hours, because the longest retry we had ever seen was nine hours.
The trade-off was storage against safety. Keeping answers for a day cost us about forty gigabytes, and we thought that was cheap compared with one angry customer.
What I would do differently: I would write the contract first, with the people who call it. We found out late that the mobile app made a new key for each attempt, which defeats the point completely. Um, that was a long weekend.`;

/** Words with times, as a recogniser gives them: a sentence a segment. */
export function transcriptOf(text, seconds, extra = {}) {
  const sentences = text.split(/(?<=[.!?])\s+/);
  const total = sentences.reduce((sum, each) => sum + each.length + 8, 0);
  let clock = 0.4;
  let number = 0;
  const segments = sentences.map((sentence, index) => {
    const words = sentence.split(/\s+/).map((word) => {
      const length = ((word.length + 1) / total) * (seconds - 1);
      const start = clock;
      clock += length;
      number += 1;
      return { text: word, start: round(start), end: round(clock - 0.02), confidence: number % 23 === 0 ? 0.34 : 0.93 };
    });
    clock += (8 / total) * (seconds - 1);
    return { index, start: words[0].start, end: words.at(-1).end, text: sentence, confidence: 0.9, words, originalText: null };
  });
  return {
    status: "ready", progress: 1, stage: null, error: null, language: "en", engine: "faster-whisper 1.2 small", quality: "full", confidence: 0.91,
    durationSeconds: seconds, revision: 0, correctedBy: null, correctedAt: null, segments, ...extra,
  };
}

const round = (value) => Math.round(value * 100) / 100;

export function spanOf(transcript, text, quote, reason, keyPoint = null) {
  const startChar = text.indexOf(quote);
  const wanted = quote.split(/\s+/);
  for (const segment of transcript.segments) {
    const words = segment.words.map((word) => word.text);
    for (let from = 0; from + wanted.length <= words.length; from++) {
      if (!wanted.every((word, offset) => words[from + offset].startsWith(word))) continue;
      return { start: segment.words[from].start, end: segment.words[from + wanted.length - 1].end, startChar, endChar: startChar + quote.length, quote, reason, keyPoint };
    }
  }
  throw new Error(`nobody says ${quote}`);
}

const NO_SCORE = { score: null, relevance: null, clarity: null, depth: null, confidence: 0, keywords: [], feedback: "", keyPoints: [], spans: [], measures: [], flags: [] };
export const noScore = (status, reason) => ({ ...NO_SCORE, status, reason });

const MEASURES = [
  { name: "words_per_minute", value: 132.4, unit: "1/min", low: 110, high: 170 },
  { name: "pause_share", value: 31, unit: "%", low: 5, high: 25 },
  { name: "fillers_per_minute", value: 0.8, unit: "1/min", low: null, high: 6 },
  { name: "mean_sentence_words", value: 16.2, unit: "words", low: 8, high: 25 },
  { name: "repairs_per_minute", value: 0.4, unit: "1/min", low: null, high: 4 },
  { name: "structure_markers", value: 3, unit: "count", low: 1, high: null },
];

function spokenScore(transcript) {
  const span = (...parts) => spanOf(transcript, SAID, ...parts);
  return {
    status: "scored", reason: null, score: 78.3, relevance: 86, clarity: 71, depth: 77.5, confidence: 0.72, keywords: ["idempotency", "retries", "payments"],
    feedback: "Names a concrete constraint and what it cost, and says plainly what went wrong. How the keys were tested stays open.",
    keyPoints: [{ text: "Names a real constraint", covered: 0.91 }, { text: "Explains the trade-off", covered: 0.74 }, { text: "What they would do differently", covered: 0.48 }],
    spans: [
      span("now and then a customer paid twice.", "key_point", 0),
      span("stored the answer under that key in the same transaction", "example"),
      span("The trade-off was storage against safety.", "key_point", 1),
      span("I would write the contract first,", "key_point", 2),
      span("Um, that was a long weekend.", "filler"),
    ],
    measures: MEASURES, flags: [],
  };
}

function writtenScore(text) {
  const span = (quote, reason, keyPoint = null) => ({ start: null, end: null, startChar: text.indexOf(quote), endChar: text.indexOf(quote) + quote.length, quote, reason, keyPoint });
  return {
    status: "scored", reason: null, score: 64, relevance: 70, clarity: 81, depth: 42, confidence: 0.6, keywords: ["onboarding"], feedback: "Clear, with one way to measure it.",
    keyPoints: [{ text: "Has looked at the product", covered: 0.7 }],
    spans: [span("a new team sees an empty list and a button", "key_point", 0), span("how many teams send a first invitation on the first day", "example")],
    measures: [], flags: [],
  };
}

export function making() {
  return { scorer: "judge", version: "1.0", model: "gemini-2.5-flash", promptHash: createHash("sha256").update("prompt").digest("hex"), repeats: 3, spread: 4.2, madeAt: at(-2.9) };
}

const NO_DECISION = { decision: null, reason: null, decidedBy: null, decidedAt: null };

function emptyReview(item, questions, responses, analysis) {
  return {
    invitationId: item.id, analysis, mode: "recorded", conversation: null, recording: null,
    answers: questions.map((question) => ({ questionId: question.id, responseId: responses.find((each) => each.questionId === question.id)?.id ?? null, transcript: null, score: null })),
    score: null, mine: null, others: null, othersCount: 0, notes: [], decision: { ...NO_DECISION }, humanLook: null, canDecide: true,
  };
}

const note = (author, questionId, atSeconds, text, days) => ({
  id: randomUUID(), authorId: author === "Helena Reis" ? "hr" : "colleague", authorName: author, text, questionId, atSeconds, createdAt: at(days), updatedAt: at(days),
});

/** A review of its kind, made when it is asked for first. */
export function makeReview(kind, item, questions, responses) {
  const none = { status: "none", stage: null, progress: 0, reason: null };
  const review = emptyReview(item, questions, responses, none);
  if (kind === "full") fill(review, questions, responses);
  if (kind === "long") fillLong(review, responses);
  if (kind === "processing") fillProcessing(review, responses);
  if (kind === "failed") fillFailed(review, responses);
  if (kind.startsWith("talk")) fillTalk(kind, review, questions);
  return review;
}

function fill(review, questions, responses) {
  const [spoken, unclear, written, choice, missing] = review.answers;
  spoken.transcript = transcriptOf(SAID, 96);
  spoken.score = spokenScore(spoken.transcript);
  unclear.transcript = transcriptOf("Idem potent means you can do it twice. It mattered when, when the queue gave us the same message again and we mailed people twice.", 58, { confidence: 0.41 });
  for (const segment of unclear.transcript.segments) segment.words.forEach((word, index) => (word.confidence = index % 2 === 0 ? 0.3 : 0.6));
  unclear.score = noScore("withheld", "low_confidence");
  written.score = writtenScore(responses[2].content);
  choice.score = noScore("withheld", "not_scored");
  missing.score = noScore("withheld", "not_answered");
  Object.assign(review, {
    analysis: { status: "ready", stage: null, progress: 1, reason: null },
    score: {
      number: 1, status: "scored", reason: null, technical: 71, communication: 76, overall: 72.4, feedback: "Strong on failure cases, short on testing.",
      insights: [{ category: "technical", description: "Reasons about retries from real incidents.", impact: 0.6 }, { category: "communication", description: "Long pauses in the second answer.", impact: -0.2 }],
      making: making(), demoQuality: false,
    },
    othersCount: 2,
    hiddenOthers: [
      { userId: "c1", name: "Jonas Weber", overall: 4, questions: { [questions[0].id]: 5 }, updatedAt: at(-1) },
      { userId: "c2", name: "Priya Raman", overall: 3, questions: {}, updatedAt: at(-1) },
    ],
    notes: [
      note("Jonas Weber", questions[0].id, 31, "Good: the key and the payment commit together.", -1),
      note("Helena Reis", questions[2].id, null, "Ask her about this in the next round.", -0.5),
    ],
  });
}

/** An hour of one answer: 9,000 words. */
function fillLong(review, responses) {
  const words = SAID.replaceAll("\n", " ");
  const text = Array.from({ length: Math.ceil(9000 / words.split(" ").length) }, () => words).join(" ").split(" ").slice(0, 9000).join(" ");
  review.answers[0].transcript = transcriptOf(text, responses[0].duration);
  review.answers[0].score = spokenScore(review.answers[0].transcript);
  review.analysis = { status: "ready", stage: null, progress: 1, reason: null };
  review.score = { number: 1, status: "scored", reason: null, technical: 70, communication: 70, overall: 70, feedback: "", insights: [], making: { ...making(), scorer: "offline", model: null, promptHash: null }, demoQuality: true };
}

function fillProcessing(review, responses) {
  review.analysis = { status: "processing", stage: "transcripts", progress: 0.42, reason: null };
  const processing = (stage, progress) => ({ ...transcriptOf("x", 1), status: "processing", stage, progress, segments: [], engine: "" });
  review.answers.forEach((answer, index) => {
    if (answer.responseId && responses[index]?.type === "video") answer.transcript = index === 0 ? processing("transcribing", 0.62) : processing("waiting", 0);
  });
}

function fillFailed(review, responses) {
  review.analysis = { status: "withheld", stage: null, progress: 1, reason: "no_transcript" };
  review.answers.forEach((answer, index) => {
    if (responses[index]?.type === "video") Object.assign(answer, { transcript: { ...transcriptOf("x", 1), status: "failed", error: "engine_died", segments: [] }, score: noScore("withheld", "no_transcript") });
  });
  review.score = { number: 1, status: "withheld", reason: "no_transcript", technical: null, communication: null, overall: null, feedback: "", insights: [], making: making(), demoQuality: false };
  review.humanLook = { text: "My connection was bad in the second answer. Could somebody listen to it again?", askedAt: at(-1), answer: null, answeredBy: null, answeredAt: null };
}

const visible = ({ hiddenOthers, ...review }) => ({ ...review, others: review.mine && review.mine.overall !== null ? (hiddenOthers ?? []) : null });

/** `/invitations/:id/review...` */
export function reviewCalls(method, review, sub, noteId, body) {
  if (!sub) {
    if (review.analysis.status === "processing") advance(review);
    return ok(visible(review));
  }
  if (sub === "rating") {
    review.mine = { userId: "hr", name: "Helena Reis", overall: null, questions: {}, ...body, updatedAt: at(0) };
    return ok(review.mine);
  }
  if (sub === "decision") {
    review.decision = body.decision === null ? { ...NO_DECISION } : { decision: body.decision, reason: body.reason ?? null, decidedBy: "Helena Reis", decidedAt: at(0) };
    return ok(review.decision);
  }
  if (method === "POST") {
    const made = { ...note("Helena Reis", body.questionId ?? null, body.atSeconds ?? null, body.text, 0) };
    review.notes.push(made);
    return ok(made, 201);
  }
  const found = review.notes.find((each) => each.id === noteId);
  if (!found) return refuse(404, "note_not_found", "This note is gone.");
  if (method === "DELETE") {
    review.notes.splice(review.notes.indexOf(found), 1);
    return ok(undefined, 204);
  }
  return ok(Object.assign(found, { text: body.text, updatedAt: at(0) }));
}

function advance(review) {
  const { analysis } = review;
  analysis.progress = Math.min(1, analysis.progress + 0.05);
  if (review.scoring && analysis.progress >= 1) {
    Object.assign(analysis, { status: "ready", stage: null });
    review.score = { ...review.score, number: review.score.number + 1, overall: review.score.overall + 1.5 };
    review.scoring = false;
  }
}

export function scoreAgain(review) {
  Object.assign(review.analysis, { status: "processing", stage: "scores", progress: 0.6 });
  review.scoring = true;
  return ok(review.analysis);
}

/** `/invitations/:id/responses/:rid/transcript` */
export function transcriptCalls(method, review, responseId, body) {
  const answer = review.answers.find((each) => each.responseId === responseId);
  if (method === "POST") return ok(Object.assign(answer.transcript, { status: "processing", stage: "waiting", progress: 0, error: null }));
  const { transcript } = answer;
  if (body.revision !== transcript.revision) return refuse(409, "transcript_changed", "Somebody corrected this transcript meanwhile.");
  for (const { index, text } of body.segments) {
    const segment = transcript.segments[index];
    segment.originalText ??= segment.text;
    const words = text.split(/\s+/).filter(Boolean);
    const step = (segment.end - segment.start) / Math.max(1, words.length);
    segment.text = text;
    segment.words = words.map((word, place) => ({ text: word, start: round(segment.start + place * step), end: round(segment.start + (place + 1) * step), confidence: 1 }));
  }
  Object.assign(transcript, { revision: transcript.revision + 1, correctedBy: "Helena Reis", correctedAt: at(0) });
  scoreAgain(review);
  return ok(transcript);
}

export function waveform(seconds) {
  const peaksPerSecond = 20;
  return ok({ peaksPerSecond, peaks: Array.from({ length: Math.round(seconds * peaksPerSecond) }, (_, index) => Math.round(Math.abs(Math.sin(index / 37) * Math.sin(index / 5.3) * 190) + 12 * Math.abs(Math.sin(index)))) });
}

export function auditLog(page) {
  const who = [["review_seen", "hr", "Helena Reis", {}], ["rated", "c1", "Jonas Weber", {}], ["noted", "c1", "Jonas Weber", {}], ["scored", null, "system", { number: "1", status: "scored" }], ["consented", "x", "Candidate", { version: "2" }], ["invited", "hr", "Helena Reis", {}]];
  const items = who.map(([action, actorId, actorName, details], index) => ({ position: 42 - index, at: at(-index / 2), action, actorId, actorName, details, hash: createHash("sha256").update(String(index)).digest("hex") }));
  return ok({ items, page, pageSize: 20, total: items.length });
}

export function receipt(status, link) {
  return {
    id: randomUUID(), status, scope: "evidence", cause: "team", askedAt: at(0), doneAt: status === "done" ? at(0) : null, waitingFor: status === "done" ? [] : ["media", "speech"],
    removed: [{ what: "answers", count: 4 }, { what: "notes", count: 2 }, { what: "ratings", count: 1 }, ...(status === "done" ? [{ what: "recordings", count: 2 }, { what: "files", count: 11 }, { what: "transcripts", count: 2 }] : [])],
    kept: [{ what: "audit_log", why: "accountability", until: at(365) }, { what: "database_traces", why: "overwritten_in_time", until: null }],
    receiptLink: link,
  };
}

export function dashboard(world, templateId) {
  const list = world.mode === "empty" ? [] : world.invitations.filter((item) => !templateId || item.templateId === templateId);
  const count = (test) => list.filter(test).length;
  const completed = (item) => item.status === "completed";
  const days = Array.from({ length: 30 }, (_, index) => ({ day: at(index - 29).slice(0, 10), invited: list.length === 0 ? 0 : (index * 7) % 5, completed: list.length === 0 ? 0 : index % 7 === 5 ? 0 : (index * 3) % 4 }));
  return ok({
    funnel: { invited: list.length * 9, started: count((item) => item.startedAt) * 9, completed: count(completed) * 9, analysed: count(completed) * 8, decided: count(completed) * 5, expired: count((item) => item.status === "expired") },
    decisions: list.length === 0 ? { advance: 0, hold: 0, reject: 0 } : { advance: 9, hold: 4, reject: 11 }, toReview: count(completed), dueSoon: count((item) => item.status === "started"), days,
    templates: world.templates.filter((item) => item.status !== "draft" && (!templateId || item.id === templateId)).map((item, index) => ({ templateId: item.id, title: item.title, invited: Math.max(3, 31 - index * 9), started: Math.max(2, 22 - index * 7), completed: Math.max(1, 17 - index * 6), expired: index, medianMinutes: index === 2 ? null : 18.4 + index })),
  });
}
