import fc from "fast-check";
import { expect, it } from "vitest";

import { rangeOf } from "./range";

it("lays the sane range in the middle of the line", () => {
  expect(rangeOf({ value: 140, low: 120, high: 160 })).toEqual({ value: 0.5, low: 1 / 6, high: 5 / 6, inside: true });
});

it("stretches the line to a value outside", () => {
  const range = rangeOf({ value: 300, low: 120, high: 160 });
  expect(range).toMatchObject({ value: 1, inside: false });
  expect(range?.high).toBeLessThan(0.5);
});

it("knows ranges with one bound, and draws none without any", () => {
  expect(rangeOf({ value: 2, low: null, high: 6 })).toMatchObject({ low: 0, inside: true });
  expect(rangeOf({ value: 9, low: null, high: 6 })).toMatchObject({ inside: false });
  expect(rangeOf({ value: 2, low: 1, high: null })).toMatchObject({ high: 1, inside: true });
  expect(rangeOf({ value: 2, low: null, high: null })).toBeNull();
});

it("keeps everything on the line, in order", () => {
  const number = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(number, fc.option(number), fc.option(number), (value, a, b) => {
      const [low, high] = a !== null && b !== null && a > b ? [b, a] : [a, b];
      const range = rangeOf({ value, low, high });
      if (!range) return low === null && high === null;
      const inLine = [range.value, range.low, range.high].every((at) => at >= -1e-9 && at <= 1 + 1e-9);
      return inLine && range.low <= range.high + 1e-9 && (!range.inside || (range.value >= range.low - 1e-9 && range.value <= range.high + 1e-9));
    }),
  );
});
