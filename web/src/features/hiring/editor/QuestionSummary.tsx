import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { formatDuration } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { type DraftQuestion, lacks } from "./draft";

type Summarised = Pick<DraftQuestion, "text" | "type" | "options" | "allowMultiple" | "timeLimit" | "thinkingTime" | "isRequired">;

/** Type and times in one line. */
export function QuestionSummary({ question, settings }: { question: Summarised & Pick<DraftQuestion, "key" | "keyPoints">; settings: TemplateSettings }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const missing = lacks(question);
  const limit = question.timeLimit ?? settings.questionTimeLimit;
  // In a conversation nothing is timed by question, and only a choice among options is of another kind.
  const talked = settings.mode === "voice";
  const parts = [
    talked && question.type !== "multiple_choice" ? t("settings.modes.voice") : t(`questionType.${question.type}`),
    question.thinkingTime && !talked ? t("editor.think", { time: formatDuration(question.thinkingTime, locale) }) : "",
    limit && !talked ? t("editor.answerIn", { time: formatDuration(limit, locale) }) : "",
    question.isRequired ? "" : t("editor.optionalMark"),
  ].filter(Boolean);
  return (
    <p className="px-2 pb-1 text-sm text-ink-soft">
      {parts.join(" · ")}
      {missing ? <span className="text-danger"> · {t(missing === "text" ? "editor.needsText" : "editor.needsOptions")}</span> : null}
    </p>
  );
}
