import { useSyncExternalStore } from "react";

/** The time in Unix milliseconds, renewed four times a second while somebody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  if (timer === null) {
    now = Date.now();
    timer = setInterval(tick, 250);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function read(): number {
  // A time that stood still while nobody looked would start a countdown in the past.
  if (timer === null) now = Math.floor(Date.now() / 250) * 250;
  return now;
}
