import { classes } from "./classes";

export type BadgeTone = "soft" | "ink" | "accent" | "danger";
export type BadgeMark = "empty" | "half" | "full" | "none";

const TONES: Record<BadgeTone, string> = {
  soft: "text-ink-soft",
  ink: "text-ink",
  accent: "text-accent",
  danger: "text-danger",
};

/** A status as one small coloured word; the mark says the same without colour. */
export function Badge({ tone, mark = "none", children }: { tone: BadgeTone; mark?: BadgeMark; children: string }) {
  return (
    <span className={classes("inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap", TONES[tone])}>
      {mark === "none" ? null : (
        <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 shrink-0">
          <circle cx="5" cy="5" r="4" fill={mark === "full" ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.5" />
          {mark === "half" ? <path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor" /> : null}
        </svg>
      )}
      {children}
    </span>
  );
}
