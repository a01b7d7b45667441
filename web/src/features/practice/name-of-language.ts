/** "German", in the words of `locale`. */
export function nameOfLanguage(language: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "language" }).of(language) ?? language;
}
