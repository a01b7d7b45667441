import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";

import { ChunkStore } from "./chunk-store";
import { FakeInput, FakeMediaRecorder } from "./fakes/fake-media";
import { settled, VirtualClock } from "./fakes/virtual-clock";
import type { ChunkSink } from "./segment";
import { StorageError } from "./storage-error";
import { TakeRecorder, type TakeRecorderParts } from "./take-recorder";

let name = 0;
let store: ChunkStore;
let clock: VirtualClock;
let input: FakeInput;
let made: FakeMediaRecorder[];

function makeRecorder(parts: Partial<TakeRecorderParts> = {}): TakeRecorder {
  return new TakeRecorder({
    sink: store,
    input,
    clock,
    options: { mimeType: "video/webm" },
    take: { invitationId: "invitation-1", questionId: "question-1", takeId: "take-1" },
    firstSegment: 0,
    recordedMsBefore: 0,
    mediaLimitMs: null,
    onCommitted: () => undefined,
    create: (stream) => {
      const recorder = new FakeMediaRecorder(stream);
      made.push(recorder);
      return recorder;
    },
    ...parts,
  });
}

async function bytesOf(segment: number): Promise<number[]> {
  const record = (await store.segmentsOfTake("take-1")).find((one) => one.segment === segment);
  return record ? [...(await store.read(record.segmentId, 0, 1000))] : [];
}

const emit = (...bytes: number[]): void => made.at(-1)?.emit(new Uint8Array(bytes));

beforeEach(async () => {
  store = await ChunkStore.open(`takes-${(name += 1)}`);
  clock = new VirtualClock();
  input = new FakeInput();
  made = [];
});

afterEach(() => store.close());

it("commits chunks in order and finishes the segment with the rest", async () => {
  const recorder = makeRecorder();
  recorder.start();
  await clock.pass(1000);
  emit(1, 2);
  emit(3);
  await clock.pass(500);
  if (made[0]) made[0].rest = new Uint8Array([4]);
  await recorder.stop();
  expect(await bytesOf(0)).toEqual([1, 2, 3, 4]);
  expect((await store.segmentsOfTake("take-1"))[0]).toMatchObject({ finished: true, chunks: 3, committedMs: 1500 });
  expect(recorder.state).toMatchObject({ phase: "stopped", reason: "asked", recordedMs: 1500 });
  expect(recorder.recordings[0]?.size).toBe(4);
});

it("goes on as a new segment of the same take when a lost device is back", async () => {
  const recorder = makeRecorder();
  recorder.start();
  await clock.pass(2000);
  emit(1);
  input.lose("camera");
  await clock.pass(0);
  expect(recorder.state).toMatchObject({ phase: "interrupted", lost: "camera" });
  await clock.pass(30_000);
  input.restore();
  await clock.pass(1000);
  expect(recorder.state).toMatchObject({ phase: "recording" });
  emit(2);
  await recorder.stop();
  expect(await bytesOf(0)).toEqual([1]);
  expect(await bytesOf(1)).toEqual([2]);
  expect(recorder.state.phase === "stopped" && recorder.state.recordedMs).toBe(3000);
});

it("stops while interrupted, and keeps what there is", async () => {
  const recorder = makeRecorder();
  recorder.start();
  await clock.pass(1000);
  emit(1);
  input.lose("microphone");
  await clock.pass(100);
  await recorder.stop();
  input.restore();
  await clock.pass(100);
  expect(made).toHaveLength(1);
  expect(await bytesOf(0)).toEqual([1]);
});

it("counts the limit over all segments, those of an earlier visit included", async () => {
  const recorder = makeRecorder({ recordedMsBefore: 50_000, mediaLimitMs: 60_000, firstSegment: 2 });
  recorder.start();
  await clock.pass(6000);
  emit(1);
  input.lose("camera");
  await clock.pass(20_000);
  input.restore();
  await clock.pass(3000);
  emit(2);
  expect(recorder.state.phase).toBe("recording");
  await clock.pass(1200);
  await recorder.finished;
  expect(recorder.state).toMatchObject({ phase: "stopped", reason: "limit" });
  expect((await store.segmentsOfTake("take-1")).map((one) => one.segment)).toEqual([2, 3]);
});

it("replaces a recorder that gives up, but not for ever", async () => {
  const recorder = makeRecorder();
  recorder.start();
  for (let time = 0; time < 10; time += 1) {
    emit(time);
    made.at(-1)?.stop();
    await clock.pass(100);
  }
  expect(recorder.state).toMatchObject({ phase: "stopped", reason: "recorder_failed" });
  expect(made).toHaveLength(6);
  expect(await bytesOf(5)).toEqual([5]);
});

it("stops when the device is full, and keeps exactly the chunks before", async () => {
  let room = 2;
  const full: ChunkSink = {
    openSegment: (init) => store.openSegment(init),
    append: (segmentId, bytes, ms) =>
      (room -= 1) < 0 ? Promise.reject(new StorageError("storage_full")) : store.append(segmentId, bytes, ms),
    finish: (segmentId) => store.finish(segmentId),
  };
  const recorder = makeRecorder({ sink: full });
  recorder.start();
  emit(1);
  emit(2);
  emit(3);
  room = 2; // Room that comes back must not let a later chunk in after the hole.
  await settled();
  emit(4);
  await recorder.finished;
  expect(recorder.state).toMatchObject({ phase: "stopped", reason: "storage_full" });
  expect((await bytesOf(0)).length).toBeLessThanOrEqual(2);
  expect(await bytesOf(0)).toEqual([1, 2]);
  expect((await store.segmentsOfTake("take-1"))[0]?.finished).toBe(true);
});

it("commits at once what is asked for before the page may close", async () => {
  const recorder = makeRecorder();
  recorder.start();
  await clock.pass(300);
  recorder.flush();
  await settled();
  expect(await bytesOf(0)).toEqual([255]);
});
