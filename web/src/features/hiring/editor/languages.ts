/** Languages that an interview can be held in (docs: settings.language), BCP 47. */
export const LANGUAGES = ["en", "de"];

export function nameOfLanguage(language: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "language" }).of(language) ?? language;
}
