import { useTranslation } from "react-i18next";

/** For dates and lists: the page's language in the form the person's browser prefers ("en-GB"). */
export function useLocale(): string {
  const { language } = useTranslation("interview").i18n;
  return navigator.languages.find((own) => own.split("-")[0] === language) ?? language;
}
