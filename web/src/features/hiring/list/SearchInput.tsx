import { Search } from "lucide-react";
import { type Ref, useEffect, useState } from "react";

import { Input } from "@/ui/Input";

interface SearchInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

const WAIT_MS = 250;

/** Searches when the typing pauses. */
export function SearchInput({ label, value, onChange, ref }: SearchInputProps) {
  const [text, setText] = useState(value);
  const [from, setFrom] = useState(value);
  // The address changed by other means (back, "show everything"): it wins.
  if (from !== value) {
    setFrom(value);
    if (text.trim() !== value) setText(value);
  }

  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);

  return (
    <div className="relative min-w-0 flex-1 basis-48">
      <Search aria-hidden size={16} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-soft" />
      <Input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-9"
      />
    </div>
  );
}
