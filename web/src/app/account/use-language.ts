import { useTranslation } from "react-i18next";

import { type Language, languageOf, LANGUAGES, rememberLanguage } from "@/core/language";
import { speak } from "@/ui/speak";

/** The language of the pages, and how the person chooses another; the choice is kept in this browser. */
export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  return [
    languageOf(i18n.language) ?? LANGUAGES[0],
    (language) => {
      void speak(language).then((done) => {
        if (done) rememberLanguage(language);
      });
    },
  ];
}
