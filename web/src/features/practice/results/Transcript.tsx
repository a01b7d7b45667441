import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { PracticeAnswer, TranscriptEntry } from "@/core/api";
import { formatClock } from "@/core/time";

import { type Mark, marksByEntry, piecesOf } from "./marks";

const NO_MARKS: readonly Mark[] = [];

/** Everything that was said, with its times; what scores rest on is highlighted. */
export function Transcript({
  entries,
  answers,
  onPlay,
}: {
  entries: readonly TranscriptEntry[];
  answers: readonly PracticeAnswer[];
  onPlay: ((seconds: number) => void) | null;
}) {
  const { t } = useTranslation("practice");
  const marks = useMemo(() => marksByEntry(answers), [answers]);
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-xl font-semibold">{t("result.transcript")}</h2>
      {entries.length === 0 ? <p className="text-ink-soft">{t("result.transcriptEmpty")}</p> : null}
      <ol className="flex flex-col gap-4">
        {entries.map((entry) => (
          <Entry key={entry.entry_id} entry={entry} marks={marks.get(entry.entry_id) ?? NO_MARKS} onPlay={onPlay} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry, marks, onPlay }: { entry: TranscriptEntry; marks: readonly Mark[]; onPlay: ((seconds: number) => void) | null }) {
  const { t } = useTranslation("practice");
  const time = formatClock(entry.start);
  const notes = [entry.provenance === "typed" ? t("result.typed") : "", entry.cut ? t("result.cut") : ""].filter(Boolean);
  return (
    <li className="grid grid-cols-[3.5rem_1fr] gap-x-3">
      {onPlay ? (
        <button
          type="button"
          aria-label={t("result.playFrom", { time })}
          onClick={() => onPlay(entry.start)}
          className="-mt-1 h-fit min-h-8 rounded-sm px-1 text-left text-sm text-accent tabular hover:bg-hover pointer-coarse:min-h-11"
        >
          {time}
        </button>
      ) : (
        <span className="pt-0.5 text-sm text-ink-soft tabular">{time}</span>
      )}
      <div className="measure min-w-0">
        <p className={`text-sm ${entry.speaker === "AI" ? "text-accent" : "text-ink-soft"}`}>
          {t(entry.speaker === "AI" ? "result.ai" : "result.you")}
          {notes.length === 0 ? "" : ` · ${notes.join(", ")}`}
        </p>
        <p className={entry.speaker === "AI" ? "text-ink-soft" : ""}>
          {piecesOf(entry, marks).map((piece, index) =>
            piece.mark ? (
              <mark key={index} className="rounded-sm bg-accent-soft px-0.5 text-ink" title={t("result.question", { number: piece.mark.question })}>
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </p>
      </div>
    </li>
  );
}
