import type { i18n } from "i18next";

import { type Language } from "@/core/language";

/** Goes over to a language; stays with the present one, and says false, when its texts don't load. */
export async function speak(language: Language, i18n: i18n): Promise<boolean> {
  const before = i18n.language;
  if (language === before) return true;
  await i18n.changeLanguage(language);
  const used = i18n.options.ns ?? [];
  if ((typeof used === "string" ? [used] : used).every((namespace) => i18n.hasResourceBundle(language, namespace))) return true;
  await i18n.changeLanguage(before);
  return false;
}
