import { expect, it } from "vitest";

import { nextLook } from "./next-look";

const now = Date.parse("2026-11-21T12:00:00Z");
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();

it("polls what is being prepared, and leaves what failed alone", () => {
  expect(nextLook({ status: "processing", expiresAt: null }, now)).toBe(2_000);
  expect(nextLook({ status: "failed", expiresAt: null }, now)).toBe(false);
});

it("renews a link a minute before it ends", () => {
  expect(nextLook({ status: "ready", expiresAt: inSeconds(300) }, now)).toBe(240_000);
});

it("doesn't storm the server when a clock is wrong", () => {
  expect(nextLook({ status: "ready", expiresAt: inSeconds(-5_000) }, now)).toBe(15_000);
  expect(nextLook({ status: "ready", expiresAt: inSeconds(1e9) }, now)).toBeLessThan(2 ** 31);
});
