import "i18next";

import type app from "@/locales/en/app.json";
import type hiring from "@/locales/en/hiring.json";
import type identity from "@/locales/en/identity.json";
import type interview from "@/locales/en/interview.json";
import type live from "@/locales/en/live.json";
import type practice from "@/locales/en/practice.json";
import type record from "@/locales/en/record.json";
import type ui from "@/locales/en/ui.json";
import type voice from "@/locales/en/voice.json";

/** Keys are checked against the English files. */
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: {
      app: typeof app;
      hiring: typeof hiring;
      identity: typeof identity;
      interview: typeof interview;
      live: typeof live;
      practice: typeof practice;
      record: typeof record;
      ui: typeof ui;
      voice: typeof voice;
    };
  }
}
