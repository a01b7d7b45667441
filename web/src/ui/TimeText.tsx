import { formatClock } from "@/core/time";

/** Time left, calm; in the accent during the last 15 seconds, never red and never flashing. */
export function TimeText({ label, seconds, large }: { label: string; seconds: number; large?: boolean }) {
  const soon = seconds <= 15;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-ink-soft">{label}</span>
      <span
        className={`tabular transition-colors ${large ? "text-2xl" : ""} ${soon ? "font-semibold text-accent" : ""}`}
      >
        {formatClock(Math.ceil(Math.max(0, seconds)))}
      </span>
    </p>
  );
}
