import { beforeEach, describe, expect, it } from "vitest";

import { AudioRecorder } from "./audio-recorder";
import { CaptureFrames, FRAME_SAMPLES, toInt16 } from "./capture-frames";
import { FakeContext, type FakeNode, fakeStream } from "./fakes/fake-audio";

describe("AudioRecorder", () => {
  let context: FakeContext;
  let chunks: Uint8Array[];
  let recorder: AudioRecorder;

  beforeEach(() => {
    context = new FakeContext();
    chunks = [];
    recorder = new AudioRecorder({
      context: context.asContext,
      createNode: context.createNode,
      onChunk: (bytes) => chunks.push(bytes),
    });
  });

  const node = (): FakeNode => {
    const [first] = context.nodes;
    if (!first) throw new Error("no node was made");
    return first;
  };

  it("loads its worklet as a file, and leads to the loudspeaker so that it runs", async () => {
    await recorder.start();
    expect(context.modules).toHaveLength(1);
    expect(context.modules[0]).not.toMatch(/^(blob|data):/);
    expect(node().connectedTo).toEqual([context.destination]);
  });

  it("hands on frames as little-endian bytes, with the level", async () => {
    await recorder.start();
    node().post(Int16Array.from([0x0102, -2]));
    expect([...(chunks[0] ?? [])]).toEqual([0x02, 0x01, 0xfe, 0xff]);
    expect(recorder.level).toBeLessThan(0.5);
    node().post(new Int16Array(512).fill(20_000));
    expect(recorder.level).toBe(1);
    node().post(new Int16Array(512));
    expect(recorder.level).toBe(0);
  });

  it("takes another microphone, and goes on without one", async () => {
    recorder.attach(fakeStream());
    await recorder.start();
    expect(context.sources[0]?.connectedTo).toEqual([node()]);
    recorder.attach(fakeStream());
    expect(context.sources[0]?.connectedTo).toEqual([]);
    expect(context.sources[1]?.connectedTo).toEqual([node()]);
    recorder.attach(null);
    expect(context.sources[1]?.connectedTo).toEqual([]);
    node().post(new Int16Array(FRAME_SAMPLES));
    expect(chunks).toHaveLength(1);
  });

  it("mutes where the sound is, also when it was muted before it started", async () => {
    recorder.mute(true);
    await recorder.start();
    recorder.mute(false);
    expect(node().posted).toEqual([{ muted: true }, { muted: false }]);
    expect(recorder.muted).toBe(false);
  });

  it("lets go of everything", async () => {
    recorder.attach(fakeStream());
    await recorder.start();
    const [source] = context.sources;
    recorder.close();
    expect(node().connectedTo).toEqual([]);
    expect(source?.connectedTo).toEqual([]);
  });
});

describe("what the recorder's worklet does", () => {
  function blocksOf(samples: Float32Array): Float32Array[] {
    return Array.from({ length: Math.floor(samples.length / 128) }, (_, index) => samples.subarray(index * 128, index * 128 + 128));
  }

  it.each([48_000, 44_100, 16_000])("cuts a second at %i Hz into frames of 32 ms", (rate) => {
    const frames = new CaptureFrames(rate);
    const spoken = Float32Array.from({ length: rate }, (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / rate));
    const made = blocksOf(spoken).flatMap((block) => frames.add(block));
    expect(made.length).toBeGreaterThanOrEqual(30);
    expect(made.length).toBeLessThanOrEqual(31);
    expect(made.every((frame) => frame.length === FRAME_SAMPLES)).toBe(true);
    const loudest = Math.max(...(made[10] ?? []));
    expect(loudest).toBeGreaterThan(16_000);
    expect(loudest).toBeLessThan(16_800);
  });

  it("goes on in silence while muted", () => {
    const frames = new CaptureFrames(16_000);
    frames.muted = true;
    const made = frames.add(new Float32Array(2 * FRAME_SAMPLES).fill(0.9));
    expect(made).toHaveLength(2);
    expect(made.flatMap((frame) => [...frame]).every((sample) => sample === 0)).toBe(true);
  });

  it("clips instead of wrapping around", () => {
    expect([toInt16(2), toInt16(-2), toInt16(0), toInt16(1)]).toEqual([32_767, -32_767, 0, 32_767]);
  });
});
