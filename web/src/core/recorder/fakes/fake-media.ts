import type { MediaRecorderLike } from "../segment-capture";
import type { InputState, LostDevice } from "../media-input";

/** A recorder that hands out what the test gives it. */
export class FakeMediaRecorder implements MediaRecorderLike {
  readonly stream: MediaStream;
  readonly mimeType = "video/webm;codecs=vp8,opus";
  state: RecordingState = "inactive";
  ondataavailable: ((event: BlobEvent) => void) | null = null;
  onstop: ((event: Event) => void) | null = null;
  onstart: ((event: Event) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  /** What `stop` still hands out. */
  rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(stream: MediaStream) {
    this.stream = stream;
  }

  start(): void {
    this.state = "recording";
    this.onstart?.(new Event("start"));
  }

  emit(bytes: Uint8Array<ArrayBuffer>): void {
    // Node has no BlobEvent; the recorder reads `data` only.
    this.ondataavailable?.(Object.assign(new Event("dataavailable"), { data: new Blob([bytes]) }) as BlobEvent);
  }

  requestData(): void {
    this.emit(new Uint8Array([255]));
  }

  stop(): void {
    if (this.state === "inactive") return;
    this.state = "inactive";
    this.emit(this.rest);
    this.onstop?.(new Event("stop"));
  }
}

/** A camera and microphone that can be pulled out and put back. */
export class FakeInput {
  readonly #listeners = new Set<() => void>();
  state: InputState = { phase: "open", stream: fakeStream(), silent: null };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  lose(device: LostDevice): void {
    this.#become({ phase: "lost", device });
  }

  restore(): void {
    this.#become({ phase: "open", stream: fakeStream(), silent: null });
  }

  #become(state: InputState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Stands for a stream whose tracks nothing asks for. */
function fakeStream(): MediaStream {
  return { id: crypto.randomUUID() } as MediaStream;
}

// jsdom's Blob can't be read (https://github.com/jsdom/jsdom/issues/2555).
if (!("arrayBuffer" in Blob.prototype)) {
  Object.defineProperty(Blob.prototype, "arrayBuffer", {
    value(this: Blob): Promise<ArrayBuffer> {
      return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result as ArrayBuffer);
        reader.onerror = () => reject(new Error("unreadable"));
        reader.readAsArrayBuffer(this);
      });
    },
  });
}
