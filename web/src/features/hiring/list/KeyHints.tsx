import { Kbd } from "@/ui/Kbd";

/** The keys of a page, for those who have a keyboard. */
export function KeyHints({ hints }: { hints: { keys: string[]; does: string }[] }) {
  return (
    <dl className="mt-6 hidden flex-wrap gap-x-6 gap-y-2 text-sm text-ink-soft pointer-fine:flex">
      {hints.map((hint) => (
        <div key={hint.does} className="flex items-center gap-2">
          <dt className="flex gap-1">
            {hint.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{hint.does}</dd>
        </div>
      ))}
    </dl>
  );
}
