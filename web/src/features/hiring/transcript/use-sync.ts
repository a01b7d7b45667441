import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import type { TranscriptSegment } from "@/core/api";

import { belongsElsewhere } from "../review/page-keys";
import type { Player } from "../review/player";
import type { WordIndex, WordPlace } from "./word-index";

interface SyncProps {
  player: Player;
  index: WordIndex;
  segments: readonly TranscriptSegment[];
  /** Holds the rows, each with its position as `data-segment`, at whatever depth. */
  listRef: RefObject<HTMLElement | null>;
  scrollerRef: RefObject<HTMLDivElement | null>;
}

/** What a person does to look elsewhere; our own scrolling fires none of these. */
const SCROLLS = ["wheel", "touchmove", "pointerdown"];
const SCROLL_KEYS = new Set(["PageUp", "PageDown", "End"]);

/** The row of a segment. */
export function rowAt(list: HTMLElement | null, position: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-segment="${position}"]`) ?? null;
}

/**
 * Marks the word that is being said and keeps it in view, unless the reader scrolled away. Written
 * to the elements and not rendered: one timer to the next word, two attributes changed when it comes.
 */
export function useSync({ player, index, segments, listRef, scrollerRef }: SyncProps) {
  const [following, setFollowing] = useState(true);
  const followingRef = useRef(true);

  const showSegment = useCallback(
    (position: number) => {
      const scroller = scrollerRef.current;
      const row = rowAt(listRef.current, position);
      if (!scroller || !row) return;
      const top = row.offsetTop - scroller.scrollTop;
      // Inside the middle half it stays where it is: text that moves at each line can't be read.
      if (top > scroller.clientHeight * 0.1 && top + row.offsetHeight < scroller.clientHeight * 0.75) return;
      scroller.scrollTop = Math.max(0, row.offsetTop - scroller.clientHeight / 4);
    },
    [listRef, scrollerRef],
  );

  const setFollow = useCallback((value: boolean) => {
    followingRef.current = value;
    setFollowing(value);
  }, []);

  const drawRef = useRef<() => void>(() => undefined);
  useEffect(() => {
    let shown: { place: WordPlace; row: Element; word: Element | undefined } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function clear(): void {
      shown?.row.removeAttribute("data-now");
      shown?.word?.removeAttribute("data-now");
      shown = null;
    }

    function mark(place: WordPlace | null): void {
      const row = place && rowAt(listRef.current, place.segment);
      if (!place || !row) {
        clear();
        return;
      }
      const word = row.querySelectorAll("[data-word]")[place.word];
      if (shown?.row === row && shown.word === word) return;
      const otherRow = shown?.row !== row;
      clear();
      row.setAttribute("data-now", "");
      word?.setAttribute("data-now", "");
      shown = { place, row, word };
      if (otherRow && followingRef.current) showSegment(place.segment);
    }

    function draw(): void {
      clearTimeout(timer);
      const at = player.time();
      mark(index.at(at));
      const next = player.playing() ? index.nextStart(at) : null;
      if (next !== null) timer = setTimeout(draw, Math.max(10, ((next - at) / player.rate()) * 1000));
    }

    drawRef.current = draw;
    draw();
    const unsubscribe = player.subscribe(draw);
    return () => {
      unsubscribe();
      clearTimeout(timer);
      clear();
    };
  }, [player, index, segments, listRef, showSegment]);

  useEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller) return;
    const leave = (event: Event) => {
      // A click on a word is no scrolling; one on the scroll bar has the scroller as its target.
      if (event.type === "pointerdown" && event.target !== scroller) return;
      if (player.playing() && scroller.scrollHeight > scroller.clientHeight) setFollow(false);
    };
    const leaveByKey = (event: KeyboardEvent) => {
      if (SCROLL_KEYS.has(event.key)) leave(event);
    };
    for (const event of SCROLLS) scroller.addEventListener(event, leave, { passive: true });
    scroller.addEventListener("keydown", leaveByKey);
    return () => {
      for (const event of SCROLLS) scroller.removeEventListener(event, leave);
      scroller.removeEventListener("keydown", leaveByKey);
    };
  }, [player, scrollerRef, setFollow]);

  useWordKeys(player, index);

  const follow = useCallback(() => {
    setFollow(true);
    const place = index.at(player.time());
    if (place) showSegment(place.segment);
    drawRef.current();
  }, [index, player, setFollow, showSegment]);

  /** Shows another place than the player's, and stays there. */
  const lookAt = useCallback(
    (position: number) => {
      if (player.playing()) setFollow(false);
      showSegment(position);
    },
    [player, setFollow, showSegment],
  );

  return { following, follow, lookAt, showSegment };
}

/** `,` and `.`: a word back or on, as players step by frames. */
function useWordKeys(player: Player, index: WordIndex): void {
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (belongsElsewhere(event) || (event.key !== "," && event.key !== ".")) return;
      const to = index.step(player.time(), event.key === "." ? 1 : -1);
      event.preventDefault();
      if (to !== null) player.playFrom(to);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [player, index]);
}
