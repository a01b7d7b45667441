import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Resampler } from "./resampler";

function tone(hertz: number, rate: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));
}

/** Decibels against a full tone, the filter's start and end left out. */
function power(samples: Float32Array): number {
  const middle = samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));
  const mean = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
  return 10 * Math.log10(2 * mean + 1e-12);
}

/** How loud one frequency is, by its Fourier coefficient. */
function loudnessAt(samples: Float32Array, hertz: number, rate: number): number {
  let re = 0;
  let im = 0;
  let weight = 0;
  for (const [index, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
    re += window * sample * Math.cos((2 * Math.PI * hertz * index) / rate);
    im += window * sample * Math.sin((2 * Math.PI * hertz * index) / rate);
    weight += window;
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / weight + 1e-9);
}

describe.each([48_000, 44_100, 32_000, 96_000])("from %i Hz to 16 kHz", (rate) => {
  it.each([100, 440, 1000, 3000, 6500])("lets %i Hz through unchanged", (hertz) => {
    expect(power(new Resampler(rate, 16_000).process(tone(hertz, rate)))).toBeCloseTo(0, 0);
  });

  it.each([9000, 11_000, 14_000, 15_900])("lets nothing of %i Hz be mirrored into speech", (hertz) => {
    const heard = new Resampler(rate, 16_000).process(tone(hertz, rate));
    expect(power(heard)).toBeLessThan(-70);
    expect(loudnessAt(heard, 16_000 - hertz, 16_000)).toBeLessThan(-70);
  });
});

describe.each([48_000, 44_100, 22_050, 192_000])("from 16 kHz to %i Hz", (rate) => {
  it("keeps a tone and adds no image of it above 8 kHz", () => {
    const played = new Resampler(16_000, rate).process(tone(3000, 16_000));
    expect(power(played)).toBeCloseTo(0, 0);
    expect(loudnessAt(played, 3000, rate)).toBeCloseTo(0, 0);
    const image = 13_000;
    if (image < rate / 2) expect(loudnessAt(played, image, rate)).toBeLessThan(-70);
  });
});

it("has aliases when a sample is just picked: the measure sees what the filter removes", () => {
  const picked = tone(9000, 48_000).filter((_, index) => index % 3 === 0);
  expect(loudnessAt(picked, 7000, 16_000)).toBeGreaterThan(-1);
});

it("makes as much as the rates say, and a constant of a constant", () => {
  for (const rate of [8000, 11_025, 44_100, 48_000]) {
    const made = new Resampler(rate, 16_000).process(new Float32Array(rate).fill(0.5));
    expect(Math.abs(made.length - 16_000)).toBeLessThan(64);
    for (const sample of made.subarray(200, -200)) expect(sample).toBeCloseTo(0.5, 4);
  }
});

it("makes the same of one block as of any cuts of it", () => {
  const whole = tone(700, 44_100, 0.05);
  const expected = new Resampler(44_100, 16_000).process(whole);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (cuts) => {
      const resampler = new Resampler(44_100, 16_000);
      const made: number[] = [];
      let from = 0;
      for (const cut of [...cuts, whole.length]) {
        made.push(...resampler.process(whole.subarray(from, from + cut)));
        from = Math.min(whole.length, from + cut);
      }
      expect(made.length).toBe(expected.length);
      for (const [index, sample] of made.entries()) expect(sample).toBeCloseTo(expected[index] ?? NaN, 5);
    }),
    { numRuns: 50 },
  );
});

it("forgets what came before", () => {
  const resampler = new Resampler(48_000, 16_000);
  resampler.process(tone(1000, 48_000));
  resampler.reset();
  expect(resampler.process(new Float32Array(480)).every((sample) => sample === 0)).toBe(true);
});

it("refuses rates that are none", () => {
  expect(() => new Resampler(0, 16_000)).toThrow(RangeError);
  expect(() => new Resampler(48_000, NaN)).toThrow(RangeError);
});
