import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Profiler } from "react";
import { beforeAll, expect, it, vi } from "vitest";

import { type AccountSession, ApiError, type Client, type Transcript } from "@/core/api";
import i18next from "i18next";
import { SessionContext } from "@/ui/session";
import { ToastProvider } from "@/ui/Toast";

import type { Player } from "../review/player";
import { numbered } from "../scores/spans";
import { TranscriptView } from "./TranscriptView";

beforeAll(() => i18next.loadNamespaces("hiring"));

const words = (text: string, from: number) =>
  text.split(" ").map((word, at) => ({ text: word, start: from + at, end: from + at + 0.9, confidence: word === "mumbled" ? 0.2 : 0.9 }));
const segment = (index: number, text: string, from: number) => ({
  index,
  start: from,
  end: from + text.split(" ").length,
  text,
  confidence: 0.9,
  words: words(text, from),
  originalText: null,
});
const transcript: Transcript = {
  status: "ready",
  progress: 1,
  stage: null,
  error: null,
  language: "en",
  engine: "a recogniser",
  quality: "full",
  confidence: 0.9,
  durationSeconds: 30,
  revision: 4,
  correctedBy: null,
  correctedAt: null,
  segments: [segment(0, "We had a payments API", 1), segment(1, "it mumbled and retried", 10)],
};

/** A player whose place the test sets. */
function fakePlayer() {
  const listeners = new Set<() => void>();
  let time = 0;
  const playFrom = vi.fn<(seconds: number) => void>();
  const player: Player = {
    attach: () => () => undefined,
    time: () => time,
    playing: () => false,
    rate: () => 1,
    playFrom,
    playSpan: () => undefined,
    beginNextAt: () => undefined,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const moveTo = (seconds: number) => {
    time = seconds;
    for (const listener of listeners) listener();
  };
  return { player, playFrom, moveTo };
}

function show(put: Client["put"] = () => Promise.reject(new Error("nothing is saved here"))) {
  const fake = fakePlayer();
  const session = {
    client: { put, get: () => Promise.reject(new Error("nothing is read here")) } as unknown as Client,
    subscribe: () => () => undefined,
    getState: () => ({ status: "signedOut" }),
  } as unknown as AccountSession;
  const rendered = vi.fn<() => void>();
  const spans = numbered([{ start: 4, end: 6, startChar: 9, endChar: 21, quote: "payments API", reason: "key_point", keyPoint: 0 }]);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionContext value={session}>
        <ToastProvider>
          <Profiler id="transcript" onRender={rendered}>
            <TranscriptView invitationId="i" responseId="r" transcript={transcript} player={fake.player} spans={spans} activeSpan={null} />
          </Profiler>
        </ToastProvider>
      </SessionContext>
    </QueryClientProvider>,
  );
  return { ...fake, rendered };
}

const nowWord = () => document.querySelector("[data-word][data-now]")?.textContent;

it("marks the word that is said, and renders nothing for it", () => {
  const { moveTo, rendered } = show();
  const before = rendered.mock.calls.length;
  moveTo(4.5);
  expect(nowWord()).toBe("payments ");
  moveTo(12.2);
  expect(nowWord()).toBe("and");
  expect(document.querySelectorAll("[data-now]")).toHaveLength(2);
  moveTo(0);
  expect(nowWord()).toBeUndefined();
  expect(rendered.mock.calls.length).toBe(before);
});

it("plays from the word that is clicked, and from a passage by keyboard", async () => {
  const user = userEvent.setup();
  const { playFrom } = show();
  await user.click(screen.getByText("retried"));
  expect(playFrom).toHaveBeenLastCalledWith(13);
  // One stop for Tab; the arrows do the rest.
  const passages = screen.getAllByRole("button", { name: /play:/ });
  expect(passages.map((each) => each.tabIndex)).toEqual([0, -1]);
  act(() => passages[0]?.focus());
  await user.keyboard("{ArrowDown}{Enter}");
  expect(playFrom).toHaveBeenLastCalledWith(10);
});

it("steps by words with comma and full stop", async () => {
  const user = userEvent.setup();
  const { playFrom, moveTo } = show();
  moveTo(2.1);
  await user.keyboard(".");
  expect(playFrom).toHaveBeenLastCalledWith(3);
  await user.keyboard(",");
  expect(playFrom).toHaveBeenLastCalledWith(1);
});

it("marks what a score rests on, and what was hard to hear", () => {
  show();
  expect(screen.getByText("payments")).toHaveAttribute("data-mark", "evidence");
  expect(screen.getByText("API")).toHaveAttribute("data-mark", "evidence");
  expect(screen.getByText("had")).not.toHaveAttribute("data-mark");
  expect(screen.getByText("mumbled")).toHaveAttribute("data-low");
  expect(screen.getByText("had")).not.toHaveAttribute("data-low");
});

it("finds words and says how many", async () => {
  const user = userEvent.setup();
  show();
  await user.type(screen.getByRole("searchbox"), "retr");
  expect(screen.getByText("1 of 1")).toBeInTheDocument();
  expect(screen.getByText("retried")).toHaveAttribute("data-mark", "hit-now");
  await user.type(screen.getByRole("searchbox"), "xyz");
  expect(screen.getByText("Not found")).toBeInTheDocument();
});

it("saves a correction of the revision that was seen on Enter, and goes back to the passage", async () => {
  const user = userEvent.setup();
  const put = vi.fn(() => Promise.resolve({ ...transcript, revision: 5 })) as unknown as Client["put"];
  show(put);
  await user.click(screen.getByRole("button", { name: "Correct the passage at 0:10" }));
  const field = screen.getByRole("textbox", { name: "What was really said" });
  await user.clear(field);
  await user.type(field, "it failed  and retried{Enter}");
  expect(put).toHaveBeenCalledWith("/api/v1/invitations/i/responses/r/transcript", { revision: 4, segments: [{ index: 1, text: "it failed and retried" }] });
  expect(await within(screen.getByRole("log")).findByText(/scored again/)).toBeInTheDocument();
  expect(screen.queryByRole("textbox", { name: "What was really said" })).not.toBeInTheDocument();
});

it("leaves everything as it was on Escape", async () => {
  const user = userEvent.setup();
  const put = vi.fn() as unknown as Client["put"];
  show(put);
  await user.click(screen.getByRole("button", { name: "Correct the passage at 0:10" }));
  await user.type(screen.getByRole("textbox", { name: "What was really said" }), " more{Escape}");
  expect(screen.queryByRole("textbox", { name: "What was really said" })).not.toBeInTheDocument();
  expect(put).not.toHaveBeenCalled();
});

it("keeps my words when somebody else was faster", async () => {
  const user = userEvent.setup();
  show(() => Promise.reject(new ApiError({ status: 409, code: "transcript_changed", details: "Load it again." })));
  await user.click(screen.getByRole("button", { name: "Correct the passage at 0:10" }));
  const field = screen.getByRole("textbox", { name: "What was really said" });
  await user.type(field, " twice{Enter}");
  expect(await screen.findByText(/at the same time/)).toBeInTheDocument();
  expect(field).toHaveValue("it mumbled and retried twice");
});
