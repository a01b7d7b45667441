import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  chosenLanguage,
  interviewLanguage,
  LANGUAGE_NAMES,
  languageOf,
  LANGUAGES,
  preferredLanguage,
  rememberInterview,
  rememberLanguage,
} from ".";

function browserSpeaks(...tags: string[]): void {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

describe("the language of a tag", () => {
  it.each([
    ["en", "en"],
    ["de-AT", "de"],
    ["DE", "de"],
    ["den", null],
    ["vi", null],
    ["", null],
    [null, null],
    [undefined, null],
  ])("%s is %s", (tag, language) => expect(languageOf(tag)).toBe(language));
});

describe("the preferred language", () => {
  it("is what the person chose before anything else", () => {
    browserSpeaks("en-GB");
    rememberLanguage("de");
    expect(preferredLanguage("en")).toBe("de");
  });

  it("is the interview's before the browser's", () => {
    browserSpeaks("en-GB", "de");
    expect(preferredLanguage("de")).toBe("de");
  });

  it("is the first of the browser's that we write in", () => {
    browserSpeaks("vi", "de-CH", "en");
    expect(preferredLanguage()).toBe("de");
    expect(preferredLanguage("fr")).toBe("de");
  });

  it("is English for everybody else", () => {
    browserSpeaks("vi", "fr");
    expect(preferredLanguage()).toBe("en");
  });
});

it("forgets nothing and breaks nothing where storage is closed", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("closed", "SecurityError");
  });
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("closed", "SecurityError");
  });
  rememberLanguage("de");
  rememberInterview("de");
  expect(chosenLanguage()).toBeNull();
  expect(interviewLanguage()).toBeNull();
});

it("keeps the interview's language for this tab, apart from what the person chose", () => {
  rememberInterview("de-AT");
  expect(interviewLanguage()).toBe("de");
  expect(chosenLanguage()).toBeNull();
  sessionStorage.clear();
});

it("doesn't take what somebody else stored for a language", () => {
  localStorage.setItem("parley.language", "klingon");
  expect(chosenLanguage()).toBeNull();
});

it("has a name for every language", () => expect(Object.keys(LANGUAGE_NAMES)).toEqual([...LANGUAGES]));
