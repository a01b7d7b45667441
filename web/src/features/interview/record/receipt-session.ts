import { ApiError, createClient, isTransient, type Receipt } from "@/core/api";
import { backoffMs } from "@/core/recorder";

import { pause } from "../insist";

export interface ReceiptState {
  receipt: Receipt | null;
  missing: boolean;
  /** No answer; it is asked again by itself. */
  waiting: boolean;
}

/** A deletion takes seconds; the server counts how often a code is asked for. */
const FOLLOW_EVERY_MS = 2000;

/** Follows one deletion by the code of its receipt, until it is done. */
export class ReceiptSession {
  readonly #code: string;
  readonly #closed = new AbortController();
  readonly #client = createClient();
  readonly #listeners = new Set<() => void>();
  #state: ReceiptState = { receipt: null, missing: false, waiting: false };
  #holders: number | null = null;

  constructor(code: string) {
    this.#code = code;
  }

  get state(): ReceiptState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Loads at the first call; ends when nobody has held it again right after the release. */
  hold(): () => void {
    if (this.#holders === null) void this.#follow();
    this.#holders = (this.#holders ?? 0) + 1;
    return () => {
      this.#holders = (this.#holders ?? 1) - 1;
      setTimeout(() => {
        if (this.#holders === 0) this.#closed.abort();
      });
    };
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closed;
    const path = `/api/v1/receipts/${encodeURIComponent(this.#code)}`;
    for (let failures = 0; !this.#isClosed(); ) {
      try {
        const receipt = await this.#client.get<Receipt>(path, { auth: false, signal });
        this.#become({ receipt, missing: false, waiting: false });
        if (receipt.status === "done") return;
        failures = 0;
        await pause(FOLLOW_EVERY_MS, signal);
      } catch (error) {
        if (this.#isClosed()) return;
        if (!isTransient(error)) {
          this.#become({ ...this.#state, missing: true });
          return;
        }
        failures += 1;
        this.#become({ ...this.#state, waiting: true });
        const asked = error instanceof ApiError ? error.retryAfter : null;
        await pause(asked === null ? backoffMs(failures, Math.random) : asked * 1000, signal);
      }
    }
  }

  /** A call, because it may change while something is awaited, which narrowing doesn't know. */
  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  #become(state: ReceiptState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
