/** A key to press. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-grid min-w-6 place-items-center rounded-sm border bg-surface px-1.5 font-sans text-sm leading-6 text-ink-soft">{children}</kbd>
  );
}
