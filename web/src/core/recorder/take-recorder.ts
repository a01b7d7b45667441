import type { Clock } from "./clock";
import type { InputState, LostDevice } from "./media-input";
import type { ChunkSink, NewSegment } from "./segment";
import { SegmentCapture, type CreateMediaRecorder } from "./segment-capture";
import type { StorageProblem } from "./storage-error";

export type StopReason = "asked" | "limit" | "taken_over" | "withdrawn" | StorageProblem | "recorder_failed";

export type RecorderState =
  | { phase: "idle" }
  /** Asked to record; what is said now may not be heard yet. */
  | { phase: "starting"; recordedMs: number }
  | { phase: "recording"; recordedMs: number }
  /** A device is gone; recording goes on as a new segment when it is back. */
  | { phase: "interrupted"; recordedMs: number; lost: LostDevice }
  | { phase: "stopping"; recordedMs: number }
  | { phase: "stopped"; recordedMs: number; reason: StopReason };

/** Where the pictures come from: a MediaInput, or a fake. */
export interface InputSource {
  readonly state: InputState;
  subscribe(listener: () => void): () => void;
}

export interface TakeRecorderParts {
  sink: ChunkSink;
  input: InputSource;
  clock: Clock;
  options: MediaRecorderOptions;
  take: Pick<NewSegment, "invitationId" | "questionId" | "takeId">;
  /** The number of the first segment recorded here. */
  firstSegment: number;
  /** Recorded earlier for this take, on any device. */
  recordedMsBefore: number;
  mediaLimitMs: number | null;
  /** A chunk is on the disk, or a segment is finished. */
  onCommitted: () => void;
  create?: CreateMediaRecorder;
}

const TICK_MS = 200;
const MOST_RESTARTS = 5;

/** Records one take: a segment after the other, until asked to stop or the limit is reached. */
export class TakeRecorder {
  readonly #parts: TakeRecorderParts;
  readonly #listeners = new Set<() => void>();
  #state: RecorderState = { phase: "idle" };
  #capture: SegmentCapture | null = null;
  #nextSegment: number;
  #closedMs: number;
  #restarts = 0;
  #recordings: Blob[] = [];
  #stopReason: StopReason | null = null;
  #ticking = new AbortController();
  #finished: () => void = () => undefined;
  /** Resolves when the take is stopped and everything recorded is committed. */
  readonly finished = new Promise<void>((resolve) => {
    this.#finished = resolve;
  });

  constructor(parts: TakeRecorderParts) {
    this.#parts = parts;
    this.#nextSegment = parts.firstSegment;
    this.#closedMs = parts.recordedMsBefore;
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** What was recorded in this page, a playable piece per segment. */
  get recordings(): readonly Blob[] {
    return this.#recordings;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#state.phase !== "idle") return;
    const unsubscribe = this.#parts.input.subscribe(() => this.#inputChanged());
    void this.finished.then(unsubscribe);
    this.#begin();
    void this.#tick();
  }

  /** Idempotent. Resolves when the last chunk is committed. */
  async stop(reason: StopReason = "asked"): Promise<void> {
    if (this.#state.phase === "idle") {
      this.#stopReason = reason;
      this.#end();
    }
    if (this.#stopReason === null) {
      this.#stopReason = reason;
      this.#become({ phase: "stopping", recordedMs: this.#recordedMs() });
      if (this.#capture) this.#capture.stop();
      else this.#end();
    }
    await this.finished;
  }

  /** Commits what is recorded by now, as before the page may be closed. */
  flush(): void {
    this.#capture?.flush();
  }

  #begin(): void {
    const { input, sink, clock, options, take, onCommitted, create } = this.#parts;
    if (input.state.phase !== "open") {
      this.#become({
        phase: "interrupted",
        recordedMs: this.#recordedMs(),
        lost: input.state.phase === "lost" ? input.state.device : "camera",
      });
      return;
    }
    const segment = { ...take, segment: this.#nextSegment, mimeType: options.mimeType ?? "" };
    this.#nextSegment += 1;
    const capture = new SegmentCapture({
      sink,
      clock,
      segment,
      options,
      stream: input.state.stream,
      onCommitted,
      onStarted: () => {
        if (capture === this.#capture && this.#state.phase === "starting") {
          this.#become({ phase: "recording", recordedMs: this.#recordedMs() });
        }
      },
      onEnd: (problem) => this.#captureEnded(capture, problem),
      ...(create ? { create } : {}),
    });
    this.#capture = capture;
    this.#become({ phase: "starting", recordedMs: this.#recordedMs() });
    capture.start();
  }

  #captureEnded(capture: SegmentCapture, problem: StorageProblem | "recorder_failed" | null): void {
    if (capture !== this.#capture) return;
    this.#capture = null;
    this.#closedMs += capture.recordedMs;
    const recording = capture.recording();
    if (recording.size > 0) this.#recordings = [...this.#recordings, recording];
    if (problem === "storage_full" || problem === "storage_failed") this.#stopReason = problem;
    if (this.#stopReason !== null) {
      this.#end();
      return;
    }
    const { input } = this.#parts;
    if (input.state.phase === "open") {
      // The recorder gave up although the devices are there: a new one, a few times.
      this.#restarts += 1;
      if (this.#restarts > MOST_RESTARTS) {
        this.#stopReason = "recorder_failed";
        this.#end();
        return;
      }
    }
    this.#begin();
  }

  #inputChanged(): void {
    const { state } = this.#parts.input;
    if (this.#stopReason !== null) return;
    if (this.#capture) {
      // Another stream, or none: this segment ends with the one it was made from.
      const same = state.phase === "open" && state.stream === this.#capture.stream;
      if (!same) this.#capture.stop();
      return;
    }
    if (this.#state.phase === "interrupted") this.#begin();
  }

  async #tick(): Promise<void> {
    const { clock, mediaLimitMs } = this.#parts;
    while (!this.#ticking.signal.aborted) {
      await clock.sleep(TICK_MS, this.#ticking.signal);
      if (this.#state.phase !== "recording") continue;
      const recordedMs = this.#recordedMs();
      if (mediaLimitMs !== null && recordedMs >= mediaLimitMs) void this.stop("limit");
      else this.#become({ phase: "recording", recordedMs });
    }
  }

  #recordedMs(): number {
    return this.#closedMs + (this.#capture?.recordedMs ?? 0);
  }

  #end(): void {
    this.#ticking.abort();
    this.#become({ phase: "stopped", recordedMs: this.#recordedMs(), reason: this.#stopReason ?? "asked" });
    this.#finished();
  }

  #become(state: RecorderState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
