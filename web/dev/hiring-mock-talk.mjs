/** Conversations of the mock server: what was said, its sound, and all that can be missing. */
import { randomUUID } from "node:crypto";

import { noScore, making, spanOf, transcriptOf } from "./hiring-mock-review.mjs";

const DAY = 86_400_000;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();

/** [speaker, question, words, what else]; a question is its number, or null. */
const SCRIPT = [
  ["AI", null, "Hello, I am the AI interviewer. We have about ten minutes for three questions. You can interrupt me, ask me to repeat, or stop at any time."],
  ["USER", null, "Hello, that's fine with me.", { move: "agree" }],
  ["AI", 0, "Tell us about an API you designed. What was hard about it?", { move: "ask" }],
  ["USER", 0, "We had a payments API that retried on its own, and nobody had written down what a retry may do. A card network would time out, our worker would try again, and now and then a customer paid twice.", { move: "answer" }],
  ["AI", 0, "You said a customer paid twice. What did you change so that", { move: "follow_up", cut: true }],
  ["USER", 0, "Right, so I put a key on each request, made by the client, and stored the answer under that key in the same transaction as the payment. Um, that was a long weekend.", { move: "answer" }],
  ["AI", 0, "What was the trade-off?", { move: "follow_up" }],
  ["USER", 0, "Storage against safety: a day of answers is about forty gigabytes, cheap next to one angry customer.", { move: "answer", provenance: "typed" }],
  ["AI", 1, "What does idempotent mean to you, and where has it mattered?", { move: "ask" }],
  ["USER", 1, "Could you say that again?", { move: "repeat" }],
  ["AI", 1, "Of course. What is an idempotent operation for you, and where did you need one?", { move: "repeat" }],
  ["USER", 1, "That doing it twice leaves things as doing it once. It mattered when the queue gave us the same message again and we mailed people twice.", { move: "answer" }],
  ["AI", 2, "Tell us about an incident you helped resolve.", { move: "ask" }],
  ["USER", 2, "I don't have one that I may talk about.", { move: "unknown" }],
  ["AI", null, "That's fine. Those were my questions. The team reads this and writes to you. Goodbye!", { move: "close" }],
];
const PAUSE_SECONDS = 0.9;
const WORDS_PER_SECOND = 2.6;

/** Only the person's spoken lines have words with times, as a recogniser gives them. */
function conversationOf(script, questions) {
  let clock = 1.2;
  return script.map(([speaker, number, text, more = {}]) => {
    const seconds = text.split(" ").length / WORDS_PER_SECOND;
    const start = clock;
    clock += seconds + PAUSE_SECONDS;
    const spoken = speaker === "USER" && more.provenance !== "typed";
    const words = spoken ? transcriptOf(text, seconds + 1).segments.flatMap((each) => each.words) : [];
    return {
      entryId: randomUUID(), speaker, text, start, end: start + seconds, itemId: number === null ? null : questions[number].id, move: "",
      provenance: speaker === "AI" ? "model" : "heard", cut: false, ...more,
      words: words.map((word) => ({ ...word, start: start + word.start - 0.4, end: start + word.end - 0.4 })),
    };
  });
}

function scoreOf(conversation, questionId) {
  const own = conversation.filter((entry) => entry.speaker === "USER" && entry.itemId === questionId);
  const text = own.map((entry) => entry.text).join(" ");
  const heard = { segments: own.filter((entry) => entry.words.length > 0) };
  const typed = (quote) => ({ start: null, end: null, startChar: text.indexOf(quote), endChar: text.indexOf(quote) + quote.length, quote, reason: "key_point", keyPoint: 1 });
  return {
    status: "scored", reason: null, score: 78.3, relevance: 86, clarity: 71, depth: 77.5, confidence: 0.72, keywords: ["retries"],
    feedback: "Names a concrete constraint and what it cost. How the keys were tested stays open.",
    keyPoints: [{ text: "Names a real constraint", covered: 0.91 }, { text: "Explains the trade-off", covered: 0.74 }, { text: "What they would do differently", covered: 0.1 }],
    spans: [spanOf(heard, text, "now and then a customer paid twice.", "key_point", 0), spanOf(heard, text, "stored the answer under that key in the same transaction", "example"), spanOf(heard, text, "Um, that was a long weekend.", "filler"), typed("Storage against safety")],
    measures: [{ name: "words_per_minute", value: 148.2, unit: "1/min", low: 110, high: 170 }], flags: [],
  };
}

/** `kind` is `talk` and what is the matter: ready, going, broken, making, withheld, withdrawn. */
export function fillTalk(kind, review, questions) {
  const script = kind === "talk-going" ? SCRIPT.slice(0, 6) : kind === "talk-broken" ? SCRIPT.slice(0, 5) : SCRIPT;
  const conversation = kind === "talk-none" ? [] : conversationOf(script, questions);
  Object.assign(review, { mode: "voice", conversation, recording: unheard(recordingOf(kind, conversation)) });
  if (kind === "talk-broken") review.analysis = { status: "failed", stage: null, progress: 1, reason: "interview_failed" };
  if (kind === "talk-making") review.analysis = { status: "processing", stage: "scores", progress: 0.3, reason: null };
  if (kind === "talk-withheld" || kind === "talk-withdrawn") {
    review.analysis = { status: "withheld", stage: null, progress: 1, reason: "low_confidence" };
    for (const answer of review.answers) answer.score = noScore("withheld", "low_confidence");
  }
  if (kind !== "talk-ready") return;
  review.analysis = { status: "ready", stage: null, progress: 1, reason: null };
  const [first, second, third] = review.answers;
  first.score = scoreOf(conversation, questions[0].id);
  second.score = noScore("withheld", "uncertain");
  third.score = noScore("withheld", "keywords_only");
  review.score = { number: 1, status: "scored", reason: null, technical: 71, communication: 76, overall: 72.4, feedback: "Strong on failure cases.", insights: [], making: making(), demoQuality: false };
  review.othersCount = 1;
  review.hiddenOthers = [{ userId: "c1", name: "Jonas Weber", overall: 4, questions: {}, updatedAt: at(-1) }];
}

const NONE = { progress: 0, playbackUrl: null, posterUrl: null, downloadUrl: null, durationSeconds: null, gaps: [], expiresAt: null, audioUrl: null, waveformUrl: null };

/** `/invitations/:id/recording`; null where none was kept. */
export function recordingOf(kind, conversation) {
  if (kind === "talk-making") return { ...NONE, status: "processing", progress: 0.4 };
  if (kind === "talk-ready" || kind === "talk-failed-sound") {
    if (kind === "talk-failed-sound") return { ...NONE, status: "failed" };
    const seconds = Math.ceil(conversation.at(-1).end);
    return { ...NONE, status: "ready", progress: 1, durationSeconds: seconds, audioUrl: `/mock-sound/${seconds}`, waveformUrl: `/api/v1/mock-waveform/${seconds}`, expiresAt: new Date(Date.now() + 300_000).toISOString() };
  }
  return null;
}

/** As the review tells of it: without the links to hear it by. */
export const unheard = (sound) => sound && { ...sound, audioUrl: null };

const RATE = 8000;
const HEADER = 44;

/** A quiet hum as WAV (8 bits, mono): something to play and to seek in. */
export function soundOf(seconds) {
  const samples = seconds * RATE;
  const bytes = Buffer.alloc(HEADER + samples);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(HEADER - 8 + samples, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(samples, 40);
  for (let index = 0; index < samples; index++) bytes[HEADER + index] = 128 + Math.round(12 * Math.sin((index / RATE) * 2 * Math.PI * 220));
  return bytes;
}
