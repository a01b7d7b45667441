import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { beforeEach, expect, it, vi } from "vitest";

import type { ConversationEntry, Playback, Review } from "@/core/api";

import { ConversationAnswer } from "./ConversationAnswer";
import { createPlayer } from "./player";

function entry(entryId: string, itemId: string | null, more: Partial<ConversationEntry>): ConversationEntry {
  return { entryId, itemId, speaker: "AI", text: entryId, start: 0, end: 1, move: "", provenance: "model", cut: false, words: [], ...more };
}

const CONVERSATION = [
  entry("Hello.", null, {}),
  entry("What did you build?", "q1", { start: 4, cut: true }),
  entry("A parser.", "q1", { start: 65, speaker: "USER", provenance: "typed" }),
  entry("And then?", "q2", { start: 90 }),
];
const READY = { status: "ready", audioUrl: "/sound.wav", playbackUrl: null } as unknown as Playback;

function shown(more: Partial<Pick<Review, "conversation" | "recording">> = {}, player = createPlayer()): void {
  const review = { conversation: CONVERSATION, recording: READY, ...more } as Review;
  render(<ConversationAnswer review={review} questionId="q1" player={player} />);
}

beforeEach(() => i18next.loadNamespaces(["hiring"]));

it("shows what was said about the question, by whom and how, and the whole when asked", async () => {
  shown();
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    "0:04AI interviewer · interruptedWhat did you build?",
    "1:05Candidate · writtenA parser.",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Show the whole conversation" }));
  expect(screen.getAllByRole("listitem")).toHaveLength(4);
});

it("plays from where something was said", async () => {
  const player = createPlayer();
  const playFrom = vi.spyOn(player, "playFrom").mockReturnValue();
  shown({}, player);
  await userEvent.click(screen.getByRole("button", { name: "Play from 1:05" }));
  expect(playFrom).toHaveBeenCalledExactlyOnceWith(65);
});

it("says why there is no sound, and offers nothing to play then", () => {
  shown({ recording: null });
  expect(screen.getByText(/wasn't recorded/)).toBeVisible();
  expect(screen.queryByRole("button", { name: /Play from/ })).toBeNull();
});

it("says so when the conversation can't be had just now", () => {
  shown({ conversation: null });
  expect(screen.getByText(/can't be shown right now/)).toBeVisible();
});
