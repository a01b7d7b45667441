import { Star } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

import { classes } from "./classes";

const STARS = [1, 2, 3, 4, 5] as const;

interface StarsProps {
  legend: ReactNode;
  /** 1 to 5; null is not rated. */
  value: number | null;
  /** "3 of 5" */
  labelOf: (stars: number) => string;
  onChange: (value: number) => void;
}

/** Native radios under the stars: arrow keys and screen readers get what they expect. */
export function Stars({ legend, value, labelOf, onChange }: StarsProps) {
  const name = useId();
  const [hovered, setHovered] = useState<number | null>(null);
  const filled = hovered ?? value ?? 0;
  return (
    <fieldset className="flex flex-wrap items-center justify-between gap-x-3">
      <legend className="sr-only">{legend}</legend>
      <span aria-hidden>{legend}</span>
      <span className="-mr-1 flex sm:-mr-1.5">
        {STARS.map((stars) => (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hovering only previews what the radio inside does
          <label
            key={stars}
            title={labelOf(stars)}
            onMouseEnter={() => setHovered(stars)}
            onMouseLeave={() => setHovered(null)}
            className="relative cursor-pointer rounded-sm p-1 sm:p-1.5 has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={stars}
              checked={value === stars}
              onChange={() => onChange(stars)}
              className="sr-only"
            />
            <span className="sr-only">{labelOf(stars)}</span>
            <Star
              aria-hidden
              size={22}
              strokeWidth={1.5}
              fill={stars <= filled ? "currentColor" : "none"}
              className={classes("transition-colors", stars <= filled ? "text-accent" : "text-line-strong")}
            />
          </label>
        ))}
      </span>
    </fieldset>
  );
}

/** Somebody's rating, to read only. */
export function StarsShown({ value, label }: { value: number; label: string }) {
  return (
    <span role="img" aria-label={label} className="inline-flex gap-0.5">
      {STARS.map((stars) => (
        <Star
          key={stars}
          aria-hidden
          size={14}
          strokeWidth={1.5}
          fill={stars <= value ? "currentColor" : "none"}
          className={stars <= value ? "text-ink" : "text-line-strong"}
        />
      ))}
    </span>
  );
}
