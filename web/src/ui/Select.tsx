import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

import { classes } from "./classes";
import { controlClasses } from "./control-classes";

/** The system's own list: the one every phone and screen reader knows. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <div className={classes("relative", className)}>
      <select className={classes(controlClasses, "appearance-none truncate pr-9")} {...rest}>
        {children}
      </select>
      <ChevronDown aria-hidden size={16} className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink-soft" />
    </div>
  );
}
