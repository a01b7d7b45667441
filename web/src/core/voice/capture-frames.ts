import { Resampler } from "./resampler";

/** 32 ms at 16 kHz: what the voice activity model takes at once. */
export const FRAME_SAMPLES = 512;

/** Cuts the microphone's sound, of whatever rate, into frames of 16-bit samples at 16 kHz. */
export class CaptureFrames {
  readonly #resampler: Resampler;
  #frame = new Int16Array(FRAME_SAMPLES);
  #filled = 0;
  /** Muted is silence that goes on: the other side hears time pass, and not a lost line. */
  muted = false;

  constructor(rate: number) {
    this.#resampler = new Resampler(rate, 16_000);
  }

  /** The frames that this block completes. */
  add(block: Float32Array): Int16Array<ArrayBuffer>[] {
    const frames: Int16Array<ArrayBuffer>[] = [];
    for (const sample of this.#resampler.process(block)) {
      this.#frame[this.#filled] = this.muted ? 0 : toInt16(sample);
      this.#filled += 1;
      if (this.#filled < FRAME_SAMPLES) continue;
      frames.push(this.#frame);
      this.#frame = new Int16Array(FRAME_SAMPLES);
      this.#filled = 0;
    }
    return frames;
  }
}

/** Louder than full is full: wrapping around would crack. */
export function toInt16(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}
