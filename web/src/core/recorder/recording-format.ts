/** What is recorded: the first of these that the browser can write. Safari writes only MP4. */
const FORMATS = [
  "video/webm;codecs=vp9,opus",
  "video/webm;codecs=vp8,opus",
  "video/webm",
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/mp4",
];

/** About 110 KB/s: a face and a voice stay clear, and a modest uplink keeps pace. */
const VIDEO_BITS_PER_SECOND = 800_000;
const AUDIO_BITS_PER_SECOND = 64_000;

export const BYTES_PER_SECOND = (VIDEO_BITS_PER_SECOND + AUDIO_BITS_PER_SECOND) / 8;

/** Null where the browser can't record at all. */
export function recordingOptions(
  isSupported: (mimeType: string) => boolean = defaultIsSupported,
): MediaRecorderOptions | null {
  const mimeType = FORMATS.find(isSupported);
  if (mimeType === undefined) return null;
  return { mimeType, videoBitsPerSecond: VIDEO_BITS_PER_SECOND, audioBitsPerSecond: AUDIO_BITS_PER_SECOND };
}

function defaultIsSupported(mimeType: string): boolean {
  return typeof MediaRecorder !== "undefined" && MediaRecorder.isTypeSupported(mimeType);
}
