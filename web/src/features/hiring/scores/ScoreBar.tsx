/** A part of a score as a short bar with its figure. */
export function ScoreBar({ label, value }: { label: string; value: number | null }) {
  if (value === null) return null;
  const whole = Math.round(value);
  return (
    <div>
      <div className="flex justify-between gap-2 text-sm">
        <dt className="text-ink-soft">{label}</dt>
        <dd className="font-medium tabular">{whole}</dd>
      </div>
      <div aria-hidden className="mt-1 h-1 overflow-hidden rounded-full bg-line">
        <div className="h-full rounded-full bg-accent" style={{ width: `${Math.min(100, Math.max(0, value))}%` }} />
      </div>
    </div>
  );
}
