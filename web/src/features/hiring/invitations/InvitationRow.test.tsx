import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { beforeAll, expect, it } from "vitest";

import type { Invitation } from "@/core/api";

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
    questionsCount: 3,
    answeredCount: 0,
    analysis: "none",
    overallScore: null,
    decision: null,
    mode: "voice",
    ...change,
  } as Invitation;
  render(
    <MemoryRouter>
      <ul>
        <InvitationRow invitation={invitation} onCopyLink={() => undefined} onRevoke={() => undefined} />
      </ul>
    </MemoryRouter>,
  );
}

const SENTENCE = "The interview broke off for a technical reason. Invite the candidate again.";

it.each(["started", "expired"] as const)("says that an interview broke off, and what to do: %s", (status) => {
  show({ status, analysis: "failed" });
  expect(screen.getByText(SENTENCE)).toBeInTheDocument();
  expect(screen.queryByText("Failed")).not.toBeInTheDocument();
});

it.each([
  { status: "started", analysis: "none" },
  { status: "completed", completedAt: AT, analysis: "failed" },
  { status: "expired", analysis: "failed", deletedAt: AT },
] as const)("says it of no other: $status, $analysis", (change) => {
  show(change);
  expect(screen.queryByText(SENTENCE)).not.toBeInTheDocument();
  expect(screen.queryAllByText("Failed")).toHaveLength(change.status === "completed" ? 1 : 0);
});
