import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { formatDuration } from "@/core/time";
import { Field } from "@/ui/Field";
import { RadioGroup } from "@/ui/RadioGroup";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { useLocale } from "@/ui/use-locale";

import { DurationSelect } from "./DurationSelect";
import { LANGUAGES, nameOfLanguage } from "./languages";

interface SettingsPanelProps {
  settings: TemplateSettings;
  onChange: (settings: Partial<TemplateSettings>) => void;
}

const MODES: TemplateSettings["mode"][] = ["recorded", "voice"];
const TOTALS = [10, 15, 20, 30, 45, 60, 90];
/** Days. */
const RETENTIONS = [30, 90, 180, 365, 730];

export function SettingsPanel({ settings, onChange }: SettingsPanelProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const retention = settings.retentionDays ?? 0;
  const retentions = retention > 0 && !RETENTIONS.includes(retention) ? [...RETENTIONS, retention].sort((a, b) => a - b) : RETENTIONS;
  const total = settings.totalTimeLimit ?? 0;
  const totals = total > 0 && !TOTALS.includes(total) ? [...TOTALS, total].sort((a, b) => a - b) : TOTALS;
  const live = settings.mode === "voice";
  return (
    <div className="flex flex-col gap-6">
      <RadioGroup
        legend={t("settings.mode")}
        value={settings.mode}
        onChange={(mode) => onChange({ mode })}
        options={MODES.map((mode) => ({ value: mode, label: t(`settings.modes.${mode}`), hint: t(`settings.modeHints.${mode}`) }))}
      />
      <Switch
        label={t("settings.practice")}
        hint={t("settings.practiceHint")}
        checked={settings.practice}
        onChange={(practice) => onChange({ practice })}
      />
      {live ? null : (
        <Field label={t("settings.questionTimeLimit")} hint={t("settings.questionTimeHint")}>
          {(control) => (
            <DurationSelect
              {...control}
              value={settings.questionTimeLimit}
              choices={[30, 60, 90, 120, 180, 300, 600]}
              none={t("editor.none")}
              onChange={(questionTimeLimit) => onChange({ questionTimeLimit })}
            />
          )}
      </Field>
      )}
      <Field label={t("settings.totalTimeLimit")}>
        {(control) => (
          <Select {...control} value={total} onChange={(event) => onChange({ totalTimeLimit: Number(event.target.value) || null })}>
            <option value={0}>{t("editor.none")}</option>
            {totals.map((minutes) => (
              <option key={minutes} value={minutes}>
                {formatDuration(minutes * 60, locale)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {live ? null : <Retakes settings={settings} onChange={onChange} />}
      <Switch
        label={t("settings.shuffle")}
        hint={t("settings.shuffleHint")}
        checked={settings.shuffleQuestions}
        onChange={(shuffleQuestions) => onChange({ shuffleQuestions })}
      />
      <Switch
        label={t("settings.showProgress")}
        hint={t("settings.showProgressHint")}
        checked={settings.showProgress}
        onChange={(showProgress) => onChange({ showProgress })}
      />
      <Field label={t("settings.language")} hint={t("settings.languageHint")}>
        {(control) => (
          <Select {...control} value={settings.language} onChange={(event) => onChange({ language: LANGUAGES.find((each) => each === event.target.value) ?? "en" })}>
            {LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {nameOfLanguage(language, locale)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label={t("settings.retention")}
        hint={settings.retentionDays === null ? t("settings.retentionNoneHint") : t("settings.retentionHint", { count: settings.retentionDays })}
      >
        {(control) => (
          <Select {...control} value={retention} onChange={(event) => onChange({ retentionDays: Number(event.target.value) || null })}>
            <option value={0}>{t("settings.retentionNone")}</option>
            {retentions.map((days) => (
              <option key={days} value={days}>
                {t("settings.days", { count: days })}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

/** Nobody repeats an answer in a conversation. */
function Retakes({ settings, onChange }: SettingsPanelProps) {
  const { t } = useTranslation("hiring");
  return (
    <>
      <Switch
        label={t("settings.allowRetakes")}
        hint={t("settings.allowRetakesHint")}
        checked={settings.allowRetakes}
        onChange={(allowRetakes) => onChange({ allowRetakes, maxRetakes: allowRetakes ? Math.max(1, settings.maxRetakes) : settings.maxRetakes })}
      />
      {settings.allowRetakes ? (
        <Field label={t("settings.maxRetakes")}>
          {(control) => (
            <Select {...control} value={settings.maxRetakes} onChange={(event) => onChange({ maxRetakes: Number(event.target.value) })}>
              {[1, 2, 3, 5, 10].concat([1, 2, 3, 5, 10].includes(settings.maxRetakes) ? [] : [settings.maxRetakes]).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
    </>
  );
}
