import { useTranslation } from "react-i18next";

import type { ScoreMeasure } from "@/core/api";
import { classes } from "@/ui/classes";
import { useLocale } from "@/ui/use-locale";

import { rangeOf } from "./range";

const NAMES = ["words_per_minute", "pause_share", "fillers_per_minute", "mean_sentence_words", "repairs_per_minute", "structure_markers"] as const;

/** A figure on a line with the range that is usual. */
export function RangePlot({ measure }: { measure: ScoreMeasure }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const known = NAMES.find((each) => each === measure.name);
  const name = known ? t(`score.measure.${known}`) : measure.name.replaceAll("_", " ");
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  const range = rangeOf(measure);
  const usual =
    measure.low !== null && measure.high !== null
      ? t("score.usual", { low: number(measure.low), high: number(measure.high) })
      : measure.high !== null
        ? t("score.usualUpTo", { high: number(measure.high) })
        : measure.low !== null
          ? t("score.usualFrom", { low: number(measure.low) })
          : "";
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,1fr)_9rem_auto]">
      <span>{name}</span>
      <span className="text-right tabular sm:order-last sm:min-w-16">
        {number(measure.value)}
        {measure.unit === "%" ? " %" : ""}
      </span>
      {range ? (
        <span className="col-span-2 flex flex-col gap-0.5 sm:col-span-1">
          <span aria-hidden className="relative block h-2 rounded-full bg-sunken">
            <span className="absolute inset-y-0 rounded-full bg-line-strong/40" style={{ left: `${range.low * 100}%`, width: `${(range.high - range.low) * 100}%` }} />
            <span
              className={classes("absolute top-1/2 size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface", range.inside ? "bg-accent" : "bg-ink")}
              style={{ left: `${Math.min(98, Math.max(2, range.value * 100))}%` }}
            />
          </span>
          <span className="text-ink-soft tabular">{usual}</span>
        </span>
      ) : (
        <span className="hidden sm:block" />
      )}
    </li>
  );
}
