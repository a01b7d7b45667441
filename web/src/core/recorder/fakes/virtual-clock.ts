import { setImmediate } from "node:timers";

import type { Clock } from "../clock";

/** Bounds how far time runs ahead of work that takes real time, such as a digest. */
const LONGEST_STEP_MS = 500;

/** Time that passes only when it is turned. */
export class VirtualClock implements Clock {
  #now = 0;
  #sleepers: { at: number; wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { at: this.#now + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** Lets `ms` pass, and what becomes due on the way do its work. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    while (this.#now < end) {
      const next = Math.min(...this.#sleepers.map((sleeper) => sleeper.at));
      this.#now = Math.min(end, Math.max(this.#now, next), this.#now + LONGEST_STEP_MS);
      const due = this.#sleepers.filter((sleeper) => sleeper.at <= this.#now);
      for (const sleeper of due) sleeper.wake();
      await settled();
    }
  }

  async passUntil(done: () => boolean | Promise<boolean>, mostMs = 600_000): Promise<void> {
    const end = this.#now + mostMs;
    while (!(await done())) {
      await new Promise((resolve) => setTimeout(resolve));
      if (this.#now >= end) throw new Error(`not done after ${mostMs} ms of virtual time`);
      await this.pass(50);
    }
  }
}

/** Turns of the event loop: enough for a transaction of the fake IndexedDB and a digest. */
export async function settled(turns = 12): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  // Digests are made on other threads, in real time: on a busy machine time must not outrun them.
  if (turns > 0) await crypto.subtle.digest("SHA-256", new Uint8Array(1));
}
