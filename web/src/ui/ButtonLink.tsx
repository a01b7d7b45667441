import type { ComponentProps } from "react";
import { Link } from "react-router";

import { buttonClasses, type ButtonSize, type ButtonVariant } from "./button-classes";

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant;
  size?: ButtonSize;
}

/** Looks like a button, goes to an address. */
export function ButtonLink({ variant = "secondary", size = "md", className, ...rest }: ButtonLinkProps) {
  return <Link className={buttonClasses(variant, size, className)} {...rest} />;
}
