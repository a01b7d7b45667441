import { Languages } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";

import { LANGUAGE_NAMES, languageOf, LANGUAGES } from "@/core/language";

import { useLanguage } from "./use-language";

/** Below the pages of people without an account menu. The system's own list costs the first paint least. */
export function LanguageFooter() {
  const { t } = useTranslation();
  const [language, choose] = useLanguage();
  const id = useId();
  return (
    <>
      <Outlet />
      <footer className="flex justify-end gap-2 px-4 py-2 text-sm text-ink-soft sm:px-6">
        <label htmlFor={id} className="flex items-center gap-2">
          <Languages aria-hidden size={16} strokeWidth={1.75} />
          {t("nav.language")}
        </label>
        <select
          id={id}
          value={language}
          onChange={(event) => choose(languageOf(event.target.value) ?? language)}
          className="min-h-11 rounded-md bg-ground px-2 text-ink hover:bg-hover"
        >
          {LANGUAGES.map((value) => (
            <option key={value} value={value} lang={value}>
              {LANGUAGE_NAMES[value]}
            </option>
          ))}
        </select>
      </footer>
    </>
  );
}
