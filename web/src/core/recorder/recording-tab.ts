/**
 * One tab records an interview at a time, by Web Locks: two would write the same take twice.
 * A second tab can take over: it asks the first to stop and keep what it has, waits for the
 * lock, and takes it by force only from a tab that doesn't answer.
 */
export type TabState = "waiting" | "ours" | "elsewhere" | "taken_over";

type Locks = Pick<LockManager, "request">;

const ANSWER_WITHIN_MS = 4000;

export class RecordingTab {
  readonly #name: string;
  readonly #locks: Locks | undefined;
  readonly #letGo: () => Promise<void>;
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<() => void>();
  #state: TabState = "waiting";
  #release: (() => void) | null = null;

  /** `letGo` stops recording and resolves when all is committed; the lock is held until then. */
  constructor(
    invitationId: string,
    letGo: () => Promise<void>,
    locks: Locks | undefined = typeof navigator === "undefined" ? undefined : navigator.locks,
  ) {
    this.#name = `parley-recording-${invitationId}`;
    this.#locks = locks;
    this.#letGo = letGo;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = () => {
      if (this.#state === "ours") void this.#yield();
    };
  }

  get state(): TabState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Becomes `ours`, or `elsewhere` when another tab records. */
  async claim(): Promise<void> {
    if (!this.#locks) {
      this.#become("ours"); // No Web Locks: an old browser is not kept from answering.
      return;
    }
    await this.#request({ ifAvailable: true });
  }

  async takeOver(): Promise<void> {
    if (!this.#locks) return;
    this.#become("waiting");
    this.#channel.postMessage("let go");
    await this.#request({ signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (this.state !== "ours") await this.#request({ steal: true });
  }

  close(): void {
    this.#channel.close();
    this.#release?.();
    this.#release = null;
  }

  /** Resolves once it is known whether the lock is ours. */
  #request(options: LockOptions): Promise<void> {
    return new Promise((resolve) => {
      this.#locks
        ?.request(this.#name, options, (lock) => {
          if (lock === null) {
            this.#become("elsewhere");
            resolve();
            return null;
          }
          const held = new Promise<void>((release) => {
            this.#release = release;
          });
          this.#become("ours");
          resolve();
          return held;
        })
        .catch(() => {
          // Not granted in time, or stolen from us while we held it.
          if (this.#state === "ours") void this.#yield();
          else resolve();
        });
    });
  }

  async #yield(): Promise<void> {
    await this.#letGo().catch(() => undefined);
    this.#become("taken_over");
    this.#release?.();
    this.#release = null;
  }

  #become(state: TabState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
