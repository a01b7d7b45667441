import type { Clock } from "./clock";
import type { ChunkSink, NewSegment } from "./segment";
import { toStorageError, type StorageProblem } from "./storage-error";

/** The part of MediaRecorder that is used. */
export interface MediaRecorderLike {
  readonly state: RecordingState;
  readonly mimeType: string;
  ondataavailable: ((event: BlobEvent) => void) | null;
  onstop: ((event: Event) => void) | null;
  onstart: ((event: Event) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  start(timeslice: number): void;
  stop(): void;
  requestData(): void;
}

export type CreateMediaRecorder = (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorderLike;

export interface SegmentCaptureParts {
  sink: ChunkSink;
  clock: Clock;
  segment: Omit<NewSegment, "startedAt">;
  options: MediaRecorderOptions;
  stream: MediaStream;
  onCommitted: () => void;
  /** The browser records from now on, which on a slow device is not at once. */
  onStarted: () => void;
  /** Once, after the last chunk is committed and the segment finished; the problem, if one ended it. */
  onEnd: (problem: StorageProblem | "recorder_failed" | null) => void;
  create?: CreateMediaRecorder;
}

const TIMESLICE_MS = 1000;

/** One MediaRecorder, whose chunks are committed in the order in which they came. */
export class SegmentCapture {
  readonly stream: MediaStream;
  readonly #parts: SegmentCaptureParts;
  #recorder: MediaRecorderLike | null = null;
  /** Commits wait for each other: a chunk out of place would spoil the segment. */
  #commits: Promise<void> = Promise.resolve();
  #segmentId: string | null = null;
  #problem: StorageProblem | "recorder_failed" | null = null;
  #pieces: Blob[] = [];
  #startedAt: number | null = null;
  #began = 0;
  #endedAt: number | null = null;
  #countedUntil = 0;

  constructor(parts: SegmentCaptureParts) {
    this.#parts = parts;
    this.stream = parts.stream;
  }

  get recordedMs(): number {
    if (this.#startedAt === null) return 0;
    return (this.#endedAt ?? this.#parts.clock.now()) - this.#startedAt;
  }

  recording(): Blob {
    return new Blob(this.#pieces, { type: this.#recorder?.mimeType ?? "" });
  }

  start(): void {
    const { clock, options, stream, create = createMediaRecorder } = this.#parts;
    try {
      const recorder = create(stream, options);
      this.#recorder = recorder;
      recorder.onstart = () => this.#started();
      recorder.ondataavailable = ({ data }) => {
        this.#started();
        this.#take(data, clock.now());
      };
      recorder.onstop = () => this.#ended();
      recorder.onerror = () => {
        this.#problem ??= "recorder_failed"; // `stop` follows.
      };
      recorder.start(TIMESLICE_MS);
    } catch {
      this.#problem = "recorder_failed";
      this.#ended();
    }
  }

  stop(): void {
    if (this.#recorder && this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  flush(): void {
    if (this.#recorder?.state === "recording") this.#recorder.requestData();
  }

  #started(): void {
    if (this.#startedAt !== null) return;
    this.#startedAt = this.#parts.clock.now();
    this.#began = Date.now();
    this.#countedUntil = this.#startedAt;
    this.#parts.onStarted();
  }

  #take(data: Blob, at: number): void {
    if (data.size === 0) return;
    const ms = Math.max(0, at - this.#countedUntil);
    this.#countedUntil = at;
    this.#commits = this.#commits.then(async () => {
      // After one that failed none may follow: the bytes would no longer be what was recorded.
      if (this.#problem === "storage_full" || this.#problem === "storage_failed") return;
      try {
        await this.#commit(new Uint8Array(await data.arrayBuffer()), ms);
        this.#pieces.push(data);
      } catch (error) {
        this.#problem = toStorageError(error).problem;
        this.stop();
      }
    });
  }

  async #commit(bytes: Uint8Array<ArrayBuffer>, ms: number): Promise<void> {
    const { sink, segment, onCommitted } = this.#parts;
    // The mime type the recorder settled on is known only once it runs.
    this.#segmentId ??= (
      await sink.openSegment({
        ...segment,
        mimeType: this.#recorder?.mimeType ?? segment.mimeType,
        startedAt: this.#began,
      })
    ).segmentId;
    await sink.append(this.#segmentId, bytes, ms);
    onCommitted();
  }

  #ended(): void {
    this.#endedAt ??= this.#parts.clock.now();
    void this.#commits.then(async () => {
      try {
        if (this.#segmentId !== null) await this.#parts.sink.finish(this.#segmentId);
      } catch {
        // The length is what was committed: the segment is finished when the page comes back.
        this.#problem ??= "storage_failed";
      }
      this.#parts.onCommitted();
      this.#parts.onEnd(this.#problem);
    });
  }
}

function createMediaRecorder(stream: MediaStream, options: MediaRecorderOptions): MediaRecorderLike {
  return new MediaRecorder(stream, options);
}
