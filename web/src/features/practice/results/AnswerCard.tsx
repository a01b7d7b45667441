import { Check, Lightbulb, type LucideIcon, Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { PracticeAnswer } from "@/core/api";
import { formatClock } from "@/core/time";

import { Bar } from "./Bar";
import { coverageOf } from "./coverage";
import { useReasonText } from "./use-reason-text";

/** One question: the figure, what went well, what to try, and what that rests on. */
export function AnswerCard({ number, answer, onPlay }: { number: number; answer: PracticeAnswer; onPlay: ((seconds: number) => void) | null }) {
  const { t } = useTranslation("practice");
  const reasonText = useReasonText();
  const scored = answer.status === "scored" && answer.score !== null;
  return (
    <article className="flex flex-col gap-4 rounded-lg border bg-surface p-5 sm:p-6">
      <header className="flex items-start justify-between gap-6">
        <div className="min-w-0">
          <p className="text-sm text-ink-soft">{t("result.question", { number })}</p>
          <h3 className="measure text-lg font-medium">{answer.question}</h3>
        </div>
        {scored ? (
          <p className="flex shrink-0 items-baseline gap-1.5">
            <span className="text-2xl font-semibold tabular">{Math.round(answer.score ?? 0)}</span>
            <span className="text-sm text-ink-soft">{t("result.ofHundred")}</span>
          </p>
        ) : null}
      </header>
      {scored ? null : (
        <p className="measure text-ink-soft">
          {answer.status === "pending" ? t("result.pending") : answer.status === "failed" ? t("result.failed") : reasonText(answer.reason)}
        </p>
      )}
      {/* What went well and what to try say it better, and in the language of the talk. */}
      {scored && answer.feedback && answer.went_well.length + answer.to_try.length === 0 ? <p className="measure">{answer.feedback}</p> : null}
      {answer.went_well.length + answer.to_try.length === 0 ? null : (
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          <Sentences icon={Check} title={t("result.wentWell")} sentences={answer.went_well} />
          <Sentences icon={Lightbulb} title={t("result.toTry")} sentences={answer.to_try} />
        </div>
      )}
      {scored ? (
        <details>
          <summary className="w-fit text-accent underline underline-offset-4">{t("result.spans")}</summary>
          <div className="flex flex-col gap-5 pt-4">
            <ul className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
              <Bar label={t("result.relevance")} value={answer.relevance} />
              <Bar label={t("result.clarity")} value={answer.clarity} />
              <Bar label={t("result.depth")} value={answer.depth} />
            </ul>
            <Quotes spans={answer.spans} onPlay={onPlay} />
            <KeyPoints points={answer.key_points} />
          </div>
        </details>
      ) : null}
    </article>
  );
}

function Sentences({ icon: Icon, title, sentences }: { icon: LucideIcon; title: string; sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <h4 className="font-medium">{title}</h4>
      <ul className="mt-2 flex flex-col gap-2">
        {sentences.map((sentence) => (
          <li key={sentence} className="flex gap-2.5">
            <Icon aria-hidden size={18} strokeWidth={1.75} className="mt-1 shrink-0 text-accent" />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Quotes({ spans, onPlay }: { spans: PracticeAnswer["spans"]; onPlay: ((seconds: number) => void) | null }) {
  const { t } = useTranslation("practice");
  if (spans.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {spans.map((span, index) => {
        const { start } = span;
        return (
          <li key={index} className="flex items-baseline gap-3">
            {onPlay && start !== null ? (
              <button
                type="button"
                aria-label={t("result.playFrom", { time: formatClock(start) })}
                onClick={() => onPlay(start)}
                className="inline-flex min-h-8 shrink-0 items-center gap-1.5 rounded-sm px-1 text-sm text-accent tabular hover:bg-hover pointer-coarse:min-h-11"
              >
                <Play aria-hidden size={14} /> {formatClock(start)}
              </button>
            ) : null}
            <q className="text-ink-soft">{span.quote}</q>
          </li>
        );
      })}
    </ul>
  );
}

function KeyPoints({ points }: { points: PracticeAnswer["key_points"] }) {
  const { t } = useTranslation("practice");
  if (points.length === 0) return null;
  return (
    <div>
      <h4 className="text-sm font-medium">{t("result.keyPoints")}</h4>
      <ul className="mt-2 flex flex-col gap-1.5 text-sm">
        {points.map((point) => (
          <li key={point.text} className="flex items-baseline justify-between gap-4">
            <span>{point.text}</span>
            <span className="shrink-0 text-ink-soft">{t(`result.${coverageOf(point.covered)}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
