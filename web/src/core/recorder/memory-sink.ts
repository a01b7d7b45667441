import { newSegmentRecord, type Bytes, type ChunkSink, type NewSegment, type SegmentRecord } from "./segment";

/** Keeps nothing: for the device check and the practice question, which are never uploaded. */
export class MemorySink implements ChunkSink {
  readonly #segments = new Map<string, SegmentRecord>();

  openSegment(init: NewSegment): Promise<SegmentRecord> {
    const record = newSegmentRecord(init, crypto.randomUUID());
    this.#segments.set(record.segmentId, record);
    return Promise.resolve(record);
  }

  append(segmentId: string, bytes: Bytes, ms: number): Promise<SegmentRecord> {
    const record = this.#segments.get(segmentId);
    if (!record) return Promise.reject(new Error(`no segment ${segmentId}`));
    record.committedBytes += bytes.byteLength;
    record.committedMs += ms;
    record.chunks += 1;
    return Promise.resolve(record);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
}
