import { useLayoutEffect, useRef } from "react";

import { belongsElsewhere } from "./page-keys";
import type { VideoState } from "./use-video-state";

type PlayerActions = Pick<VideoState, "toggle" | "step" | "stepRate" | "toggleMuted"> & { toggleFullscreen: () => void };

/** The keys that players everywhere share. */
export function usePlayerKeys(actions: PlayerActions): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });

  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (belongsElsewhere(event)) return;
      // Space presses the focused button or link.
      const onControl = event.target instanceof HTMLElement && event.target.closest("button, a, summary") !== null;
      const { toggle, step, stepRate, toggleMuted, toggleFullscreen } = latest.current;
      const does: Record<string, (() => void) | undefined> = {
        " ": onControl ? undefined : toggle,
        k: toggle,
        ArrowLeft: () => step(-1),
        ArrowRight: () => step(1),
        "<": () => stepRate(-1),
        ">": () => stepRate(1),
        m: toggleMuted,
        f: toggleFullscreen,
      };
      const action = does[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
