import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  icon: LucideIcon;
  /** Read aloud, and shown on hover and focus. */
  label: string;
  /** Where the tooltip would be in the way. */
  tooltip?: boolean;
}

export function IconButton({ icon: Icon, label, tooltip = true, className, ...rest }: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={classes(
        "inline-grid size-10 pointer-coarse:size-11 shrink-0 place-items-center rounded-md text-ink-soft transition-colors",
        "hover:not-disabled:bg-hover hover:not-disabled:text-ink disabled:cursor-not-allowed disabled:opacity-40",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden size={18} strokeWidth={1.75} />
    </button>
  );
  return tooltip ? <Tooltip text={label}>{button}</Tooltip> : button;
}
