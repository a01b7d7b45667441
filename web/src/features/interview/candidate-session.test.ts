import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ChunkStore } from "@/core/recorder";

import { CandidateSession, type SessionState } from "./candidate-session";
import { isWithdrawalPending } from "./pending-withdrawal";

const ID = "11111111-2222-4333-8444-555555555555";
const AT = "2026-11-05T10:00:00Z";

/** The server as far as a session asks it; the tests change what it says. */
class FakeServer {
  consentedAt: string | null = AT;
  withdrawnAt: string | null = null;
  expiresAt = "2026-11-09T10:00:00Z";
  gone = false;
  /** How many calls go unanswered. */
  away = 0;
  /** How many questions for the record. */
  recordAway = 0;
  calls: string[] = [];

  fetch = (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = (input instanceof Request ? input.url : input.toString()).replace("/api/v1/", "");
    const call = `${init.method ?? "GET"} ${path}`;
    this.calls.push(call);
    if (this.away > 0 && !path.startsWith("auth/")) {
      this.away -= 1;
      return Promise.reject(new TypeError("Failed to fetch"));
    }
    if (this.recordAway > 0 && path.endsWith("/record")) {
      this.recordAway -= 1;
      return Promise.resolve(json({ error: "unavailable", details: "" }, 503));
    }
    return Promise.resolve(this.#answer(call));
  };

  #answer(call: string): Response {
    if (call === "POST auth/refresh") return json({ accessToken: "t", expiresIn: 600 });
    if (this.gone) return json({ error: "invitation_deleted", details: "" }, 410);
    if (call === `GET invitations/${ID}`) return json(this.#interview());
    if (call === `DELETE invitations/${ID}/consent`) {
      this.consentedAt = null;
      return new Response(null, { status: 204 });
    }
    if (call === `GET invitations/${ID}/record`) return json({ consents: [{ givenAt: AT, withdrawnAt: this.withdrawnAt }] });
    return json({ error: "not_found", details: "" }, 404);
  }

  #interview() {
    const consent = { version: "1", text: [], givenAt: this.consentedAt };
    return { id: ID, status: "started", expiresAt: this.expiresAt, consent, questions: [], responses: [], takes: [] };
  }
}

let server: FakeServer;
let session: CandidateSession;
let release: () => void;

beforeEach(() => {
  server = new FakeServer();
  vi.stubGlobal("fetch", server.fetch);
  session = new CandidateSession({ invitationId: ID });
});

afterEach(async () => {
  release();
  vi.unstubAllGlobals();
  localStorage.clear();
  await vi.waitFor(() => expect(session.signal.aborted).toBe(true));
  await ChunkStore.destroy();
});

async function reaches(wanted: (state: SessionState) => boolean): Promise<void> {
  await vi.waitFor(() => expect(wanted(session.state)).toBe(true), { timeout: 5000 });
}

const isOpen = (state: SessionState): boolean => state.stage === "open" && state.stopped === null;
const isStopped = (stopped: string) => (state: SessionState) => state.stage === "open" && state.stopped === stopped;

async function openWithRecording(): Promise<void> {
  release = session.hold();
  await reaches(isOpen);
  const segment = await session.store.openSegment({
    invitationId: ID,
    questionId: "q",
    takeId: "t",
    segment: 0,
    mimeType: "video/webm",
    startedAt: 0,
  });
  await session.store.append(segment.segmentId, new Uint8Array([1, 2, 3]), 1000);
}

function comesBack(): void {
  window.dispatchEvent(new Event("online")); // One of the moments at which an open page looks again.
}

it("stops the recorder and the camera at once, forgets what is here, then tells the server", async () => {
  await openWithRecording();
  const order: string[] = [];
  session.onLetGo((reason) => {
    order.push(`recorder ${reason}`);
    return Promise.resolve();
  });
  vi.spyOn(session.input, "close").mockImplementation(() => order.push("camera"));
  const withdrawing = session.withdrawConsent(() => undefined);
  expect(order).toEqual(["recorder withdrawn", "camera"]);
  expect(session.state).toMatchObject({ stage: "open", stopped: "stopping" });
  const said = new Map<string, number>();
  session.subscribe(() => {
    if (session.state.stage !== "open" || session.state.stopped === null) return;
    const { stopped } = session.state;
    void session.store.segmentsOf(ID).then((left) => said.set(stopped, left.length));
  });
  await withdrawing;
  expect(await session.store.segmentsOf(ID)).toEqual([]);
  expect(session.state).toMatchObject({ stopped: "withdrawn", interview: { consent: { givenAt: null } } });
  // Nothing is called gone that is still here.
  await vi.waitFor(() => expect(said).toEqual(new Map([["telling", 0], ["withdrawn", 0]])));
  expect(isWithdrawalPending(ID)).toBe(false);
  session.goOn();
  expect(session.state).toMatchObject({ stopped: null });
});

it("tells the server of a withdrawal at the next visit when the page was closed before", async () => {
  await openWithRecording();
  server.away = Infinity;
  void session.withdrawConsent(() => undefined);
  await vi.waitFor(() => expect(server.calls).toContain(`DELETE invitations/${ID}/consent`));
  expect(await session.store.segmentsOf(ID)).toEqual([]);
  release();
  await vi.waitFor(() => expect(session.signal.aborted).toBe(true));
  expect(server.consentedAt).toBe(AT);
  expect(isWithdrawalPending(ID)).toBe(true);

  server.away = 0;
  session = new CandidateSession({ invitationId: ID });
  release = session.hold();
  await reaches(isOpen);
  expect(server.consentedAt).toBeNull();
  expect(isWithdrawalPending(ID)).toBe(false);
});

it("stops when consent was withdrawn elsewhere, and forgets what is here", async () => {
  await openWithRecording();
  const letGo = vi.fn(() => Promise.resolve());
  session.onLetGo(letGo);
  Object.assign(server, { consentedAt: null, withdrawnAt: AT });
  comesBack();
  await reaches(isStopped("withdrawn_elsewhere"));
  expect(letGo).toHaveBeenCalledWith("withdrawn");
  expect(await session.store.segmentsOf(ID)).toEqual([]);
});

it("asks until it knows whether consent was withdrawn elsewhere", async () => {
  await openWithRecording();
  Object.assign(server, { consentedAt: null, withdrawnAt: AT, recordAway: 2 });
  comesBack();
  await reaches(isStopped("stopping"));
  expect(await session.store.segmentsOf(ID)).toHaveLength(1);
  await reaches(isStopped("withdrawn_elsewhere"));
  expect(await session.store.segmentsOf(ID)).toEqual([]);
});

it("looks again soon where a look had no answer", async () => {
  await openWithRecording();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  Object.assign(server, { consentedAt: null, withdrawnAt: AT, away: 1 });
  comesBack();
  await vi.waitFor(() => expect(server.away).toBe(0));
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
  await reaches(isStopped("withdrawn_elsewhere"));
});

it("keeps what was said when only the text of the consent has changed", async () => {
  await openWithRecording();
  server.consentedAt = null;
  comesBack();
  await reaches(isStopped("text_changed"));
  expect(await session.store.segmentsOf(ID)).toHaveLength(1);
});

it("closes, and forgets what is here, when the interview is deleted meanwhile", async () => {
  await openWithRecording();
  server.gone = true;
  comesBack();
  await reaches((state) => state.stage === "closed");
  await vi.waitFor(async () => expect(await session.store.segmentsOf(ID)).toEqual([]));
});

it("picks up a deadline that was extended while the page is open", async () => {
  release = session.hold();
  await reaches(isOpen);
  server.expiresAt = "2026-12-01T10:00:00Z";
  comesBack();
  await reaches((state) => state.stage === "open" && state.interview.expiresAt === server.expiresAt);
});

it("says that the server hasn't confirmed when it refuses, and lets try again", async () => {
  await openWithRecording();
  const { fetch } = server;
  vi.stubGlobal("fetch", (input: string, init: RequestInit) =>
    init.method === "DELETE" ? Promise.resolve(json({ error: "forbidden", details: "" }, 403)) : fetch(input, init),
  );
  await session.withdrawConsent(() => undefined);
  expect(session.state).toMatchObject({ stopped: "failed" });
  expect(isWithdrawalPending(ID)).toBe(true);
  vi.stubGlobal("fetch", fetch);
  await session.withdrawConsent(() => undefined);
  expect(session.state).toMatchObject({ stopped: "withdrawn" });
});

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}
