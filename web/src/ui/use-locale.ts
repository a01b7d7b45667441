import { useTranslation } from "react-i18next";

/** The language for dates and numbers. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  // "en" alone means US formats to Intl; a person's regional variant says it better.
  const regional = navigator.languages.find((language) => language.split("-")[0] === i18n.language && language.includes("-"));
  return regional ?? (i18n.language === "en" ? "en-GB" : i18n.language);
}
