import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { beforeAll, expect, it } from "vitest";

import type { AccountSession, Invitation } from "@/core/api";
import { SessionContext } from "@/ui/session";
import { ToastProvider } from "@/ui/Toast";

import { InvitationRow } from "./InvitationRow";

beforeAll(() => i18next.loadNamespaces("hiring"));

const AT = "2026-11-05T10:00:00Z";

function show(change: Partial<Invitation>) {
  const invitation = {
    id: "i",
    status: "started",
    candidateName: "Ana Lima",
    candidateEmail: "ana@example.org",
    templateTitle: "Backend engineer",
    createdAt: AT,
    startedAt: AT,
    completedAt: null,
    expiresAt: AT,
    revokedAt: null,
    deletedAt: null,
    failedAt: null,
    followedBy: null,
    questionsCount: 3,
    answeredCount: 0,
    analysis: "none",
    overallScore: null,
    decision: null,
    mode: "voice",
    ...change,
  } as Invitation;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionContext value={{ client: {} } as unknown as AccountSession}>
        <ToastProvider>
          <MemoryRouter>
            <ul>
              <InvitationRow invitation={invitation} onCopyLink={() => undefined} onRevoke={() => undefined} />
            </ul>
          </MemoryRouter>
        </ToastProvider>
      </SessionContext>
    </QueryClientProvider>,
  );
}

const SENTENCE = "Broke off for a technical reason. Invite the candidate again.";

it.each(["started", "expired"] as const)("says that an interview broke off, and what to do: %s", (status) => {
  show({ status, analysis: "failed", failedAt: AT });
  expect(screen.getByText("Broke off")).toBeInTheDocument();
  expect(screen.getByText(SENTENCE)).toBeInTheDocument();
  expect(screen.queryByText("Failed")).not.toBeInTheDocument();
});

it("says that somebody was invited again", () => {
  show({ analysis: "failed", failedAt: AT, followedBy: "j" });
  expect(screen.getByText("Broke off for a technical reason. Invited again.")).toBeInTheDocument();
});

it.each([
  { status: "started", analysis: "none" },
  { status: "completed", completedAt: AT, analysis: "failed" },
  { status: "expired", analysis: "failed", failedAt: AT, deletedAt: AT },
] as const)("says it of no other: $status, $analysis", (change) => {
  show(change);
  expect(screen.queryByText(SENTENCE)).not.toBeInTheDocument();
  expect(screen.queryAllByText("Failed")).toHaveLength(change.status === "completed" ? 1 : 0);
});
