import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { AudioPlayer } from "./audio-player";
import { FakeContext, type FakeNode } from "./fakes/fake-audio";
import { FADE_SECONDS, JITTER_SECONDS, PATIENCE_SECONDS, PlaybackBuffer } from "./playback-buffer";

describe("AudioPlayer", () => {
  let context: FakeContext;
  let player: AudioPlayer;
  const onChange = vi.fn();

  beforeEach(async () => {
    onChange.mockReset();
    context = new FakeContext();
    player = new AudioPlayer({ context: context.asContext, createNode: context.createNode, onChange });
    await player.start();
  });

  const node = (): FakeNode => {
    const [first] = context.nodes;
    if (!first) throw new Error("no node was made");
    return first;
  };

  it("loads its worklet as a file and plays through the loudspeaker", () => {
    expect(context.modules[0]).not.toMatch(/^(blob|data):/);
    expect(node().connectedTo).toEqual([context.destination]);
  });

  it("hands on samples, also when a chunk is cut in the middle of one", () => {
    player.play(new Uint8Array([1, 2, 3]));
    player.play(new Uint8Array([4]));
    player.play(new Uint8Array());
    expect(node().posted).toEqual([Int16Array.from([0x0201]), Int16Array.from([0x0403])]);
  });

  it("reads bytes that don't begin at an even place", () => {
    player.play(new Uint8Array([9, 1, 2, 3, 4]).subarray(1));
    expect(node().posted).toEqual([Int16Array.from([0x0201, 0x0403])]);
  });

  it("tells when it begins and ends to be heard, and how loud", () => {
    node().post({ playing: true, level: 0.4 });
    node().post({ playing: true, level: 0.6 });
    expect(player.playing).toBe(true);
    expect(player.level).toBe(0.6);
    expect(onChange).toHaveBeenCalledTimes(1);
    node().post({ playing: false, level: 0 });
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it("stops at once", () => {
    node().post({ playing: true, level: 0.4 });
    player.play(new Uint8Array([7]));
    player.flush();
    expect(player).toMatchObject({ playing: false, level: 0 });
    player.play(new Uint8Array([1, 2]));
    expect(node().posted).toEqual([null, Int16Array.from([0x0201])]);
  });
});

const RATE = 48_000;

function pull(buffer: PlaybackBuffer, seconds: number): Float32Array {
  const all = new Float32Array(Math.round((seconds * RATE) / 128) * 128);
  for (let at = 0; at < all.length; at += 128) buffer.read(all.subarray(at, at + 128));
  return all;
}

const constant = (seconds: number): Int16Array => new Int16Array(Math.round(seconds * 16_000)).fill(16_384);
const heard = (samples: Float32Array): number => samples.filter((sample) => Math.abs(sample) > 0.25).length / RATE;

describe("what the player's worklet does", () => {
  it("waits for a small supply, then plays", () => {
    const buffer = new PlaybackBuffer(RATE);
    buffer.push(constant(JITTER_SECONDS - 0.01));
    expect(heard(pull(buffer, 0.01))).toBe(0);
    buffer.push(constant(0.02));
    expect(heard(pull(buffer, 0.01))).toBeGreaterThan(0.008);
    expect(buffer.playing).toBe(true);
  });

  it("doesn't wait for ever with a short word", () => {
    const buffer = new PlaybackBuffer(RATE);
    buffer.push(constant(0.02));
    expect(heard(pull(buffer, PATIENCE_SECONDS - 0.01))).toBe(0);
    expect(heard(pull(buffer, 0.05))).toBeGreaterThan(0.017);
    expect(buffer.playing).toBe(false);
  });

  it("has no gap when chunks come unevenly, by less than the supply", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 20, maxLength: 40 }), (late) => {
        const buffer = new PlaybackBuffer(RATE);
        // 20 ms of sound a chunk; each may be up to 40 ms late. Read in steps of 8/3 ms.
        const due = late.map((delay, index) => index * 20 + delay).map((ms, index, all) => Math.max(ms, ...all.slice(0, index)));
        const played: number[] = [];
        const block = new Float32Array(128);
        let next = 0;
        for (let ms = 0; played.length < late.length * 960 && ms < 3000; ms += 128 / 48) {
          while ((due[next] ?? Infinity) <= ms) {
            buffer.push(constant(0.02));
            next += 1;
          }
          buffer.read(block);
          played.push(...block);
        }
        const from = played.findIndex((sample) => sample > 0.45);
        const to = played.findLastIndex((sample) => sample > 0.45);
        const gaps = played.slice(from, to).filter((sample) => sample < 0.45).length;
        expect(gaps).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("is silent within a few milliseconds of a flush, without a click", () => {
    const buffer = new PlaybackBuffer(RATE);
    buffer.push(constant(1));
    pull(buffer, 0.1);
    buffer.flush();
    const after = pull(buffer, 0.05);
    const silentFrom = Math.ceil(FADE_SECONDS * RATE);
    expect(after.subarray(silentFrom).every((sample) => sample === 0)).toBe(true);
    const steps = after.subarray(1).map((sample, index) => Math.abs(sample - (after[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.01);
    expect(buffer.playing).toBe(false);
  });

  it("plays what comes after a flush, and nothing of before", () => {
    const buffer = new PlaybackBuffer(RATE);
    buffer.push(constant(1));
    buffer.flush();
    expect(buffer.buffered).toBe(0);
    expect(heard(pull(buffer, 0.3))).toBe(0);
    buffer.push(constant(0.1));
    expect(heard(pull(buffer, 0.3))).toBeCloseTo(0.1, 2);
  });
});
