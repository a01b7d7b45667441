import type { ComponentProps } from "react";

import { classes } from "./classes";
import { controlClasses } from "./control-classes";

export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input type={type} className={classes(controlClasses, className)} {...rest} />;
}
