import { useTranslation } from "react-i18next";

import type { InterviewScore } from "@/core/api";

import { ScoreBar } from "./ScoreBar";

/** The model's score of the whole, and what stood out. */
export function OverallScore({ score }: { score: InterviewScore }) {
  const { t } = useTranslation("hiring");
  if (score.status !== "scored" || score.overall === null) return null;
  return (
    <section aria-label={t("score.overallTitle")} className="mb-4 rounded-md border bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <p className="flex items-baseline gap-2">
          <span className="text-sm text-ink-soft">{t("score.overallTitle")}</span>
          <span className="text-xl font-semibold tabular">{Math.round(score.overall)}</span>
        </p>
        <ul className="grid min-w-0 flex-1 basis-68 grid-cols-2 gap-x-6">
          <ScoreBar label={t("score.technical")} value={score.technical} />
          <ScoreBar label={t("score.communication")} value={score.communication} />
        </ul>
      </div>
      {score.feedback !== "" || score.insights.length > 0 ? (
        <details className="mt-2 text-sm">
          <summary className="text-accent">{t("score.insights")}</summary>
          {score.feedback === "" ? null : <p className="mt-2 measure text-ink-soft">{score.feedback}</p>}
          <ul className="mt-2 flex flex-col gap-1.5">
            {score.insights.map((insight, index) => (
              <li key={index} className="flex gap-2">
                <span aria-hidden className="w-3 shrink-0 text-center font-medium text-ink-soft">
                  {insight.impact > 0 ? "+" : insight.impact < 0 ? "−" : "·"}
                </span>
                <span>{insight.description}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <p className="mt-2 text-sm text-ink-soft">{t("score.personDecides")}</p>
    </section>
  );
}
