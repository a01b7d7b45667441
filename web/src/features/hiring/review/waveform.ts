/** Loudness is 0..255 on the wire. */
const FULL = 255;
/** A silent stretch is a thin line, not a hole. */
const LEAST = 0.04;

/**
 * As many bars as fit, each the loudest of its stretch, 0..1 of the loudest of all: quiet
 * recordings are drawn as tall as loud ones.
 */
export function barsOf(peaks: readonly number[], count: number): number[] {
  if (peaks.length === 0 || count <= 0) return [];
  const bars = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    let loudest = 0;
    for (let at = from; at < to; at++) loudest = Math.max(loudest, peaks[at] ?? 0);
    return Math.min(FULL, loudest) / FULL;
  });
  const most = bars.reduce((a, b) => Math.max(a, b), 0);
  return bars.map((bar) => Math.max(LEAST, most > 0 ? bar / most : 0));
}

/** Bars as one path in a box of `count` by 1: two thirds bar, one third room. */
export function pathOf(bars: readonly number[]): string {
  return bars
    .map((bar, at) => {
      const height = Math.round(bar * 1000) / 1000;
      const top = Math.round((1 - height) * 500) / 1000;
      return `M${at + 0.17} ${top}h.66v${height}h-.66z`;
    })
    .join("");
}
