import type { ComponentProps } from "react";

import { buttonClasses, type ButtonSize, type ButtonVariant } from "./button-classes";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Work is under way: the button keeps its width and its focus, and does nothing. */
  busy?: boolean;
}

export function Button({ variant = "secondary", size = "md", busy = false, className, onClick, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClasses(variant, size, className)}
      {...rest}
    />
  );
}
