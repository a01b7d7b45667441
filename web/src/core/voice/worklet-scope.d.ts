/** What lib.dom leaves out: the scope that worklets run in (Web Audio API, 1.32). */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

declare const sampleRate: number;

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
