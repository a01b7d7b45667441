import { useTranslation } from "react-i18next";

import type { Dashboard } from "@/core/api";
import { useLocale } from "@/ui/use-locale";

const STEPS = ["invited", "started", "completed", "analysed", "decided"] as const;

/** Each step as a bar of those invited, with its count and share. */
export function Funnel({ funnel }: { funnel: Dashboard["funnel"] }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <>
      <ol className="mt-4 flex flex-col gap-2.5">
        {STEPS.map((step) => {
          const share = funnel.invited === 0 ? 0 : funnel[step] / funnel.invited;
          return (
            <li key={step} className="grid grid-cols-[6rem_minmax(0,1fr)_5.5rem] items-center gap-3 sm:grid-cols-[8rem_minmax(0,1fr)_7rem]">
              <span className="text-ink-soft">{t(`dashboard.${step}`)}</span>
              <span aria-hidden className="block h-6 overflow-hidden rounded-sm bg-sunken">
                <span className="block h-full rounded-sm bg-accent" style={{ width: `${share * 100}%` }} />
              </span>
              <span className="flex items-baseline justify-end gap-2 tabular">
                <span className="font-semibold">{funnel[step]}</span>
                <span className="min-w-11 text-right text-sm text-ink-soft">{percent.format(share)}</span>
              </span>
            </li>
          );
        })}
      </ol>
      {funnel.expired > 0 ? <p className="mt-3 text-sm text-ink-soft">{t("dashboard.expired", { count: funnel.expired })}</p> : null}
    </>
  );
}
