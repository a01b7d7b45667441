import { levelOf } from "../recorder/level-meter";
import { PlaybackBuffer } from "./playback-buffer";

/** Told about 25 times a second while there is something to hear. */
const REPORT_EVERY_BLOCKS = 15;

class Playback extends AudioWorkletProcessor {
  readonly #buffer = new PlaybackBuffer(sampleRate);
  #blocks = 0;
  #wasPlaying = false;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<Int16Array | null>) => {
      if (event.data === null) this.#buffer.flush();
      else this.#buffer.push(event.data);
    };
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [first, ...others] = output ?? [];
    if (!first) return true;
    this.#buffer.read(first);
    for (const channel of others) channel.set(first);
    this.#blocks += 1;
    const { playing } = this.#buffer;
    if (playing !== this.#wasPlaying || (playing && this.#blocks % REPORT_EVERY_BLOCKS === 0)) {
      this.#wasPlaying = playing;
      this.port.postMessage({ playing, level: playing ? levelOf(first) : 0 });
    }
    return true;
  }
}

registerProcessor("parley-playback", Playback);
