import { expect, it } from "vitest";

import { splitLinks } from "./split-links";

it("finds addresses and leaves the sentence's own marks outside", () => {
  expect(splitLinks("Open https://a.example/x?y=1. Thanks")).toEqual([
    { text: "Open ", href: null },
    { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
    { text: ". Thanks", href: null },
  ]);
});

it("makes no link of other schemes", () => {
  expect(splitLinks("javascript:alert(1)")).toEqual([{ text: "javascript:alert(1)", href: null }]);
});

it("loses no character", () => {
  const text = "a http://x.example/(1) b\nhttps://y.example";
  expect(splitLinks(text).map((part) => part.text).join("")).toBe(text);
});
