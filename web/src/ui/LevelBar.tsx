import { useEffect, useRef } from "react";

import { LevelMeter } from "@/core/recorder";

const BARS = 5;
/** Above this, somebody speaks. */
const SPEECH = 0.35;

/** How loud the microphone is, as bars that move. `onHeard` once it has heard speech. */
export function LevelBar({ stream, onHeard }: { stream: MediaStream; onHeard?: () => void }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const meter = LevelMeter.of(stream);
    const bars = ref.current?.children;
    if (!meter || !bars) return;
    const history = Array<number>(BARS).fill(0);
    let frame = 0;
    let drawn = 0;
    let loud = 0;
    const draw = (at: number): void => {
      frame = requestAnimationFrame(draw);
      if (at - drawn < 60) return;
      drawn = at;
      const level = meter.read();
      history.push(level);
      history.shift();
      loud = level > SPEECH ? loud + 1 : 0;
      if (loud === 4) onHeard?.();
      for (const [index, bar] of [...bars].entries()) {
        if (bar instanceof HTMLElement) bar.style.height = `${Math.round(15 + 85 * (history[index] ?? 0))}%`;
      }
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      meter.close();
    };
  }, [stream, onHeard]);
  return (
    <span ref={ref} aria-hidden className="inline-flex h-6 items-end gap-1">
      {Array.from({ length: BARS }, (_, index) => (
        <span key={index} className="h-[15%] w-1.5 rounded-full bg-current" />
      ))}
    </span>
  );
}
