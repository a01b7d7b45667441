import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, it } from "vitest";

import { ChunkStore } from "./chunk-store";
import { FakeInput, FakeMediaRecorder } from "./fakes/fake-media";
import { FakeTusServer, type Fault } from "./fakes/fake-tus-server";
import { settled, VirtualClock } from "./fakes/virtual-clock";
import { TakeRecorder } from "./take-recorder";
import { Uploader } from "./uploader";

/**
 * One page load: a store that can stop in the middle of anything, as a killed tab does. After the
 * kill none of its calls ever settles, and what the page still believes is gone.
 */
class Page {
  readonly store: ChunkStore;
  readonly recorder: TakeRecorder;
  readonly uploader: Uploader;
  media: FakeMediaRecorder | null = null;
  #killed = false;
  /** Kills the page once that many answers of the server have arrived: before they are recorded. */
  killAfterAnswers = Infinity;

  constructor(world: World, store: ChunkStore, firstSegment: number) {
    this.store = new Proxy(store, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]): unknown =>
          this.#killed ? new Promise(() => undefined) : Reflect.apply(value, target, args);
      },
    });
    this.uploader = new Uploader({
      store: this.store,
      invitationId: "invitation",
      clock: world.clock,
      random: () => 0.5,
      connectivity: { isOnline: () => true, onChange: () => () => undefined },
      fetch: async (url, init) => {
        if (this.#killed) return new Promise(() => undefined);
        const response = await world.server.fetch(url, init);
        if ((this.killAfterAnswers -= 1) < 0) this.kill();
        return response;
      },
    });
    this.recorder = new TakeRecorder({
      sink: this.store,
      input: world.input,
      clock: world.clock,
      options: { mimeType: "video/webm" },
      take: { invitationId: "invitation", questionId: "question", takeId: "take" },
      firstSegment,
      recordedMsBefore: 0,
      mediaLimitMs: null,
      onCommitted: () => this.uploader.wake(),
      create: (stream) => (this.media = new FakeMediaRecorder(stream)),
    });
  }

  kill(): void {
    this.#killed = true;
  }
}

interface World {
  clock: VirtualClock;
  server: FakeTusServer;
  input: FakeInput;
}

type Event =
  | { kind: "chunk"; size: number; turns: number }
  | { kind: "pass"; ms: number }
  | { kind: "network"; offline: boolean }
  | { kind: "faults"; faults: Fault[] }
  | { kind: "device" }
  | { kind: "kill"; afterAnswers: number };

const faults = fc.constantFrom<Fault[]>(
  "none",
  "lost_request",
  "lost_answer",
  "half_body",
  "locked",
  "unavailable",
  "corrupted",
  "delivered_twice",
);
const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("chunk"), size: fc.integer({ min: 1, max: 9 }), turns: fc.nat(12) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.integer({ min: 0, max: 3000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("faults"), faults: fc.array(faults, { maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("network"), offline: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("device") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill"), afterAnswers: fc.integer({ min: -1, max: 3 }) }) },
);

let name = 0;

/** The whole life of a take under a schedule; `breaking` spoils the store, to show that it matters. */
const everySchedule = (breaking: (store: ChunkStore) => ChunkStore = (store) => store) =>
  fc.asyncProperty(fc.array(events, { minLength: 3, maxLength: 30 }), async (schedule) => {
    const world: World = { clock: new VirtualClock(), server: new FakeTusServer(), input: new FakeInput() };
    const open = (): Promise<ChunkStore> => ChunkStore.open(`schedule-${name}`);
    name += 1;
    const committed = new Map<string, number[]>();
    const stores: ChunkStore[] = [];
    let nextByte = 0;

    const load = async (): Promise<Page> => {
      const store = await open();
      stores.push(store);
      await store.finishLeftovers("invitation");
      const numbers = (await store.segmentsOfTake("take")).map((record) => record.segment);
      const page = new Page(world, breaking(recordingCommits(store, committed)), Math.max(-1, ...numbers) + 1);
      page.uploader.start();
      page.recorder.start();
      return page;
    };

    let page = await load();
    for (const event of schedule) {
      switch (event.kind) {
        case "chunk":
          page.media?.emit(Uint8Array.from({ length: event.size }, () => (nextByte += 1) % 256));
          await settled(event.turns); // Any point of what is going on may be where it comes.
          break;
        case "pass":
          await world.clock.pass(event.ms);
          break;
        case "network":
          world.server.offline = event.offline;
          break;
        case "faults":
          world.server.faults = [...event.faults];
          break;
        case "device":
          world.input.lose("camera");
          await world.clock.pass(100);
          world.input.restore();
          await world.clock.pass(100);
          break;
        case "kill":
          if (event.afterAnswers < 0) page.kill();
          else page.killAfterAnswers = event.afterAnswers;
          page.media?.emit(Uint8Array.from([(nextByte += 1) % 256]));
          await world.clock.pass(1500);
          page.kill();
          await settled(60); // A transaction under way ends, or doesn't, before the next page reads.
          page = await load();
      }
    }
    await page.recorder.stop();
    world.server.offline = false;
    world.server.faults = [];
    const { store, uploader } = page;
    await world.clock.passUntil(
      async () => (await store.segmentsOf("invitation")).every((record) => record.complete),
      120_000,
    );
    await uploader.stop();

    const records = await store.segmentsOf("invitation");
    const stored = world.server.uploads.filter((upload) => upload.bytes.length > 0);
    const bySegment = (a: { segment: number }, b: { segment: number }): number => a.segment - b.segment;
    expect(stored.sort(bySegment).map((upload) => upload.bytes)).toEqual(
      records.sort(bySegment).map((record) => committed.get(record.segmentId)),
    );
    expect(stored.every((upload) => upload.length === upload.bytes.length)).toBe(true);
    for (const each of stores) each.close();
    await ChunkStore.destroy(`schedule-${name - 1}`);
  });

it("stored bytes are the committed chunks in every schedule of faults", async () => {
  await fc.assert(everySchedule(), { numRuns: 150 });
}, 60_000);

it("would not be, if chunks were deleted when they are sent", async () => {
  const deletingWhatIsSent = (store: ChunkStore): ChunkStore => {
    const read = store.read.bind(store);
    store.read = async (segmentId, offset, most) => {
      const bytes = await read(segmentId, offset, most);
      if (bytes.byteLength > 0) await store.acknowledge(segmentId, offset + bytes.byteLength);
      return bytes;
    };
    return store;
  };
  await expect(fc.assert(everySchedule(deletingWhatIsSent), { numRuns: 300, endOnFailure: true })).rejects.toThrow(
    /Property failed/,
  );
}, 60_000);

/** Notes each chunk whose commit the store has confirmed: what must arrive, whoever was told. */
function recordingCommits(store: ChunkStore, committed: Map<string, number[]>): ChunkStore {
  const append = store.append.bind(store);
  store.append = async (segmentId, bytes, ms) => {
    const record = await append(segmentId, bytes, ms);
    committed.set(segmentId, [...(committed.get(segmentId) ?? []), ...bytes]);
    return record;
  };
  return store;
}
