import { Maximize, Pause, Play, RotateCcw, RotateCw, Volume2, VolumeX } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Playback, Waveform } from "@/core/api";
import { formatClock } from "@/core/time";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuChoice } from "@/ui/Menu";

import type { NumberedSpan } from "../scores/spans";
import { SeekBar } from "./SeekBar";
import { SPEEDS, type VideoState } from "./use-video-state";

interface PlayerControlsProps {
  video: VideoState;
  gaps: Playback["gaps"];
  waveform: Waveform | null;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  /** Without it there is nothing to see large. */
  onFullscreen?: () => void;
}

export function PlayerControls({ video, gaps, waveform, spans, activeSpan, onFullscreen }: PlayerControlsProps) {
  const { t } = useTranslation("hiring");
  return (
    <div className="px-2 pt-2 pb-1 sm:px-3">
      <SeekBar video={video} gaps={gaps} waveform={waveform} spans={spans} activeSpan={activeSpan} />
      <div className="flex items-center gap-0.5">
        <IconButton icon={video.playing ? Pause : Play} label={t(video.playing ? "player.pause" : "player.play")} onClick={video.toggle} className="text-ink" />
        <span className="hidden sm:contents">
          <IconButton icon={RotateCcw} label={t("player.back")} onClick={() => video.step(-1)} />
          <IconButton icon={RotateCw} label={t("player.forward")} onClick={() => video.step(1)} />
        </span>
        <span className="px-2 text-sm whitespace-nowrap text-ink-soft tabular">
          <span className="text-ink">{formatClock(video.at)}</span> / {formatClock(video.duration)}
        </span>
        <span className="flex-1" />
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`${t("player.speed")}: ${video.rate}×`}
              className="min-h-10 rounded-md px-3 text-sm font-medium text-ink-soft tabular hover:bg-hover hover:text-ink"
            >
              {video.rate}×
            </button>
          }
        >
          <MenuChoice
            label={t("player.speed")}
            value={String(video.rate)}
            options={SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }))}
            onChange={(value) => video.setRate(Number(value))}
          />
        </Menu>
        <IconButton icon={video.muted ? VolumeX : Volume2} label={t(video.muted ? "player.unmute" : "player.mute")} onClick={video.toggleMuted} />
        {onFullscreen ? <IconButton icon={Maximize} label={t("player.fullscreen")} onClick={onFullscreen} /> : null}
      </div>
    </div>
  );
}
