import playbackUrl from "./playback.worklet.ts?worker&url";

export interface PlayerOptions {
  context: AudioContext;
  /** It began or ceased to be heard. */
  onChange: () => void;
  createNode?: (context: AudioContext, name: string) => AudioWorkletNode;
}

/** Plays the AI's sound without gaps, and stops it at once. */
export class AudioPlayer {
  readonly #options: PlayerOptions;
  #node: AudioWorkletNode | null = null;
  #playing = false;
  #level = 0;
  /** Half a sample, when a chunk was cut in the middle of one. */
  #rest = new Uint8Array();

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Whether something is to be heard now. */
  get playing(): boolean {
    return this.#playing;
  }

  /** How loud it is, 0 to 1. */
  get level(): number {
    return this.#level;
  }

  /** Rejects where the browser has no worklets. */
  async start(): Promise<void> {
    const { context } = this.#options;
    await context.audioWorklet.addModule(playbackUrl);
    const create = this.#options.createNode ?? ((owner, name) => new AudioWorkletNode(owner, name));
    const node = create(context, "parley-playback");
    node.port.onmessage = (event: MessageEvent<{ playing: boolean; level: number }>) => {
      this.#become(event.data.playing, event.data.level);
    };
    node.connect(context.destination);
    this.#node = node;
  }

  /** Appends 16-bit PCM at 16 kHz, mono. */
  play(bytes: Uint8Array): void {
    const whole = new Uint8Array(this.#rest.length + bytes.length);
    whole.set(this.#rest);
    whole.set(bytes, this.#rest.length);
    this.#rest = whole.slice(whole.length & ~1);
    const samples = new Int16Array(whole.buffer, 0, whole.length >> 1).slice();
    if (samples.length > 0) this.#node?.port.postMessage(samples, [samples.buffer]);
  }

  /** Drops what waits and stops what plays. */
  flush(): void {
    this.#rest = new Uint8Array();
    this.#node?.port.postMessage(null);
    this.#become(false, 0);
  }

  close(): void {
    this.#node?.disconnect();
    this.#node = null;
    this.#become(false, 0);
  }

  #become(playing: boolean, level: number): void {
    const changed = playing !== this.#playing;
    this.#playing = playing;
    this.#level = level;
    if (changed) this.#options.onChange();
  }
}
