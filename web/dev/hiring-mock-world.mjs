/** What the mock server knows, and how it answers. */
import { randomUUID } from "node:crypto";

import { auditLog, dashboard, makeReview, receipt, reviewCalls, scoreAgain, transcriptCalls, waveform } from "./hiring-mock-review.mjs";
import { recordingOf, unheard } from "./hiring-mock-talk.mjs";

const DAY = 86_400_000;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();

export const world = {
  mode: "full",
  endedLinks: new Set(),
  command({ mode, reset, expireLinks }) {
    if (reset) seed();
    if (expireLinks) for (const link of world.links) world.endedLinks.add(link);
    if (mode) world.mode = mode;
  },
};


function seed() {
  Object.assign(world, { mode: "full", user: null, templates: [], questions: new Map(), invitations: [], responses: new Map(), mails: [], links: [], endedLinks: new Set(), looks: new Map(), reviews: new Map(), deletions: new Map() });
  const backend = template("Backend engineer, first round", "published", -2, "Five questions about how you build and run services. Take your time; there are no trick questions.");
  const video = (text, extra = {}) => question(backend, { text, type: "video", thinkingTime: 30, timeLimit: 120, ...extra });
  const q = [
    video("Tell us about an API you designed. What was hard about it?", { keyPoints: ["Names a real constraint", "Explains the trade-off", "What they would do differently"] }),
    video("What does idempotent mean to you, and where has it mattered?", { thinkingTime: 20, timeLimit: 90 }),
    question(backend, { text: "Which part of our product would you change first, and why?", type: "text", keyPoints: ["Has looked at the product"] }),
    question(backend, { text: "How do you like to work most of the time?", type: "multiple_choice", options: ["Alone, with long quiet stretches", "In a pair", "In a small group", "It depends on the week"] }),
    video("Tell us about an incident you helped resolve. What did you change afterwards?", { isRequired: false }),
  ];
  const support = template("Customer support, written and spoken", "published", -9);
  question(support, { text: "A customer is angry because an invoice is wrong. What do you write?", type: "text" });
  question(support, { text: "Explain how to reset a password, as you would on the phone.", type: "video", timeLimit: 60 });
  const draft = template("Product designer, portfolio talk", "draft", -0.02);
  question(draft, { text: "Show us one screen you are proud of, and what it replaced.", type: "video", timeLimit: 180, thinkingTime: 60 });
  question(draft, { text: "What do you do when research and the deadline disagree?", type: "video" });
  question(draft, { text: "Which of these do you use most?", type: "multiple_choice", options: ["Figma", "Code", "Paper"] });
  template("Data analyst, take-home discussion", "draft", -4);
  question(template("Backend engineer 2025", "archived", -340), { text: "Tell us about yourself.", type: "video" });

  const ana = invite(backend, "Ana Lima", "ana.lima@example.org", "completed", -5, 2, { startedAt: at(-3.2), completedAt: at(-3), answeredCount: 4, kind: "full", analysis: "ready", overallScore: 72.4 });
  world.responses.set(ana.id, [
    response(ana, q[0], "video", { duration: 98 }),
    response(ana, q[1], "video", { duration: 61 }),
    response(ana, q[2], "text", { content: "I would change the first ten minutes.\n\nToday a new team sees an empty list and a button. I'd open with one finished example they can take apart: people learn a tool by undoing what somebody else did, not by filling in a form. It is also the cheapest change I can think of, and one can measure it: how many teams send a first invitation on the first day." }),
    response(ana, q[3], "choice", { content: "In a small group" }),
  ]);
  const tomas = invite(backend, "Tomás Nováček", "tomas@example.org", "started", -2, 0.4, { startedAt: at(-0.1), answeredCount: 2 });
  world.responses.set(tomas.id, [response(tomas, q[0], "video", { duration: 44, processing: true }), response(tomas, q[1], "video", { duration: 70, failed: true })]);
  const long = invite(template("One long talk", "published", -30), "Hanne Vos", "hanne@example.org", "completed", -6, 2, { startedAt: at(-4), completedAt: at(-4), answeredCount: 1, questionsCount: 1, kind: "long", analysis: "ready", overallScore: 70, decision: "hold" });
  const talk = question(world.templates.at(-1), { text: "Talk us through the largest system you have worked on.", type: "video", timeLimit: 3600 });
  world.responses.set(long.id, [response(long, talk, "video", { duration: world.longSeconds ?? 3600 })]);
  const making = invite(backend, "Rosa Marín", "rosa@example.org", "completed", -3, 2, { startedAt: at(-0.2), completedAt: at(-0.01), answeredCount: 2, kind: "processing", analysis: "processing" });
  world.responses.set(making.id, [response(making, q[0], "video", { duration: 80 }), response(making, q[1], "video", { duration: 61 })]);
  const failed = invite(backend, "Ifeanyi Okoro", "ifeanyi@example.org", "completed", -7, 2, { startedAt: at(-5), completedAt: at(-5), answeredCount: 2, kind: "failed", analysis: "withheld", decision: "advance" });
  world.responses.set(failed.id, [response(failed, q[0], "video", { duration: 80 }), response(failed, q[1], "video", { duration: 61 })]);
  talks();
  invite(support, "", "", "completed", -40, -30, { deletedAt: at(-2), completedAt: at(-35), startedAt: at(-36) });
  invite(backend, "Mwangi Wairimu", "mwangi@example.org", "pending", -1, 6);
  invite(support, "Giulia Ferrari", "giulia.ferrari@example.org", "pending", -0.2, 5);
  invite(support, "Bartholomew Featherstonehaugh-Montgomery", "bartholomew.featherstonehaugh@subdomain.example.org", "expired", -20, -6, { answeredCount: 1, startedAt: at(-10) });
  invite(backend, "Sofie Lund", "sofie@example.org", "expired", -4, 3, { revokedAt: at(-1) });
  world.mails.push(
    mail("ana.lima@example.org", "Interview: Backend engineer, first round", -5),
    mail("mwangi@example.org", "Interview: Backend engineer, first round", -1),
    mail("giulia.ferrari@example.org", "Interview: Customer support, written and spoken", -0.2),
  );
}

/** One invitation for each thing that can be the matter with a conversation. */
function talks() {
  const talk = template("Backend engineer, a talk", "published", -3);
  Object.assign(talk.settings, { mode: "voice", practice: true });
  question(talk, { text: "Tell us about an API you designed. What was hard about it?", type: "video", keyPoints: ["Names a real constraint", "Explains the trade-off", "What they would do differently"] });
  question(talk, { text: "What does idempotent mean to you, and where has it mattered?", type: "video", keyPoints: ["Twice is as once"] });
  question(talk, { text: "Tell us about an incident you helped resolve.", type: "video", isRequired: false });
  const of = (name, status, kind, extra = {}) => invite(talk, name, `${name.split(" ")[0].toLowerCase()}@example.org`, status, -4, 3, { mode: "voice", kind, startedAt: at(-1), answeredCount: 2, ...extra });
  of("Noor Haddad", "completed", "talk-ready", { completedAt: at(-0.9), analysis: "ready", overallScore: 72.4 });
  of("Lena Fuchs", "completed", "talk-making", { completedAt: at(-0.9), analysis: "processing" });
  of("Pavel Dvořák", "completed", "talk-withheld", { completedAt: at(-0.9), analysis: "withheld" });
  const back = of("Sara Lindqvist", "completed", "talk-withdrawn", { completedAt: at(-0.9), analysis: "withheld" });
  world.deletions.set(back.id, { ...receipt("done", null), scope: "recordings", cause: "withdrawal" });
  of("Yuki Tanaka", "completed", "talk-failed-sound", { completedAt: at(-0.9) });
  of("Diego Ramos", "started", "talk-going", { answeredCount: 0 });
  of("Amina Yusuf", "started", "talk-broken", { answeredCount: 0, analysis: "failed", failedAt: at(-0.9) });
  of("Owen Price", "pending", "talk-none", { startedAt: null, answeredCount: 0 });
}

function template(title, status, days, description = null) {
  const item = {
    id: randomUUID(), title, description, ownerId: "hr", companyId: null, status,
    settings: { totalTimeLimit: null, questionTimeLimit: 120, allowRetakes: true, maxRetakes: 2, shuffleQuestions: false, showProgress: true, mode: "recorded", practice: false, language: "en", retentionDays: 180 },
    questionsCount: 0, createdAt: at(days - 1), updatedAt: at(days),
  };
  world.templates.push(item);
  world.questions.set(item.id, []);
  return item;
}

function question(of, input) {
  const list = world.questions.get(of.id);
  const item = {
    id: randomUUID(), templateId: of.id, text: input.text, type: input.type, order: list.length + 1, timeLimit: input.timeLimit ?? null,
    thinkingTime: input.thinkingTime ?? null, isRequired: input.isRequired ?? true, options: optionsOf(input.options), keyPoints: input.keyPoints ?? [], createdAt: at(0),
  };
  list.push(item);
  of.questionsCount = list.length;
  return item;
}

const optionsOf = (options = []) => options.map((option) => (typeof option === "string" ? { id: randomUUID(), text: option } : { id: option.id ?? randomUUID(), text: option.text }));

function invite(of, candidateName, candidateEmail, status, invited, due, extra = {}) {
  const item = {
    id: randomUUID(), templateId: of.id, templateTitle: of.title, candidateId: randomUUID(), candidateEmail, candidateName, hrId: "hr", status, startedAt: null,
    completedAt: null, expiresAt: at(due), revokedAt: null, deletedAt: null, failedAt: null, followedBy: null, remindedAt: null, analysis: null, overallScore: null, decision: null, extraTimePercent: 0, language: "en", mode: "recorded", kind: "none", createdAt: at(invited), questionsCount: of.questionsCount, answeredCount: 0, ...extra,
  };
  world.invitations.unshift(item);
  world.responses.set(item.id, []);
  return item;
}

function response(of, to, type, extra) {
  return { id: randomUUID(), invitationId: of.id, questionId: to.id, type, content: null, mediaUrl: type === "video" ? "blob://answers/1" : null, duration: null, submittedAt: at(-3), createdAt: at(-3), ...extra };
}

function mail(to, subject, days) {
  const text = `Hello,\n\nyou are invited to an interview that you take in your own time: ${subject.replace("Interview: ", "")}.\n\nOpen it here, on a computer or phone with a camera:\nhttp://127.0.0.1:8000/interview/9f2c-example-token\n\nThe link is personal. It works until Friday, 27 November 2026, 23:59 (Europe/Lisbon).\n\nKind regards,\nthe hiring team`;
  return { id: randomUUID(), to, subject, sentAt: at(days), text, html: null, attachments: [{ filename: "interview.ics", contentType: "text/calendar", size: 842 }] };
}

const ok = (body, status = 200) => ({ status, body });
const refuse = (status, error, details) => ({ status, error, details });
const page = (items) => ok({ items: world.mode === "empty" ? [] : items, page: 1, pageSize: 50, total: world.mode === "empty" ? 0 : items.length });
const session = () => ok({ accessToken: "mock", tokenType: "Bearer", expiresIn: 600, user: world.user });

function account(email) {
  const role = email.startsWith("candidate") ? "candidate" : "hr";
  return { userId: role, email, name: role === "hr" ? "Helena Reis" : "Ana Lima", role };
}

const DRAFT = {
  title: "Backend engineer",
  source: "competency bank",
  questions: [
    { text: "Tell me about an interface you designed. What was hard about it?", competency: "engineering", keyPoints: ["who used it", "what was traded off", "what came of it"] },
    { text: "How do you make a retry safe?", competency: "engineering", keyPoints: ["the same key", "the stored answer"] },
    { text: "How do you say no to a colleague?", competency: "teamwork", keyPoints: ["reasons", "another way"] },
  ],
};

export function answer(method, url, body) {
  const path = url.pathname.replace("/api/v1", "");
  const search = url.searchParams;
  const parts = path.split("/").filter(Boolean);
  const key = `${method} ${parts[0]}`;
  if (path === "/config") return ok({ version: "0.1.0", demo: true, registrationOpen: true, secureContextNeeded: false, demoAccounts: [{ email: "hr@demo.parley", role: "hr" }, { email: "candidate@demo.parley", role: "candidate" }] });
  if (parts[0] === "auth") return auth(parts[1], body);
  if (path === "/api/ai/drafts") return ok(DRAFT);
  if (parts[0] === "mock-waveform") return waveform(Number(parts[1]));
  if (!world.user) return refuse(401, "unauthenticated", "Sign in first.");
  if (parts[0] === "templates") return templates(method, parts, search, body);
  if (parts[0] === "invitations") return invitations(method, parts, search, body);
  if (key === "GET demo") {
    const found = world.mails.find((item) => item.id === parts[2]);
    return parts[2] ? (found ? ok(found) : refuse(404, "mail_not_found", "That mail doesn't exist.")) : page([...world.mails].reverse());
  }
  return refuse(404, "not_found", "There is no such address.");
}

function auth(action, body) {
  if (action === "refresh") return world.user ? session() : refuse(401, "invalid_refresh_token", "Sign in again.");
  if (action === "logout") world.user = null;
  if (action === "logout") return ok({});
  if (body.password === "wrong") return refuse(401, "invalid_credentials", "E-mail or password is wrong.");
  if (action === "register" && body.email === "hr@demo.parley") return refuse(409, "email_taken", "There is an account with this address.");
  world.user = account(body.email);
  return session();
}

function templates(method, [, id, sub, questionId], search, body) {
  const list = world.templates;
  if (!id && method === "GET") {
    const q = (search.get("q") ?? "").toLowerCase();
    return page(list.filter((item) => (!search.get("status") || item.status === search.get("status")) && item.title.toLowerCase().includes(q)));
  }
  if (!id) {
    const made = template(body.title, "draft", 0, body.description ?? null);
    list.unshift(list.pop());
    return ok(made, 201);
  }
  const item = list.find((candidate) => candidate.id === id);
  if (!item) return refuse(404, "template_not_found", "This template doesn't exist, or it isn't yours.");
  const questions = world.questions.get(id);
  if (sub === "questions") return questionCalls(method, item, questions, questionId, body);
  if (method === "GET") return ok(item);
  if (method === "DELETE") {
    if (world.invitations.some((invitation) => invitation.templateId === id)) return refuse(409, "template_in_use", "People were invited with it. Archive it instead.");
    list.splice(list.indexOf(item), 1);
    return ok(undefined, 204);
  }
  if (method === "PUT") return ok(Object.assign(item, body, { updatedAt: at(0) }));
  if (sub === "publish") return questions.length === 0 ? refuse(409, "template_has_no_questions", "Add a question first.") : ok(Object.assign(item, { status: "published" }));
  if (sub === "archive") return ok(Object.assign(item, { status: "archived" }));
  const copy = template(`${item.title} (copy)`, "draft", 0, item.description);
  for (const original of questions) question(copy, original);
  list.unshift(list.pop());
  return ok(copy, 201);
}

function questionCalls(method, item, questions, questionId, body) {
  if (method === "GET") return ok(questions);
  if (method === "POST") return ok(question(item, body), 201);
  if (questionId === "reorder") {
    questions.sort((a, b) => body.questionIds.indexOf(a.id) - body.questionIds.indexOf(b.id)).forEach((each, index) => (each.order = index + 1));
    return ok(questions);
  }
  const found = questions.find((each) => each.id === questionId);
  if (!found) return refuse(404, "question_not_found", "This question doesn't exist any more.");
  if (method === "DELETE") {
    questions.splice(questions.indexOf(found), 1);
    item.questionsCount = questions.length;
    return ok(undefined, 204);
  }
  return ok(Object.assign(found, body, { options: optionsOf(body.options) }));
}

function reviewOf(item, responses) {
  if (!world.reviews.has(item.id)) world.reviews.set(item.id, makeReview(item.kind, item, world.questions.get(item.templateId), responses));
  return world.reviews.get(item.id);
}

function invitations(method, [, id, sub, responseId, what], search, body) {
  const list = world.invitations;
  if (id === "dashboard") return dashboard(world, search.get("templateId"));
  if (id === "export") return ok(list);
  if (id === "candidate") return page(list.filter((item) => item.candidateName === "Ana Lima" || item.candidateName === "Mwangi Wairimu" || item.status === "started"));
  if (!id && method === "GET") {
    const q = (search.get("q") ?? "").toLowerCase();
    const wanted = (item) => (!search.get("status") || item.status === search.get("status")) && (!search.get("decision") || item.decision === search.get("decision")) && (!search.get("templateId") || item.templateId === search.get("templateId"));
    return page(list.filter((item) => wanted(item) && `${item.candidateName} ${item.candidateEmail}`.toLowerCase().includes(q)));
  }
  if (!id) {
    const of = world.templates.find((item) => item.id === body.templateId);
    const made = invite(of, body.candidateName, body.candidateEmail, "pending", 0, 7, { expiresAt: body.expiresAt ?? null });
    return ok({ ...made, link: linkOf(made) }, 201);
  }
  const item = list.find((candidate) => candidate.id === id);
  if (!item) return refuse(404, "invitation_not_found", "This invitation doesn't exist, or it isn't yours.");
  if (sub === "again") {
    if (item.failedAt === null) return refuse(409, "interview_not_broken_off", "This interview didn't break off.");
    const next = list.find((candidate) => candidate.id === item.followedBy) ?? invite(world.templates.find((of) => of.id === item.templateId), item.candidateName, item.candidateEmail, "pending", 0, 7, { mode: item.mode });
    item.followedBy = next.id;
    return ok({ ...next, link: linkOf(next) }, 201);
  }
  if (sub === "link") return ok({ link: linkOf(item) });
  if (sub === "revoke") return ok(Object.assign(item, { status: "expired", revokedAt: at(0) }));
  const responses = world.responses.get(id);
  if (sub === "responses" && what === "transcript") return transcriptCalls(method, reviewOf(item, responses), responseId, body);
  if (sub === "review") {
    const answered = reviewCalls(method, reviewOf(item, responses), responseId, what, body);
    item.decision = reviewOf(item, responses).decision.decision;
    return answered;
  }
  if (sub === "recording") {
    if (method === "POST") {
      item.kind = "talk-making";
      reviewOf(item, responses).recording = unheard(recordingOf(item.kind, []));
    }
    const sound = recordingOf(item.kind, reviewOf(item, responses).conversation);
    return sound ? ok(sound) : refuse(404, "recording_not_found", "No recording of this conversation was kept.");
  }
  if (sub === "analysis") return scoreAgain(reviewOf(item, responses));
  if (sub === "audit") return auditLog(Number(search.get("page") ?? 1));
  if (sub === "export") return ok({ ...item, review: reviewOf(item, responses) });
  if (sub === "remind") return item.remindedAt ? refuse(429, "too_many_requests", "A reminder was sent less than an hour ago.") : ok(Object.assign(item, { remindedAt: at(0) }));
  if (sub === "extend") return ok(Object.assign(item, body));
  if (sub === "human-look") return ok(Object.assign(reviewOf(item, responses).humanLook, { answer: body.text, answeredBy: "Helena Reis", answeredAt: at(0) }));
  if (sub === "deletion" && method === "POST") {
    Object.assign(item, { deletedAt: at(0), candidateName: "", candidateEmail: "" });
    world.deletions.set(id, receipt("running", null));
    return ok(receipt("running", "http://127.0.0.1:8000/receipts/9f2c-example"), 202);
  }
  if (sub === "deletion" && item.deletedAt === null && !world.deletions.has(id)) return refuse(404, "deletion_not_found", "Nothing was deleted here.");
  if (sub === "deletion") {
    const before = world.deletions.get(id) ?? receipt("done", null);
    if (before.status === "running") world.deletions.set(id, receipt("done", null));
    return ok(before);
  }
  if (sub === "responses" && method === "POST") Object.assign(responses.find((each) => each.id === responseId), { failed: false, processing: true });
  if (sub === "responses") return playback(responses.find((each) => each.id === responseId));
  return ok({ ...item, questions: world.questions.get(item.templateId), responses });
}

const linkOf = (item) => `http://127.0.0.1:8000/interview/${Buffer.from(item.id).toString("base64url").slice(0, 43)}`;

function playback(of) {
  const none = { progress: 0, playbackUrl: null, posterUrl: null, downloadUrl: null, durationSeconds: null, gaps: [], expiresAt: null };
  const looks = (world.looks.get(of.id) ?? 0) + 1;
  world.looks.set(of.id, looks);
  if (of.processing && looks < 30) return ok({ ...none, status: "processing", progress: Math.min(0.95, 0.3 + looks / 30) });
  if (of.failed) return ok({ ...none, status: "failed", downloadUrl: "/mock-video/original" });
  const token = randomUUID();
  world.links.push(token);
  return ok({ status: "ready", progress: 1, playbackUrl: `/mock-video/${token}`, posterUrl: null, downloadUrl: "/mock-video/original", durationSeconds: of.duration, gaps: of.duration > 600 ? [] : [{ atSeconds: 12, missingSeconds: 3 }], audioUrl: null, waveformUrl: `/api/v1/mock-waveform/${of.duration}`, expiresAt: new Date(Date.now() + 300_000).toISOString() });
}

seed();
