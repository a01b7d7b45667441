/** The languages that the pages are written in; the first is for everybody else. */
export const LANGUAGES = ["en", "de"] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, so that whoever needs it can read it. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", de: "Deutsch" };

const KEY = "parley.language";
const INTERVIEW_KEY = "parley.interview-language";

/** The language of ours that a BCP 47 tag such as `de-AT` means, if any. */
export function languageOf(tag: string | null | undefined): Language | null {
  const primary = tag?.split("-")[0]?.toLowerCase();
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** What the person chose here before; null when nothing, or when storage is closed to us. */
export function chosenLanguage(): Language | null {
  try {
    return languageOf(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The choice holds for this page only.
  }
}

/** The language of the interview that was open in this tab; null when none was. */
export function interviewLanguage(): Language | null {
  try {
    return languageOf(sessionStorage.getItem(INTERVIEW_KEY));
  } catch {
    return null;
  }
}

/** For the candidate's other pages, and for the next time this tab is loaded. */
export function rememberInterview(language: string): void {
  try {
    sessionStorage.setItem(INTERVIEW_KEY, language);
  } catch {
    // It is asked for again.
  }
}

/** What the person chose, else the interview's language, else the first of the browser's that is ours. */
export function preferredLanguage(interview: string | null = null): Language {
  const browser = navigator.languages.map(languageOf).find((language) => language !== null);
  return chosenLanguage() ?? languageOf(interview) ?? browser ?? LANGUAGES[0];
}
