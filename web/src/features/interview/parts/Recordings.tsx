import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Plays what was just recorded, one segment after the other. */
export function Recordings({ recordings, label }: { recordings: readonly Blob[]; label: string }) {
  const { t } = useTranslation("interview");
  const [index, setIndex] = useState(0);
  const ref = useRef<HTMLVideoElement>(null);
  const recording = recordings[index];
  useEffect(() => {
    const video = ref.current;
    if (!video || !recording) return;
    const url = URL.createObjectURL(recording);
    video.src = url;
    if (index > 0) void video.play().catch(() => undefined);
    return () => {
      video.removeAttribute("src");
      URL.revokeObjectURL(url);
    };
  }, [recording, index]);
  return (
    <figure className="flex flex-col gap-2">
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the candidate's own recording of a moment ago: there are no captions yet */}
      <video
        ref={ref}
        aria-label={label}
        controls
        playsInline
        preload="auto"
        onLoadedMetadata={findLength}
        onEnded={() => setIndex((current) => Math.min(current + 1, recordings.length - 1))}
        className="aspect-video max-h-[50dvh] w-full rounded-lg bg-stage object-contain"
      />
      {recordings.length > 1 ? (
        <figcaption className="flex flex-wrap gap-2 text-sm text-ink-soft">
          {recordings.map((_, part) => (
            <button
              key={part}
              type="button"
              aria-pressed={part === index}
              onClick={() => setIndex(part)}
              className={`min-h-8 rounded-sm border px-3 pointer-coarse:min-h-11 ${part === index ? "border-accent text-accent" : ""}`}
            >
              {t("review.part", { number: part + 1, total: recordings.length })}
            </button>
          ))}
        </figcaption>
      ) : null}
    </figure>
  );
}

/** MediaRecorder writes no length: seeking past the end makes the browser find it. */
function findLength(event: SyntheticEvent<HTMLVideoElement>): void {
  const video = event.currentTarget;
  if (Number.isFinite(video.duration)) return;
  const back = (): void => {
    if (!Number.isFinite(video.duration)) return;
    video.removeEventListener("durationchange", back);
    video.currentTime = 0;
  };
  video.addEventListener("durationchange", back);
  video.currentTime = 1e7;
}
