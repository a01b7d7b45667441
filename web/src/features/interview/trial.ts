import { useEffect, useState } from "react";

import {
  type MediaInput,
  MemorySink,
  recordingOptions,
  type RecorderState,
  systemClock,
  TakeRecorder,
} from "@/core/recorder";

/** A recording that stays in this page: for the device check and for practising. */
export class Trial {
  readonly #input: MediaInput;
  readonly #limitMs: number;
  readonly #listeners = new Set<() => void>();
  #recorder: TakeRecorder | null = null;
  #state: { recorder: RecorderState; recordings: readonly Blob[] } = EMPTY;

  constructor(input: MediaInput, limitMs: number) {
    this.#input = input;
    this.#limitMs = limitMs;
  }

  get state(): { recorder: RecorderState; recordings: readonly Blob[] } {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    const options = recordingOptions();
    if (!options) return;
    const recorder = new TakeRecorder({
      sink: new MemorySink(),
      input: this.#input,
      clock: systemClock,
      options,
      take: { invitationId: "", questionId: "", takeId: "" },
      firstSegment: 0,
      recordedMsBefore: 0,
      mediaLimitMs: this.#limitMs,
      onCommitted: () => undefined,
    });
    this.#recorder = recorder;
    const show = (): void => {
      if (recorder === this.#recorder) this.#become({ recorder: recorder.state, recordings: recorder.recordings });
    };
    recorder.subscribe(show);
    recorder.start();
  }

  async stop(): Promise<void> {
    await this.#recorder?.stop();
  }

  /** Lets go of what was recorded. */
  reset(): void {
    const recorder = this.#recorder;
    this.#recorder = null;
    void recorder?.stop();
    this.#become(EMPTY);
  }

  #become(state: { recorder: RecorderState; recordings: readonly Blob[] }): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const EMPTY: { recorder: RecorderState; recordings: readonly Blob[] } = { recorder: { phase: "idle" }, recordings: [] };

export function useTrial(input: MediaInput, limitMs: number): Trial {
  const [trial] = useState(() => new Trial(input, limitMs));
  useEffect(() => () => trial.reset(), [trial]);
  return trial;
}
