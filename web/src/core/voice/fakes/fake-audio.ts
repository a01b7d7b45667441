/** A worklet's node: what was posted to it, and a way to let it speak. */
export class FakeNode {
  readonly posted: unknown[] = [];
  readonly connectedTo: unknown[] = [];
  readonly port = {
    onmessage: null as ((event: MessageEvent) => void) | null,
    postMessage: (message: unknown): void => {
      this.posted.push(message);
    },
  };

  connect(to: unknown): void {
    this.connectedTo.push(to);
  }

  disconnect(): void {
    this.connectedTo.length = 0;
  }

  post(data: unknown): void {
    this.port.onmessage?.(new MessageEvent("message", { data }));
  }
}

/** As much of an AudioContext as is used. */
export class FakeContext extends EventTarget {
  readonly destination = {};
  readonly modules: string[] = [];
  readonly nodes: FakeNode[] = [];
  readonly sources: FakeNode[] = [];
  state: AudioContextState = "running";
  closed = false;
  readonly audioWorklet = {
    addModule: (url: string): Promise<void> => {
      this.modules.push(url);
      return Promise.resolve();
    },
  };

  createMediaStreamSource(): FakeNode {
    const source = new FakeNode();
    this.sources.push(source);
    return source;
  }

  resume(): Promise<void> {
    this.become("running");
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  become(state: AudioContextState): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  /** For code that asks for the browser's own. */
  get asContext(): AudioContext {
    return this as unknown as AudioContext;
  }

  readonly createNode = (): AudioWorkletNode => {
    const node = new FakeNode();
    this.nodes.push(node);
    return node as unknown as AudioWorkletNode;
  };
}

export function fakeStream(): MediaStream {
  return { getAudioTracks: () => [{}] } as unknown as MediaStream;
}
