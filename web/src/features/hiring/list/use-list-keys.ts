import { type RefObject, useLayoutEffect } from "react";

interface ListKeys {
  onNew?: () => void;
  /** Gets the focus on `/`. */
  searchRef?: RefObject<HTMLInputElement | null>;
}

/** Up and down move between `[data-row]` links, `n` makes a new one, `/` searches. */
export function useListKeys(listRef: RefObject<HTMLElement | null>, { onNew, searchRef }: ListKeys): void {
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      if (target.closest("dialog, [role=menu]")) return;
      const typing = target.matches("input, textarea, select, [contenteditable=true]");

      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (typing && target !== searchRef?.current) return;
        if (moveFocus(listRef.current, target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
        return;
      }
      if (typing) return;
      if (event.key === "n" && onNew) {
        event.preventDefault();
        onNew();
      } else if (event.key === "/" && searchRef?.current) {
        event.preventDefault();
        searchRef.current.focus();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [listRef, onNew, searchRef]);
}

function moveFocus(list: HTMLElement | null, from: HTMLElement, step: 1 | -1): boolean {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  if (rows.length === 0) return false;
  const item = from.closest("li");
  const index = rows.findIndex((row) => row === from || (item !== null && row.closest("li") === item));
  const next = index === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, index + step));
  rows[next]?.focus();
  return true;
}
