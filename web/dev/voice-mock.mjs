/**
 * Practising with the voice interviewer, in memory: for work on the pages without a server, and for
 * driving them in a browser. Serves the built pages too, under the CSP of the real one.
 *
 *   node dev/voice-mock.mjs [--port 8097] [--dist dist]
 *
 * Any password signs in as a candidate. `POST /mock {...}` sets moods of the socket
 * (`{"dead": true}`, `{"refuse": true}`, `{"canHear": false}`, `{"slow": 20000}`, ...) and of the result
 * (`{"score": "pending" | "withheld" | "failed" | "scored"}`).
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";

import { attachVoice } from "./voice-mock-socket.mjs";

const { values: options } = parseArgs({
  options: { port: { type: "string", default: "8097" }, dist: { type: "string", default: new URL("../dist", import.meta.url).pathname } },
});

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const USER = { userId: randomUUID(), email: "ana@example.org", name: "Ana Lima", role: "candidate" };
const CONSENT = {
  version: "2026-11-practice-voice-en",
  text: [
    "If you agree, the sound of this practice interview is kept: your voice and that of the AI interviewer, from the moment the conversation begins until it ends.",
    "It is kept so that you can hear yourself again beside the transcript. Only you can play it.",
    "You may say no: the conversation takes place all the same, and only the transcript and its scores are kept.",
  ],
};
const PLANS = [
  { id: "11111111-1111-4111-8111-111111111111", title: "Backend engineer", language: "en", total_questions: 6, minutes: 18 },
  { id: "22222222-2222-4222-8222-222222222222", title: "Pflegefachkraft", language: "de", total_questions: 4, minutes: 12 },
];
const moods = { score: "scored" };
const sessions = new Map();
let signedIn = true;

function session(title, job = "", more = {}) {
  const made = {
    id: randomUUID(), mode: "voice", status: "pending", title, job_description: job, language: "en", purpose: "practice",
    total_questions: 3, current_question: 0, progress: 0, created_at: new Date().toISOString(), started_at: null, completed_at: null,
    end_reason: null, planned_seconds: 450, limit_seconds: 3600, seconds_left: null, questions: [], given_at: null, said: [], ...more,
  };
  sessions.set(made.id, made);
  return made;
}
session("Product manager, payments", "Product manager", {
  status: "completed", started_at: "2026-11-18T16:00:00Z", completed_at: "2026-11-18T16:14:00Z", overall: 71, end_reason: "ai_ended", given_at: "2026-11-18T15:59:00Z",
  said: [
    { speaker: "AI", text: "Hello, I am the AI interviewer. Tell me about an API you designed. What was hard about it?", at: 1 },
    { speaker: "USER", text: "I designed a payments API. The hard part was making retries safe: every request carried an idempotency key that we stored with the answer.", at: 9 },
    { speaker: "AI", text: "You said every request carried a key. What happens when the first request is still", at: 31, cut: true },
    { speaker: "USER", text: "Ah yes. The second one waits for a lock on the key, and gets the stored answer.", at: 36 },
    { speaker: "AI", text: "What would you do differently today?", at: 58 },
    { speaker: "USER", text: "I would expire the keys sooner.", at: 63, typed: true },
  ],
});

function resultOf(one) {
  const scored = moods.score === "scored";
  const number = (value) => (scored ? value : null);
  const entries = one.said.map((each, index) => ({
    entry_id: `e${index}`, speaker: each.speaker, text: each.text, start: each.at, end: each.at + 6, item_id: "q1", move: "", cut: each.cut ?? false,
    provenance: each.speaker === "AI" ? "model" : each.typed ? "typed" : "heard", words: [],
  }));
  const answer = entries.find(({ speaker }) => speaker === "USER");
  return {
    ...one, duration_seconds: 840,
    score: {
      status: moods.score, reason: moods.score === "withheld" ? "low_confidence" : null, technical: number(68), communication: number(76), overall: number(71),
      feedback: "", demo_quality: scored, insights: [], making: scored ? { scorer: "offline", version: "1", model: null, made_at: one.completed_at } : null,
    },
    answers: ["Tell me about an API you designed. What was hard about it?", "What would you do differently today?"].map((question, index) => ({
      item_id: `q${index}`, question, category: "general", status: index ? "withheld" : moods.score, reason: index || !scored ? "not_answered" : null, score: index ? null : number(74),
      relevance: number(80), clarity: number(71), depth: number(66), feedback: "",
      went_well: index || !scored ? [] : ["You covered this: retries carry the same key", "Your pace was easy to follow."],
      to_try: index || !scored ? [] : ["Bring this in: keys expire after some time", "Tell it in order: the situation, your task, what you did, what came of it."],
      key_points: index ? [] : [{ text: "retries carry the same key", covered: 0.9 }, { text: "keys expire after some time", covered: 0.1 }],
      spans: index || !answer ? [] : [{ start: answer.start, end: answer.end, quote: "every request carried an idempotency key", reason: "key_point", key_point: 0, entry_id: answer.entry_id }],
      measures: [],
    })),
    transcript: entries,
    recording: one.given_at === null ? null : { status: "ready", progress: 1, playback_url: "/mock-audio.wav", audio_url: "/mock-audio.wav", waveform_url: null, duration_seconds: 70 },
  };
}

function shown({ said, overall, given_at, ...rest }) {
  return rest;
}

function route(method, path, body) {
  if (path === "/api/v1/config") return [200, { version: "0", demo: false, registrationOpen: true, demoAccounts: [] }];
  if (path === "/api/v1/auth/refresh") return signedIn ? [200, { accessToken: "t", tokenType: "Bearer", expiresIn: 600, user: USER }] : [401, { error: "invalid_refresh_token" }];
  if (path === "/api/v1/auth/login") return (signedIn = true), [200, { accessToken: "t", tokenType: "Bearer", expiresIn: 600, user: USER }];
  if (path === "/api/v1/auth/logout") return (signedIn = false), [204];
  if (path === "/api/v1/invitations/candidate") return [200, { items: [], page: 1, pageSize: 20, total: 0 }];
  if (path === "/api/v1/interviews/plans") return [200, { items: PLANS, page: 1, pageSize: 50, total: PLANS.length }];
  if (path === "/api/v1/interviews/start") {
    const plan = PLANS.find(({ id }) => id === body.template_id);
    const made = session(plan?.title ?? body.job_description.split("\n")[0].slice(0, 80), body.job_description ?? "");
    return [201, { id: made.id, mode: "voice", status: "pending", total_questions: 3, websocket_url: "" }];
  }
  if (path === "/api/v1/interviews") {
    const items = [...sessions.values()].reverse().map((one) => ({ ...shown(one), overall_score: one.overall ?? null }));
    return [200, { items, page: 1, pageSize: 20, total: items.length }];
  }
  if (path.startsWith("/trpc/")) {
    const one = sessions.get(body.interviewId);
    const wanted = path.endsWith("generateWorkerToken") ? "pending" : "in_progress";
    return one?.status === wanted ? [200, { result: { data: { token: "mock" } } }] : [400, { error: { message: "no", code: -32600, data: { code: "BAD_REQUEST", httpStatus: 400 } } }];
  }
  const [, id, what = ""] = /^\/api\/v1\/interviews\/([\w-]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const one = sessions.get(id);
  if (!one) return [404, { error: "session_not_found", details: "There is no such interview, or it is not yours." }];
  if (what === "consent") return (one.given_at = method === "POST" ? new Date().toISOString() : null), [200, {}];
  if (what === "result") return [200, resultOf(one)];
  if (method === "DELETE") return sessions.delete(id), [204];
  return [200, { ...shown(one), consent: { ...CONSENT, given_at: one.given_at } }];
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://mock");
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = JSON.parse(Buffer.concat(parts).toString() || "{}");
  const send = (status, result) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(result === undefined ? "" : JSON.stringify(result));
  };
  if (pathname === "/mock") return send(200, Object.assign(moods, body));
  if (pathname === "/mock-audio.wav") return response.writeHead(200, { "content-type": "audio/wav" }).end(tone());
  if (pathname.startsWith("/api/") || pathname.startsWith("/trpc/")) return send(...route(request.method, pathname, body));
  const wanted = extname(pathname) === "" ? "/index.html" : normalize(pathname);
  try {
    const bytes = await readFile(join(options.dist, wanted));
    response.writeHead(200, { "content-type": KINDS[extname(wanted)] ?? "application/octet-stream", "content-security-policy": CSP });
    response.end(bytes);
  } catch {
    send(404, { error: "not found" });
  }
});

attachVoice(server, {
  moods,
  recordingOf: (id) => (sessions.get(id)?.given_at ?? null) !== null,
  onBegun: (id) => Object.assign(sessions.get(id) ?? {}, { status: "in_progress", started_at: new Date().toISOString() }),
  onEnded: (id, said, reason) =>
    Object.assign(sessions.get(id) ?? {}, { status: "completed", completed_at: new Date().toISOString(), said: [...said], overall: 71, end_reason: reason === 1 ? "user_initiated" : "ai_ended" }),
});
server.listen(Number(options.port), "127.0.0.1", () => console.log(`voice mock on http://127.0.0.1:${options.port}/practice`));

/** A minute of a quiet tone as WAV. */
function tone() {
  const rate = 8000;
  const data = Buffer.alloc(rate * 70 * 2);
  for (let n = 0; n < data.length / 2; n += 1) data.writeInt16LE(Math.round(1500 * Math.sin((2 * Math.PI * 220 * n) / rate)), n * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
