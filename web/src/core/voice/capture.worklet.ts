import { CaptureFrames } from "./capture-frames";

const SILENCE = new Float32Array(128);

/** Runs where the sound is: one block of 128 samples at a time, posted in frames of 32 ms. */
class Capture extends AudioWorkletProcessor {
  readonly #frames = new CaptureFrames(sampleRate);

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<{ muted: boolean }>) => {
      this.#frames.muted = event.data.muted;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    // Without a microphone time goes on in silence.
    for (const frame of this.#frames.add(inputs[0]?.[0] ?? SILENCE)) this.port.postMessage(frame, [frame.buffer]);
    return true;
  }
}

registerProcessor("parley-capture", Capture);
