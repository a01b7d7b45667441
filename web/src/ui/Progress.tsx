import { useTranslation } from "react-i18next";

import { classes } from "./classes";

/** A bar, 0..1. */
export function ProgressBar({ value, label, className }: { value: number; label: string; className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classes("h-1.5 overflow-hidden rounded-full bg-line", className)}
    >
      <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
    </div>
  );
}

/** ●●○○○ for a few, a bar for many; always with the figures for those who can't see it. */
export function ProgressDots({ done, total, className }: { done: number; total: number; className?: string }) {
  const { t } = useTranslation("ui");
  const label = t("progress", { done, total });
  if (total > 8) return <ProgressBar value={total === 0 ? 0 : done / total} label={label} className={classes("w-20", className)} />;
  return (
    <span role="img" aria-label={label} className={classes("inline-flex items-center gap-1", className)}>
      {Array.from({ length: total }, (_, index) => (
        <span
          key={index}
          className={classes("size-2 rounded-full border", index < done ? "border-accent bg-accent" : "border-line-strong")}
        />
      ))}
    </span>
  );
}
