import { Resampler } from "./resampler";

/** So much waits before it begins: what comes a little late makes no gap. */
export const JITTER_SECONDS = 0.06;
/** A short word that isn't followed by more begins all the same after this. */
export const PATIENCE_SECONDS = 0.1;
/** Stopping in the middle of a wave would click. */
export const FADE_SECONDS = 0.005;

/** The AI's sound between the network, which is uneven, and the loudspeaker, which isn't. */
export class PlaybackBuffer {
  readonly #rate: number;
  readonly #resampler: Resampler;
  #blocks: Float32Array<ArrayBuffer>[] = [];
  /** Into the first block. */
  #offset = 0;
  #waiting = 0;
  #waited = 0;
  #playing = false;

  /** `rate` of the loudspeaker, Hz. */
  constructor(rate: number) {
    this.#rate = rate;
    this.#resampler = new Resampler(16_000, rate);
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Seconds that wait. */
  get buffered(): number {
    return this.#waiting / this.#rate;
  }

  push(samples: Int16Array): void {
    this.#add(this.#resampler.process(Float32Array.from(samples, (sample) => sample / 32_768)));
  }

  /** Fills `output` with what comes next, silence where there is nothing. */
  read(output: Float32Array): void {
    output.fill(0);
    if (!this.#playing && !this.#mayBegin(output.length)) return;
    this.#playing = true;
    let filled = 0;
    while (filled < output.length) {
      const [block] = this.#blocks;
      if (!block) break;
      const part = block.subarray(this.#offset, this.#offset + output.length - filled);
      output.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
      if (this.#offset < block.length) break;
      this.#blocks.shift();
      this.#offset = 0;
    }
    this.#waiting -= filled;
    if (this.#waiting === 0) this.#pause();
  }

  /** The person speaks: silence after a fade of a few milliseconds. */
  flush(): void {
    const fade = this.#playing ? this.#firstSamples(Math.round(FADE_SECONDS * this.#rate)) : new Float32Array();
    for (const index of fade.keys()) fade[index] = (fade[index] ?? 0) * (1 - (index + 1) / fade.length);
    this.#blocks = [];
    this.#offset = 0;
    this.#waiting = 0;
    this.#resampler.reset();
    if (fade.length === 0) this.#pause();
    else this.#add(fade);
  }

  #firstSamples(count: number): Float32Array<ArrayBuffer> {
    const first = new Float32Array(Math.min(count, this.#waiting));
    let filled = 0;
    for (const [index, block] of this.#blocks.entries()) {
      const part = block.subarray(index === 0 ? this.#offset : 0).subarray(0, first.length - filled);
      first.set(part, filled);
      filled += part.length;
    }
    return first;
  }

  #mayBegin(samples: number): boolean {
    if (this.#waiting === 0) return false;
    this.#waited += samples / this.#rate;
    return this.buffered >= JITTER_SECONDS || this.#waited >= PATIENCE_SECONDS;
  }

  #pause(): void {
    this.#playing = false;
    this.#waited = 0;
  }

  #add(block: Float32Array<ArrayBuffer>): void {
    if (block.length === 0) return;
    this.#blocks.push(block);
    this.#waiting += block.length;
  }
}
