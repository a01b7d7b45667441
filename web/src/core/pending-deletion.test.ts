import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createPendingDeletions } from "./pending-deletion";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("deletes only when the time to undo has passed", async () => {
  const pending = createPendingDeletions();
  const run = vi.fn(() => Promise.resolve());
  pending.add("a", run, 1000);
  expect(pending.waiting()).toContain("a");
  await vi.advanceTimersByTimeAsync(999);
  expect(run).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(run).toHaveBeenCalledOnce();
  expect(pending.waiting()).not.toContain("a");
});

it("never deletes what was undone", async () => {
  const pending = createPendingDeletions();
  const run = vi.fn(() => Promise.resolve());
  pending.add("a", run, 1000);
  pending.undo("a");
  pending.flush();
  await vi.advanceTimersByTimeAsync(5000);
  expect(run).not.toHaveBeenCalled();
  expect(pending.waiting()).not.toContain("a");
});

it("stays hidden while the deletion is under way, and can't be undone then", async () => {
  const pending = createPendingDeletions();
  let finish: (() => void) | undefined;
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  pending.add("a", () => work, 1000);
  pending.flush();
  pending.undo("a");
  expect(pending.waiting()).toContain("a");
  finish?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(pending.waiting()).not.toContain("a");
});

it("runs each once when the page goes away", async () => {
  const pending = createPendingDeletions();
  const run = vi.fn(() => Promise.resolve());
  pending.add("a", run, 1000);
  pending.add("a", run, 1000);
  pending.flush();
  pending.flush();
  await vi.advanceTimersByTimeAsync(5000);
  expect(run).toHaveBeenCalledOnce();
});
