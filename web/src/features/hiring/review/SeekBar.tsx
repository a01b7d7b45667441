import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Playback, Waveform } from "@/core/api";
import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

import { isCaution, type NumberedSpan, timesOf } from "../scores/spans";
import type { VideoState } from "./use-video-state";
import { barsOf, pathOf } from "./waveform";

interface SeekBarProps {
  video: VideoState;
  gaps: Playback["gaps"];
  waveform: Waveform | null;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

/** About four pixels each on a wide screen. */
const BARS = 144;

/** A native slider over a drawn track: loud and quiet, played, loaded, what scores rest on, and where something is missing. */
export function SeekBar({ video, gaps, waveform, spans, activeSpan }: SeekBarProps) {
  const { t } = useTranslation("hiring");
  const { at, buffered, duration } = video;
  const percent = (seconds: number) => (duration > 0 ? Math.min(100, Math.max(0, (seconds / duration) * 100)) : 0);
  const drawn = waveform !== null && waveform.peaks.length > 0;
  return (
    <div className={classes("group/seek relative mx-2 flex items-center", drawn ? "h-14" : "h-6")}>
      {drawn ? (
        <Wave waveform={waveform} played={percent(at)} />
      ) : (
        <div aria-hidden className="pointer-events-none absolute inset-x-0 h-1.5 overflow-hidden rounded-full bg-sunken">
          <div className="absolute inset-y-0 left-0 bg-line" style={{ width: `${percent(buffered)}%` }} />
          <div className="absolute inset-y-0 left-0 bg-accent" style={{ width: `${percent(at)}%` }} />
        </div>
      )}
      {spans.map((span) => {
        const times = timesOf(span);
        if (!times) return null;
        const active = span.number === activeSpan;
        return (
          <span
            key={span.number}
            aria-hidden
            className={classes(
              "pointer-events-none absolute bottom-0 h-1 min-w-1 rounded-full",
              active ? "h-full bg-accent opacity-25" : isCaution(span) ? "bg-line-strong" : "bg-accent",
            )}
            style={{ left: `${percent(times.start)}%`, width: `${percent(times.end) - percent(times.start)}%` }}
          />
        );
      })}
      {gaps.map((gap) => (
        <span
          key={gap.atSeconds}
          title={t("player.gap", { seconds: Math.round(gap.missingSeconds) })}
          className={classes("absolute -translate-x-1/2 rounded-full bg-ink", drawn ? "top-1 h-2 w-1" : "h-3.5 w-1")}
          style={{ left: `${percent(gap.atSeconds)}%` }}
        />
      ))}
      <span
        aria-hidden
        className={classes("pointer-events-none absolute -translate-x-1/2 rounded-full bg-accent ring-2 ring-surface", drawn ? "h-12 w-0.5" : "size-3.5")}
        style={{ left: `${percent(at)}%` }}
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
        className="absolute inset-x-0 h-full w-full cursor-pointer appearance-none rounded-sm bg-transparent opacity-0 focus-visible:opacity-100 [&::-moz-range-thumb]:opacity-0 [&::-webkit-slider-thumb]:opacity-0"
      />
    </div>
  );
}

/** The same bars twice, the played ones cut off at the place. */
function Wave({ waveform, played }: { waveform: Waveform; played: number }) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-x-0 inset-y-2">
      <Bars peaks={waveform.peaks} className="text-line-strong opacity-70" />
      <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - played}% 0 0)` }}>
        <Bars peaks={waveform.peaks} className="text-accent" />
      </div>
    </div>
  );
}

const Bars = memo(function Bars({ peaks, className }: { peaks: readonly number[]; className: string }) {
  const path = useMemo(() => pathOf(barsOf(peaks, BARS)), [peaks]);
  return (
    <svg viewBox={`0 0 ${BARS} 1`} preserveAspectRatio="none" className={classes("absolute inset-0 size-full", className)}>
      <path d={path} fill="currentColor" />
    </svg>
  );
});
