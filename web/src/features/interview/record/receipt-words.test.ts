import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";

import type { Receipt } from "@/core/api";

import { asText, receiptWords } from "./receipt-words";

const RECEIPT: Receipt = {
  id: "r-1",
  status: "done",
  scope: "evidence",
  cause: "candidate",
  askedAt: "2026-11-05T10:00:00Z",
  doneAt: "2026-11-05T10:00:04Z",
  waitingFor: [],
  removed: [
    { what: "messages", count: 4 },
    { what: "old_drafts", count: 1 },
    { what: "recordings", count: 1200 },
  ],
  kept: [
    { what: "receipt", why: "proof_of_deletion", until: "2027-11-05T10:00:00Z" },
    { what: "Something new", why: "So that a test can see it.", until: null },
  ],
  receiptLink: null,
};

beforeAll(() => i18next.loadNamespaces("record"));

function words(receipt: Partial<Receipt> = {}) {
  return receiptWords({ ...RECEIPT, ...receipt }, i18next.getFixedT("en", "record"), "en-GB");
}

it("says what went and what stays in the page's words, and what it has no word for as it came", () => {
  expect(words().removed).toEqual(["Recordings: 1,200", "Internal messages: 4", "old drafts: 1"]);
  const [known, unknown] = words().kept;
  expect(known).toMatchObject({ why: "So that the deletion can be shown.", lang: undefined });
  expect(known?.until).toContain("2027");
  expect(unknown).toEqual({
    what: "Something new",
    why: "So that a test can see it.",
    until: "Its end is not known",
    lang: "en",
  });
});

it("names the parts that still have to answer, and no end before there is one", () => {
  const running = words({ status: "running", doneAt: null, waitingFor: ["speech", "media", "a new part"] });
  expect(running.title).toBe("We are deleting your interview");
  expect(running.waitingFor).toBe("recordings and transcripts");
  expect(running.facts.map(([term]) => term)).not.toContain("Finished");
  expect(words().facts.map(([term]) => term)).toContain("Finished");
});

it("tells a withdrawal from the deletion of a whole interview", () => {
  expect(words({ scope: "recordings" }).title).toBe("Your recordings are deleted");
});

it("writes all of it into the file, with the address that shows it again", () => {
  const file = asText(words(), "https://parley.example/receipts/x");
  for (const said of ["r-1", "Recordings: 1,200", "Something new", "Its end is not known", "/receipts/x"])
    expect(file).toContain(said);
});
