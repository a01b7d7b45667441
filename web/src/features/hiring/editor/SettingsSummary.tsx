import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { formatDuration } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { nameOfLanguage } from "./languages";

/** The rules of a template that can't be edited any more. */
export function SettingsSummary({ settings }: { settings: TemplateSettings }) {
  const { t } = useTranslation(["hiring", "ui"]);
  const locale = useLocale();
  const yesNo = (value: boolean) => t(value ? "ui:yes" : "ui:no");
  const talked = settings.mode === "voice";
  const rows = [
    [t("settings.mode"), t(`settings.modes.${settings.mode}`)],
    [t("settings.practice"), yesNo(settings.practice)],
    ...(talked ? [] : [[t("settings.questionTimeLimit"), settings.questionTimeLimit ? formatDuration(settings.questionTimeLimit, locale) : t("editor.none")] as const]),
    [t("settings.totalTimeLimit"), settings.totalTimeLimit ? formatDuration(settings.totalTimeLimit * 60, locale) : t("editor.none")],
    ...(talked ? [] : [[t("settings.maxRetakes"), settings.allowRetakes ? String(settings.maxRetakes) : t("editor.noThinking")] as const]),
    [t("settings.shuffle"), yesNo(settings.shuffleQuestions)],
    [t("settings.showProgress"), yesNo(settings.showProgress)],
    [t("settings.language"), nameOfLanguage(settings.language, locale)],
    [t("settings.retention"), settings.retentionDays === null ? t("settings.retentionNone") : t("settings.days", { count: settings.retentionDays })],
  ] as const;
  return (
    <dl className="flex flex-col divide-y">
      {rows.map(([label, value]) => (
        <div key={label} className="flex justify-between gap-4 py-3 first:pt-0">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="text-right tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
