import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

const ATTEMPTS = 3;
const WAIT_MS = 700;

/**
 * Keeps a video playing over changes of its link. Signed links end: a renewed one, or one
 * fetched after an error, takes over at the same position and goes on if it was playing.
 */
export function useVideoSource(videoRef: RefObject<HTMLMediaElement | null>, url: string | null, renew: () => Promise<string | null>) {
  const [broken, setBroken] = useState(false);
  /** Where to go on; `playing` is what the person wants, not what the element happens to do. */
  const kept = useRef({ position: 0, playing: false, rate: 1 });
  const restoring = useRef(false);
  const failures = useRef(0);
  const latest = useRef({ url, renew });
  useEffect(() => {
    latest.current = { url, renew };
  });

  const load = useCallback(
    (source: string) => {
      const video = videoRef.current;
      if (!video) return;
      restoring.current = kept.current.position > 0 || kept.current.playing;
      video.src = source;
      video.load();
    },
    [videoRef],
  );

  useEffect(() => {
    if (url !== null) load(url);
  }, [load, url]);

  const recover = useCallback(async () => {
    const before = latest.current.url;
    try {
      const fresh = await latest.current.renew();
      if (fresh === null) setBroken(true);
      // A changed link loads by itself as soon as it is rendered; the same one must be asked again.
      else if (fresh === before) load(fresh);
    } catch {
      setBroken(true);
    }
  }, [load]);

  useEffect(() => {
    const video = videoRef.current;
    if (!video) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const on = {
      loadedmetadata: () => {
        setBroken(false);
        video.playbackRate = kept.current.rate;
        if (!restoring.current) return;
        restoring.current = false;
        if (kept.current.position > 0) video.currentTime = kept.current.position;
        if (kept.current.playing) void video.play().catch(() => undefined);
      },
      timeupdate: () => {
        if (restoring.current || video.readyState < HTMLMediaElement.HAVE_METADATA) return;
        if (video.currentTime > kept.current.position + 1) failures.current = 0;
        kept.current.position = video.currentTime;
      },
      play: () => {
        kept.current.playing = true;
      },
      pause: () => {
        if (!restoring.current && !video.error) kept.current.playing = false;
      },
      ratechange: () => {
        // Loading resets the rate to its default: only the person's choice counts.
        if (!restoring.current && video.readyState >= HTMLMediaElement.HAVE_METADATA) kept.current.rate = video.playbackRate;
      },
      error: () => {
        restoring.current = true;
        if (failures.current >= ATTEMPTS) {
          setBroken(true);
          return;
        }
        timer = setTimeout(() => void recover(), WAIT_MS * 2 ** failures.current);
        failures.current += 1;
      },
    };
    for (const [event, listener] of Object.entries(on)) video.addEventListener(event, listener);
    return () => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(on)) video.removeEventListener(event, listener);
    };
  }, [videoRef, recover]);

  const goOn = useCallback(() => {
    failures.current = 0;
    kept.current.playing = true;
    setBroken(false);
    void recover();
  }, [recover]);

  return { broken, goOn };
}
