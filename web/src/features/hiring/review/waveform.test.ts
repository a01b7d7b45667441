import fc from "fast-check";
import { expect, it } from "vitest";

import { barsOf, pathOf } from "./waveform";

it("keeps the loudest of each stretch, scaled to the loudest of all", () => {
  expect(barsOf([0, 50, 10, 100], 2)).toEqual([0.5, 1]);
});

it("draws silence as a thin line", () => {
  expect(barsOf([0, 0, 0], 3)).toEqual([0.04, 0.04, 0.04]);
  expect(barsOf([], 10)).toEqual([]);
});

it("gives as many bars as asked, all of them between line and full, losing no peak", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 500 }), fc.integer({ min: 1, max: 300 }), (peaks, count) => {
      const bars = barsOf(peaks, count);
      expect(bars).toHaveLength(count);
      expect(bars.every((bar) => bar >= 0.04 && bar <= 1)).toBe(true);
      if (Math.max(...peaks) > 0) expect(Math.max(...bars)).toBe(1);
    }),
  );
});

it("draws each bar about the middle", () => {
  expect(pathOf([1, 0.5])).toBe("M0.17 0h.66v1h-.66zM1.17 0.25h.66v0.5h-.66z");
});
