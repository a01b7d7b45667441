import { type RefCallback, useCallback } from "react";

/**
 * For what replaces the control that was just pressed: takes the focus that would be lost with
 * it, so that a keyboard goes on from there and a screen reader says what came. Needs a tabIndex.
 */
export function useArrival<E extends HTMLElement>(): RefCallback<E> {
  return useCallback((element: E | null) => {
    if (element && document.activeElement === document.body) element.focus({ preventScroll: true });
  }, []);
}
