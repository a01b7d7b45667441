import { backoffMs } from "./backoff";
import type { ChunkStore } from "./chunk-store";
import type { Clock } from "./clock";
import { browserConnectivity, type Connectivity } from "./connectivity";
import type { SegmentRecord } from "./segment";
import { append, creation, question, readOutcome, refused, type Outcome, type Refusal, type TusRequest } from "./tus";

/** Sends with the session's token and, on 401, renews it once and sends again. */
export type AuthorizedFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface UploadState {
  /** Committed on this device, not yet acknowledged by the server. */
  pendingBytes: number;
  pendingSeconds: number;
  online: boolean;
  /** Every committed chunk is acknowledged. False until that is known. */
  saved: boolean;
  refusal: Refusal | null;
}

export interface TakeProgress {
  segments: number;
  committedBytes: number;
  acknowledgedBytes: number;
  committedSeconds: number;
  /** Every segment is finished and the server holds it whole. */
  complete: boolean;
  mediaUrl: string | null;
}

export interface UploaderParts {
  store: ChunkStore;
  invitationId: string;
  fetch: AuthorizedFetch;
  clock: Clock;
  connectivity?: Connectivity;
  random?: () => number;
}

const LARGEST_PATCH = 2 * 1024 * 1024;
const SMALLEST_PATCH = 64 * 1024;
const PATCH_TIMEOUT_MS = 45_000;

/** Sends committed chunks in order, one request at a time, until the server holds all of them. */
export class Uploader {
  readonly #parts: Required<UploaderParts>;
  readonly #listeners = new Set<() => void>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #failuresBySegment = new Map<string, number>();
  #state: UploadState = { pendingBytes: 0, pendingSeconds: 0, online: true, saved: false, refusal: null };
  readonly #recreations = new Map<string, number>();
  #failures = 0;
  #reached = true;
  #patchBytes = LARGEST_PATCH;
  #work = false;
  #stopped = false;
  #sleeper: AbortController | null = null;
  #waiting: "work" | "retry" | null = null;
  #request: AbortController | null = null;
  #running: Promise<void> | null = null;

  constructor(parts: UploaderParts) {
    this.#parts = { connectivity: browserConnectivity, random: Math.random, ...parts };
  }

  get state(): UploadState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the request under way has been cut; the bytes stay. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#request?.abort();
    this.#sleeper?.abort();
    await this.#running;
  }

  /** There is something new to send. Doesn't cut a backoff short: only coming online does. */
  wake(): void {
    this.#work = true;
    if (this.#waiting === "work") this.#sleeper?.abort();
  }

  /** Asks again for what was refused, as after a renewed sign-in or a given consent. */
  retryRefused(): void {
    this.#refusals.clear();
    this.#failures = 0;
    this.#work = true;
    this.#sleeper?.abort();
  }

  async progressOf(takeId: string): Promise<TakeProgress> {
    const segments = await this.#parts.store.segmentsOfTake(takeId);
    const sum = (of: (record: SegmentRecord) => number): number => segments.reduce((all, one) => all + of(one), 0);
    return {
      segments: segments.length,
      committedBytes: sum((one) => one.committedBytes),
      acknowledgedBytes: sum((one) => one.acknowledgedBytes),
      committedSeconds: sum((one) => one.committedMs) / 1000,
      complete: segments.every((one) => one.complete),
      mediaUrl: segments.find((one) => one.mediaUrl)?.mediaUrl ?? null,
    };
  }

  async refusalOf(takeId: string): Promise<Refusal | null> {
    const segments = await this.#parts.store.segmentsOfTake(takeId);
    return segments.map((one) => this.#refusals.get(one.segmentId)).find((one) => one !== undefined) ?? null;
  }

  async #run(): Promise<void> {
    const unsubscribe = this.#parts.connectivity.onChange(() => {
      void this.#publish();
      if (this.#parts.connectivity.isOnline() && this.#waiting === "retry") this.#sleeper?.abort();
    });
    while (!this.#stopped) {
      this.#work = false;
      try {
        await this.#turn();
      } catch {
        // The store failed to read or write: the bytes are where they were, so try again later.
        await this.#backOff(null);
      }
    }
    unsubscribe();
  }

  async #turn(): Promise<void> {
    const segment = await this.#next();
    await this.#publish();
    if (!segment) {
      if (!this.#work) await this.#wait("work", Infinity);
      return;
    }
    const outcome = await this.#step(segment);
    if (this.#stopped) return;
    if (outcome.kind === "retry") {
      this.#reached = outcome.reached;
      this.#failuresBySegment.set(segment.segmentId, (this.#failuresBySegment.get(segment.segmentId) ?? 0) + 1);
      await this.#publish();
      await this.#backOff(outcome.afterMs);
      return;
    }
    this.#reached = true;
    this.#failures = 0;
    this.#failuresBySegment.delete(segment.segmentId);
    if (outcome.kind === "refused") this.#refusals.set(segment.segmentId, outcome.refusal);
  }

  /** The least troubled of those with something to send, so that one bad segment blocks no other. */
  async #next(): Promise<SegmentRecord | null> {
    const { store, invitationId } = this.#parts;
    const open: SegmentRecord[] = [];
    for (const record of await store.segmentsOf(invitationId)) {
      if (record.complete || this.#refusals.has(record.segmentId)) continue;
      if (record.finished && record.committedBytes === 0 && record.uploadUrl === null) {
        await store.forgetSegment(record.segmentId);
      } else if (record.finished || record.committedBytes > record.acknowledgedBytes) {
        open.push(record);
      }
    }
    const failures = (record: SegmentRecord): number => this.#failuresBySegment.get(record.segmentId) ?? 0;
    return open.sort((a, b) => failures(a) - failures(b))[0] ?? null;
  }

  /** One exchange that brings the segment forward; repeated until nothing is left. */
  async #step(segment: SegmentRecord): Promise<Outcome> {
    if (segment.uploadUrl === null) return this.#create(segment);
    const { store } = this.#parts;
    // No further than this record knows, though a chunk may be committed at this moment.
    const most = Math.min(this.#patchBytes, segment.committedBytes - segment.acknowledgedBytes);
    const bytes = await store.read(segment.segmentId, segment.acknowledgedBytes, most);
    const end = segment.acknowledgedBytes + bytes.byteLength;
    const last = segment.finished && end === segment.committedBytes;
    const outcome = await this.#send(
      await append(segment.uploadUrl, segment.acknowledgedBytes, bytes, last ? segment.committedBytes : null),
    );
    if (outcome.kind === "offset") {
      this.#patchBytes = Math.min(LARGEST_PATCH, this.#patchBytes * 2);
      const settled = await this.#settle(segment, outcome.offset);
      if (settled.kind === "offset" && last && outcome.offset === segment.committedBytes) {
        await store.markComplete(segment.segmentId);
      }
      return settled;
    }
    if (outcome.kind === "offset_mismatch") return this.#align(segment);
    if (outcome.kind === "gone") return this.#recreate(segment);
    if (outcome.kind === "retry") this.#patchBytes = Math.max(SMALLEST_PATCH, this.#patchBytes / 2);
    return outcome;
  }

  async #create(segment: SegmentRecord): Promise<Outcome> {
    const { store } = this.#parts;
    const outcome = await this.#send(creation(segment, this.#recreations.get(segment.segmentId) ?? 0));
    if (outcome.kind === "number_taken") return this.#renumber(segment);
    if (outcome.kind !== "created") return outcome;
    if (outcome.existed) {
      // Ours when an earlier answer was lost on the way: then it is empty, because the address
      // is recorded before the first byte is sent. With bytes in it, it is another device's.
      const found = await this.#send(question(outcome.uploadUrl));
      if (found.kind === "offset" && found.offset > 0) return this.#renumber(segment);
      if (found.kind !== "offset") return found;
    }
    await store.setUpload(segment.segmentId, outcome.uploadUrl, outcome.mediaUrl);
    return outcome;
  }

  async #renumber(segment: SegmentRecord): Promise<Outcome> {
    const { store } = this.#parts;
    const numbers = (await store.segmentsOfTake(segment.takeId)).map((record) => record.segment);
    await store.renumber(segment.segmentId, Math.max(segment.segment, ...numbers) + 1);
    return { kind: "number_taken" };
  }

  /** After a 409: the server's offset counts, as long as it is one that these bytes explain. */
  async #align(segment: SegmentRecord): Promise<Outcome> {
    const found = await this.#send(question(segment.uploadUrl ?? ""));
    if (found.kind === "gone") return this.#recreate(segment);
    if (found.kind !== "offset") return found;
    const settled = await this.#settle(segment, found.offset);
    if (settled.kind === "offset" && found.length === segment.committedBytes && found.offset === found.length) {
      await this.#parts.store.markComplete(segment.segmentId);
    }
    return settled;
  }

  async #settle(segment: SegmentRecord, offset: number): Promise<Outcome> {
    if (offset > segment.committedBytes) {
      return refused("diverged", "The server holds more of this recording than this device made.");
    }
    if (offset < segment.acknowledgedBytes) {
      return refused("diverged", "The server no longer holds a part of this recording that it had confirmed.");
    }
    await this.#parts.store.acknowledge(segment.segmentId, offset);
    return { kind: "offset", offset, length: null };
  }

  async #recreate(segment: SegmentRecord): Promise<Outcome> {
    if (segment.acknowledgedBytes > 0) {
      return refused("diverged", "The server no longer knows this recording, of which it had confirmed a part.");
    }
    await this.#parts.store.renumber(segment.segmentId, segment.segment);
    this.#recreations.set(segment.segmentId, (this.#recreations.get(segment.segmentId) ?? 0) + 1);
    return { kind: "retry", afterMs: null, reached: true };
  }

  async #send(request: TusRequest): Promise<Outcome> {
    const { clock } = this.#parts;
    const cut = new AbortController();
    this.#request = cut;
    const answered = new AbortController();
    void clock.sleep(PATCH_TIMEOUT_MS, answered.signal).then(() => {
      if (!answered.signal.aborted) cut.abort();
    });
    try {
      const response = await this.#parts.fetch(request.url, { ...request.init, signal: cut.signal });
      return await readOutcome(request, response);
    } catch {
      return { kind: "retry", afterMs: null, reached: false };
    } finally {
      answered.abort();
      this.#request = null;
    }
  }

  async #backOff(afterMs: number | null): Promise<void> {
    this.#failures += 1;
    await this.#wait("retry", afterMs ?? backoffMs(this.#failures, this.#parts.random));
  }

  async #wait(waiting: "work" | "retry", ms: number): Promise<void> {
    if (this.#stopped) return;
    const sleeper = new AbortController();
    this.#sleeper = sleeper;
    this.#waiting = waiting;
    if (ms === Infinity) {
      await new Promise<void>((resolve) => sleeper.signal.addEventListener("abort", () => resolve(), { once: true }));
    } else {
      await this.#parts.clock.sleep(ms, sleeper.signal);
    }
    this.#waiting = null;
    this.#sleeper = null;
  }

  async #publish(): Promise<void> {
    const { store, invitationId, connectivity } = this.#parts;
    // An answer closed elsewhere takes no more bytes: that is news only to who is recording it.
    const segments = (await store.segmentsOf(invitationId)).filter(
      (one) => !(one.finished && this.#refusals.get(one.segmentId)?.reason === "upload_closed"),
    );
    const pendingBytes = segments.reduce((all, one) => all + one.committedBytes - one.acknowledgedBytes, 0);
    const pendingMs = segments.reduce((all, one) => all + one.committedMs - one.acknowledgedMs, 0);
    this.#state = {
      pendingBytes,
      pendingSeconds: pendingBytes === 0 ? 0 : pendingMs / 1000,
      online: connectivity.isOnline() && this.#reached,
      saved: pendingBytes === 0,
      refusal: segments.map((one) => this.#refusals.get(one.segmentId)).find((one) => one !== undefined) ?? null,
    };
    for (const listener of this.#listeners) listener();
  }
}
