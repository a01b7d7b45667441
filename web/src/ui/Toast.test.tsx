import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { ToastProvider, useToast } from "./Toast";
import { ToastTimer } from "./toast-timer";

function Offer({ undo }: { undo: () => void }) {
  const toast = useToast();
  return (
    <button type="button" onClick={() => toast({ text: "Question 2 was deleted.", undo })}>
      delete
    </button>
  );
}

it("undoes once and goes", async () => {
  const undo = vi.fn();
  render(
    <ToastProvider>
      <Offer undo={undo} />
    </ToastProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "delete" }));
  expect(screen.getByText("Question 2 was deleted.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByText("Question 2 was deleted.")).toBeNull();
});

it("doesn't count the time a person is at a toast", () => {
  vi.useFakeTimers();
  try {
    const timer = new ToastTimer();
    const gone = vi.fn();
    timer.start(1, 1000, gone);
    vi.advanceTimersByTime(600);
    timer.pause();
    vi.advanceTimersByTime(60_000);
    timer.resume();
    vi.advanceTimersByTime(399);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(gone).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

it("lets later toasts go when the one under the pointer was closed", () => {
  vi.useFakeTimers();
  try {
    const timer = new ToastTimer();
    const gone = vi.fn();
    timer.start(1, 1000, vi.fn());
    timer.pause();
    timer.cancel(1);
    timer.start(2, 1000, gone);
    vi.advanceTimersByTime(1000);
    expect(gone).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
