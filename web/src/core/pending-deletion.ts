/**
 * A deletion that waits while it can be undone. The page hides what is waiting; nothing is
 * lost if the browser dies meanwhile: then it simply isn't deleted.
 */
export interface PendingDeletions {
  /** Ids that are waiting or being deleted. A new set whenever it changes. */
  waiting(): ReadonlySet<string>;
  subscribe(listener: () => void): () => void;
  add(id: string, run: () => Promise<void>, delayMs: number): void;
  undo(id: string): void;
  /** Runs everything now: the page is going away. */
  flush(): void;
}

export function createPendingDeletions(): PendingDeletions {
  let ids: ReadonlySet<string> = new Set();
  const timers = new Map<string, { timer: ReturnType<typeof setTimeout>; run: () => void }>();
  const listeners = new Set<() => void>();

  function change(edit: (next: Set<string>) => void): void {
    const next = new Set(ids);
    edit(next);
    ids = next;
    for (const listener of listeners) listener();
  }

  return {
    waiting: () => ids,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(id, work, delayMs) {
      if (ids.has(id)) return;
      const run = () => {
        clearTimeout(timers.get(id)?.timer);
        if (!timers.delete(id)) return;
        // Done or refused, the list shows what the server has.
        void work().finally(() => change((next) => next.delete(id)));
      };
      timers.set(id, { timer: setTimeout(run, delayMs), run });
      change((next) => next.add(id));
    },
    undo(id) {
      const entry = timers.get(id);
      // Too late: it is being deleted.
      if (!entry) return;
      clearTimeout(entry.timer);
      timers.delete(id);
      change((next) => next.delete(id));
    },
    flush() {
      for (const { run } of [...timers.values()]) run();
    },
  };
}
