import { Play } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Playback, Waveform } from "@/core/api";
import { Button } from "@/ui/Button";

import type { NumberedSpan } from "../scores/spans";
import type { Player } from "./player";
import { PlayerControls } from "./PlayerControls";
import { usePlayerKeys } from "./use-player-keys";
import { useVideoSource } from "./use-video-source";
import { useVideoState } from "./use-video-state";

interface VideoPlayerProps {
  url: string;
  poster: string | null;
  durationSeconds: number | null;
  gaps: Playback["gaps"];
  label: string;
  /** Whoever else drives and follows it. */
  player: Player;
  waveform: Waveform | null;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  /** Asks for a new link; null when there is none. */
  onRenew: () => Promise<string | null>;
}

export function VideoPlayer({ url, poster, durationSeconds, gaps, label, player, waveform, spans, activeSpan, onRenew }: VideoPlayerProps) {
  const { t } = useTranslation("hiring");
  const frameRef = useRef<HTMLDivElement>(null);
  const videoRef = useRef<HTMLVideoElement>(null);
  const { broken, goOn } = useVideoSource(videoRef, url, onRenew);
  const video = useVideoState(videoRef, durationSeconds);

  useEffect(() => (videoRef.current ? player.attach(videoRef.current) : undefined), [player]);

  function toggleFullscreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    // Phones know full screen for the video alone; there it has its own controls.
    else void frameRef.current?.requestFullscreen().catch(() => undefined);
  }
  usePlayerKeys({ ...video, toggleFullscreen });

  return (
    <div ref={frameRef} role="group" aria-label={label} className="group/player overflow-hidden rounded-lg border bg-surface [&:fullscreen]:flex [&:fullscreen]:flex-col [&:fullscreen]:rounded-none">
      <div className="relative grid aspect-video max-h-[max(16rem,calc(100dvh-35rem))] min-h-0 w-full place-items-center bg-stage group-[:fullscreen]/player:aspect-auto group-[:fullscreen]/player:max-h-none group-[:fullscreen]/player:flex-1">
        {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the transcript stands beside it, in step; the click repeats what the play button and the space key do */}
        <video ref={videoRef} playsInline preload="metadata" {...(poster === null ? {} : { poster })} onClick={video.toggle} className="absolute inset-0 size-full object-contain" />
        {!video.playing && video.at === 0 && !broken ? (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            onClick={video.toggle}
            className="relative grid size-16 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-hover"
          >
            <Play size={26} fill="currentColor" strokeWidth={0} className="ml-1" />
          </button>
        ) : null}
        {broken ? (
          <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-3 bg-stage px-6 text-center text-on-stage">
            <p className="text-lg font-semibold">{t("player.brokenTitle")}</p>
            <p className="max-w-sm">{t("player.brokenText")}</p>
            <Button onClick={goOn}>{t("player.goOn")}</Button>
          </div>
        ) : null}
      </div>
      <PlayerControls video={video} gaps={gaps} waveform={waveform} spans={spans} activeSpan={activeSpan} onFullscreen={toggleFullscreen} />
    </div>
  );
}
