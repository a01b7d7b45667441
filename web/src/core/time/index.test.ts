import { describe, expect, it } from "vitest";

import { formatClock, formatDateTime, formatDuration, formatRelative, fromLocalInput, toLocalInput } from ".";

const now = Date.parse("2026-11-21T12:00:00Z");
const after = (seconds: number) => new Date(now + seconds * 1000).toISOString();

describe("formatRelative", () => {
  it.each([
    [10, "now"],
    [90, "in 2 minutes"],
    [-3600, "1 hour ago"],
    [23 * 3600, "tomorrow"],
    [-6 * 86_400, "6 days ago"],
    [45 * 86_400, "in 2 months"],
    [-400 * 86_400, "last year"],
  ])("%i s from now is %s", (seconds, text) => {
    expect(formatRelative(after(seconds), "en", now)).toBe(text);
  });

  it("never says zero of a unit just above its edge", () => {
    for (let seconds = 46; seconds < 400 * 86_400; seconds = Math.ceil(seconds * 1.3)) {
      expect(formatRelative(after(seconds), "en-GB", now)).not.toMatch(/\b0\b/);
    }
  });
});

it("shows an instant in the zone that is asked for", () => {
  expect(formatDateTime("2026-11-28T23:59:00Z", "en-GB", "America/New_York")).toContain("18:59");
  expect(formatDateTime("2026-11-28T23:59:00Z", "en-GB", "Asia/Tokyo")).toContain("29 Nov");
});

it("formats media time", () => {
  expect(formatClock(42.9)).toBe("0:42");
  expect(formatClock(3_725)).toBe("1:02:05");
  expect(formatClock(Number.NaN)).toBe("0:00");
  expect(formatClock(Infinity)).toBe("0:00");
});

it("formats lengths in words", () => {
  expect(formatDuration(90, "en-US")).toBe("1 min 30 sec");
  expect(formatDuration(3_600, "en-US")).toBe("1 hr");
  expect(formatDuration(0, "en-US")).toBe("0 sec");
});

it("goes to local input and back without moving the instant", () => {
  for (const iso of ["2026-07-01T10:30:00.000Z", "2026-12-31T23:59:00.000Z"]) {
    expect(fromLocalInput(toLocalInput(new Date(iso)))?.toISOString()).toBe(iso);
  }
  expect(fromLocalInput("")).toBeNull();
});
