/** Zero crossings of the sinc on each side: what makes the edge steep. */
const ZERO_CROSSINGS = 16;
/** Of the lower rate's Nyquist frequency; above it the filter falls. */
const PASSBAND = 0.91;
/** Kaiser window: stopband at about -80 dB. */
const BETA = 8;
/** Rates that share no factor would need a filter per sample: neighbours are interpolated instead. */
const MOST_PHASES = 640;

/**
 * Changes the sample rate of a stream by a windowed-sinc filter in polyphase form, block by block
 * without a seam (J. O. Smith, Digital Audio Resampling). What the lower rate can't hold is
 * filtered out, so that nothing is mirrored into what is heard.
 */
export class Resampler {
  readonly #step: number;
  readonly #half: number;
  readonly #phases: number;
  /** `phases + 1` filters of `2 * half` taps each, one after the other. */
  readonly #taps: Float32Array<ArrayBuffer>;
  /** The last samples of earlier blocks that coming output still needs. */
  #past: Float32Array<ArrayBuffer>;
  /** Where the next output lies, in input samples from the start of `#past`. */
  #at: number;

  /** Rates in Hz, above 0. */
  constructor(from: number, to: number) {
    if (!(from > 0) || !(to > 0)) throw new RangeError("sample rates are above 0");
    const cutoff = Math.min(1, to / from) * PASSBAND;
    this.#step = from / to;
    this.#half = Math.ceil(ZERO_CROSSINGS / cutoff);
    this.#phases = phasesFor(from, to);
    this.#taps = filters(cutoff, this.#half, this.#phases);
    this.#past = new Float32Array(2 * this.#half - 1);
    this.#at = this.#half - 1;
  }

  /** Input samples that an output waits for: the filter's half, which is the delay. */
  get delay(): number {
    return this.#half;
  }

  /** The output that this input completes; -1..1 in, about -1..1 out. */
  process(input: Float32Array): Float32Array<ArrayBuffer> {
    const all = new Float32Array(this.#past.length + input.length);
    all.set(this.#past);
    all.set(input, this.#past.length);
    const ready = Math.floor((all.length - 1 - this.#half - this.#at) / this.#step) + 1;
    const output = new Float32Array(Math.max(0, ready));
    for (let index = 0; index < output.length; index += 1) output[index] = this.#sampleAt(all, this.#at + index * this.#step);
    const next = this.#at + output.length * this.#step;
    const used = Math.max(0, Math.floor(next) - this.#half + 1);
    this.#past = all.slice(used);
    this.#at = next - used;
    return output;
  }

  /** Forgets what came before: after a jump nothing of the old is heard. */
  reset(): void {
    this.#past = new Float32Array(2 * this.#half - 1);
    this.#at = this.#half - 1;
  }

  #sampleAt(input: Float32Array, at: number): number {
    const whole = Math.floor(at);
    const place = (at - whole) * this.#phases;
    const phase = Math.floor(place);
    const blend = place - phase;
    const width = 2 * this.#half;
    const first = whole - this.#half + 1;
    let near = 0;
    let far = 0;
    for (let tap = 0, one = phase * width; tap < width; tap += 1, one += 1) {
      const sample = input[first + tap] ?? 0;
      near += sample * (this.#taps[one] ?? 0);
      far += sample * (this.#taps[one + width] ?? 0);
    }
    return near + (far - near) * blend;
  }
}

/** As many as the rates' ratio has places between two samples, where that isn't too many. */
function phasesFor(from: number, to: number): number {
  const places = to / divisor(Math.round(from), Math.round(to));
  return Number.isInteger(from) && Number.isInteger(to) && places <= MOST_PHASES ? places : MOST_PHASES;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function filters(cutoff: number, half: number, phases: number): Float32Array<ArrayBuffer> {
  const width = 2 * half;
  const taps = new Float32Array((phases + 1) * width);
  for (let phase = 0; phase <= phases; phase += 1) {
    let sum = 0;
    for (let tap = 0; tap < width; tap += 1) {
      const distance = tap - half + 1 - phase / phases;
      const tapValue = cutoff * sinc(cutoff * distance) * kaiser(distance / half);
      taps[phase * width + tap] = tapValue;
      sum += tapValue;
    }
    // Each phase lets a constant through unchanged: no hum at the rate of the phases.
    for (let tap = 0; tap < width; tap += 1) taps[phase * width + tap] = (taps[phase * width + tap] ?? 0) / sum;
  }
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** `x` in -1..1 over the window. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function of order zero, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > 1e-12 * sum; n += 1) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}
