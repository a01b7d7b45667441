import { type RefObject, useCallback, useEffect, useState } from "react";

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;
const SEEK_SECONDS = 5;

/** What the controls show, and what they do. */
export function useVideoState(videoRef: RefObject<HTMLMediaElement | null>, knownDuration: number | null) {
  const [state, setState] = useState({ playing: false, at: 0, buffered: 0, muted: false, rate: 1, duration: knownDuration ?? 0 });

  useEffect(() => {
    const video = videoRef.current;
    if (!video) return;
    const read = () =>
      setState({
        playing: !video.paused && !video.ended,
        at: video.currentTime,
        buffered: video.buffered.length > 0 ? video.buffered.end(video.buffered.length - 1) : 0,
        muted: video.muted,
        rate: video.playbackRate,
        duration: Number.isFinite(video.duration) && video.duration > 0 ? video.duration : (knownDuration ?? 0),
      });
    // While a link changes, the element is back at zero for a moment: the controls stay where they are.
    const readUnlessEmpty = () => {
      if (video.readyState >= HTMLMediaElement.HAVE_METADATA) read();
    };
    const events = ["play", "pause", "ended", "timeupdate", "progress", "volumechange", "ratechange", "durationchange", "seeked"];
    for (const event of events) video.addEventListener(event, readUnlessEmpty);
    return () => {
      for (const event of events) video.removeEventListener(event, readUnlessEmpty);
    };
  }, [videoRef, knownDuration]);

  const seek = useCallback(
    (seconds: number) => {
      const video = videoRef.current;
      if (!video) return;
      const end = Number.isFinite(video.duration) ? video.duration : Number.MAX_SAFE_INTEGER;
      video.currentTime = Math.min(end, Math.max(0, seconds));
    },
    [videoRef],
  );

  const toggle = useCallback(() => {
    const video = videoRef.current;
    if (!video) return;
    // A refusal leaves it paused, which the controls show.
    if (video.paused || video.ended) void video.play().catch(() => undefined);
    else video.pause();
  }, [videoRef]);

  const step = useCallback((direction: 1 | -1) => seek((videoRef.current?.currentTime ?? 0) + direction * SEEK_SECONDS), [seek, videoRef]);

  const setRate = useCallback(
    (rate: number) => {
      if (videoRef.current) videoRef.current.playbackRate = rate;
    },
    [videoRef],
  );

  const stepRate = useCallback(
    (direction: 1 | -1) => {
      const rate = videoRef.current?.playbackRate ?? 1;
      const next = direction === 1 ? SPEEDS.find((speed) => speed > rate) : SPEEDS.findLast((speed) => speed < rate);
      if (next !== undefined) setRate(next);
    },
    [setRate, videoRef],
  );

  const toggleMuted = useCallback(() => {
    if (videoRef.current) videoRef.current.muted = !videoRef.current.muted;
  }, [videoRef]);

  return { ...state, seek, toggle, step, setRate, stepRate, toggleMuted };
}

export type VideoState = ReturnType<typeof useVideoState>;
