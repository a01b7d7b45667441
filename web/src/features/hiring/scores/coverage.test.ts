import { expect, it } from "vitest";

import { coverageOf } from "./coverage";

it("says how far a point is covered in three words", () => {
  expect([0, 0.32, 0.33, 0.65, 0.66, 1].map(coverageOf)).toEqual(["missing", "missing", "partly", "partly", "covered", "covered"]);
});
