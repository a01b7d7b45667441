import { useTranslation } from "react-i18next";

import type { Dashboard } from "@/core/api";
import { useLocale } from "@/ui/use-locale";

import { niceTop } from "./scale";

const HEIGHT = 120;
const SLOT = 20;
const BAR = 7;

/** Invited and completed by day, two bars each; the same as a table for who can't see it. */
export function DaysChart({ days }: { days: Dashboard["days"] }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const top = niceTop(days.reduce((most, day) => Math.max(most, day.invited, day.completed), 0));
  // The server's days are UTC days: shown as such, or the first would be "yesterday" in America.
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const name = (day: string) => format.format(new Date(`${day}T00:00:00Z`));
  const sum = (key: "invited" | "completed") => days.reduce((total, day) => total + day[key], 0);
  const height = (value: number) => (value / top) * HEIGHT;
  const first = days[0];
  const last = days.at(-1);
  return (
    <figure className="mt-3">
      <figcaption className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-ink-soft">
        <span className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-[3px] bg-line-strong" />
          {t("dashboard.invited")} <span className="font-medium text-ink tabular">{sum("invited")}</span>
        </span>
        <span className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-[3px] bg-accent" />
          {t("dashboard.completed")} <span className="font-medium text-ink tabular">{sum("completed")}</span>
        </span>
      </figcaption>
      <div aria-hidden className="mt-3 grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2">
        <div className="flex flex-col justify-between text-right text-sm leading-none text-ink-soft tabular">
          <span>{top}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${days.length * SLOT} ${HEIGHT}`} preserveAspectRatio="none" className="h-32 w-full border-y">
          {days.map((day, index) => (
            <g key={day.day}>
              <title>{`${name(day.day)}: ${t("dashboard.invited")} ${day.invited}, ${t("dashboard.completed")} ${day.completed}`}</title>
              <rect x={index * SLOT} y={0} width={SLOT} height={HEIGHT} fill="transparent" />
              <rect x={index * SLOT + 2} y={HEIGHT - height(day.invited)} width={BAR} height={height(day.invited)} className="fill-line-strong" />
              <rect x={index * SLOT + 3 + BAR} y={HEIGHT - height(day.completed)} width={BAR} height={height(day.completed)} className="fill-accent" />
            </g>
          ))}
        </svg>
        <div className="col-start-2 mt-1.5 flex justify-between text-sm text-ink-soft tabular">
          <span>{first ? name(first.day) : ""}</span>
          <span>{last ? name(last.day) : ""}</span>
        </div>
      </div>
      <details className="mt-3 text-sm text-ink-soft">
        <summary>{t("dashboard.asTable")}</summary>
        <table className="mt-2 w-full max-w-md tabular">
          <thead>
            <tr className="border-b text-left">
              <th className="py-1 font-medium">{t("dashboard.day")}</th>
              <th className="py-1 text-right font-medium">{t("dashboard.invited")}</th>
              <th className="py-1 text-right font-medium">{t("dashboard.completed")}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day} className="border-b last:border-b-0">
                <th scope="row" className="py-1 text-left font-normal">
                  {name(day.day)}
                </th>
                <td className="py-1 text-right">{day.invited}</td>
                <td className="py-1 text-right">{day.completed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
