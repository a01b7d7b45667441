import { useLayoutEffect } from "react";

import type { Editor } from "./use-editor";

/** Ctrl+Z and its kin for the whole draft, in its text fields too: the draft is what they show. */
export function useUndoKeys({ undo, redo, save }: Pick<Editor, "undo" | "redo" | "save">): void {
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest("dialog")) return;
      const key = event.key.toLowerCase();
      if (key === "z") {
        event.preventDefault();
        if (event.shiftKey) redo();
        else undo();
      } else if (key === "y") {
        event.preventDefault();
        redo();
      } else if (key === "s") {
        event.preventDefault();
        void save();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [undo, redo, save]);
}
