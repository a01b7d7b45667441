interface Running {
  remaining: number;
  startedAt: number;
  handle: ReturnType<typeof setTimeout> | null;
  done: () => void;
}

/** Counts toasts down, and waits while the person is at them (WCAG 2.2.1). */
export class ToastTimer {
  private readonly running = new Map<number, Running>();
  private paused = false;

  start(id: number, milliseconds: number, done: () => void): void {
    const entry: Running = { remaining: milliseconds, startedAt: 0, handle: null, done };
    this.running.set(id, entry);
    if (!this.paused) this.run(id, entry);
  }

  cancel(id: number): void {
    const entry = this.running.get(id);
    if (entry?.handle) clearTimeout(entry.handle);
    this.running.delete(id);
    // The toast under the pointer may be the one that goes: nothing would ever resume the rest.
    if (this.running.size === 0) this.paused = false;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    for (const entry of this.running.values()) {
      if (entry.handle === null) continue;
      clearTimeout(entry.handle);
      entry.handle = null;
      entry.remaining -= Date.now() - entry.startedAt;
    }
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    for (const [id, entry] of this.running) this.run(id, entry);
  }

  private run(id: number, entry: Running): void {
    entry.startedAt = Date.now();
    entry.handle = setTimeout(() => {
      this.running.delete(id);
      entry.done();
    }, Math.max(0, entry.remaining));
  }
}
