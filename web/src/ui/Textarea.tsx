import type { ComponentProps } from "react";

import { classes } from "./classes";
import { controlClasses } from "./control-classes";

/** Grows with its text where the browser can (`field-sizing`). */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} className={classes(controlClasses, "field-sizing-content resize-y", className)} {...rest} />;
}
