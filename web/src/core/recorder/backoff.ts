const FIRST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before the attempt after `failures` failed ones: doubling, with "equal
 * jitter" so that many candidates don't come back in step after an outage.
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return ceiling / 2 + (ceiling / 2) * random();
}
