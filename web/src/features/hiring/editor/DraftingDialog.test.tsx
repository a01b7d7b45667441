import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { beforeEach, expect, it, vi } from "vitest";

import { createAccountSession } from "@/core/api";
import { SessionContext } from "@/ui/session";

import { DraftingDialog } from "./DraftingDialog";

const DRAFT = {
  title: "Backend engineer",
  source: "competency bank",
  questions: [
    { text: "How do you make a retry safe?", competency: "engineering", keyPoints: ["same key", "stored answer"] },
    { text: "How do you review code?", competency: "teamwork", keyPoints: [] },
  ],
};

const fetch = vi.fn<typeof globalThis.fetch>();
const onAdd = vi.fn();

beforeEach(async () => {
  fetch.mockReset().mockImplementation(() => Promise.resolve(Response.json(DRAFT)));
  onAdd.mockReset();
  await i18next.loadNamespaces(["hiring"]);
  render(
    <SessionContext value={createAccountSession({ fetch })}>
      <QueryClientProvider client={new QueryClient()}>
        <DraftingDialog open language="de" onClose={() => undefined} onAdd={onAdd} />
      </QueryClientProvider>
    </SessionContext>,
  );
});

const suggest = (): Promise<void> => userEvent.click(screen.getByRole("button", { name: "Suggest questions" }));

it("adds the suggestions that were chosen, with their key points, as one's own", async () => {
  await userEvent.type(screen.getByLabelText("Job description"), " Backend engineer ");
  await suggest();
  await userEvent.click(await screen.findByRole("checkbox", { name: "How do you review code?" }));
  await userEvent.click(screen.getByRole("button", { name: "Add 1 question" }));
  expect(onAdd).toHaveBeenCalledExactlyOnceWith([
    expect.objectContaining({ text: "How do you make a retry safe?", keyPoints: "same key\nstored answer", type: "video" }),
  ]);
  const [address, init] = fetch.mock.calls[0] ?? [];
  expect(address).toBe("/api/ai/drafts");
  expect(JSON.parse(init?.body as string)).toEqual({ jobDescription: "Backend engineer", language: "de", questions: 6 });
});

it("sends a PDF as it is", async () => {
  await userEvent.upload(screen.getByLabelText("Choose a PDF"), new File(["%PDF"], "job.pdf", { type: "application/pdf" }));
  await suggest();
  await screen.findByText("How do you review code?");
  const [address, init] = fetch.mock.calls[0] ?? [];
  expect(address).toBe("/api/ai/drafts?language=de&questions=6");
  expect(new Headers(init?.headers).get("content-type")).toBe("application/pdf");
  expect(init?.body).toBeInstanceOf(File);
});

it("asks for a text or a PDF, and for no other file", async () => {
  await suggest();
  expect(screen.getByRole("alert")).toHaveTextContent("Paste a job description or choose a PDF first.");
  await userEvent.upload(screen.getByLabelText("Choose a PDF"), new File(["x"], "job.txt", { type: "text/plain" }), { applyAccept: false });
  expect(screen.getByRole("alert")).toHaveTextContent("Only PDF files");
  const large = new File([new Uint8Array(5_000_001)], "job.pdf", { type: "application/pdf" });
  await userEvent.upload(screen.getByLabelText("Choose a PDF"), large);
  expect(screen.getByRole("alert")).toHaveTextContent("larger than 5 MB");
  expect(fetch).not.toHaveBeenCalled();
});

it("says what went wrong and keeps the text", async () => {
  fetch.mockImplementation(() => Promise.resolve(Response.json({ error: "unavailable", details: "No model answers." }, { status: 503 })));
  await userEvent.type(screen.getByLabelText("Job description"), "Nurse");
  await suggest();
  expect(await screen.findByText("No model answers.")).toBeVisible();
  expect(screen.getByLabelText("Job description")).toHaveValue("Nurse");
});
