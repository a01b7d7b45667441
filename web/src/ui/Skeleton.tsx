import { classes } from "./classes";

/** The shape of what is coming; give it the size of the real thing. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes("block animate-pulse rounded-sm bg-sunken", className)} />;
}
