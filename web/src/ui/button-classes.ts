import { classes } from "./classes";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "md" | "lg" | "sm";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:not-disabled:bg-accent-hover",
  secondary: "border border-line-strong bg-surface text-ink hover:not-disabled:bg-hover",
  quiet: "text-ink hover:not-disabled:bg-hover",
  danger: "bg-danger text-on-danger hover:not-disabled:bg-danger-hover",
};

const SIZES: Record<ButtonSize, string> = {
  // A finger needs 44 px.
  sm: "min-h-8 px-3 text-sm pointer-coarse:min-h-11",
  md: "min-h-10 px-4 pointer-coarse:min-h-11",
  // The longest words of other languages go over two lines on a phone.
  lg: "min-h-12 px-6 text-lg max-sm:py-2 max-sm:text-center max-sm:whitespace-normal",
};

export function buttonClasses(variant: ButtonVariant, size: ButtonSize, extra?: string): string {
  return classes(
    "inline-flex items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    VARIANTS[variant],
    SIZES[size],
    extra,
  );
}
