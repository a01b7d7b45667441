import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ScoredKeyPoint } from "@/core/api";
import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

import { isCaution, type NumberedSpan, timesOf } from "./spans";

const REASONS = ["key_point", "example", "structure", "filler", "off_topic", "instruction", "contradiction"] as const;

interface SpanListProps {
  spans: readonly NumberedSpan[];
  keyPoints: readonly ScoredKeyPoint[];
  active: number | null;
  onActive: (span: number | null) => void;
  onPlay: (span: NumberedSpan) => void;
}

/** What a score rests on: each place lights up when it is pointed at, and plays when it is pressed. */
export function SpanList({ spans, keyPoints, active, onActive, onPlay }: SpanListProps) {
  const { t } = useTranslation("hiring");
  return (
    <div>
      <h4 className="text-sm font-medium">{t("score.spans")}</h4>
      <ul className="mt-2 -mx-2">
        {spans.map((span) => {
          const times = timesOf(span);
          const reason = REASONS.find((each) => each === span.reason) ?? "other";
          const point = span.keyPoint === null ? undefined : keyPoints[span.keyPoint]?.text;
          return (
            <li key={span.number}>
              <button
                type="button"
                onClick={() => onPlay(span)}
                onMouseEnter={() => onActive(span.number)}
                onMouseLeave={() => onActive(null)}
                onFocus={() => onActive(span.number)}
                onBlur={() => onActive(null)}
                className={classes(
                  "grid w-full grid-cols-[3rem_minmax(0,1fr)_auto] items-baseline gap-x-2 rounded-sm px-2 py-1.5 text-left text-sm -outline-offset-2",
                  span.number === active ? "bg-accent-soft" : "hover:bg-hover",
                )}
              >
                <span className="flex items-center gap-1 text-ink-soft tabular">
                  {times ? (
                    <>
                      <Play aria-hidden size={10} fill="currentColor" strokeWidth={0} />
                      <span className="sr-only">{t("score.playSpan")}</span>
                      {formatClock(times.start)}
                    </>
                  ) : (
                    span.number
                  )}
                </span>
                <span className="line-clamp-2">“{span.quote}”</span>
                <span title={point} className={classes("whitespace-nowrap", isCaution(span) ? "text-ink underline decoration-line-strong decoration-wavy underline-offset-4" : "text-ink-soft")}>
                  {t(`score.spanReason.${reason}`)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
