import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeAll, expect, it } from "vitest";

import { type AccountSession, ApiError, type Client, type Rating, type Review } from "@/core/api";
import { SessionContext } from "@/ui/session";
import { ToastProvider } from "@/ui/Toast";

import { ReviewPage } from "./ReviewPage";

beforeAll(() => i18next.loadNamespaces(["hiring", "record"]));

const AT = "2026-11-05T10:00:00Z";
const INVITATION = {
  id: "i",
  status: "completed",
  candidateName: "Ana Lima",
  candidateEmail: "ana@example.org",
  templateTitle: "Backend engineer",
  createdAt: AT,
  startedAt: AT,
  completedAt: AT,
  expiresAt: AT,
  revokedAt: null,
  deletedAt: null,
  failedAt: null,
  followedBy: null,
  extraTimePercent: 0,
  questions: [{ id: "q", order: 1, type: "text", text: "Why?", options: [], keyPoints: [] }],
  responses: [{ id: "r", questionId: "q", type: "text", content: "Because it helps.", duration: null, submittedAt: AT }],
};

function review(): Review {
  return {
    invitationId: "i",
    analysis: { status: "ready", stage: null, progress: 1, reason: null },
    answers: [
      {
        questionId: "q",
        responseId: "r",
        transcript: null,
        score: { status: "scored", reason: null, score: 64, relevance: 70, clarity: 81, depth: 42, confidence: 0, keywords: [], feedback: "", keyPoints: [], spans: [], measures: [], flags: [] },
      },
    ],
    score: { number: 1, status: "scored", reason: null, technical: 61, communication: 62, overall: 63, feedback: "", insights: [], making: null, demoQuality: false },
    mine: null,
    others: null,
    othersCount: 1,
    notes: [{ id: "n", authorId: "me", authorName: "Helena", text: "Ask again.", questionId: "q", atSeconds: null, createdAt: AT, updatedAt: AT }],
    decision: { decision: null, reason: null, decidedBy: null, decidedAt: null },
    humanLook: null,
    canDecide: true,
    mode: "recorded",
    conversation: null,
    recording: null,
  };
}

/** A server of one review, blind first like the real one. */
function fakeServer() {
  const held = review();
  const calls: [method: string, path: string, body: unknown][] = [];
  const others: Rating[] = [{ userId: "c", name: "Jonas Weber", overall: 4, questions: {}, updatedAt: AT }];
  let refusing = false;
  const client = {
    get: (path: string) => Promise.resolve(path.endsWith("/review") ? structuredClone({ ...held, others: held.mine?.overall ? others : null }) : INVITATION),
    put: (path: string, body: never) => {
      calls.push(["PUT", path, body]);
      if (refusing) return Promise.reject(new ApiError({ status: 503, code: "unavailable", details: "The database is restarting." }));
      if (path.endsWith("/rating")) return Promise.resolve((held.mine = { userId: "me", name: "Helena", updatedAt: AT, ...(body as object) } as Rating));
      held.decision = { decidedBy: "Helena", decidedAt: `2026-11-0${calls.length}T00:00:00Z`, ...(body as object) } as Review["decision"];
      return Promise.resolve(held.decision);
    },
    delete: (path: string) => {
      calls.push(["DELETE", path, null]);
      return Promise.resolve();
    },
  } as unknown as Client;
  return { client, calls, refuse: () => (refusing = true) };
}

async function show() {
  const server = fakeServer();
  const state = { status: "signedIn", user: { userId: "me", name: "Helena", email: "h@example.org", role: "hr" } };
  const session = { client: server.client, subscribe: () => () => undefined, getState: () => state } as unknown as AccountSession;
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
  await screen.findByRole("group", { name: "This answer" });
  return { ...server, user: userEvent.setup() };
}

const star = (group: string, stars: number) => within(screen.getByRole("group", { name: group })).getByRole("radio", { name: `${stars} star${stars === 1 ? "" : "s"} of 5` });

it("keeps the model and colleagues back until I rated, then shows them beside mine", async () => {
  const { user, calls } = await show();
  expect(screen.queryByText("64")).not.toBeInTheDocument();
  expect(screen.queryByText("Jonas Weber")).not.toBeInTheDocument();
  expect(screen.getByText(/1 colleague rated/)).toBeInTheDocument();

  await user.click(star("This answer", 4));
  expect(star("This answer", 4)).toBeChecked();
  expect(await screen.findByText("Model: 64")).toBeInTheDocument();
  expect(screen.queryByText("Model: 63")).not.toBeInTheDocument();

  await user.click(star("The whole interview", 3));
  expect(await screen.findByText("Model: 63")).toBeInTheDocument();
  expect(await screen.findByText("Jonas Weber")).toBeInTheDocument();
  expect(calls.map(([, , body]) => body)).toEqual([
    { overall: null, questions: { q: 4 } },
    { overall: 3, questions: { q: 4 } },
  ]);
});

it("says when a rating wasn't kept, and shows what is", async () => {
  const { user, refuse } = await show();
  refuse();
  await user.click(star("This answer", 4));
  expect(await screen.findByText("The database is restarting.")).toBeInTheDocument();
  await waitFor(() => expect(star("This answer", 4)).not.toBeChecked());
});

it("decides with one press, and takes it back with another", async () => {
  const { user, calls } = await show();
  await user.click(screen.getByRole("button", { name: "Decision" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Reject" }));
  expect(await screen.findByText(/Ana Lima is rejected/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(await screen.findByRole("button", { name: "Decision" })).toBeInTheDocument();
  expect(calls.map(([, , body]) => body)).toEqual([
    { decision: "reject", reason: null, seenAt: null },
    // What the first one made is what the undo has seen.
    { decision: null, reason: null, seenAt: "2026-11-01T00:00:00Z" },
  ]);
});

it("deletes a note only once it can't be undone any more", async () => {
  const { user, calls } = await show();
  await user.click(screen.getByRole("button", { name: "Actions for this note" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  expect(screen.queryByText("Ask again.")).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(screen.getByText("Ask again.")).toBeInTheDocument();
  expect(calls).toEqual([]);
});
