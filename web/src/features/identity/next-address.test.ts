import { expect, it } from "vitest";

import { nextAddress } from "./next-address";

const next = (value: string) => nextAddress(new URLSearchParams({ next: value }));

it("goes back to where one came from", () => {
  expect(next("/invitations?status=started")).toBe("/invitations?status=started");
});

it.each(["https://evil.example", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", ""])("never leaves these pages for %j", (value) => {
  expect(next(value)).toBe("/");
});
