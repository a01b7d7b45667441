import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";

interface TranscriptSearchProps {
  query: string;
  count: number;
  at: number;
  onQuery: (query: string) => void;
  onStep: (step: 1 | -1) => void;
}

export function TranscriptSearch({ query, count, at, onQuery, onStep }: TranscriptSearchProps) {
  const { t } = useTranslation("hiring");
  return (
    <div className="flex items-center gap-1">
      <div className="relative min-w-0 flex-1">
        <Search aria-hidden size={16} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-soft" />
        <Input
          type="search"
          aria-label={t("transcript.search")}
          placeholder={t("transcript.search")}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          }}
          className="pl-9"
        />
      </div>
      {query.trim() === "" ? null : (
        <>
          <span role="status" className="min-w-16 px-2 text-right text-sm whitespace-nowrap text-ink-soft tabular">
            {count === 0 ? t("transcript.noHit") : t("transcript.hits", { number: at + 1, total: count })}
          </span>
          <IconButton icon={ChevronUp} label={t("transcript.previousHit")} disabled={count === 0} onClick={() => onStep(-1)} />
          <IconButton icon={ChevronDown} label={t("transcript.nextHit")} disabled={count === 0} onClick={() => onStep(1)} />
        </>
      )}
    </div>
  );
}
