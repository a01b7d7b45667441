import { AudioLines, ChevronLeft, ChevronRight, Video } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { formatClock, formatDuration } from "@/core/time";
import { buttonClasses } from "@/ui/button-classes";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";
import { ProgressDots } from "@/ui/Progress";
import { Checkbox } from "@/ui/Checkbox";
import { RadioGroup } from "@/ui/RadioGroup";
import { Textarea } from "@/ui/Textarea";
import { useLocale } from "@/ui/use-locale";

import type { DraftQuestion } from "../editor/draft";

interface CandidatePreviewProps {
  title: string;
  settings: TemplateSettings;
  questions: DraftQuestion[];
  index: number;
  onIndex: (index: number) => void;
  /** In the editor's side panel. */
  compact?: boolean;
}

/** One question as the candidate sees it. Nothing is recorded or sent. */
export function CandidatePreview({ title, settings, questions, index, onIndex, compact = false }: CandidatePreviewProps) {
  const { t } = useTranslation("hiring");
  const question = questions[index];
  if (!question) {
    return <p className="rounded-md border border-dashed border-line-strong px-4 py-12 text-center text-ink-soft">{t("preview.empty")}</p>;
  }
  return (
    <section aria-label={t("preview.label")}>
      <div className="overflow-hidden rounded-lg border bg-ground">
        <div className="flex items-center justify-between gap-4 border-b px-4 py-3 text-sm text-ink-soft">
          <span className="truncate">{title}</span>
          {settings.showProgress ? (
            <span className="flex shrink-0 items-center gap-3 tabular">
              <span className={compact ? "sr-only" : undefined}>{t("preview.questionOf", { number: index + 1, total: questions.length })}</span>
              <ProgressDots done={index + 1} total={questions.length} />
            </span>
          ) : null}
        </div>
        {settings.mode === "voice" ? (
          <TalkScreen question={question} compact={compact} />
        ) : (
          <QuestionScreen key={question.key} question={question} settings={settings} compact={compact} />
        )}
      </div>
      <div className="mt-3 flex items-center justify-between gap-2 text-sm text-ink-soft tabular">
        <IconButton icon={ChevronLeft} label={t("preview.previous")} disabled={index === 0} onClick={() => onIndex(index - 1)} />
        <span>
          {index + 1} / {questions.length}
          {settings.shuffleQuestions && !compact ? ` · ${t("preview.shuffled")}` : ""}
        </span>
        <IconButton icon={ChevronRight} label={t("preview.next")} disabled={index === questions.length - 1} onClick={() => onIndex(index + 1)} />
      </div>
    </section>
  );
}

/** A question as it is asked aloud. */
function TalkScreen({ question, compact }: { question: DraftQuestion; compact: boolean }) {
  const { t } = useTranslation("hiring");
  return (
    <div className={classes("flex flex-col items-center gap-5 text-center", compact ? "p-4" : "p-6 sm:p-10")}>
      <p className="measure text-sm text-ink-soft">{t("preview.voice.lead")}</p>
      <span aria-hidden className={classes("grid place-items-center rounded-full bg-accent-soft", compact ? "size-24" : "size-36")}>
        <span className="grid size-3/4 place-items-center rounded-full bg-accent text-on-accent">
          <AudioLines size={compact ? 28 : 40} strokeWidth={1.5} />
        </span>
      </span>
      <div className="flex flex-col gap-1">
        <p className="text-sm text-accent">{t("preview.voice.asks")}</p>
        <p className={classes("font-semibold text-balance whitespace-pre-wrap", compact ? "text-lg" : "measure text-2xl")}>
          {question.text.trim() === "" ? <span className="font-normal text-ink-soft">{t("editor.untitledQuestion")}</span> : question.text}
        </p>
      </div>
      <p className="measure text-sm text-ink-soft">{t("preview.voice.answers")}</p>
    </div>
  );
}

function QuestionScreen({ question, settings, compact }: { question: DraftQuestion; settings: TemplateSettings; compact: boolean }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const [choice, setChoice] = useState<string | null>(null);
  const limit = question.timeLimit ?? settings.questionTimeLimit;
  const options = question.options.filter((option) => option.text.trim() !== "");

  return (
    <div className={classes("flex flex-col gap-5", compact ? "p-4" : "p-4 sm:p-8")}>
      <p className={classes("font-semibold text-balance whitespace-pre-wrap", compact ? "text-lg" : "measure text-2xl")}>
        {question.text.trim() === "" ? <span className="font-normal text-ink-soft">{t("editor.untitledQuestion")}</span> : question.text}
      </p>
      {question.type === "video" ? (
        <div className={classes("grid grid-cols-[minmax(0,1fr)] items-start gap-5", !compact && "md:grid-cols-[minmax(0,1fr)_11rem]")}>
          <div className="grid aspect-video place-items-center rounded-md bg-stage text-on-stage">
            <span className="flex flex-col items-center gap-2 text-sm opacity-80">
              <Video aria-hidden size={28} strokeWidth={1.25} />
              {t("preview.camera")}
            </span>
          </div>
          <div className={classes("flex gap-x-6 gap-y-4 text-sm text-ink-soft", compact ? "flex-row" : "flex-row md:flex-col")}>
            {question.thinkingTime ? (
              <p>
                {t("preview.thinking")}
                <span className="block text-xl text-ink tabular">{formatClock(question.thinkingTime)}</span>
                {compact ? null : t("preview.thinkingHint")}
              </p>
            ) : null}
            {limit ? <p>{t("preview.limit", { time: formatDuration(limit, locale) })}</p> : null}
          </div>
        </div>
      ) : null}
      {question.type === "text" ? <Textarea rows={compact ? 4 : 7} aria-label={t("preview.textPlaceholder")} placeholder={t("preview.textPlaceholder")} /> : null}
      {question.type === "multiple_choice" && question.allowMultiple ? (
        <fieldset className="flex flex-col gap-3">
          <legend className="sr-only">{question.text}</legend>
          {options.map((option) => (
            <Checkbox key={option.key} label={option.text} />
          ))}
        </fieldset>
      ) : null}
      {question.type === "multiple_choice" && !question.allowMultiple ? (
        <RadioGroup
          legend={question.text}
          hideLegend
          value={choice}
          onChange={setChoice}
          options={options.map((option) => ({ value: option.key, label: option.text }))}
        />
      ) : null}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        {/* Looks like the candidate's button, and does nothing. */}
        <span className={buttonClasses("primary", compact ? "md" : "lg", "cursor-default select-none")}>
          {question.type === "video" ? t("preview.start") : t("preview.sendText")}
        </span>
        <span className="text-sm text-ink-soft">
          {question.type === "video" && settings.allowRetakes ? t("preview.retakes", { count: settings.maxRetakes }) : null}
          {question.isRequired ? null : t("preview.optional")}
        </span>
      </div>
    </div>
  );
}
