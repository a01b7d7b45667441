import { useTranslation } from "react-i18next";

import type { Playback } from "@/core/api";
import { formatClock } from "@/core/time";

import type { VideoState } from "./use-video-state";

/** A native slider over a drawn track: played, loaded, and where something is missing. */
export function SeekBar({ video, gaps }: { video: VideoState; gaps: Playback["gaps"] }) {
  const { t } = useTranslation("hiring");
  const { at, buffered, duration } = video;
  const percent = (seconds: number) => `${duration > 0 ? Math.min(100, (seconds / duration) * 100) : 0}%`;
  return (
    <div className="group/seek relative mx-2 flex h-6 items-center">
      <div aria-hidden className="pointer-events-none absolute inset-x-0 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div className="absolute inset-y-0 left-0 bg-line" style={{ width: percent(buffered) }} />
        <div className="absolute inset-y-0 left-0 bg-accent" style={{ width: percent(at) }} />
      </div>
      {gaps.map((gap) => (
        <span
          key={gap.atSeconds}
          title={t("player.gap", { seconds: Math.round(gap.missingSeconds) })}
          className="absolute h-3.5 w-1 -translate-x-1/2 rounded-full bg-ink"
          style={{ left: percent(gap.atSeconds) }}
        />
      ))}
      <span
        aria-hidden
        className="pointer-events-none absolute size-3.5 -translate-x-1/2 rounded-full bg-accent ring-2 ring-surface"
        style={{ left: percent(at) }}
      />
      <input
        type="range"
        aria-label={t("player.position")}
        aria-valuetext={t("player.positionText", { at: formatClock(at), total: formatClock(duration) })}
        min={0}
        max={duration || 1}
        step={0.1}
        value={Math.min(at, duration || 1)}
        onChange={(event) => video.seek(Number(event.target.value))}
        onKeyDown={(event) => {
          const direction = event.key === "ArrowRight" || event.key === "ArrowUp" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowDown" ? -1 : null;
          if (direction === null) return;
          event.preventDefault();
          video.step(direction);
        }}
        className="absolute inset-x-0 h-6 w-full cursor-pointer appearance-none rounded-full bg-transparent opacity-0 focus-visible:opacity-100 [&::-moz-range-thumb]:opacity-0 [&::-webkit-slider-thumb]:opacity-0"
      />
    </div>
  );
}
