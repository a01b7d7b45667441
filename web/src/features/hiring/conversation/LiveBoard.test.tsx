import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";

import { type AccountSession, type AnswerScore, ApiError, type Client, type ConversationEntry, type Review } from "@/core/api";
import { SessionContext } from "@/ui/session";
import { ToastProvider } from "@/ui/Toast";

import { ReviewPage } from "../review/ReviewPage";

beforeAll(() => i18next.loadNamespaces(["hiring", "record", "ui"]));
// jsdom plays nothing.
beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function play(this: HTMLMediaElement) {
    this.dispatchEvent(new Event("play"));
    return Promise.resolve();
  });
  vi.spyOn(HTMLMediaElement.prototype, "load").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

const AT = "2026-11-05T10:00:00Z";
const QUESTIONS = ["What did you build?", "Why?"].map((text, at) => ({ id: `q${at + 1}`, order: at, type: "video", text, options: [], keyPoints: [] }));
const INVITATION = {
  id: "i",
  mode: "voice",
  status: "completed",
  candidateName: "Ana Lima",
  candidateEmail: "ana@example.org",
  templateTitle: "Backend engineer",
  createdAt: AT,
  startedAt: AT as string | null,
  completedAt: AT as string | null,
  expiresAt: AT,
  revokedAt: null,
  deletedAt: null,
  failedAt: null as string | null,
  followedBy: null as string | null,
  extraTimePercent: 0,
  questions: QUESTIONS,
  responses: [],
};

function entry(text: string, itemId: string | null, start: number, more: Partial<ConversationEntry> = {}): ConversationEntry {
  return { entryId: `${start}`, itemId, speaker: "AI", text, start, end: start + 4, move: "", provenance: "model", cut: false, words: [], ...more };
}
const CONVERSATION = [
  entry("Hello.", null, 1),
  entry("What did you", "q1", 5, { cut: true }),
  entry("A parser of mails", "q1", 10, {
    speaker: "USER",
    provenance: "heard",
    words: ["A", "parser", "of", "mails"].map((text, at) => ({ text, start: 10 + at, end: 10.9 + at, confidence: 0.9 })),
  }),
  entry("And why?", "q2", 20),
  entry("It was slow.", "q2", 65, { speaker: "USER", provenance: "typed" }),
];
const SCORE: AnswerScore = {
  status: "scored",
  reason: null,
  score: 64,
  relevance: 70,
  clarity: 81,
  depth: 42,
  confidence: 0,
  keywords: [],
  feedback: "",
  keyPoints: [],
  spans: [{ start: 11, end: 11.9, startChar: 2, endChar: 8, quote: "parser", reason: "key_point", keyPoint: null }],
  measures: [],
  flags: [],
};
const READY = { status: "ready", progress: 1, playbackUrl: null, audioUrl: "/sound.wav", posterUrl: null, downloadUrl: null, waveformUrl: null, durationSeconds: 70, gaps: [], expiresAt: null };
const UNHEARD = { ...READY, audioUrl: null };
const REVIEW = {
  invitationId: "i",
  mode: "voice",
  analysis: { status: "ready", stage: null, progress: 1, reason: null },
  answers: [{ questionId: "q1", responseId: null, transcript: null, score: SCORE }],
  score: null,
  mine: null,
  others: null,
  othersCount: 0,
  notes: [],
  decision: { decision: null, reason: null, decidedBy: null, decidedAt: null },
  humanLook: null,
  canDecide: true,
  conversation: CONVERSATION,
  recording: UNHEARD,
} as unknown as Review;

interface Server {
  invitation?: Partial<typeof INVITATION>;
  review?: Partial<Review>;
  /** What is known of the sound; null: none was kept. */
  recording?: Partial<typeof UNHEARD> | null;
  /** What the links are refused with. */
  refusal?: string;
  deletion?: object | null;
}

function show({ invitation = {}, review = {}, recording = {}, refusal, deletion = null }: Server = {}) {
  const missing = (code: string) => Promise.reject(new ApiError({ status: 404, code }));
  const get = vi.fn((path: string) => {
    if (path.endsWith("/review")) return Promise.resolve({ ...REVIEW, recording: recording && { ...UNHEARD, ...recording }, ...review });
    if (path.endsWith("/recording")) return refusal ? missing(refusal) : Promise.resolve(READY);
    if (path.endsWith("/deletion")) return deletion ? Promise.resolve(deletion) : missing("deletion_not_found");
    return Promise.resolve({ ...INVITATION, ...invitation });
  });
  const post = vi.fn((path: string) => {
    if (path.endsWith("/again")) return Promise.resolve({ ...INVITATION, id: "j", link: "l" });
    recording = { status: "processing", progress: 0.2 };
    return Promise.resolve({ ...UNHEARD, ...recording });
  });
  const state = { status: "signedIn", user: { userId: "me", name: "Helena", email: "h@example.org", role: "hr" } };
  const session = { client: { get, post } as unknown as Client, subscribe: () => () => undefined, getState: () => state } as unknown as AccountSession;
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <SessionContext value={session}>
        <ToastProvider>
          <MemoryRouter initialEntries={["/invitations/i"]}>
            <Routes>
              <Route path="/invitations/:id" element={<ReviewPage />} />
            </Routes>
          </MemoryRouter>
        </ToastProvider>
      </SessionContext>
    </QueryClientProvider>,
  );
  return { get, post, user: userEvent.setup() };
}

const lines = () => screen.getAllByRole("listitem").filter((row) => row.hasAttribute("data-segment"));
function sound(): HTMLAudioElement {
  const found = screen.getByRole("group", { name: "Conversation with Ana Lima" }).querySelector("audio");
  if (!found) throw new Error("there is no sound");
  return found;
}

it("shows what both said, by question, and marks what was cut off or written", async () => {
  show();
  await screen.findByText(/Hello/);
  expect(lines().map((row) => row.textContent.replace(/\s+/g, " ").trim())).toEqual([
    "0:01AI interviewerHello.",
    "0:05AI interviewerWhat did you — interrupted",
    "0:10Ana LimaA parser of mails",
    "0:20AI interviewerAnd why?",
    "1:05Ana LimawrittenIt was slow.",
  ]);
  const talk = screen.getByRole("region", { name: "Conversation" });
  expect(within(talk).getAllByRole("heading").map((heading) => heading.textContent)).toEqual(["Before the first question", "1What did you build?", "2Why?"]);
});

it("plays from a word or a line, and marks the word that is heard", async () => {
  const { user } = show();
  await user.click(await screen.findByText("of"));
  await screen.findByRole("group", { name: "Conversation with Ana Lima" });
  expect(sound().currentTime).toBe(12);
  await waitFor(() => expect(sound()).toHaveAttribute("src", "/sound.wav"));
  fireEvent(sound(), new Event("timeupdate"));
  expect(document.querySelector("[data-word][data-now]")).toHaveTextContent("of");
  await user.click(screen.getByRole("button", { name: /^1:05, play/ }));
  expect(sound().currentTime).toBe(65);
});

it("points at nothing the model found until I judged or asked, then plays it", async () => {
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Show the model's score" }));
  expect(screen.getByText("parser")).toHaveAttribute("data-mark", "evidence");
  const place = screen.getByRole("button", { name: /^Play ?0:11/ });
  await user.hover(place);
  expect(screen.getByText("parser")).toHaveAttribute("data-mark", "active");
  await user.click(place);
  expect(sound().currentTime).toBe(11);
});

it("has nothing marked before that", async () => {
  show();
  expect(await screen.findByText("parser")).not.toHaveAttribute("data-mark");
  expect(screen.queryByText("64")).not.toBeInTheDocument();
});

it("turns to a question by its heading", async () => {
  const { user } = show();
  const talk = await screen.findByRole("region", { name: "Conversation" });
  await user.click(within(talk).getByRole("button", { name: /Why\?/ }));
  expect(screen.getByText("Question 2 of 2")).toBeVisible();
});

it.each([
  ["never kept", {}, "No sound was kept"],
  ["withdrawn", { deletion: { status: "done", scope: "recordings", cause: "withdrawal", removed: [], kept: [], waitingFor: [] } }, "took the consent to the recording back"],
])("says why there is no sound (%s), and offers nothing to play", async (_, server, sentence) => {
  show({ recording: null, ...server });
  expect(await screen.findByText(new RegExp(sentence))).toBeVisible();
  expect(screen.queryByRole("button", { name: /play/i })).not.toBeInTheDocument();
  expect(lines()).toHaveLength(CONVERSATION.length);
});

it("says that the recording is being made, and has it made again after a failure", async () => {
  const { user, post } = show({ recording: { status: "failed" } });
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(post).toHaveBeenCalledExactlyOnceWith("/api/v1/invitations/i/recording");
  expect(await screen.findByRole("progressbar", { name: "The recording is being prepared." })).toBeInTheDocument();
});

const asked = (get: { mock: { calls: string[][] } }) => get.mock.calls.filter(([path]) => path?.endsWith("/recording")).length;

it("asks for the sound only when somebody listens", async () => {
  const { get, user } = show();
  await screen.findByText(/Hello/);
  expect(screen.getByText(/1:10/)).toBeVisible(); // It is known how long it is.
  expect(asked(get)).toBe(0);
  await user.click(screen.getByRole("button", { name: "Play" }));
  await waitFor(() => expect(sound()).toHaveAttribute("src", "/sound.wav"));
  expect(asked(get)).toBe(1);
});

it.each([
  ["recording_not_ready", /isn't ready yet/],
  ["recording_not_found", /can't be had right now/],
])("says when the sound can't be had after all: %s", async (refusal, sentence) => {
  const { user } = show({ refusal });
  await user.click(await screen.findByRole("button", { name: "Play" }));
  expect(await screen.findByText(sentence)).toBeVisible();
});

it("asks for no recording while the two talk", async () => {
  const { get } = show({ invitation: { status: "started", completedAt: null }, review: { analysis: { status: "none", stage: null, progress: 0, reason: null } } });
  expect(await screen.findByText(/The interview is going on/)).toBeVisible();
  expect(asked(get)).toBe(0);
});

const BROKEN: Server = {
  invitation: { status: "started", completedAt: null, failedAt: AT },
  review: { analysis: { status: "failed", stage: null, progress: 1, reason: "interview_failed" }, answers: [] },
  recording: null,
};

it("invites again where it broke off", async () => {
  const { user, post } = show(BROKEN);
  await user.click(await screen.findByRole("button", { name: "Invite again" }));
  expect(post).toHaveBeenCalledExactlyOnceWith("/api/v1/invitations/i/again", {});
  expect(await screen.findByText(/is invited again/)).toBeVisible();
});

it("leads to the invitation that was made in its place", async () => {
  show({ ...BROKEN, invitation: { ...BROKEN.invitation, followedBy: "j" } });
  expect(await screen.findByRole("link", { name: "See the new invitation" })).toHaveAttribute("href", "/invitations/j");
  expect(screen.queryByRole("button", { name: "Invite again" })).not.toBeInTheDocument();
});

it("says that it broke off, keeps what was said, and offers no scoring", async () => {
  show(BROKEN);
  expect(await screen.findByText("The conversation broke off")).toBeVisible();
  expect(screen.queryByText(/going on/)).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Score again" })).not.toBeInTheDocument();
  expect(lines()).toHaveLength(CONVERSATION.length);
});

it("says why there is no figure without telling anybody to correct or to watch", async () => {
  const withheld = { ...SCORE, status: "withheld" as const, reason: "low_confidence", score: null, spans: [] };
  show({ review: { analysis: { status: "withheld", stage: null, progress: 1, reason: "low_confidence" }, answers: [{ questionId: "q1", responseId: null, transcript: null, score: withheld }] } });
  await waitFor(() => expect(screen.getAllByText(/hard to hear/)).toHaveLength(2));
  expect(screen.queryByText(/[Cc]orrect|[Ww]atch/)).not.toBeInTheDocument();
});

it.each([
  ["pending", "Not started yet"],
  ["expired", "No conversation took place"],
] as const)("says that nobody has begun: %s", async (status, title) => {
  show({ invitation: { status, startedAt: null, completedAt: null } });
  expect(await screen.findByRole("heading", { name: title })).toBeVisible();
});

it("says so when the conversation can't be had just now", async () => {
  show({ review: { conversation: null } });
  expect(await screen.findByText(/can't be shown right now/)).toBeVisible();
});
