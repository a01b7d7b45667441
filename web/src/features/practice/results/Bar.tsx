/** A part of a score as a short bar with its figure, in a list of them. */
export function Bar({ label, value }: { label: string; value: number | null }) {
  if (value === null) return null;
  return (
    <li>
      <div className="flex justify-between gap-2 text-sm">
        <span className="text-ink-soft">{label}</span>
        <span className="font-medium tabular">{Math.round(value)}</span>
      </div>
      <div aria-hidden className="mt-1 h-1 overflow-hidden rounded-full bg-line">
        <div className="h-full rounded-full bg-accent" style={{ width: `${Math.min(100, Math.max(0, value))}%` }} />
      </div>
    </li>
  );
}
