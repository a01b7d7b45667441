import { useTranslation } from "react-i18next";

import { LANGUAGE_NAMES, LANGUAGES } from "@/core/language";
import { MenuChoice } from "@/ui/Menu";

import { useLanguage } from "./use-language";

const OPTIONS = LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }));

/** Inside the menu of the account. */
export function LanguageMenu() {
  const { t } = useTranslation();
  const [language, choose] = useLanguage();
  return <MenuChoice label={t("nav.language")} value={language} options={OPTIONS} onChange={choose} />;
}
