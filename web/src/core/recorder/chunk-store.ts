import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";

import {
  newSegmentRecord,
  type Bytes,
  type ChunkRecord,
  type ChunkSink,
  type NewSegment,
  type SegmentRecord,
} from "./segment";
import { toStorageError } from "./storage-error";

interface RecordingsDb extends DBSchema {
  segments: { key: string; value: SegmentRecord; indexes: { invitationId: string; takeId: string } };
  /** Keyed by byte offset, so that a cursor reads the segment's bytes in order. */
  chunks: { key: [segmentId: string, offset: number]; value: ChunkRecord };
}

type Stores = ("segments" | "chunks")[];
type WriteTransaction = IDBPTransaction<RecordingsDb, Stores, "readwrite">;

/**
 * The recording on this device: every chunk from its commit until its acknowledgement.
 *
 * Each change of a segment and of its chunks is one transaction with strict durability, so a
 * crash leaves either both or neither, and what is there is on the disk.
 */
export class ChunkStore implements ChunkSink {
  readonly #db: IDBPDatabase<RecordingsDb>;

  private constructor(db: IDBPDatabase<RecordingsDb>) {
    this.#db = db;
  }

  static async open(name = "parley-recordings"): Promise<ChunkStore> {
    try {
      const db = await openDB<RecordingsDb>(name, 1, {
        upgrade(database) {
          const segments = database.createObjectStore("segments", { keyPath: "segmentId" });
          segments.createIndex("invitationId", "invitationId");
          segments.createIndex("takeId", "takeId");
          database.createObjectStore("chunks", { keyPath: ["segmentId", "offset"] });
        },
      });
      return new ChunkStore(db);
    } catch (error) {
      throw toStorageError(error);
    }
  }

  static async destroy(name = "parley-recordings"): Promise<void> {
    await deleteDB(name);
  }

  close(): void {
    this.#db.close();
  }

  openSegment(init: NewSegment): Promise<SegmentRecord> {
    return this.#write(async (tx) => {
      const record = newSegmentRecord(init, crypto.randomUUID());
      await tx.objectStore("segments").add(record);
      return record;
    });
  }

  /** Resolves once the chunk is on the disk; throws StorageError when it is not. */
  append(segmentId: string, bytes: Bytes, ms: number): Promise<SegmentRecord> {
    return this.#change(segmentId, async (record, tx) => {
      if (record.finished) throw new Error(`segment ${segmentId} is finished`);
      await tx.objectStore("chunks").add({
        segmentId,
        invitationId: record.invitationId,
        questionId: record.questionId,
        takeId: record.takeId,
        segment: record.segment,
        sequence: record.chunks,
        offset: record.committedBytes,
        ms,
        bytes,
      });
      record.committedBytes += bytes.byteLength;
      record.committedMs += ms;
      record.chunks += 1;
    });
  }

  async finish(segmentId: string): Promise<void> {
    await this.#change(segmentId, (record) => {
      record.finished = true;
    });
  }

  async setUpload(segmentId: string, uploadUrl: string, mediaUrl: string): Promise<void> {
    await this.#change(segmentId, (record) => {
      record.uploadUrl = uploadUrl;
      record.mediaUrl = mediaUrl;
    });
  }

  /** Moves a segment of which no byte was sent to another place in its take. */
  async renumber(segmentId: string, segment: number): Promise<void> {
    await this.#change(segmentId, async (record, tx) => {
      record.segment = segment;
      record.uploadUrl = null;
      for await (const cursor of tx.objectStore("chunks").iterate(wholeSegment(segmentId))) {
        await cursor.update({ ...cursor.value, segment });
      }
    });
  }

  /** Up to `maxBytes` committed bytes from `offset`, across chunks; empty when there are none. */
  async read(segmentId: string, offset: number, maxBytes: number): Promise<Bytes> {
    const parts: Bytes[] = [];
    let size = 0;
    if (maxBytes <= 0) return joined(parts, size);
    const chunks = this.#db.transaction("chunks").objectStore("chunks");
    for await (const { value } of chunks.iterate(wholeSegment(segmentId))) {
      if (value.offset + value.bytes.byteLength <= offset) continue;
      if (value.offset > offset + size) throw new Error(`bytes from ${offset + size} of ${segmentId} are missing`);
      const part = value.bytes.subarray(offset + size - value.offset).subarray(0, maxBytes - size);
      parts.push(part);
      size += part.byteLength;
      if (size >= maxBytes) break;
    }
    return joined(parts, size);
  }

  /** Records that the server holds everything below `offset`, and deletes the chunks it covers. */
  acknowledge(segmentId: string, offset: number): Promise<SegmentRecord> {
    return this.#change(segmentId, async (record, tx) => {
      if (offset <= record.acknowledgedBytes) return;
      for await (const cursor of tx.objectStore("chunks").iterate(wholeSegment(segmentId))) {
        if (cursor.value.offset + cursor.value.bytes.byteLength > offset) break;
        record.acknowledgedMs += cursor.value.ms;
        await cursor.delete();
      }
      record.acknowledgedBytes = Math.min(offset, record.committedBytes);
    });
  }

  async markComplete(segmentId: string): Promise<void> {
    await this.#change(segmentId, (record) => {
      record.complete = true;
    });
  }

  /** Oldest first. */
  async segmentsOf(invitationId: string): Promise<SegmentRecord[]> {
    const records = await this.#db.getAllFromIndex("segments", "invitationId", invitationId);
    return records.sort((a, b) => a.startedAt - b.startedAt || a.segment - b.segment);
  }

  async segmentsOfTake(takeId: string): Promise<SegmentRecord[]> {
    const records = await this.#db.getAllFromIndex("segments", "takeId", takeId);
    return records.sort((a, b) => a.segment - b.segment);
  }

  /**
   * Finishes what a crash or reload left open: its length is what was committed. Only the tab
   * that holds the recording lock may call this, or it would cut another tab's recording short.
   */
  async finishLeftovers(invitationId: string): Promise<number> {
    const left = (await this.segmentsOf(invitationId)).filter((record) => !record.finished);
    for (const record of left) await this.finish(record.segmentId);
    return left.length;
  }

  async forgetSegment(segmentId: string): Promise<void> {
    await this.#write(async (tx) => {
      await tx.objectStore("chunks").delete(wholeSegment(segmentId));
      await tx.objectStore("segments").delete(segmentId);
    });
  }

  /** For a take that is given up for a new one: drops all of it. */
  async forgetTake(takeId: string): Promise<void> {
    for (const record of await this.segmentsOfTake(takeId)) await this.forgetSegment(record.segmentId);
  }

  /** For a consent that is withdrawn, or an interview that is deleted: nothing of it stays here. */
  async forgetInvitation(invitationId: string): Promise<void> {
    for (const record of await this.segmentsOf(invitationId)) await this.forgetSegment(record.segmentId);
  }

  /** For a take whose answer is handed in: drops the records of segments the server holds whole. */
  async forgetCompleted(takeId: string): Promise<void> {
    for (const record of await this.segmentsOfTake(takeId)) {
      if (record.complete) await this.forgetSegment(record.segmentId);
    }
  }

  #change(
    segmentId: string,
    change: (record: SegmentRecord, tx: WriteTransaction) => void | Promise<void>,
  ): Promise<SegmentRecord> {
    return this.#write(async (tx) => {
      const segments = tx.objectStore("segments");
      const record = await segments.get(segmentId);
      if (!record) throw new Error(`no segment ${segmentId}`);
      await change(record, tx);
      await segments.put(record);
      return record;
    });
  }

  async #write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    try {
      const tx = this.#db.transaction(["segments", "chunks"] satisfies Stores, "readwrite", { durability: "strict" });
      // An aborted transaction rejects both; the work's error says more than `done`'s.
      const done = tx.done.then(
        () => null,
        (error: unknown) => ({ error }),
      );
      let result: T;
      try {
        result = await work(tx);
      } catch (error) {
        abortQuietly(tx);
        await done;
        throw error;
      }
      const failed = await done;
      if (failed) throw failed.error;
      return result;
    } catch (error) {
      throw toStorageError(error);
    }
  }
}

function abortQuietly(tx: WriteTransaction): void {
  try {
    tx.abort();
  } catch {
    // The failed request has aborted it already.
  }
}

function wholeSegment(segmentId: string): IDBKeyRange {
  return IDBKeyRange.bound([segmentId, 0], [segmentId, Infinity]);
}

function joined(parts: Bytes[], size: number): Bytes {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
