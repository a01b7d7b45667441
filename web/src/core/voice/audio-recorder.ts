import captureUrl from "./capture.worklet.ts?worker&url";
import { levelOf } from "../recorder/level-meter";

export interface RecorderOptions {
  context: AudioContext;
  /** 16-bit PCM at 16 kHz, mono, 32 ms at a time. */
  onChunk: (bytes: Uint8Array<ArrayBuffer>) => void;
  createNode?: (context: AudioContext, name: string) => AudioWorkletNode;
}

/**
 * The microphone's sound as the voice socket wants it. Goes on in silence when the microphone is
 * muted or gone, so that the other side knows the line is open.
 */
export class AudioRecorder {
  readonly #options: RecorderOptions;
  #node: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #stream: MediaStream | null = null;
  #muted = false;
  #level = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** How loud the person is, 0 to 1. */
  get level(): number {
    return this.#level;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Rejects where the browser has no worklets. */
  async start(): Promise<void> {
    const { context, onChunk } = this.#options;
    await context.audioWorklet.addModule(captureUrl);
    const create = this.#options.createNode ?? ((owner, name) => new AudioWorkletNode(owner, name));
    const node = create(context, "parley-capture");
    node.port.onmessage = (event: MessageEvent<Int16Array<ArrayBuffer>>) => {
      const frame = event.data;
      this.#level = levelOf(Float32Array.from(frame, (sample) => sample / 32_768));
      onChunk(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength));
    };
    // It plays nothing, but browsers run only what leads to the loudspeaker.
    node.connect(context.destination);
    this.#node = node;
    node.port.postMessage({ muted: this.#muted });
    this.#connect();
  }

  /** Which microphone, or null while there is none. */
  attach(stream: MediaStream | null): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#connect();
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#node?.port.postMessage({ muted });
  }

  close(): void {
    this.#source?.disconnect();
    this.#node?.disconnect();
    this.#source = null;
    this.#node = null;
  }

  #connect(): void {
    if (!this.#node) return;
    this.#source?.disconnect();
    this.#source = null;
    if (!this.#stream || this.#stream.getAudioTracks().length === 0) return;
    this.#source = this.#options.context.createMediaStreamSource(this.#stream);
    this.#source.connect(this.#node);
  }
}
