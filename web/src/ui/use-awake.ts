import { useEffect } from "react";

/** Keeps the screen of a phone awake while somebody speaks to it. */
export function useAwake(active: boolean): void {
  useEffect(() => {
    if (!active || !("wakeLock" in navigator)) return;
    const held = navigator.wakeLock.request("screen").catch(() => null);
    return () => void held.then((lock) => lock?.release());
  }, [active]);
}
