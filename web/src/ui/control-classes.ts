/** The frame that inputs, text areas and selects share. */
export const controlClasses =
  "w-full min-h-10 rounded-md border border-line-strong bg-surface px-3 py-2 text-ink transition-colors " +
  "placeholder:text-ink-soft hover:border-ink-soft disabled:opacity-55 disabled:cursor-not-allowed " +
  "aria-invalid:border-danger";
