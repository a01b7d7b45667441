import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { InputState } from "../recorder";
import { FakeContext, type FakeNode, fakeStream } from "./fakes/fake-audio";
import { FakeSocket } from "./fakes/fake-socket";
import { SessionEnded_Reason } from "./messages";
import { socketUrl, VoiceSession } from "./voice-session";

class FakeMicrophone {
  state: InputState = { phase: "open", stream: fakeStream(), silent: null };
  readonly #listeners = new Set<() => void>();
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  become(state: InputState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}

let context: FakeContext;
let sockets: FakeSocket[];
let microphone: FakeMicrophone;
let session: VoiceSession;

beforeEach(() => {
  vi.useFakeTimers();
  context = new FakeContext();
  sockets = [];
  microphone = new FakeMicrophone();
  session = new VoiceSession(
    {
      interviewId: "i1",
      lastQuestion: null,
      begun: false,
      client: { send: () => Promise.resolve(Response.json({ result: { data: { token: "t" } } })) },
    },
    microphone,
    {
      createContext: () => context.asContext,
      createNode: context.createNode,
      openSocket: (url) => {
        const made = new FakeSocket(url);
        sockets.push(made);
        return made;
      },
    },
  );
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

async function live(): Promise<{ server: FakeSocket; capture: FakeNode; playback: FakeNode }> {
  await session.start();
  await vi.advanceTimersByTimeAsync(0);
  const [server] = sockets;
  const [capture, playback] = context.nodes;
  if (!server || !capture || !playback) throw new Error("it didn't start");
  server.greet();
  return { server, capture, playback };
}

it("knows its address of this page's server", () => {
  expect(socketUrl("a b", "https://parley.example/voice/x?y=1")).toBe("wss://parley.example/realtime/a%20b");
  expect(socketUrl("i", "http://127.0.0.1:8000/")).toBe("ws://127.0.0.1:8000/realtime/i");
});

describe("every message of the server", () => {
  it("TranscriptUpdate: both sides' words are shown", async () => {
    const { server } = await live();
    server.tell({ case: "transcriptUpdate", value: { speaker: "AI", text: "What did you build?", isFinal: true } });
    server.tell({ case: "transcriptUpdate", value: { speaker: "USER", text: "A par", isFinal: false } });
    server.tell({ case: "transcriptUpdate", value: { speaker: "USER", text: "A parser.", isFinal: true } });
    expect(session.state.captions.map(({ speaker, text, final }) => [speaker, text, final])).toEqual([
      ["AI", "What did you build?", true],
      ["USER", "A parser.", true],
    ]);
  });

  it("AudioResponse: is played, and the shape speaks while it is heard", async () => {
    const { server, playback } = await live();
    server.tell({ case: "audioResponse", value: { audioContent: new Uint8Array([1, 2]) } });
    expect(playback.posted).toEqual([Int16Array.from([0x0201])]);
    playback.post({ playing: true, level: 0.5 });
    expect(session.state.turn).toBe("speaking");
    expect(session.level).toBe(0.5);
    playback.post({ playing: false, level: 0 });
    expect(session.state.turn).toBe("listening");
  });

  it("FlushPlayback: it falls silent at once, and listens", async () => {
    const { server, playback } = await live();
    const value = { state: "speaking", currentQuestion: 1, totalQuestions: 5, secondsLeft: 800, canHear: true, canSpeak: true, recording: true };
    server.tell({ case: "stateUpdate", value });
    playback.post({ playing: true, level: 0.5 });
    server.tell({ case: "flushPlayback", value: {} });
    expect(playback.posted).toEqual([null]);
    expect(session.state.turn).toBe("listening");
  });

  it("StateUpdate without a question, after a server came back: the one that was is still shown", async () => {
    const { server } = await live();
    const value = { state: "listening", currentQuestion: 2, totalQuestions: 5, secondsLeft: 800, canHear: true, canSpeak: true, recording: true };
    server.tell({ case: "stateUpdate", value });
    server.tell({ case: "stateUpdate", value: { ...value, state: "thinking", currentQuestion: 0 } });
    expect(session.state.question).toBe(2);
  });

  it("StateUpdate: turn, question, time and what this server can do", async () => {
    const { server } = await live();
    const value = { state: "thinking", currentQuestion: 2, totalQuestions: 6, secondsLeft: 60, canHear: false, canSpeak: false, recording: true };
    server.tell({ case: "stateUpdate", value });
    expect(session.state).toMatchObject({ turn: "thinking", question: 2, questions: 6, canHear: false, canSpeak: false, recording: true });
    expect(session.state.endsAt).toBe(performance.now() + 60_000);
  });

  it("StateUpdate: more time is told from a message that came late, and from a connection that was lost", async () => {
    const { server } = await live();
    const tell = (secondsLeft: number) =>
      server.tell({ case: "stateUpdate", value: { state: "listening", currentQuestion: 1, totalQuestions: 5, secondsLeft, canHear: true, canSpeak: true, recording: true } });
    tell(300);
    server.tell({ case: "timeWarning", value: { secondsLeft: 60 } });
    tell(60);
    tell(89);
    expect(session.state).toMatchObject({ extended: 0, warned: true });
    tell(119);
    expect(session.state).toMatchObject({ extended: 1, warned: false });
    server.hangUp(1006);
    await vi.advanceTimersByTimeAsync(1000);
    sockets.at(-1)?.greet();
    sockets.at(-1)?.tell({ case: "stateUpdate", value: { state: "listening", currentQuestion: 1, totalQuestions: 5, secondsLeft: 400, canHear: true, canSpeak: true, recording: true } });
    expect(session.state).toMatchObject({ extended: 1 });
  });

  it("TimeWarning: the time left is known anew, and said", async () => {
    const { server } = await live();
    server.tell({ case: "timeWarning", value: { secondsLeft: 300 } });
    expect(session.state).toMatchObject({ warned: true, endsAt: performance.now() + 300_000 });
  });

  it("ErrorResponse: what is recoverable doesn't end the talk", async () => {
    const { server } = await live();
    server.tell({ case: "error", value: { code: 4005, message: "slow" } });
    expect(session.state).toMatchObject({ state: "live", over: null });
  });

  it("SessionEnded: it is over", async () => {
    const { server } = await live();
    server.tell({ case: "sessionEnded", value: { reason: SessionEnded_Reason.TIMEOUT } });
    expect(session.state).toMatchObject({ state: "ending", over: { how: "ended", reason: SessionEnded_Reason.TIMEOUT } });
  });
});

it("sends what the microphone hears, also from another one", async () => {
  const { server, capture } = await live();
  capture.post(Int16Array.from([7]));
  microphone.become({ phase: "lost", device: "microphone" });
  expect(context.sources[0]?.connectedTo).toEqual([]);
  microphone.become({ phase: "open", stream: fakeStream(), silent: null });
  expect(context.sources[1]?.connectedTo).toEqual([capture]);
  expect(server.heard("audioChunk")).toEqual([7]);
});

it("mutes, and waits for who is thinking", async () => {
  const { server, capture } = await live();
  session.mute(true);
  expect(capture.posted.at(-1)).toEqual({ muted: true });
  expect(session.state.muted).toBe(true);
  session.stillThinking();
  expect(session.state.patient).toBe(true);
  expect(server.count("stillThinking")).toBe(1);
  server.tell({ case: "transcriptUpdate", value: { speaker: "USER", text: "So", isFinal: false } });
  expect(session.state.patient).toBe(false);
});

it("stops the AI in mid-word when somebody types, and when they end", async () => {
  const { server, playback } = await live();
  session.type("I'd rather write.");
  session.end();
  expect(playback.posted).toEqual([null, null]);
  expect(server.said.map((said) => said.case)).toEqual(["typedText", "endRequest"]);
});

it("says when the browser holds the sound back, until the page is touched", async () => {
  context.state = "suspended";
  await live();
  expect(session.state.sound).toBe("blocked");
  await session.unblock();
  expect(session.state.sound).toBe("on");
});

it("lets one read and type where a browser has no worklets", async () => {
  vi.spyOn(context.audioWorklet, "addModule").mockRejectedValue(new Error("no worklets"));
  await session.start();
  await vi.advanceTimersByTimeAsync(0);
  sockets[0]?.greet();
  expect(session.state).toMatchObject({ state: "live", sound: "missing" });
  expect(context.closed).toBe(true);
});

it("shows the open question to who comes back", () => {
  const back = new VoiceSession({ interviewId: "i1", lastQuestion: "And then?", begun: true, client: { send: vi.fn() } }, microphone);
  expect(back.state.captions).toEqual([{ id: 1, speaker: "AI", text: "And then?", final: true }]);
});

it("lets go of everything when the page goes", async () => {
  const { server, capture, playback } = await live();
  session.close();
  expect(server.closedByPage).toBe(true);
  expect([capture.connectedTo, playback.connectedTo]).toEqual([[], []]);
  expect(context.closed).toBe(true);
});
