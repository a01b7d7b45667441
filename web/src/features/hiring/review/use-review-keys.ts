import { useLayoutEffect, useRef } from "react";

import { belongsElsewhere } from "./page-keys";

/** `p` and `n`: previous and next question. */
export function useReviewKeys(actions: { onPrevious: () => void; onNext: () => void }): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (belongsElsewhere(event)) return;
      if (event.key === "p") latest.current.onPrevious();
      else if (event.key === "n") latest.current.onNext();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
