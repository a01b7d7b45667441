import { useTranslation } from "react-i18next";

import type { ScoredKeyPoint } from "@/core/api";

import { coverageOf } from "./coverage";

/** What the team wanted to hear, and how far it was said. */
export function KeyPoints({ points }: { points: readonly ScoredKeyPoint[] }) {
  const { t } = useTranslation("hiring");
  return (
    <div>
      <h4 className="text-sm font-medium">{t("review.keyPoints")}</h4>
      <ul className="mt-2 flex flex-col gap-1.5">
        {points.map((point, index) => {
          const coverage = coverageOf(point.covered);
          return (
            <li key={index} className="grid grid-cols-[0.75rem_minmax(0,1fr)_auto] items-baseline gap-x-3 text-sm">
              <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 self-center text-accent">
                <circle cx="5" cy="5" r="4" fill={coverage === "covered" ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.5" />
                {coverage === "partly" ? <path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor" /> : null}
              </svg>
              <span>{point.text}</span>
              <span className="text-ink-soft tabular">{t(`score.coverage.${coverage}`)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
