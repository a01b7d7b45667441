import { useEffect, useRef } from "react";

import type { Turn } from "@/core/voice";

export type ShapeState = Turn | "away" | "getting";

/** Bars of the speaking shape, in the shape's own units. */
const BARS = [
  { x: 34, height: 12 },
  { x: 42, height: 24 },
  { x: 50, height: 32 },
  { x: 58, height: 20 },
  { x: 66, height: 14 },
];

/**
 * Whose turn it is, as one shape: an open ring that swells with the voice it listens to, a ring
 * with three dots that thinks, a full disc that speaks. Says the same without moving.
 */
export function Shape({ state, level }: { state: ShapeState; level: () => number }) {
  const ref = useRef<SVGSVGElement>(null);
  const follows = state === "listening" || state === "speaking";
  useEffect(() => {
    const shape = ref.current;
    if (!shape || !follows) return;
    let frame = 0;
    let shown = 0;
    const draw = (): void => {
      // Rises with the voice and sinks slowly: calm, not nervous.
      const now = level();
      shown += (now - shown) * (now > shown ? 0.35 : 0.08);
      shape.style.setProperty("--level", shown.toFixed(3));
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      shape.style.removeProperty("--level");
    };
  }, [follows, level]);
  return (
    <svg ref={ref} aria-hidden viewBox="0 0 100 100" className="voice-shape" data-state={state}>
      <circle className="voice-halo" cx="50" cy="50" r="38" />
      <circle className="voice-disc" cx="50" cy="50" r="30" />
      {state === "listening" ? <circle className="voice-core" cx="50" cy="50" r="7" /> : null}
      {state === "thinking" || state === "getting" ? (
        <g className="voice-dots">
          {[39, 50, 61].map((x) => (
            <circle key={x} cx={x} cy="50" r="3.5" />
          ))}
        </g>
      ) : null}
      {state === "speaking"
        ? BARS.map(({ x, height }) => (
            <rect key={x} className="voice-bar" x={x - 2} y={50 - height / 2} width="4" height={height} rx="2" />
          ))
        : null}
    </svg>
  );
}
