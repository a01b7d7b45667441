import { Pencil } from "lucide-react";
import { type KeyboardEvent, memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";

import type { TranscriptSegment } from "@/core/api";
import { formatClock } from "@/core/time";

import { SegmentEditor } from "./SegmentEditor";
import { type Mark, Words } from "./Words";

interface SegmentProps {
  segment: TranscriptSegment;
  position: number;
  marks: readonly Mark[];
  editing: boolean;
  /** Whether Tab comes here. */
  reachable: boolean;
  last: boolean;
  onPlay: (seconds: number) => void;
  onReach: (position: number) => void;
  onEdit: (position: number) => void;
  onDone: (position: number) => void;
  /** By the segment's `index`; a sentence when it failed. */
  onSave: (segment: number, text: string) => Promise<string | null>;
}

/** One utterance. Rendered again only when it changes itself: the player's place is drawn by use-sync. */
export const Segment = memo(function Segment({ segment, position, marks, editing, reachable, last, onPlay, onReach, onEdit, onDone, onSave }: SegmentProps) {
  const { t } = useTranslation("hiring");
  const at = formatClock(segment.start);

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, (() => void) | undefined> = {
      ArrowDown: last ? undefined : () => onReach(position + 1),
      ArrowUp: position === 0 ? undefined : () => onReach(position - 1),
      Home: () => onReach(0),
      e: () => onEdit(position),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  }

  function onClick(event: MouseEvent): void {
    // Selecting text to copy it isn't a click on a word.
    if (document.getSelection()?.isCollapsed === false) return;
    const word = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-word]") : null;
    const start = segment.words[Number(word?.dataset["word"])]?.start;
    if (start !== undefined) onPlay(start);
  }

  return (
    <li data-segment={position} className="group/segment grid grid-cols-[3.25rem_minmax(0,1fr)_2.5rem] items-start gap-x-1 border-l-2 border-transparent pl-1">
      <button
        type="button"
        data-time
        tabIndex={reachable ? 0 : -1}
        aria-label={t("transcript.playFrom", { at, text: segment.text })}
        onClick={() => onPlay(segment.start)}
        onKeyDown={onKeyDown}
        className="min-h-8 rounded-sm px-1 text-left text-sm text-ink-soft tabular -outline-offset-2 hover:text-ink"
      >
        {at}
      </button>
      {editing ? (
        <SegmentEditor segment={segment} onSave={(text) => onSave(segment.index, text)} onDone={() => onDone(position)} />
      ) : (
        <div className="py-1 leading-6">
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a word's click is for the mouse; the keyboard has the segment's button, and "," and "." for single words */}
          <p onClick={onClick} className="cursor-pointer">
            {segment.words.length === 0 ? segment.text : <Words segment={segment} marks={marks} />}
          </p>
          {segment.originalText === null ? null : (
            <details className="text-sm text-ink-soft">
              <summary>{t("transcript.correctedMark")}</summary>
              <p className="pb-1">{t("transcript.asHeard", { text: segment.originalText })}</p>
            </details>
          )}
        </div>
      )}
      {editing ? null : (
        <button
          type="button"
          tabIndex={reachable ? 0 : -1}
          aria-label={t("transcript.edit", { at })}
          title={t("transcript.editShort")}
          onClick={() => onEdit(position)}
          className="grid size-8 place-items-center rounded-sm text-ink-soft opacity-0 -outline-offset-2 group-hover/segment:opacity-100 hover:bg-hover hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-60"
        >
          <Pencil aria-hidden size={14} />
        </button>
      )}
    </li>
  );
});
