import type { Language } from "@/core/api";

/** Languages that an interview can be held in. */
export const LANGUAGES: Language[] = ["en", "de"];

export function nameOfLanguage(language: Language, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "language" }).of(language) ?? language;
}
