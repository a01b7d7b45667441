import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ChunkStore } from "@/core/recorder";

import { RecordSession } from "./record-session";

const ID = "11111111-2222-4333-8444-555555555555";
const DELETION = `POST /api/v1/invitations/${ID}/deletion`;
const RECORD = { consents: [], answers: [], deletion: null };

let away = false;
let calls: string[] = [];
let session: RecordSession;
let release: () => void;

function answer(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const path = input instanceof Request ? input.url : input.toString();
  const call = `${init.method ?? "GET"} ${path}`;
  calls.push(call);
  if (call.endsWith("auth/refresh")) return json({ accessToken: "t", expiresIn: 600 });
  if (away) return Promise.reject(new TypeError("Failed to fetch"));
  return json(call === DELETION ? { id: "r-1", receiptLink: null } : RECORD);
}

function json(body: unknown): Promise<Response> {
  return Promise.resolve(Response.json(body));
}

function deletions(): number {
  return calls.filter((call) => call === DELETION).length;
}

beforeEach(async () => {
  away = false;
  calls = [];
  vi.stubGlobal("fetch", answer);
  session = new RecordSession(ID);
  release = session.hold();
  await vi.waitFor(() => expect(session.state.stage).toBe("open"));
});

afterEach(async () => {
  release();
  vi.unstubAllGlobals();
  await ChunkStore.destroy();
});

it("asks for the deletion until there is an answer, and says that it waits", async () => {
  away = true;
  const told: boolean[] = [];
  const asked = session.deleteEverything({ signal: new AbortController().signal, onWaiting: (waiting) => told.push(waiting) });
  await vi.waitFor(() => expect(told).toContain(true));
  away = false;
  window.dispatchEvent(new Event("online"));
  expect((await asked).id).toBe("r-1");
  expect(told.at(-1)).toBe(false);
});

it("deletes nothing any more when the candidate thinks better of it while the server is away", async () => {
  away = true;
  const wish = new AbortController();
  const told: boolean[] = [];
  const asked = session.deleteEverything({ signal: wish.signal, onWaiting: (waiting) => told.push(waiting) });
  await vi.waitFor(() => expect(told).toContain(true));
  wish.abort();
  await expect(asked).rejects.toThrow();
  const tried = deletions();
  away = false;
  window.dispatchEvent(new Event("online"));
  await session.askHumanLook("Please look."); // The server answers again, and heard of no deletion.
  expect(deletions()).toBe(tried);
});
