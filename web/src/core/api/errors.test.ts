import { expect, it } from "vitest";

import { ApiError, isTransient, NetworkError, parseRetryAfter } from "./errors";

it("reads Retry-After as seconds or as a date, never negative", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  expect(parseRetryAfter("30", now)).toBe(30);
  expect(parseRetryAfter("Sat, 21 Nov 2026 10:01:00 GMT", now)).toBe(60);
  expect(parseRetryAfter("Sat, 21 Nov 2026 09:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeNull();
  expect(parseRetryAfter(null, now)).toBeNull();
});

it("calls transient what may pass without a change", () => {
  expect(isTransient(new NetworkError("unreachable"))).toBe(true);
  expect(isTransient(new ApiError({ status: 503, code: "unavailable" }))).toBe(true);
  expect(isTransient(new ApiError({ status: 429, code: "x" }))).toBe(true);
  expect(isTransient(new ApiError({ status: 409, code: "template_in_use" }))).toBe(false);
  expect(isTransient(new TypeError("a mistake of ours"))).toBe(false);
});
