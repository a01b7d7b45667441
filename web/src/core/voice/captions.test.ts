import { expect, it } from "vitest";

import { type Caption, MOST_CAPTIONS, withUpdate } from "./captions";

function said(...updates: [speaker: string, text: string, isFinal: boolean][]): readonly Caption[] {
  return updates.reduce<readonly Caption[]>(
    (captions, [speaker, text, isFinal]) => withUpdate(captions, { speaker, text, isFinal }),
    [],
  );
}

it("lets words grow in their place, and settles them", () => {
  const captions = said(["AI", "Hello.", true], ["USER", "I", false], ["USER", "I worked", false], ["USER", "I worked on it.", true]);
  expect(captions).toEqual([
    { id: 1, speaker: "AI", text: "Hello.", final: true },
    { id: 2, speaker: "USER", text: "I worked on it.", final: true },
  ]);
});

it("keeps both apart when the person speaks over the AI", () => {
  const captions = said(["AI", "So tell me", false], ["USER", "Wait", false], ["AI", "So tell me about", true], ["USER", "Wait, please", true]);
  expect(captions.map(({ speaker, text }) => `${speaker}: ${text}`)).toEqual(["AI: So tell me about", "USER: Wait, please"]);
});

it("begins anew after a settled one, even of the same speaker", () => {
  expect(said(["AI", "One.", true], ["AI", "Two.", true])).toHaveLength(2);
});

it("takes back what wasn't words, and leaves out who isn't there", () => {
  expect(said(["USER", "hm", false], ["USER", " ", true])).toEqual([]);
  expect(said(["NOBODY", "boo", true], ["AI", "", true])).toEqual([]);
});

it("keeps the newest of a long talk", () => {
  const all = Array.from({ length: MOST_CAPTIONS + 1 }, (_, index) => ["AI", `line ${index}`, true] as [string, string, boolean]);
  const captions = said(...all);
  expect(captions).toHaveLength(MOST_CAPTIONS);
  expect(captions.at(-1)?.text).toBe(`line ${MOST_CAPTIONS}`);
  expect(captions[0]?.text).toBe("line 1");
  expect(captions.at(-1)?.id).toBe(MOST_CAPTIONS + 1);
});
