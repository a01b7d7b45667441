import { backoffMs } from "../recorder/backoff";
import { ApiError, NetworkError } from "../api";
import { decode, encode, type SessionEnded_Reason, type Told } from "./messages";
import { OutgoingSound } from "./outgoing-sound";
import { InterviewClosed } from "./token";

/** realtime-session.md, 4: the states of the page. */
export type SocketState = "initializing" | "connecting" | "live" | "ending";

/** How it came to the end; the page has a sentence for each. */
export type Over =
  /** As it should: the server has the whole conversation. */
  | { how: "ended"; reason: SessionEnded_Reason }
  /** The server knows no such open interview any more. */
  | { how: "closed" }
  /** Another tab or device goes on with it. */
  | { how: "elsewhere" }
  /** The interviewer can't be had; it may be tried again. */
  | { how: "failed" }
  /** The server refuses this person: signed out. */
  | { how: "refused" };

export interface SocketView {
  state: SocketState;
  /** Whether words go through at this moment; false before the first connection, too. */
  connected: boolean;
  /** While the connection is lost: whether there is room left for what is said meanwhile. */
  keeping: boolean;
  over: Over | null;
}

/** Close and error codes (parley.interviewer.domain.codes). */
export const CODES = { token: 4001, engine: 4002, takenOver: 4006, notOpen: 4007, stopping: 4008 } as const;

/** The part of WebSocket that is used; a fake in tests. */
export type SocketLike = Pick<WebSocket, "send" | "close" | "binaryType" | "bufferedAmount" | "onopen" | "onmessage" | "onclose" | "readyState">;

export interface SocketOptions {
  /** Without its query. */
  url: string;
  token: () => Promise<string>;
  /** Every message but heartbeats, in order, and only while it is live. */
  onTold: (told: Told) => void;
  onChange: () => void;
  open?: (url: string) => SocketLike;
  random?: () => number;
}

/** Between two heartbeats. */
export const HEARTBEAT_MS = 1000;
/** A heartbeat that isn't answered for so long: the network is dead, whatever the socket says. */
export const DEAD_AFTER_MS = 3000;
/** A connection that doesn't become live: the engine may have to draft its questions first. */
export const PATIENCE_MS = 90_000;
/** Of sound that is kept through a loss; one chunk is 32 ms. */
export const KEPT_SECONDS = 30;
export const CHUNK_SECONDS = 0.032;
/** More than this waiting in the browser means that the network is slower than speech. */
const MOST_BUFFERED = 65_536;
/** Failed beginnings in a row before the person is asked. */
const MOST_FAILURES = 5;
const SLOWEST_RETRY_MS = 5000;

/**
 * The voice socket of one interview through all losses of the network: what the person says is
 * kept for 30 s and sent once the connection is back, with a fresh token.
 */
export class InterviewSocket {
  readonly #options: SocketOptions;
  readonly #sound = new OutgoingSound(Math.floor(KEPT_SECONDS / CHUNK_SECONDS));
  #view: SocketView = { state: "initializing", connected: false, keeping: true, over: null };
  #socket: SocketLike | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #beating: ReturnType<typeof setInterval> | null = null;
  #failures = 0;
  /** Counts connections: what an earlier one still says is past. */
  #connection = 0;
  /** The last heartbeat sent and, of those without an answer, when the first one was. */
  #heartbeat = 0;
  #unansweredSince: number | null = null;
  /** What was typed while nothing went through. */
  #typed: string[] = [];
  /** The person wants to end; said once on each connection. */
  #ending: "no" | "wanted" | "said" = "no";

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get view(): SocketView {
    return this.#view;
  }

  /** Connects, now and again, until the interview is over. */
  start(): void {
    if (this.#view.state !== "initializing" && this.#view.over === null) return;
    this.#become({ state: "connecting", connected: false, over: null });
    this.#failures = 0;
    addEventListener("online", this.#online);
    addEventListener("offline", this.#offline);
    void this.#connect();
  }

  /** The page goes: no farewell, the interview can be resumed. */
  close(): void {
    this.#letGo();
    this.#stopWatching();
  }

  /** 16-bit PCM at 16 kHz: sent now, or once it can be. Nothing before the interview is live. */
  sendSound(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#view.state !== "live" || this.#ending !== "no") return;
    this.#sound.add(bytes);
    this.#drain();
    if (this.#view.keeping === this.#sound.overflowed) this.#become({ keeping: !this.#sound.overflowed });
  }

  sendText(text: string): void {
    this.#typed.push(text);
    this.#drain();
  }

  stillThinking(): void {
    if (this.#view.connected) this.#socket?.send(encode({ case: "stillThinking", value: {} }));
  }

  /** The person has said enough; what they said last goes first. */
  end(): void {
    this.#ending = "wanted";
    this.#drain();
  }

  async #connect(): Promise<void> {
    const connection = (this.#connection += 1);
    const current = (): boolean => connection === this.#connection;
    let token: string;
    try {
      token = await this.#options.token();
    } catch (error) {
      if (current()) this.#noToken(error);
      return;
    }
    if (!current()) return;
    const open = this.#options.open ?? ((url: string) => new WebSocket(url));
    const socket = open(`${this.#options.url}?token=${encodeURIComponent(token)}&ext=1`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let engineSaidNo = false;
    socket.onmessage = (event: MessageEvent) => {
      if (!current() || !(event.data instanceof ArrayBuffer)) return;
      const told = decode(event.data);
      if (told?.case === "error" && told.value.code === (CODES.engine as number)) engineSaidNo = true;
      if (told) this.#hear(told);
    };
    socket.onclose = (event: CloseEvent) => {
      if (current()) this.#closed(event.code, engineSaidNo);
    };
    this.#after(PATIENCE_MS, () => {
      if (current() && !this.#view.connected) this.#lose();
    });
  }

  #hear(told: Told): void {
    if (told.case === "heartbeat") {
      if (told.value.number === this.#heartbeat) this.#unansweredSince = null;
      // Only now: one that closes right after its greeting isn't tried without end.
      this.#failures = 0;
      this.#sound.arrived(told.value.number);
      this.#drain();
      return;
    }
    if (!this.#view.connected && told.case !== "error") this.#goLive();
    if (told.case === "sessionEnded") {
      this.#finish({ how: "ended", reason: told.value.reason });
      return;
    }
    this.#options.onTold(told);
  }

  #goLive(): void {
    this.#clearTimers();
    this.#unansweredSince = null;
    this.#become({ state: "live", connected: true });
    this.#beating = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#drain();
  }

  #beat(): void {
    const now = performance.now();
    if (this.#unansweredSince !== null && now - this.#unansweredSince >= DEAD_AFTER_MS) {
      this.#lose();
      return;
    }
    this.#heartbeat += 1;
    this.#unansweredSince ??= now;
    this.#socket?.send(encode({ case: "heartbeat", value: { number: this.#heartbeat } }));
    this.#drain();
  }

  /** Sends what waits, as fast as the browser takes it. */
  #drain(): void {
    const socket = this.#socket;
    if (!socket || !this.#view.connected) return;
    while (socket.bufferedAmount < MOST_BUFFERED) {
      const bytes = this.#sound.next(this.#heartbeat + 1);
      if (!bytes) break;
      socket.send(encode({ case: "audioChunk", value: { audioContent: bytes } }));
    }
    for (const text of this.#typed.splice(0)) socket.send(encode({ case: "typedText", value: { text } }));
    if (this.#ending !== "wanted" || this.#sound.waiting > 0) return;
    this.#ending = "said";
    socket.send(encode({ case: "endRequest", value: {} }));
  }

  #noToken(error: unknown): void {
    if (error instanceof InterviewClosed) this.#finish({ how: "closed" });
    else if (error instanceof ApiError && (error.status === 401 || error.status === 403)) this.#finish({ how: "refused" });
    // No answer is the network's fault, and is waited out; an answer that is wrong isn't.
    else this.#again(!(error instanceof NetworkError));
  }

  #closed(code: number, engineSaidNo: boolean): void {
    if (code === CODES.takenOver) this.#finish({ how: "elsewhere" });
    else {
      this.#dropConnection();
      // A token that ended, or an interview that did: the next token tells which.
      this.#again(engineSaidNo || (code >= 4001 && code !== CODES.stopping));
    }
  }

  /** Nothing comes through any more. */
  #lose(): void {
    this.#dropConnection();
    this.#again(false);
  }

  #again(counts: boolean): void {
    this.#failures += 1;
    if (counts && this.#failures >= MOST_FAILURES) {
      this.#finish({ how: "failed" });
      return;
    }
    const random = this.#options.random ?? Math.random;
    this.#after(Math.min(SLOWEST_RETRY_MS, backoffMs(this.#failures, random)), () => void this.#connect());
  }

  #dropConnection(): void {
    this.#letGo();
    this.#sound.lost();
    if (this.#ending === "said") this.#ending = "wanted";
    if (this.#view.connected) this.#become({ connected: false });
  }

  #letGo(): void {
    this.#connection += 1;
    this.#clearTimers();
    if (this.#beating !== null) clearInterval(this.#beating);
    this.#beating = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #finish(over: Over): void {
    this.#letGo();
    this.#stopWatching();
    if (over.how === "ended" || over.how === "closed") this.#sound.clear();
    else this.#sound.lost();
    this.#become({ state: "ending", connected: false, over });
  }

  readonly #online = (): void => {
    if (this.#view.connected || this.#socket) return;
    this.#clearTimers();
    void this.#connect();
  };

  readonly #offline = (): void => {
    if (this.#view.connected) this.#lose();
  };

  #stopWatching(): void {
    removeEventListener("online", this.#online);
    removeEventListener("offline", this.#offline);
  }

  #after(ms: number, work: () => void): void {
    this.#timers.push(setTimeout(work, ms));
  }

  #clearTimers(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  #become(change: Partial<SocketView>): void {
    this.#view = { ...this.#view, ...change };
    this.#options.onChange();
  }
}
