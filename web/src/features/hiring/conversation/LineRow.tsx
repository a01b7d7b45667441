import { Keyboard } from "lucide-react";
import { type KeyboardEvent, memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";

import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

import { type Mark, Words } from "../transcript/Words";
import type { Line } from "./lines";

interface LineRowProps {
  line: Line;
  position: number;
  /** Who says it; null where they just spoke. */
  who: string | null;
  marks: readonly Mark[];
  /** Whether Tab comes here. */
  reachable: boolean;
  last: boolean;
  /** Null where there is no sound. */
  onPlay: ((seconds: number) => void) | null;
  onReach: (position: number) => void;
}

/** What one of the two said. Rendered again only when it changes itself: the player's place is drawn by use-sync. */
export const LineRow = memo(function LineRow({ line, position, who, marks, reachable, last, onPlay, onReach }: LineRowProps) {
  const { t } = useTranslation("hiring");
  const { entry, shown } = line;
  const at = formatClock(entry.start);
  const typed = entry.provenance === "typed";

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, (() => void) | undefined> = {
      ArrowDown: last ? undefined : () => onReach(position + 1),
      ArrowUp: position === 0 ? undefined : () => onReach(position - 1),
      Home: () => onReach(0),
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
    const start = shown.words[Number(word?.dataset["word"])]?.start;
    if (start !== undefined) onPlay?.(start);
  }

  return (
    <li data-segment={position} className="grid grid-cols-[3.25rem_minmax(0,1fr)] items-start gap-x-1 border-l-2 border-transparent pl-1">
      {onPlay ? (
        <button
          type="button"
          data-time
          tabIndex={reachable ? 0 : -1}
          aria-label={t("transcript.playFrom", { at, text: entry.text })}
          onClick={() => onPlay(entry.start)}
          onKeyDown={onKeyDown}
          className="min-h-8 rounded-sm px-1 text-left text-sm text-ink-soft tabular -outline-offset-2 hover:text-ink"
        >
          {at}
        </button>
      ) : (
        <span className="px-1 pt-1.5 text-sm text-ink-soft tabular">{at}</span>
      )}
      <div className="py-1 pr-3 leading-6">
        {who !== null || typed ? (
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-ink-soft">
            {who === null ? null : <span className={classes(entry.speaker === "USER" && "font-medium text-ink")}>{who}</span>}
            {typed ? (
              <span className="inline-flex items-center gap-1">
                <Keyboard aria-hidden size={14} />
                {t("conversation.typed")}
              </span>
            ) : null}
          </p>
        ) : null}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a word's click is for the mouse; the keyboard has the line's button, and "," and "." for single words */}
        <p onClick={onPlay ? onClick : undefined} className={classes("measure", onPlay && "cursor-pointer", entry.speaker === "AI" && "text-ink-soft")}>
          <Words segment={shown} marks={marks} />
          {entry.cut ? <span className="text-sm text-ink-soft italic">— {t("conversation.cut")}</span> : null}
        </p>
      </div>
    </li>
  );
});
