import { type ReactNode, useId } from "react";

import { classes } from "./classes";

interface RadioGroupProps<V extends string> {
  legend: ReactNode;
  /** Keeps the legend for screen readers only. */
  hideLegend?: boolean;
  options: { value: V; label: ReactNode; hint?: ReactNode }[];
  value: V | null;
  onChange: (value: V) => void;
  disabled?: boolean;
}

/** Native radios: arrow keys and forms come for free. */
export function RadioGroup<V extends string>({ legend, hideLegend, options, value, onChange, disabled }: RadioGroupProps<V>) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2">
      <legend className={hideLegend ? "sr-only" : "mb-2 font-medium"}>{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classes(
            "flex min-h-12 cursor-pointer items-center gap-3 rounded-md border px-4 py-2 transition-colors",
            "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
            option.value === value ? "border-accent bg-accent-soft" : "border-line-strong bg-surface hover:bg-hover",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="size-[18px] shrink-0 accent-accent outline-none"
          />
          <span className="min-w-0">
            <span className="block">{option.label}</span>
            {option.hint ? <span className="block text-sm text-ink-soft">{option.hint}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
