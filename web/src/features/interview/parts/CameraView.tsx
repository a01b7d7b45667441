import { Camera } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";

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
  const [upright, setUpright] = useState(false); // A phone held upright.
  return (
    <div
      className={`relative w-full overflow-hidden rounded-lg bg-stage text-on-stage max-h-[55dvh] ${upright ? "aspect-[3/4]" : "aspect-video"}`}
    >
      {stream ? (
        <video
          ref={attach}
          aria-label={label}
          autoPlay
          muted
          playsInline
          onResize={({ currentTarget: video }) => setUpright(video.videoHeight > video.videoWidth)}
          className="size-full -scale-x-100 object-contain"
        />
      ) : (
        <span aria-hidden className="absolute inset-0 grid place-items-center text-on-stage/60">
          <Camera size={48} strokeWidth={1.25} />
        </span>
      )}
      {children}
    </div>
  );
}
