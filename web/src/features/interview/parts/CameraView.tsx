import { type ReactNode, useCallback } from "react";

/** The candidate's own picture, mirrored as in a looking-glass, with what is laid over it. */
export function CameraView({
  stream,
  label,
  children,
}: {
  stream: MediaStream | null;
  label: string;
  children?: ReactNode;
}) {
  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      if (video && video.srcObject !== stream) video.srcObject = stream;
    },
    [stream],
  );
  return (
    <div className="relative aspect-[4/3] overflow-hidden rounded-lg bg-stage text-on-stage sm:aspect-video">
      {stream ? (
        <video
          ref={attach}
          aria-label={label}
          autoPlay
          muted
          playsInline
          className="size-full -scale-x-100 object-cover"
        />
      ) : null}
      {children}
    </div>
  );
}
