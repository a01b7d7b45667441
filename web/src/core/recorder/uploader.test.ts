import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ChunkStore } from "./chunk-store";
import { FakeTusServer, type Fault } from "./fakes/fake-tus-server";
import { VirtualClock } from "./fakes/virtual-clock";
import { Uploader } from "./uploader";

const INVITATION = "invitation-1";
const TAKE = {
  invitationId: INVITATION,
  questionId: "question-1",
  takeId: "take-1",
  mimeType: "video/webm",
  startedAt: 0,
};

let name = 0;
let store: ChunkStore;
let server: FakeTusServer;
let clock: VirtualClock;
let uploader: Uploader;
let online: boolean;
let connectivityChanged: () => void;

function makeUploader(fetch = server.fetch): Uploader {
  return new Uploader({
    store,
    invitationId: INVITATION,
    fetch,
    clock,
    random: () => 1,
    connectivity: {
      isOnline: () => online,
      onChange: (listener) => {
        connectivityChanged = listener;
        return () => undefined;
      },
    },
  });
}

async function commit(segmentId: string, ...chunks: number[][]): Promise<void> {
  for (const chunk of chunks) await store.append(segmentId, new Uint8Array(chunk), 1000);
  uploader.wake();
}

const allComplete = async (): Promise<boolean> =>
  (await store.segmentsOf(INVITATION)).every((record) => record.complete);

beforeEach(async () => {
  store = await ChunkStore.open(`recordings-${(name += 1)}`);
  server = new FakeTusServer();
  clock = new VirtualClock();
  online = true;
  uploader = makeUploader();
});

afterEach(async () => {
  await uploader.stop();
  store.close();
});

describe("a growing upload", () => {
  it("sends each chunk as it is committed and says saved only when all are acknowledged", async () => {
    uploader.start();
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    server.offline = true;
    await commit(segmentId, [1, 2], [3]);
    await clock.passUntil(() => uploader.state.pendingBytes === 3 && !uploader.state.online);
    expect(uploader.state).toMatchObject({ pendingBytes: 3, pendingSeconds: 2, saved: false, online: false });
    server.offline = false;
    await clock.passUntil(() => uploader.state.saved);
    expect(server.uploads[0]?.bytes).toEqual([1, 2, 3]);
    expect(server.uploads[0]?.length).toBeNull();
    expect(uploader.state).toMatchObject({ pendingBytes: 0, pendingSeconds: 0, online: true });
    expect((await store.read(segmentId, 3, 100)).byteLength).toBe(0);
    expect((await uploader.progressOf("take-1")).complete).toBe(false);
  });

  it("tells the length with the last PATCH, also when that one is empty", async () => {
    uploader.start();
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    await commit(segmentId, [1], [2]);
    await clock.passUntil(() => uploader.state.saved);
    await store.finish(segmentId);
    uploader.wake();
    await clock.passUntil(allComplete);
    expect(server.uploads[0]).toMatchObject({ bytes: [1, 2], length: 2 });
    const progress = await uploader.progressOf("take-1");
    expect(progress).toMatchObject({ complete: true, mediaUrl: "blob://takes/take-1", committedSeconds: 2 });
  });

  it("bounds a PATCH and continues in the middle of a chunk", async () => {
    uploader.start();
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    const large = new Uint8Array(3 * 1024 * 1024).map((_, index) => index % 251);
    server.offline = true;
    await store.append(segmentId, large, 1000);
    await store.finish(segmentId);
    server.offline = false;
    uploader.wake();
    await clock.passUntil(allComplete);
    expect(server.requests.filter((method) => method === "PATCH")).toHaveLength(2);
    expect(Buffer.from(server.uploads[0]?.bytes ?? []).equals(large)).toBe(true);
  });
});

describe("a fault", () => {
  const faults: Fault[] = [
    "lost_request",
    "lost_answer",
    "half_body",
    "locked",
    "unavailable",
    "corrupted",
    "delivered_twice",
  ];
  it.each(faults)("%s at each of the first requests leaves exactly the committed bytes", async (fault) => {
    for (let at = 0; at < 4; at += 1) {
      const { segmentId } = await store.openSegment({ ...TAKE, takeId: `take-${at}`, segment: 0 });
      server.faults = [...Array<Fault>(at).fill("none"), fault];
      uploader.start();
      await commit(segmentId, [1, 2, 3]);
      await clock.pass(100);
      await commit(segmentId, [4, 5], [6]);
      await store.finish(segmentId);
      uploader.wake();
      await clock.passUntil(allComplete);
      const stored = server.uploads.filter((upload) => upload.takeId === `take-${at}` && upload.bytes.length > 0);
      expect(stored).toHaveLength(1);
      expect(stored[0]).toMatchObject({ bytes: [1, 2, 3, 4, 5, 6], length: 6 });
    }
  });

  it("is waited out with growing pauses, and coming online ends the pause at once", async () => {
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    server.offline = true;
    await commit(segmentId, [1]);
    uploader.start();
    await clock.pass(60_000);
    expect(server.requests.length).toBeLessThan(10);
    server.offline = false;
    const before = clock.now();
    connectivityChanged();
    await clock.passUntil(() => uploader.state.saved);
    expect(clock.now() - before).toBeLessThan(5000); // The pause had grown to half a minute.
  });

  it("of one segment does not hold up the others", async () => {
    const bad = await store.openSegment({ ...TAKE, segment: 0 });
    const good = await store.openSegment({ ...TAKE, takeId: "take-2", segment: 0 });
    await commit(bad.segmentId, [1]);
    await commit(good.segmentId, [2]);
    uploader = makeUploader((url, init) =>
      String(new Headers(init.headers).get("Upload-Metadata")).includes(btoa("take-1"))
        ? Promise.resolve(new Response(null, { status: 500 }))
        : server.fetch(url, init),
    );
    uploader.start();
    await clock.passUntil(() => server.uploads.some((upload) => upload.bytes[0] === 2), 20_000);
  });
});

describe("a refusal", () => {
  it.each([
    [403, "consent_required", "consent_required"],
    [410, "upload_closed", "upload_closed"],
    [413, "take_too_long", "take_too_long"],
    [413, "upload_too_large", "upload_too_large"],
    [415, "unsupported_media", "unsupported_media"],
    [401, "unauthorized", "signed_out"],
    [422, "invalid", "refused"],
  ] as const)("%i %s stops with its reason and keeps the bytes", async (status, error, reason) => {
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    await commit(segmentId, [1, 2, 3]);
    server.refusing = [status, error];
    uploader.start();
    await clock.passUntil(() => uploader.state.refusal !== null);
    expect(uploader.state).toMatchObject({ saved: false, pendingBytes: 3, refusal: { reason } });
    const asked = server.requests.length;
    await clock.pass(60_000);
    expect(server.requests.length).toBe(asked);
    expect([...(await store.read(segmentId, 0, 10))]).toEqual([1, 2, 3]);

    server.refusing = null;
    uploader.retryRefused();
    await clock.passUntil(() => uploader.state.saved);
    expect(uploader.state.refusal).toBeNull();
  });
});

describe("another device", () => {
  it("that took the number already: this segment moves on to the next", async () => {
    server.uploads.push({ id: "theirs", takeId: "take-1", segment: 0, bytes: [9, 9], length: null });
    server.uploads.push({ id: "theirs-too", takeId: "take-1", segment: 1, bytes: [8], length: 1 });
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    await commit(segmentId, [1, 2]);
    await store.finish(segmentId);
    uploader.start();
    await clock.passUntil(allComplete);
    expect(server.uploads.map(({ segment, bytes }) => [segment, bytes])).toEqual([
      [0, [9, 9]],
      [1, [8]],
      [2, [1, 2]],
    ]);
  });

  it("whose bytes are in our upload, or that lost ours, is never overwritten", async () => {
    const { segmentId } = await store.openSegment({ ...TAKE, segment: 0 });
    await commit(segmentId, [1, 2]);
    uploader.start();
    await clock.passUntil(() => uploader.state.saved);
    server.uploads[0]?.bytes.pop();
    await commit(segmentId, [3]);
    await clock.passUntil(() => uploader.state.refusal !== null);
    expect(uploader.state.refusal?.reason).toBe("diverged");
    expect(server.uploads[0]?.bytes).toEqual([1]);
  });
});
