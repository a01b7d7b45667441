import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "../api";
import { FakeSocket } from "./fakes/fake-socket";
import { CHUNK_SECONDS, DEAD_AFTER_MS, HEARTBEAT_MS, InterviewSocket, KEPT_SECONDS } from "./interview-socket";
import { SessionEnded_Reason, type Told } from "./messages";
import { InterviewClosed } from "./token";

let sockets: FakeSocket[];
let told: Told[];
let tokens: (() => Promise<string>)[];
let socket: InterviewSocket;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  told = [];
  tokens = [];
  let given = 0;
  socket = new InterviewSocket({
    url: "wss://parley.example/realtime/i1",
    token: () => (tokens.shift() ?? (() => Promise.resolve(`t${(given += 1)}`)))(),
    onTold: (message) => told.push(message),
    onChange: () => undefined,
    random: () => 1,
    open: (url) => {
      const made = new FakeSocket(url);
      sockets.push(made);
      return made;
    },
  });
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

const say = (name: number): void => socket.sendSound(new Uint8Array([name, 0]));
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function latest(): FakeSocket {
  const last = sockets.at(-1);
  if (!last) throw new Error("nothing was opened");
  return last;
}

async function goLive(): Promise<FakeSocket> {
  socket.start();
  await pass(0);
  latest().greet();
  return latest();
}

describe("the states of the session", () => {
  it("go from initializing over connecting and live to ending", async () => {
    expect(socket.view.state).toBe("initializing");
    socket.start();
    expect(socket.view.state).toBe("connecting");
    await pass(0);
    expect(latest().url).toBe("wss://parley.example/realtime/i1?token=t1&ext=1");
    expect(latest().binaryType).toBe("arraybuffer");
    expect(socket.view.state).toBe("connecting");
    latest().greet();
    expect(socket.view).toMatchObject({ state: "live", connected: true });
    latest().tell({ case: "sessionEnded", value: { reason: SessionEnded_Reason.GEMINI_ENDED } });
    expect(socket.view).toMatchObject({
      state: "ending",
      over: { how: "ended", reason: SessionEnded_Reason.GEMINI_ENDED },
    });
    latest().hangUp(1000);
    await pass(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("don't go live by an error alone", async () => {
    socket.start();
    await pass(0);
    latest().tell({ case: "error", value: { code: 4002, message: "not yet" } });
    expect(socket.view.state).toBe("connecting");
  });
});

it("hands on every message of the schema but heartbeats, in order", async () => {
  const server = await goLive();
  server.tell({ case: "transcriptUpdate", value: { speaker: "AI", text: "Hello", isFinal: true } });
  server.tell({ case: "audioResponse", value: { audioContent: new Uint8Array([1, 2]) } });
  server.tell({ case: "error", value: { code: 4005, message: "slow" } });
  server.tell({ case: "flushPlayback", value: {} });
  server.tell({ case: "timeWarning", value: { secondsLeft: 300 } });
  server.tell({ case: "heartbeat", value: { number: 1 } });
  expect(told.map((message) => message.case)).toEqual([
    "stateUpdate",
    "transcriptUpdate",
    "audioResponse",
    "error",
    "flushPlayback",
    "timeWarning",
  ]);
});

it("survives bytes that are no message", async () => {
  const server = await goLive();
  server.onmessage?.(new MessageEvent("message", { data: new Uint8Array([255, 255, 255]).buffer }));
  server.onmessage?.(new MessageEvent("message", { data: "text" }));
  expect(socket.view.connected).toBe(true);
});

describe("what the person says", () => {
  it("goes out as it comes", async () => {
    const server = await goLive();
    say(1);
    socket.stillThinking();
    socket.sendText("in writing");
    expect(server.said.map((said) => said.case)).toEqual(["audioChunk", "stillThinking", "typedText"]);
  });

  it("isn't kept before the interview is live", async () => {
    socket.start();
    say(1);
    await pass(0);
    latest().greet();
    expect(latest().heard("audioChunk")).toEqual([]);
  });

  it("is kept through a loss and sent on return, what wasn't confirmed first", async () => {
    const first = await goLive();
    say(1);
    await pass(HEARTBEAT_MS); // Answered: 1 has arrived.
    first.dead = true;
    say(2);
    await pass(DEAD_AFTER_MS + HEARTBEAT_MS);
    expect(socket.view).toMatchObject({ state: "live", connected: false, keeping: true });
    expect(first.closedByPage).toBe(true);
    say(3);
    socket.sendText("typed meanwhile");
    await pass(500);
    latest().greet();
    expect(latest()).not.toBe(first);
    expect(latest().url).toContain("token=t2");
    expect(latest().heard("audioChunk")).toEqual([2, 3]);
    expect(latest().count("typedText")).toBe(1);
    expect(socket.view).toMatchObject({ state: "live", connected: true });
  });

  it("is kept for 30 seconds and no longer, and the page is told", async () => {
    const first = await goLive();
    first.hangUp(1006);
    const room = Math.floor(KEPT_SECONDS / CHUNK_SECONDS);
    for (let chunk = 0; chunk < room; chunk += 1) say(chunk % 100);
    expect(socket.view.keeping).toBe(true);
    say(1);
    expect(socket.view.keeping).toBe(false);
    await pass(500);
    latest().greet();
    expect(latest().count("audioChunk")).toBe(room);
    await pass(HEARTBEAT_MS);
    say(1);
    expect(socket.view.keeping).toBe(true);
  });

  it("waits while the network takes nothing more", async () => {
    const server = await goLive();
    server.bufferedAmount = 70_000;
    say(1);
    expect(server.heard("audioChunk")).toEqual([]);
    server.bufferedAmount = 0;
    say(2);
    expect(server.heard("audioChunk")).toEqual([1, 2]);
  });
});

describe("a lost connection", () => {
  it("is noticed within seconds where nothing says so", async () => {
    const first = await goLive();
    first.dead = true;
    await pass(HEARTBEAT_MS + DEAD_AFTER_MS - 1);
    expect(socket.view.connected).toBe(true);
    await pass(1);
    expect(socket.view.connected).toBe(false);
  });

  it("isn't suspected while heartbeats are answered", async () => {
    await goLive();
    await pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(socket.view.connected).toBe(true);
  });

  it("is tried again more and more slowly, and as soon as the browser is online", async () => {
    await goLive();
    window.dispatchEvent(new Event("offline"));
    expect(socket.view).toMatchObject({ state: "live", connected: false });
    tokens = Array.from({ length: 20 }, () => () => Promise.reject(new NetworkError("unreachable")));
    await pass(30_000);
    const tried = 20 - tokens.length;
    expect(tried).toBeGreaterThan(5);
    expect(tried).toBeLessThan(12);
    tokens = [];
    window.dispatchEvent(new Event("online"));
    await pass(0);
    latest().greet();
    expect(socket.view).toMatchObject({ state: "live", connected: true });
  });

  it("doesn't listen to what the old one still says", async () => {
    const first = await goLive();
    window.dispatchEvent(new Event("offline"));
    await pass(500);
    latest().greet();
    const before = told.length;
    first.tell({ case: "flushPlayback", value: {} });
    first.hangUp(4006);
    expect(told).toHaveLength(before);
    expect(socket.view.connected).toBe(true);
  });

  it("comes back after a server that restarts", async () => {
    (await goLive()).hangUp(4008);
    await pass(500);
    latest().greet();
    expect(socket.view.connected).toBe(true);
  });
});

describe("the end", () => {
  it("is asked for once on each connection, after the last words", async () => {
    const first = await goLive();
    first.bufferedAmount = 70_000;
    say(1);
    socket.end();
    expect(first.count("endRequest")).toBe(0);
    first.bufferedAmount = 0;
    await pass(HEARTBEAT_MS);
    await pass(HEARTBEAT_MS);
    expect(first.said.filter((said) => said.case !== "heartbeat").map((said) => said.case)).toEqual(["audioChunk", "endRequest"]);
    first.hangUp(1006);
    await pass(500);
    latest().greet();
    expect(latest().count("endRequest")).toBe(1);
  });

  it("comes when another tab goes on", async () => {
    (await goLive()).hangUp(4006);
    expect(socket.view).toMatchObject({ state: "ending", over: { how: "elsewhere" } });
    await pass(60_000);
    expect(sockets).toHaveLength(1);
    socket.start(); // "Continue here"
    await pass(0);
    latest().greet();
    expect(socket.view).toMatchObject({ state: "live", over: null });
  });

  it("comes when the interview is closed by now", async () => {
    const first = await goLive();
    tokens = [() => Promise.reject(new InterviewClosed())];
    first.hangUp(4007);
    await pass(500);
    expect(socket.view.over).toEqual({ how: "closed" });
  });

  it("comes when the person is signed out", async () => {
    tokens = [() => Promise.reject(new ApiError({ status: 401, code: "unauthorized" }))];
    socket.start();
    await pass(0);
    expect(socket.view.over).toEqual({ how: "refused" });
  });

  it("comes after some tries when the interviewer can't be had, and may be tried again", async () => {
    socket.start();
    for (let tries = 0; tries < 5; tries += 1) {
      await pass(5000);
      latest().tell({ case: "error", value: { code: 4002, message: "no engine" } });
      latest().hangUp(1011);
    }
    expect(socket.view.over).toEqual({ how: "failed" });
    socket.start();
    await pass(0);
    latest().greet();
    expect(socket.view.state).toBe("live");
  });

  it("comes after some tries, too, when the server greets and then hangs up each time", async () => {
    socket.start();
    for (let tries = 0; tries < 5; tries += 1) {
      await pass(4500);
      latest().greet();
      latest().hangUp(4003);
    }
    expect(socket.view.over).toEqual({ how: "failed" });
  });

  it("takes a token that ended for what it is: a new one is asked for", async () => {
    (await goLive()).hangUp(4001);
    await pass(500);
    latest().greet();
    expect(latest().url).toContain("token=t2");
  });
});
