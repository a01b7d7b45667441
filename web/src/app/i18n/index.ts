import i18next, { type BackendModule, type ReadCallback } from "i18next";
import { initReactI18next } from "react-i18next";

import { interviewLanguage, LANGUAGES, preferredLanguage } from "@/core/language";
import app from "@/locales/en/app.json";
import ui from "@/locales/en/ui.json";

/** English for what every page shows is bundled; a feature's texts come with the feature. */
const files = import.meta.glob<Record<string, unknown>>(["../../locales/*/*.json", "!../../locales/en/{app,ui}.json"], {
  import: "default",
});

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`../../locales/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`No texts for ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

/** The candidate's pages go on in the interview's language; the team's have nothing to do with it. */
const CANDIDATES = /^\/(interview|i|receipts)\//;

/** Starts in the language that is preferred; the bundled English stands in when its texts don't load. */
export async function startI18n(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(CANDIDATES.test(location.pathname) ? interviewLanguage() : null),
      // Every language is complete (locales.test.ts): nobody loads English beside their own.
      fallbackLng: false,
      supportedLngs: [...LANGUAGES],
      load: "languageOnly",
      ns: ["app", "ui"],
      defaultNS: "app",
      partialBundledLanguages: true,
      resources: { en: { app, ui } },
      // React escapes; escaping twice would show entities.
      interpolation: { escapeValue: false },
    });
  if (!i18next.hasResourceBundle(i18next.language, "app")) await i18next.changeLanguage(LANGUAGES[0]);
}
