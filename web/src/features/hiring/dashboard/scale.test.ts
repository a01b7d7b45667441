import fc from "fast-check";
import { expect, it } from "vitest";

import { niceTop } from "./scale";

it("ends an axis at a round figure", () => {
  expect([0, 4, 5, 7, 10, 11, 20, 21, 99, 100, 101].map(niceTop)).toEqual([4, 4, 5, 10, 10, 20, 20, 50, 100, 100, 200]);
});

it("holds every value, and wastes little room", () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 1_000_000 }), (value) => {
      const top = niceTop(value);
      return top >= value && top <= value * 2.5;
    }),
  );
});
