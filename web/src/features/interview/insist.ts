import { ApiError, isTransient, randomUuid } from "@/core/api";
import { backoffMs } from "@/core/recorder";

/**
 * Asks until the server has answered: what the candidate did must not be lost to a bad moment of
 * the network. The same key each time, so that it is done once.
 */
export async function insist<T>(
  ask: (idempotencyKey: string) => Promise<T>,
  options: { signal: AbortSignal; onWaiting: (waiting: boolean) => void },
): Promise<T> {
  const key = randomUuid();
  for (let failures = 1; ; failures += 1) {
    try {
      const result = await ask(key);
      options.onWaiting(false);
      return result;
    } catch (error) {
      if (aborted(options.signal) || !isTransient(error)) {
        options.onWaiting(false);
        throw error;
      }
      options.onWaiting(true);
      const asked = error instanceof ApiError ? error.retryAfter : null;
      await pause(asked === null ? backoffMs(failures, Math.random) : asked * 1000, options.signal);
      if (aborted(options.signal)) throw error;
    }
  }
}

/** Ends early when the network is back, or when nobody waits any more. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

/** A call, because it may change while something is awaited, which narrowing doesn't know. */
function aborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
