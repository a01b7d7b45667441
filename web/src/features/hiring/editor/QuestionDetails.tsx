import { useTranslation } from "react-i18next";

import type { QuestionType, TemplateSettings } from "@/core/api";
import { formatDuration } from "@/core/time";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { Textarea } from "@/ui/Textarea";
import { useLocale } from "@/ui/use-locale";

import { type DraftQuestion, newOption } from "./draft";
import { DurationSelect } from "./DurationSelect";
import { OptionsEditor } from "./OptionsEditor";

const TYPES: QuestionType[] = ["video", "text", "multiple_choice"];

interface QuestionDetailsProps {
  question: DraftQuestion;
  settings: TemplateSettings;
  onChange: (values: Partial<DraftQuestion>) => void;
}

export function QuestionDetails({ question, settings, onChange }: QuestionDetailsProps) {
  const { t } = useTranslation("hiring");
  // In a conversation nothing is timed by question; a choice among options has no place in it.
  const talked = settings.mode === "voice";

  return (
    <div className="flex flex-col gap-5 px-4 pb-5 sm:pr-6 sm:pl-[4.75rem]">
      <div className={talked && question.type !== "multiple_choice" ? "hidden" : "grid gap-4 sm:grid-cols-3"}>
        <Field label={t("editor.typeLabel")}>
          {(control) => (
            <Select
              {...control}
              value={question.type}
              onChange={(event) => {
                const type = TYPES.find((candidate) => candidate === event.target.value) ?? "video";
                const needsOptions = type === "multiple_choice" && question.options.length === 0;
                onChange({ type, ...(needsOptions ? { options: [newOption(), newOption()] } : {}) });
              }}
            >
              {TYPES.map((type) => (
                <option key={type} value={type}>
                  {t(`questionType.${type}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {talked ? null : <Times question={question} settings={settings} onChange={onChange} />}
      </div>
      {question.type === "multiple_choice" ? (
        <>
          <OptionsEditor options={question.options} onChange={(options) => onChange({ options })} />
          <Switch
            label={t("editor.allowMultiple")}
            checked={question.allowMultiple}
            onChange={(allowMultiple) => onChange({ allowMultiple })}
          />
        </>
      ) : null}
      <Field label={t("editor.keyPoints")} hint={t("editor.keyPointsHint")}>
        {(control) => (
          <Textarea {...control} rows={2} value={question.keyPoints} onChange={(event) => onChange({ keyPoints: event.target.value })} />
        )}
      </Field>
      <Switch label={t("editor.required")} checked={question.isRequired} onChange={(isRequired) => onChange({ isRequired })} />
    </div>
  );
}

/** To think first, and to answer. */
function Times({ question, settings, onChange }: QuestionDetailsProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const inherited = settings.questionTimeLimit
    ? t("editor.asTemplate", { time: formatDuration(settings.questionTimeLimit, locale) })
    : t("editor.none");
  return (
    <>
      <Field label={t("editor.thinkingTime")}>
        {(control) => (
          <DurationSelect
            {...control}
            value={question.thinkingTime}
            choices={[15, 30, 60, 120, 180]}
            none={t("editor.noThinking")}
            onChange={(thinkingTime) => onChange({ thinkingTime })}
          />
        )}
      </Field>
      <Field label={t("editor.timeLimit")}>
        {(control) => (
          <DurationSelect
            {...control}
            value={question.timeLimit}
            choices={[30, 60, 90, 120, 180, 300, 600]}
            none={inherited}
            onChange={(timeLimit) => onChange({ timeLimit })}
          />
        )}
      </Field>
    </>
  );
}
