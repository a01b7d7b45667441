import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Playback, Waveform } from "@/core/api";
import { Button } from "@/ui/Button";

import type { Player } from "../review/player";
import { PlayerControls } from "../review/PlayerControls";
import { usePlayerKeys } from "../review/use-player-keys";
import { useVideoSource } from "../review/use-video-source";
import { useVideoState } from "../review/use-video-state";
import type { NumberedSpan } from "../scores/spans";

interface SoundPlayerProps {
  /** Null until `onWanted` was answered. */
  url: string | null;
  durationSeconds: number | null;
  gaps: Playback["gaps"];
  label: string;
  /** Whoever else drives and follows it. */
  player: Player;
  waveform: Waveform | null;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  /** Somebody plays it, or looks for a place in it. */
  onWanted: () => void;
  /** Asks for a new link; null when there is none. */
  onRenew: () => Promise<string | null>;
}

/** The video player's sister without a picture: the same controls, the same keys. */
export function SoundPlayer({ url, durationSeconds, gaps, label, player, waveform, spans, activeSpan, onWanted, onRenew }: SoundPlayerProps) {
  const { t } = useTranslation("hiring");
  const ref = useRef<HTMLAudioElement>(null);
  const { broken, goOn } = useVideoSource(ref, url, onRenew);
  const state = useVideoState(ref, durationSeconds);
  const wanted = useRef(onWanted);
  useEffect(() => {
    wanted.current = onWanted;
  });
  useEffect(() => {
    // An element without a source remembers the place and that it plays until it has one.
    const audio = ref.current;
    const want = (): void => wanted.current();
    audio?.addEventListener("play", want);
    return () => audio?.removeEventListener("play", want);
  }, []);
  const seek = (seconds: number): void => {
    onWanted();
    state.seek(seconds);
  };
  const sound = { ...state, seek };
  useEffect(() => (ref.current ? player.attach(ref.current) : undefined), [player]);
  usePlayerKeys({ ...sound, toggleFullscreen: () => undefined });
  return (
    <div role="group" aria-label={label} className="rounded-lg border bg-surface">
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- what is said stands beside it, in step */}
      <audio ref={ref} preload="auto" />
      {broken ? (
        <div role="alert" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b px-4 py-3">
          <p className="min-w-0 flex-1 basis-64">
            <span className="block font-medium">{t("player.brokenTitle")}</span>
            <span className="text-sm text-ink-soft">{t("player.brokenText")}</span>
          </p>
          <Button size="sm" onClick={goOn}>
            {t("player.goOn")}
          </Button>
        </div>
      ) : null}
      <PlayerControls video={sound} gaps={gaps} waveform={waveform} spans={spans} activeSpan={activeSpan} />
    </div>
  );
}
