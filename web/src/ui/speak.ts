import i18next from "i18next";

import type { Language } from "@/core/language";

/** Goes over to a language; stays with the present one, and says false, when its texts don't load. */
export async function speak(language: Language): Promise<boolean> {
  const before = i18next.language;
  if (language === before) return true;
  await i18next.changeLanguage(language);
  const used = i18next.options.ns ?? [];
  if ((typeof used === "string" ? [used] : used).every((namespace) => i18next.hasResourceBundle(language, namespace))) return true;
  await i18next.changeLanguage(before);
  return false;
}
