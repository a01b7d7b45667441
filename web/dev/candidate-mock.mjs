/**
 * The candidate's part of the HTTP contract in memory, for work on the pages and for driving them
 * in a browser. Serves the built pages too. Never part of the build.
 *
 *   node dev/candidate-mock.mjs [--port 8099] [--dist dist] [--slow 0]
 *
 * Link tokens: `voice` (a talk with the AI), `demo` (all kinds of questions), `noretakes`, `texts`, `extra` (extra time), `done`
 * (complete, seen, scored); anything else is unknown.
 * `GET /mock/uploads` shows what is stored; `POST /mock/faults` {"status":503,"count":3} fails the
 * next API calls; `POST /mock/reset` starts over; `POST /mock/complete`, `/mock/withdraw`,
 * `/mock/delete`, `/mock/extend` {"token":"demo"} do what others may do meanwhile.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";

import { attachVoice } from "./voice-mock-socket.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8099" },
    dist: { type: "string", default: new URL("../dist", import.meta.url).pathname },
    slow: { type: "string", default: "0" },
  },
});

const CONSENT = {
  version: "2026-11",
  text: [
    "We record your answers as video, sound and text, so that the hiring team can watch and read them.",
    "Only the hiring team of the company that invited you can see them. They are deleted 180 days after the decision.",
    "A language model writes a transcript and suggests scores, each with the words it rests on. People decide, and they can see how each score was made.",
    "You may withdraw your consent at any time. What was recorded is then deleted.",
  ],
};

let world;
reset();

function reset() {
  world = {
    invitations: new Map(),
    uploads: new Map(),
    sessions: new Map(),
    answered: new Map(),
    receipts: new Map(),
    faults: { status: 0, count: 0 },
  };
  const video = (text, extra = {}) => ({
    type: "video",
    text,
    timeLimit: 120,
    thinkingTime: 30,
    isRequired: true,
    options: [],
    ...extra,
  });
  invite("demo", { maxRetakes: 2 }, [
    video("Tell us about an API you designed. What was hard about it?"),
    video("What does idempotent mean to you, and where has it mattered?", { timeLimit: 90, thinkingTime: 20 }),
    {
      type: "text",
      text: "Which part of our product would you change first, and why?",
      timeLimit: null,
      thinkingTime: null,
      isRequired: false,
      options: [],
    },
    {
      type: "multiple_choice",
      text: "Which of these do you enjoy most?",
      timeLimit: null,
      thinkingTime: null,
      isRequired: true,
      options: [
        "Designing an interface",
        "Finding the cause of a fault",
        "Making something fast",
        "Explaining to others",
      ].map((text, index) => ({ id: `option-${index}`, text })),
    },
  ]);
  invite("noretakes", { allowRetakes: false, maxRetakes: 0, totalTimeLimit: null }, [
    video("What made you apply?", { timeLimit: 6, thinkingTime: null }),
  ]);
  invite("texts", { allowRetakes: false, maxRetakes: 0, totalTimeLimit: null }, [
    { type: "text", text: "What made you apply?", timeLimit: null, thinkingTime: null, isRequired: true, options: [] },
  ]);
  invite("extra", { totalTimeLimit: 20, extraTimePercent: 50 }, [video("What made you apply?")]);
  const voice = invite("voice", { totalTimeLimit: 15 }, ["Tell us about an API you designed.", "What would you do differently today?", "How do you explain it to others?"].map((text) => video(text)));
  Object.assign(voice.view, { mode: "voice" });
  const done = invite("done", { allowRetakes: false, maxRetakes: 0 }, [
    video("Tell us about an API you designed. What was hard about it?"),
    { type: "text", text: "What made you apply?", timeLimit: null, thinkingTime: null, isRequired: true, options: [] },
  ]);
  Object.assign(done, { consents: [{ ...CONSENT, givenAt: ago(50), withdrawnAt: null }] });
  Object.assign(done.view, { status: "completed", startedAt: ago(50), completedAt: ago(49) });
  done.view.responses = done.view.questions.map((question, index) =>
    responseTo(done.view, question, index === 0 ? { duration: 118 } : { content: "Your work on payments." }),
  );
  done.seen = [
    { action: "review_seen", who: "Maja Berg", at: ago(30) },
    { action: "recording_seen", who: "Maja Berg", at: ago(30) },
    { action: "scored", who: "system", at: ago(48) },
  ];
  done.scoring = [
    { scorer: "offline", version: "1", model: null, madeAt: ago(48), status: "withheld" },
    { scorer: "llm judge", version: "3", model: "gemini-2.5-flash", madeAt: ago(47), status: "scored" },
  ];
}

function ago(hours) {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

function responseTo(view, question, answer) {
  const kind = { video: "video", text: "text", multiple_choice: "choice" }[question.type];
  const now = new Date().toISOString();
  const empty = { content: null, mediaUrl: null, duration: null };
  const ids = { id: randomUUID(), invitationId: view.id, questionId: question.id };
  return { ...ids, type: kind, ...empty, ...answer, submittedAt: now, createdAt: now };
}

function invite(token, { extraTimePercent = 0, ...settings }, questions) {
  const id = randomUUID();
  const templateId = randomUUID();
  const now = new Date().toISOString();
  const made = {
    token,
    takes: [],
    consents: [],
    seen: [],
    scoring: [],
    humanLook: null,
    deletion: null,
    view: {
      id,
      templateId,
      templateTitle: "Backend engineer",
      candidateId: randomUUID(),
      candidateEmail: "ana@example.org",
      candidateName: "Ana Lima",
      hrId: randomUUID(),
      status: "pending",
      startedAt: null,
      completedAt: null,
      expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
      revokedAt: null,
      createdAt: now,
      questionsCount: questions.length,
      answeredCount: 0,
      companyName: "Northwind",
      analysis: null,
      overallScore: null,
      decision: null,
      extraTimePercent,
      deletedAt: null,
      remindedAt: null,
      failedAt: null,
      followedBy: null,
      language: "en",
      template: {
        id: templateId,
        title: "Backend engineer",
        description: "",
        settings: {
          totalTimeLimit: 45,
          questionTimeLimit: null,
          allowRetakes: true,
          maxRetakes: 2,
          shuffleQuestions: false,
          showProgress: true,
          mode: "recorded",
          language: "en",
          retentionDays: 180,
          ...settings,
        },
      },
      questions: questions.map((question, index) => ({
        ...question,
        id: randomUUID(),
        templateId,
        order: index + 1,
        createdAt: now,
      })),
      responses: [],
    },
  };
  world.invitations.set(id, made);
  return made;
}

class Problem extends Error {
  constructor(status, code, details, headers = {}) {
    super(details);
    Object.assign(this, { status, code, headers });
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (!(error instanceof Problem)) console.error(error);
    const { status = 500, code = "internal", message, headers = {} } = error;
    send(response, status, { error: code, details: message, requestId: randomUUID() }, headers);
  });
});
server.listen(Number(options.port), "127.0.0.1", () =>
  console.log(`candidate mock on http://127.0.0.1:${options.port}/interview/demo`),
);

const voiceMoods = {};
attachVoice(server, {
  moods: voiceMoods,
  recordingOf: (id) => consentOf(world.invitations.get(id)) !== null,
  onBegun: (id) => Object.assign(world.invitations.get(id), { talking: true }),
  onEnded: (id) => Object.assign(world.invitations.get(id).view, { status: "completed", completedAt: new Date().toISOString() }),
});

/** tRPC's answer to both token procedures. */
async function token(pathname, request, response) {
  const { interviewId } = JSON.parse((await bytesOf(request)).toString());
  const found = world.invitations.get(interviewId);
  const first = pathname.endsWith("generateWorkerToken");
  if (found?.view.status === "started" && first === !found.talking) return send(response, 200, { result: { data: { token: "mock" } } });
  send(response, 400, { error: { message: "Not now.", code: -32600, data: { code: "BAD_REQUEST", httpStatus: 400 } } });
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname.startsWith("/trpc/")) return token(pathname, request, response);
  if (pathname.startsWith("/mock/")) return control(pathname, request, response);
  if (!pathname.startsWith("/api/")) return page(pathname, response);
  if (Number(options.slow)) await new Promise((resolve) => setTimeout(resolve, Number(options.slow)));
  if (world.faults.count > 0) {
    world.faults.count -= 1;
    throw new Problem(world.faults.status, "unavailable", "The server is away for a moment.");
  }
  if (pathname.startsWith("/api/v1/uploads")) return uploads(pathname, request, response);
  const body = request.method === "POST" ? JSON.parse((await bytesOf(request)).toString() || "{}") : {};
  const key = request.headers["idempotency-key"];
  const repeated = key && world.answered.get(`${pathname} ${key}`);
  const [status, result, headers] = repeated ?? route(request, pathname, body);
  if (key) world.answered.set(`${pathname} ${key}`, [status, result, headers]);
  send(response, status, result, headers);
}

function route(request, pathname, body) {
  const path = pathname.replace("/api/v1/", "");
  if (path === "config")
    return [200, { version: "0.1.0", demo: true, registrationOpen: true, secureContextNeeded: true, demoAccounts: [] }];
  if (path === "invitations/access") {
    const found = [...world.invitations.values()].find((one) => one.token === body.accessToken);
    if (!found) throw new Problem(404, "invitation_not_found", "There is no such invitation, or it has ended.");
    const session = randomUUID();
    world.sessions.set(session, found.view.id);
    return [
      200,
      { ...sessionOf(found), invitation: bare(found) },
      { "Set-Cookie": `refresh=${session}; Path=/api/v1/auth; HttpOnly; SameSite=Strict` },
    ];
  }
  if (path === "auth/refresh") {
    const session = /refresh=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    const found = world.invitations.get(world.sessions.get(session));
    if (!found || (body.invitationId && body.invitationId !== found.view.id))
      throw new Problem(401, "invalid_refresh_token", "Please open your link again.");
    return [200, sessionOf(found)];
  }
  const receipt = /^receipts\/([\w-]+)$/.exec(path);
  if (receipt) {
    const deletion = world.receipts.get(receipt[1]);
    if (!deletion) throw new Problem(404, "receipt_not_found", "There is no such receipt.");
    return [200, receiptOf(deletion)];
  }
  const match = /^invitations\/([\w-]+)(?:\/(.*))?$/.exec(path);
  if (!match) throw new Problem(404, "not_found", "not found");
  return invitation(authorized(request, match[1]), match[2] ?? "", request.method, body);
}

function consentOf(found) {
  return found.consents.find((one) => one.withdrawnAt === null)?.givenAt ?? null;
}

function withdraw(found) {
  for (const one of found.consents) one.withdrawnAt ??= new Date().toISOString();
  for (const [id, upload] of world.uploads) if (upload.invitationId === found.view.id) world.uploads.delete(id);
  found.view.responses = found.view.responses.filter((one) => one.type !== "video");
  found.takes = [];
}

/** Deleted by parts, one each second, as the real one is. */
function erase(found, cause) {
  const code = randomUUID();
  found.deletion = { id: randomUUID(), code, cause, askedAt: Date.now() };
  world.receipts.set(code, found.deletion);
  world.invitations.delete(found.view.id);
  return found.deletion;
}

function receiptOf(deletion, link = null) {
  const parts = ["hiring", "notifications", "scoring", "media", "identity", "speech"];
  const gone = Math.min(parts.length, Math.floor((Date.now() - deletion.askedAt) / 700));
  const done = gone === parts.length;
  const year = new Date(deletion.askedAt + 365 * 86_400_000).toISOString();
  return {
    id: deletion.id,
    status: done ? "done" : "running",
    scope: "evidence",
    cause: deletion.cause,
    askedAt: new Date(deletion.askedAt).toISOString(),
    doneAt: done ? new Date(deletion.askedAt + 4200).toISOString() : null,
    waitingFor: parts.slice(gone),
    removed: [
      ["answers", 2],
      ["mails", 3],
      ["scores", 2],
      ["recordings", 1],
      ["sessions", 1],
      ["transcripts", 1],
    ]
      .slice(0, gone)
      .map(([what, count]) => ({ what, count })),
    kept: gone
      ? [
          { what: "This receipt: times and counts, no name and no answer", why: "So that the deletion can be shown.", until: year },
          { what: "Backups that the operator made", why: "They lie outside of this installation.", until: null },
        ]
      : [],
    receiptLink: link,
  };
}

function recordOf(found) {
  const { view } = found;
  return {
    invitationId: view.id,
    templateTitle: view.templateTitle,
    consents: found.consents,
    answers: view.responses.map((response) => ({
      questionId: response.questionId,
      question: view.questions.find((one) => one.id === response.questionId).text,
      type: response.type,
      durationSeconds: response.duration,
      submittedAt: response.submittedAt,
      transcribedBy: response.type === "video" ? "faster-whisper small" : null,
      transcriptText:
        response.content ?? "We had a payments API that retried on its own.\nThe hard part was to make it idempotent.",
    })),
    seen: found.seen,
    scoring: found.scoring,
    humanLook: found.humanLook,
    deleteAfter: view.completedAt === null ? null : new Date(Date.now() + 178 * 86_400_000).toISOString(),
    deletion: null,
  };
}

function invitation(found, rest, method, body) {
  const { view } = found;
  if (rest === "" && method === "GET") return [200, full(found)];
  if (rest === "record") return [200, recordOf(found)];
  if (rest === "human-look") {
    found.humanLook = {
      text: body.text ?? null,
      askedAt: new Date().toISOString(),
      answer: null,
      answeredBy: null,
      answeredAt: null,
    };
    return [201, found.humanLook];
  }
  if (rest === "deletion" && method === "POST") {
    const deletion = erase(found, "candidate");
    return [202, receiptOf(deletion, `http://127.0.0.1:${options.port}/receipts/${deletion.code}`)];
  }
  if (rest === "consent" && method === "DELETE") {
    withdraw(found);
    return [204, null];
  }
  if (rest === "consent") {
    if (body.version !== CONSENT.version)
      throw new Problem(409, "consent_version_outdated", "The text has changed. Please read it again.");
    if (!consentOf(found)) found.consents.push({ ...CONSENT, givenAt: new Date().toISOString(), withdrawnAt: null });
    return [200, { ...CONSENT, givenAt: consentOf(found) }];
  }
  if (rest === "start") {
    if (view.status !== "pending")
      throw new Problem(400, "invitation_already_started", "The interview has begun already.");
    Object.assign(view, { status: "started", startedAt: new Date().toISOString() });
    return [200, bare(found)];
  }
  if (rest === "complete") {
    if (view.status === "completed")
      throw new Problem(409, "invitation_already_completed", "The interview is complete already.");
    const open = view.questions.filter(
      (question) => question.isRequired && !view.responses.some((one) => one.questionId === question.id),
    );
    if (open.length > 0) throw new Problem(409, "required_questions_unanswered", `Please answer ${open.length} more.`);
    Object.assign(view, { status: "completed", completedAt: new Date().toISOString() });
    return [200, bare(found)];
  }
  if (rest === "responses") return respond(found, body);
  const take = /^questions\/([\w-]+)\/takes$/.exec(rest);
  if (take) return openTake(found, take[1], body.retake === true);
  throw new Problem(404, "not_found", "not found");
}

function openTake(found, questionId, retake) {
  const { view } = found;
  const question = view.questions.find((one) => one.id === questionId);
  if (!question) throw new Problem(404, "question_not_found", "There is no such question.");
  if (!consentOf(found)) throw new Problem(403, "consent_required", "Please agree to the recording first.");
  if (view.status !== "started") throw new Problem(400, "invitation_not_started", "The interview hasn't begun.");
  if (view.responses.some((one) => one.questionId === questionId))
    throw new Problem(400, "response_already_submitted", "This question is answered already.");
  const made = found.takes.filter((one) => one.questionId === questionId);
  const { allowRetakes, maxRetakes } = view.template.settings;
  const allowed = allowRetakes ? maxRetakes : 0;
  if (!retake && made.length > 0) return [200, takeView(made.at(-1), allowed, made.length)];
  if (made.length > allowed) throw new Problem(409, "retakes_exhausted", "All retakes of this question are used.");
  const take = {
    takeId: randomUUID(),
    questionId,
    startedAt: new Date().toISOString(),
    mediaLimitSeconds: longer(view, question.timeLimit ?? view.template.settings.questionTimeLimit),
    submitted: false,
  };
  found.takes.push(take);
  return [201, takeView(take, allowed, made.length + 1)];
}

function longer({ extraTimePercent }, seconds) {
  return seconds === null ? null : Math.ceil((seconds * (100 + extraTimePercent)) / 100);
}

function takeView(take, allowed, made) {
  const segments = [...world.uploads.values()].filter((upload) => upload.takeId === take.takeId);
  const bytes = segments.reduce((all, upload) => all + upload.bytes.length, 0);
  return {
    ...take,
    retakesLeft: Math.max(0, allowed - (made - 1)),
    // A rough guess of the length: the real server probes the media.
    recordedSeconds: Math.round(bytes / 60_000),
    nextSegment: Math.max(-1, ...segments.map((upload) => upload.segment)) + 1,
  };
}

function respond(found, body) {
  const { view } = found;
  const question = view.questions.find((one) => one.id === body.questionId);
  const kind = { video: "video", text: "text", multiple_choice: "choice" }[question?.type];
  if (!question || kind !== body.type)
    throw new Problem(422, "response_mismatch", "questionId: the answer doesn't fit the question.");
  if (view.status !== "started") throw new Problem(400, "invitation_not_started", "The interview hasn't begun.");
  if (view.responses.some((one) => one.questionId === question.id))
    throw new Problem(400, "response_already_submitted", "This question is answered already.");
  let duration = null;
  if (kind === "video") {
    const take = found.takes.find((one) => `blob://takes/${one.takeId}` === body.mediaUrl);
    const segments = [...world.uploads.values()].filter((upload) => upload.takeId === take?.takeId);
    if (!take || segments.length === 0 || segments.some((upload) => upload.length !== upload.bytes.length)) {
      throw new Problem(422, "response_mismatch", "mediaUrl: the recording has not arrived whole.");
    }
    take.submitted = true;
    duration = takeView(take, 0, 1).recordedSeconds;
  } else if (!body.content) throw new Problem(422, "response_mismatch", "content: please answer before you hand in.");
  const made = responseTo(view, question, { content: body.content ?? null, mediaUrl: body.mediaUrl ?? null, duration });
  view.responses.push(made);
  return [201, made];
}

async function uploads(pathname, request, response) {
  const id = pathname.split("/")[4];
  const body = await bytesOf(request); // Throws when the connection breaks: nothing is stored.
  if (request.method === "POST") {
    const metadata = Object.fromEntries(
      (request.headers["upload-metadata"] ?? "").split(",").map((pair) => {
        const [name, value = ""] = pair.trim().split(" ");
        return [name, Buffer.from(value, "base64").toString()];
      }),
    );
    const found = [...world.invitations.values()].find((one) =>
      one.takes.some((take) => take.takeId === metadata.takeId),
    );
    if (!found) throw new Problem(404, "take_not_found", "There is no such take.");
    authorized(request, found.view.id);
    if (!consentOf(found)) throw new Problem(403, "consent_required", "Please agree to the recording first.");
    const segment = Number(metadata.segment);
    const existing = [...world.uploads.values()].find(
      (one) => one.takeId === metadata.takeId && one.segment === segment,
    );
    if (existing && existing.length !== null) throw new Problem(409, "segment_finished", "That segment is finished.");
    const upload = existing ?? {
      id: randomUUID(),
      takeId: metadata.takeId,
      invitationId: found.view.id,
      segment,
      filetype: metadata.filetype,
      bytes: Buffer.alloc(0),
      length: null,
    };
    world.uploads.set(upload.id, upload);
    return send(
      response,
      existing ? 200 : 201,
      { id: upload.id, takeId: upload.takeId, segment, mediaUrl: `blob://takes/${upload.takeId}` },
      { Location: `/api/v1/uploads/${upload.id}`, "Tus-Resumable": "1.0.0" },
    );
  }
  const upload = world.uploads.get(id);
  if (!upload) throw new Problem(404, "upload_not_found", "There is no such upload.");
  const found = authorized(request, upload.invitationId);
  if (request.method === "PATCH") {
    if (found.takes.find((take) => take.takeId === upload.takeId)?.submitted)
      throw new Problem(410, "upload_closed", "This answer is handed in already.");
    if (Number(request.headers["upload-offset"]) !== upload.bytes.length)
      throw new Problem(409, "offset_mismatch", "Ask for the offset.");
    const checksum = request.headers["upload-checksum"];
    if (body.length > 0 && checksum !== `sha256 ${createHash("sha256").update(body).digest("base64")}`)
      throw new Problem(460, "checksum_mismatch", "The bytes changed on the way.");
    upload.bytes = Buffer.concat([upload.bytes, body]);
    if (request.headers["upload-length"]) upload.length = Number(request.headers["upload-length"]);
  }
  response.writeHead(request.method === "PATCH" ? 204 : 200, {
    "Tus-Resumable": "1.0.0",
    "Upload-Offset": upload.bytes.length,
    ...(upload.length === null ? { "Upload-Defer-Length": 1 } : { "Upload-Length": upload.length }),
  });
  response.end();
}

async function control(pathname, request, response) {
  const body = JSON.parse((await bytesOf(request)).toString() || "{}");
  if (pathname === "/mock/reset") reset();
  if (pathname === "/mock/faults") world.faults = body;
  const named = [...world.invitations.values()].find((one) => one.token === body.token);
  if (pathname === "/mock/complete") Object.assign(named.view, { status: "completed" });
  if (pathname === "/mock/withdraw") withdraw(named);
  if (pathname === "/mock/delete") erase(named, "team");
  if (pathname === "/mock/extend")
    Object.assign(named.view, { expiresAt: new Date(Date.now() + 20 * 86_400_000).toISOString(), extraTimePercent: 50 });
  const raw = /^\/mock\/uploads\/([\w-]+)$/.exec(pathname);
  if (raw) return response.end(world.uploads.get(raw[1]).bytes);
  send(
    response,
    200,
    [...world.uploads.values()].map(({ bytes, ...upload }) => ({
      ...upload,
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    })),
  );
}

async function page(pathname, response) {
  const path = normalize(pathname).replace(/^(\.\.[/\\])+/, "");
  const types = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
  };
  const file = extname(path) ? path : "/index.html";
  const content = await readFile(join(options.dist, file)).catch(() => null);
  if (content === null) throw new Problem(404, "not_found", "not found");
  response.writeHead(200, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy":
      "default-src 'self'; media-src 'self' blob:; img-src 'self' data:; style-src 'self'; frame-ancestors 'none'",
  });
  response.end(content);
}

function sessionOf(found) {
  const { candidateId, candidateEmail, candidateName, id } = found.view;
  return {
    accessToken: `token-${id}`,
    tokenType: "Bearer",
    expiresIn: 600,
    user: { userId: candidateId, email: candidateEmail, name: candidateName, role: "candidate" },
  };
}

function authorized(request, id) {
  const token = /^Bearer token-([\w-]+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!token) throw new Problem(401, "unauthorized", "Please sign in.");
  const found = token === id ? world.invitations.get(id) : undefined;
  if (!found) throw new Problem(404, "invitation_not_found", "There is no such invitation.");
  return found;
}

function bare({ view: { template, questions, responses, companyName, ...rest } }) {
  return { ...rest, answeredCount: responses.length };
}

function full(found) {
  const allowed = found.view.template.settings.allowRetakes ? found.view.template.settings.maxRetakes : 0;
  const latest = found.view.questions.flatMap(({ id }) => {
    const made = found.takes.filter((take) => take.questionId === id);
    return made.length > 0 ? [takeView(made.at(-1), allowed, made.length)] : [];
  });
  return {
    ...found.view,
    answeredCount: found.view.responses.length,
    takes: latest,
    consent: { ...CONSENT, givenAt: consentOf(found) },
  };
}

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function send(response, status, body, headers = {}) {
  if (status === 204) return response.writeHead(204, headers).end();
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
