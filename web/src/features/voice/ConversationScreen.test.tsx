import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeContext } from "@/core/voice/fakes/fake-audio";
import { FakeSocket, type ToldInit } from "@/core/voice/fakes/fake-socket";
import { SessionEnded_Reason } from "@/core/voice";
import { MediaInput } from "@/core/recorder";

import { ConversationScreen } from "./ConversationScreen";

let sockets: FakeSocket[];
let context: FakeContext;
const onOver = vi.fn();

beforeEach(async () => {
  onOver.mockReset();
  sockets = [];
  context = new FakeContext();
  await i18next.loadNamespaces(["voice"]);
  vi.stubGlobal(
    "WebSocket",
    class extends FakeSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    },
  );
  vi.stubGlobal("AudioContext", function FakeAudioContext() {
    return context;
  });
  vi.stubGlobal("AudioWorkletNode", function FakeAudioNode() {
    return context.createNode();
  });
});

function shown(writing = false): void {
  const client = { send: () => Promise.resolve(Response.json({ result: { data: { token: "t" } } })) };
  render(
    <MemoryRouter>
      <ConversationScreen
        talk={{ access: { interviewId: "i1", client, lastQuestion: null, begun: false }, title: "Backend engineer", company: null, language: "en", onOver }}
        input={MediaInput.microphoneOnly(undefined)}
        writing={writing}
      />
    </MemoryRouter>,
  );
}

async function connected(): Promise<FakeSocket> {
  await waitFor(() => expect(sockets).toHaveLength(1));
  const [socket] = sockets;
  if (!socket) throw new Error("nothing was opened");
  return socket;
}

async function live(writing = false): Promise<FakeSocket> {
  shown(writing);
  const socket = await connected();
  act(() => socket.greet());
  return socket;
}

const tell = (socket: FakeSocket, payload: ToldInit): void => act(() => socket.tell(payload));
const state = (more: Partial<Extract<ToldInit, { case: "stateUpdate" }>["value"]>): ToldInit => ({
  case: "stateUpdate",
  value: { state: "listening", currentQuestion: 1, totalQuestions: 5, secondsLeft: 600, canHear: true, canSpeak: true, recording: false, ...more },
});
const button = (name: RegExp): HTMLElement => screen.getByRole("button", { name });
const captions = (): HTMLElement => screen.getByRole("region", { name: "What was said" });

describe("the states", () => {
  it("initializing and connecting: says that the interviewer gets ready", async () => {
    shown();
    expect(await screen.findByText("Your interviewer is getting ready…")).toBeVisible();
    await connected();
    expect(screen.getByText("Your interviewer is getting ready…")).toBeVisible();
  });

  it("live: says whose turn it is, how far it is, how long it goes on and whether it is recorded", async () => {
    const socket = await live();
    tell(socket, state({ recording: true }));
    expect(screen.getByText("Listening")).toBeVisible();
    expect(screen.getByText("Question 1 of 5")).toBeVisible();
    expect(screen.getByText("About 10 minutes left")).toBeVisible();
    expect(screen.getByText("Recording")).toBeVisible();
    tell(socket, state({ state: "thinking" }));
    expect(screen.getByText("Thinking")).toBeVisible();
    tell(socket, state({ state: "speaking" }));
    expect(screen.getByText("Speaking")).toBeVisible();
  });

  it("ending: goes where whoever leads here says", async () => {
    const socket = await live();
    tell(socket, { case: "sessionEnded", value: { reason: SessionEnded_Reason.GEMINI_ENDED } });
    expect(onOver).toHaveBeenCalledExactlyOnceWith("ended");
    expect(screen.getByText("Finishing…")).toBeVisible();
  });
});

describe("every message of the server", () => {
  it("TranscriptUpdate: shows the words of both, growing, and reads the AI's final ones out", async () => {
    const socket = await live();
    tell(socket, { case: "transcriptUpdate", value: { speaker: "AI", text: "What did you build?", isFinal: true } });
    tell(socket, { case: "transcriptUpdate", value: { speaker: "USER", text: "A pay", isFinal: false } });
    expect(captions()).toHaveTextContent("InterviewerWhat did you build?YouA pay…");
    tell(socket, { case: "transcriptUpdate", value: { speaker: "USER", text: "A payments API.", isFinal: true } });
    expect(captions()).toHaveTextContent("YouA payments API.");
    expect(captions()).not.toHaveTextContent("…");
    expect(screen.getByRole("log")).toHaveTextContent(/^What did you build\?$/);
  });

  it("AudioResponse and FlushPlayback: the sound is played, and stopped", async () => {
    const socket = await live();
    tell(socket, { case: "audioResponse", value: { audioContent: new Uint8Array([1, 2]) } });
    tell(socket, { case: "flushPlayback", value: {} });
    const playback = context.nodes[1];
    expect(playback?.posted).toEqual([Int16Array.from([0x0201]), null]);
    act(() => playback?.post({ playing: true, level: 0.5 }));
    expect(screen.getByText("Speaking")).toBeVisible();
    tell(socket, { case: "flushPlayback", value: {} });
    expect(screen.getByText("Listening")).toBeVisible();
  });

  it("TimeWarning: is read out", async () => {
    const socket = await live();
    tell(socket, { case: "timeWarning", value: { secondsLeft: 300 } });
    expect(screen.getByText(/ends by itself in 5 minutes/)).toBeInTheDocument();
    expect(screen.getByText("About 5 minutes left")).toBeVisible();
  });

  it("StateUpdate with a later end: says that more time was given", async () => {
    const socket = await live();
    tell(socket, state({}));
    expect(screen.queryByText(/more time/)).toBeNull();
    tell(socket, state({ secondsLeft: 1200 }));
    expect(screen.getByText("You have been given more time: about 20 minutes are left.")).toBeVisible();
    expect(screen.getByText("About 20 minutes left")).toBeVisible();
  });

  it("StateUpdate: where nothing understands the language, one writes", async () => {
    const socket = await live();
    tell(socket, state({ canHear: false, canSpeak: true }));
    expect(screen.getByText(/Please write your answers/)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Your answer in writing" })).toBeVisible();
    expect(screen.queryByRole("button", { name: /Mute/ })).toBeNull();
    tell(socket, state({ canHear: true, canSpeak: false }));
    expect(screen.getByText(/You read the questions here/)).toBeVisible();
  });

  it("ErrorResponse 4002: offers to try again once the interviewer can't be had", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    shown();
    for (let tries = 1; tries <= 5; tries += 1) {
      await vi.waitFor(() => expect(sockets).toHaveLength(tries));
      const socket = sockets.at(-1);
      act(() => {
        socket?.tell({ case: "error", value: { code: 4002, message: "no engine" } });
        socket?.hangUp(1011);
      });
      await act(() => vi.advanceTimersByTimeAsync(5000));
    }
    expect(screen.getByRole("heading", { name: "The interviewer can't be reached right now" })).toBeVisible();
    act(() => button(/Try again/).click());
    await vi.waitFor(() => expect(sockets).toHaveLength(6));
    vi.useRealTimers();
  });
});

describe("a lost connection", () => {
  it("is said, with what happens to one's words, until it is back", async () => {
    const socket = await live();
    act(() => socket.hangUp(1006));
    expect(screen.getByText(/up to 30 seconds of it are kept here/)).toBeVisible();
    expect(screen.getByText("Reconnecting")).toBeVisible();
    await waitFor(() => expect(sockets).toHaveLength(2), { timeout: 3000 });
    act(() => sockets[1]?.greet());
    expect(screen.queryByText(/up to 30 seconds of it are kept here/)).toBeNull();
    expect(screen.getByText("The connection is back.")).toBeInTheDocument();
  });

  it("by another window is said, and can be taken back", async () => {
    const socket = await live();
    act(() => socket.hangUp(4006));
    expect(screen.getByRole("heading", { name: "You continued in another window" })).toBeVisible();
    await userEvent.click(button(/Continue here/));
    await waitFor(() => expect(sockets).toHaveLength(2));
    act(() => sockets[1]?.greet());
    expect(screen.getByText("Listening")).toBeVisible();
  });
});

describe("what one can do", () => {
  it("mute by m, and be heard again", async () => {
    await live();
    await userEvent.keyboard("m");
    expect(screen.getByText("Your microphone is off")).toBeVisible();
    expect(context.nodes[0]?.posted.at(-1)).toEqual({ muted: true });
    await userEvent.click(button(/Unmute/));
    expect(context.nodes[0]?.posted.at(-1)).toEqual({ muted: false });
  });

  it("take time to think", async () => {
    const socket = await live();
    await userEvent.click(button(/still thinking/));
    expect(socket.count("stillThinking")).toBe(1);
    expect(screen.getByText("Take your time")).toBeVisible();
  });

  it("type by t: the microphone is off meanwhile, and letters are letters", async () => {
    const socket = await live();
    await userEvent.keyboard("t");
    const field = screen.getByRole("textbox", { name: "Your answer in writing" });
    expect(field).toHaveFocus();
    expect(field).toHaveValue("");
    expect(context.nodes[0]?.posted.at(-1)).toEqual({ muted: true });
    await userEvent.keyboard("mint tea{Shift>}{Enter}{/Shift}twice");
    // Nobody is hurried while they write; told once, not with each letter.
    expect(socket.count("stillThinking")).toBe(1);
    await userEvent.keyboard("{Enter}");
    expect(socket.said).toContainEqual(expect.objectContaining({ case: "typedText", value: expect.objectContaining({ text: "mint tea\ntwice" }) as unknown }));
    expect(field).toHaveValue("");
    await userEvent.click(button(/Speak again/));
    expect(context.nodes[0]?.posted.at(-1)).toEqual({ muted: false });
  });

  it("send nothing that says nothing", async () => {
    const socket = await live(true);
    await userEvent.keyboard("   {Enter}");
    expect(socket.count("typedText")).toBe(0);
    expect(button(/^Send$/)).toBeDisabled();
  });

  it("end, after a question whether one means it", async () => {
    const socket = await live();
    await userEvent.click(button(/^End$/));
    await userEvent.click(button(/^Cancel$/));
    expect(socket.count("endRequest")).toBe(0);
    await userEvent.click(button(/^End$/));
    await userEvent.click(button(/^End the interview$/));
    expect(socket.count("endRequest")).toBe(1);
    expect(screen.getByText("Finishing…")).toBeVisible();
  });

  it("let the sound out when the browser holds it back", async () => {
    context.state = "suspended";
    await live();
    await userEvent.click(await screen.findByRole("button", { name: "Turn on the sound" }));
    expect(screen.queryByText(/holds the sound back/)).toBeNull();
  });
});
