import { describe, expect, it } from "vitest";

import { LANGUAGES } from "@/core/language";

interface Texts {
  [key: string]: string | Texts;
}

const files = import.meta.glob<Texts>("../../locales/*/*.json", { eager: true, import: "default" });

function flat(texts: Texts, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] satisfies [string, string]] : flat(value, `${prefix}${key}.`),
  );
}

function textsOf(language: string, namespace: string): Map<string, string> {
  const texts = files[`../../locales/${language}/${namespace}.json`];
  if (!texts) throw new Error(`no ${language}/${namespace}.json`);
  return new Map(flat(texts));
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const namespaces = Object.keys(files)
  .map((path) => /locales\/en\/(.+)\.json$/.exec(path)?.[1])
  .filter((name) => name !== undefined);

/** A key without its plural form, once for each form that the language needs. */
function wanted(english: Map<string, string>, language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(
    [...english.keys()].flatMap((key) => (PLURAL.test(key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key])),
  );
}

function inside(text: string, what: RegExp): string[] {
  return [...text.matchAll(what)].map((match) => match[0]).sort();
}

/** What may be the same word in both languages. */
const SAME = /^(\W|\d|{{\w+}}|min|s)*$/;
const NAMES = new Set(["Parley", "Name", "Video", "Text", "REC", "Prompt (SHA-256)"]);

describe.each(LANGUAGES.filter((language) => language !== "en"))("%s", (language) => {
  it("has a file for each of the English ones, and no other", () => {
    const own = Object.keys(files).filter((path) => path.includes(`/${language}/`));
    expect(own.map((path) => path.replace(`/${language}/`, "/en/")).sort()).toEqual(
      namespaces.map((name) => `../../locales/en/${name}.json`).sort(),
    );
  });

  describe.each(namespaces)("%s", (namespace) => {
    const english = textsOf("en", namespace);
    const own = textsOf(language, namespace);

    it("says everything, in every plural form, and nothing else", () => {
      expect([...own.keys()].sort()).toEqual([...wanted(english, language)].sort());
    });

    it("shows the same values and parts", () => {
      for (const [key, text] of own) {
        const model = english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
        for (const what of [/{{\s*\w+\s*}}/g, /<\/?\w+\s*\/?>/g, /\$t\([^)]*\)/g]) {
          expect(inside(text, what), `${namespace}:${key}`).toEqual(inside(model, what));
        }
      }
    });

    it("is translated", () => {
      const left = [...own].filter(([key, text]) => text === english.get(key) && !SAME.test(text) && !NAMES.has(text));
      expect(left.map(([key, text]) => `${key}: ${text}`)).toEqual([]);
    });

    it("is empty only where English is", () => {
      expect([...own].filter(([key, text]) => text === "" && english.get(key) !== "")).toEqual([]);
    });
  });
});
