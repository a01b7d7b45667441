import type { ReactNode } from "react";

/** The one thing to do first and widest, what else there is beside it. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-3 pt-2 sm:flex-row sm:flex-wrap sm:items-center">{children}</div>;
}
