import { useLayoutEffect, useRef } from "react";

/** Single keys, where nobody is typing and no dialog is open; with a modifier they are the browser's. */
export function useTalkKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  // From the first sight on: a key pressed at once counts, and means what the screen says.
  useLayoutEffect(() => {
    current.current = keys;
  });
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("input, textarea, select, dialog, [contenteditable]")) return;
      const act = current.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault(); // The letter would land in the field that opens.
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
