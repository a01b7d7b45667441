import { formatDuration } from "@/core/time";
import type { FieldControl } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { useLocale } from "@/ui/use-locale";

interface DurationSelectProps extends FieldControl {
  /** Seconds; null or 0 is `none`. */
  value: number | null;
  choices: number[];
  none: string;
  onChange: (value: number | null) => void;
}

/** The usual lengths, and whatever else is set already. */
export function DurationSelect({ value, choices, none, onChange, ...control }: DurationSelectProps) {
  const locale = useLocale();
  const all = value && !choices.includes(value) ? [...choices, value].sort((a, b) => a - b) : choices;
  return (
    <Select {...control} value={value ?? 0} onChange={(event) => onChange(Number(event.target.value) || null)}>
      <option value={0}>{none}</option>
      {all.map((seconds) => (
        <option key={seconds} value={seconds}>
          {formatDuration(seconds, locale)}
        </option>
      ))}
    </Select>
  );
}
