import { useTranslation } from "react-i18next";

import type { ScoreMaking, ScoreMeasure } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { RangePlot } from "./RangePlot";

interface MakingProps {
  making: ScoreMaking | null;
  measures: readonly ScoreMeasure[];
  /** 0 is unstated. */
  confidence: number;
}

const HASH_SHOWN = 12;

/** How a score was made, and what it can't tell. */
export function Making({ making, measures, confidence }: MakingProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const scorer = making?.scorer === "judge" ? t("score.making.judge") : making?.scorer === "offline" ? t("score.making.offline") : (making?.scorer ?? "");
  const rows: [string, string][] = making
    ? [
        [t("score.making.scorer"), `${scorer} ${making.version}`.trim()],
        ...(making.model === null ? [] : [[t("score.making.model"), making.model] satisfies [string, string]]),
        ...(making.promptHash === null ? [] : [[t("score.making.prompt"), making.promptHash.slice(0, HASH_SHOWN)] satisfies [string, string]]),
        [t("score.making.repeats"), t("score.making.repeatsValue", { count: making.repeats, spread: Math.round(making.spread * 10) / 10 })],
        ...(confidence > 0 ? [[t("score.making.confidence"), new Intl.NumberFormat(locale, { style: "percent" }).format(confidence)] satisfies [string, string]] : []),
        [t("score.making.when"), formatDateTime(making.madeAt, locale)],
      ]
    : [];
  return (
    <div className="mt-2 flex flex-col gap-5 rounded-md border bg-surface px-4 py-4 text-sm">
      {rows.length > 0 ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
          {rows.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-ink-soft">{label}</dt>
              <dd className="tabular" title={label === t("score.making.prompt") ? (making?.promptHash ?? undefined) : undefined}>
                {value}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {measures.length > 0 ? (
        <div>
          <h5 className="font-medium">{t("score.measures")}</h5>
          <ul className="mt-2 flex flex-col gap-3">
            {measures.map((measure) => (
              <RangePlot key={measure.name} measure={measure} />
            ))}
          </ul>
        </div>
      ) : null}
      <p className="measure text-ink-soft">{t("score.limits")}</p>
    </div>
  );
}
