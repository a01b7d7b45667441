import type { Client } from "../api";
import type { InputState } from "../recorder";
import { AudioPlayer } from "./audio-player";
import { AudioRecorder } from "./audio-recorder";
import { type Caption, withUpdate } from "./captions";
import { InterviewSocket, type SocketOptions, type SocketView } from "./interview-socket";
import type { Told } from "./messages";
import { tokenSource } from "./token";

/** Whose turn it is. */
export type Turn = "listening" | "thinking" | "speaking";

export interface VoiceView extends SocketView {
  turn: Turn;
  /** Oldest first. */
  captions: readonly Caption[];
  /** From 1; 0 before the first. */
  question: number;
  questions: number;
  /** When it ends by itself, in milliseconds of `performance.now()`; null while nobody said so. */
  endsAt: number | null;
  /** It was said that the time is nearly over. */
  warned: boolean;
  /** How often more time was given meanwhile. */
  extended: number;
  /** False: nothing here understands this language; one types. */
  canHear: boolean;
  /** False: nothing here speaks this language; one reads. */
  canSpeak: boolean;
  /** The sound is kept. */
  recording: boolean;
  muted: boolean;
  /** The person asked for time to think, and has not spoken since. */
  patient: boolean;
  /** `blocked` until the person touches the page; `missing` in a browser without worklets. */
  sound: "starting" | "on" | "blocked" | "missing";
}

/** The end moves by so much only when more time was given; by less, messages are merely late. */
const MORE_TIME_MS = 30_000;

/** What one needs to talk: the interview, and who may. */
export interface VoiceAccess {
  interviewId: string;
  client: Pick<Client, "send">;
  /** One comes back to it. */
  begun: boolean;
  /** The question that is open on coming back: shown until somebody speaks. */
  lastQuestion: string | null;
}

/** A microphone that may come and go (MediaInput). */
export interface Microphone {
  readonly state: InputState;
  subscribe(listener: () => void): () => void;
}

export interface VoiceParts {
  createContext?: () => AudioContext;
  createNode?: (context: AudioContext, name: string) => AudioWorkletNode;
  openSocket?: NonNullable<SocketOptions["open"]>;
}

/** One talk in this tab: socket, microphone, loudspeaker, and what the page shows of them. */
export class VoiceSession {
  readonly #microphone: Microphone;
  readonly #parts: VoiceParts;
  readonly #socket: InterviewSocket;
  readonly #listeners = new Set<() => void>();
  #context: AudioContext | null = null;
  #recorder: AudioRecorder | null = null;
  #player: AudioPlayer | null = null;
  #serverTurn: Turn = "listening";
  #releaseMicrophone: () => void = () => undefined;
  #closed = false;
  /** On this connection; while it is lost the time may stand still. */
  #endsAtKnown = false;
  #view: VoiceView;

  constructor(access: VoiceAccess, microphone: Microphone, parts: VoiceParts = {}) {
    this.#microphone = microphone;
    this.#parts = parts;
    this.#socket = new InterviewSocket({
      url: socketUrl(access.interviewId),
      token: tokenSource(access.client, access.interviewId, access.begun),
      onTold: (told) => this.#hear(told),
      onChange: () => this.#socketChanged(),
      ...(parts.openSocket ? { open: parts.openSocket } : {}),
    });
    const captions: Caption[] =
      access.lastQuestion === null ? [] : [{ id: 1, speaker: "AI", text: access.lastQuestion, final: true }];
    this.#view = {
      ...this.#socket.view,
      ...{ turn: "listening", captions, question: 0, questions: 0, endsAt: null, warned: false, extended: 0 },
      ...{ canHear: true, canSpeak: true, recording: false, muted: false, patient: false, sound: "starting" },
    };
  }

  get state(): VoiceView {
    return this.#view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** How loud whoever has the turn is, 0 to 1; changes many times a second, so it is asked for. */
  get level(): number {
    return this.#view.turn === "speaking" ? (this.#player?.level ?? 0) : (this.#recorder?.level ?? 0);
  }

  /** From a click, so that the browser lets sound out. */
  async start(): Promise<void> {
    await this.#startSound();
    if (!this.#closed) this.#socket.start();
  }

  /** After another tab had it, or the interviewer couldn't be had. */
  again(): void {
    this.#socket.start();
  }

  /** After the person touched the page. */
  async unblock(): Promise<void> {
    await this.#context?.resume();
  }

  mute(muted: boolean): void {
    this.#recorder?.mute(muted);
    this.#become({ muted });
  }

  stillThinking(): void {
    this.#socket.stillThinking();
    this.#become({ patient: true });
  }

  /** 1 to 4000 characters. */
  type(text: string): void {
    this.#hush();
    this.#socket.sendText(text);
  }

  end(): void {
    this.#hush();
    this.#socket.end();
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
    this.#closeSound();
  }

  async #startSound(): Promise<void> {
    const { createNode } = this.#parts;
    try {
      const context = (this.#parts.createContext ?? (() => new AudioContext({ latencyHint: "interactive" })))();
      this.#context = context;
      const make = createNode ? { context, createNode } : { context };
      const recorder = new AudioRecorder({ ...make, onChunk: (bytes) => this.#socket.sendSound(bytes) });
      const player = new AudioPlayer({ ...make, onChange: () => this.#turn() });
      this.#recorder = recorder;
      this.#player = player;
      const listen = (): void => {
        const { state } = this.#microphone;
        recorder.attach(state.phase === "open" ? state.stream : null);
      };
      listen();
      this.#releaseMicrophone = this.#microphone.subscribe(listen);
      context.addEventListener("statechange", this.#soundChanged);
      await Promise.all([recorder.start(), player.start()]);
      if (this.#closed) this.#closeSound();
      else this.#soundChanged();
    } catch {
      // One can still read and type.
      this.#closeSound();
      this.#become({ sound: "missing" });
    }
  }

  #closeSound(): void {
    this.#releaseMicrophone();
    this.#recorder?.close();
    this.#player?.close();
    this.#recorder = null;
    this.#player = null;
    const context = this.#context;
    this.#context = null;
    context?.removeEventListener("statechange", this.#soundChanged);
    void context?.close().catch(() => undefined);
  }

  readonly #soundChanged = (): void => {
    if (this.#context) this.#become({ sound: this.#context.state === "running" ? "on" : "blocked" });
  };

  #hear(told: Told): void {
    switch (told.case) {
      case "transcriptUpdate":
        this.#become({ captions: withUpdate(this.#view.captions, told.value), patient: false });
        return;
      case "audioResponse":
        this.#player?.play(told.value.audioContent);
        return;
      case "flushPlayback":
        this.#hush();
        return;
      case "timeWarning":
        this.#become({ warned: true, endsAt: performance.now() + told.value.secondsLeft * 1000 });
        return;
      case "stateUpdate":
        this.#stateOf(told.value);
        return;
      case "error": // What follows is said by the close.
      case "sessionEnded":
      case "heartbeat":
        return;
    }
  }

  #stateOf(value: Extract<Told, { case: "stateUpdate" }>["value"]): void {
    this.#serverTurn = value.state === "thinking" || value.state === "speaking" ? value.state : "listening";
    const endsAt = performance.now() + value.secondsLeft * 1000;
    const grew = this.#endsAtKnown && this.#view.endsAt !== null && endsAt - this.#view.endsAt >= MORE_TIME_MS;
    this.#endsAtKnown = true;
    this.#become({
      ...(grew ? { extended: this.#view.extended + 1, warned: false } : {}),
      // A server that came back has none at first, though the person was at one.
      question: value.currentQuestion || this.#view.question,
      questions: value.totalQuestions,
      endsAt,
      canHear: value.canHear,
      canSpeak: value.canSpeak,
      recording: value.recording,
    });
    this.#turn();
  }

  /** What is heard here counts: the server is ahead of it, or hears of it later. */
  #turn(): void {
    const turn = this.#player?.playing ? "speaking" : this.#serverTurn;
    if (turn !== this.#view.turn) this.#become({ turn });
  }

  /** The AI stops in mid-word. */
  #hush(): void {
    if (this.#serverTurn === "speaking") this.#serverTurn = "listening";
    this.#player?.flush();
    this.#turn();
  }

  #socketChanged(): void {
    const before = this.#view;
    this.#become(this.#socket.view);
    if (before.connected && !this.#socket.view.connected) {
      this.#serverTurn = "listening";
      this.#endsAtKnown = false;
    }
    if (this.#socket.view.over?.how === "elsewhere") this.#hush();
    this.#turn();
  }

  #become(change: Partial<VoiceView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The server that the page came from (CSP: connect-src 'self'). */
export function socketUrl(interviewId: string, page: string = location.href): string {
  const url = new URL(`/realtime/${encodeURIComponent(interviewId)}`, page);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
