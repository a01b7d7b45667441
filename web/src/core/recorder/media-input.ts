import { problemOf, type DeviceProblem } from "./device-problem";

export interface InputChoice {
  cameraId?: string;
  microphoneId?: string;
}

export type InputState =
  | { phase: "closed" }
  | { phase: "opening" }
  | { phase: "open"; stream: MediaStream; silent: LostDevice | null }
  | { phase: "lost"; device: LostDevice }
  | { phase: "problem"; problem: DeviceProblem };

export type LostDevice = "camera" | "microphone";

/** The part of `navigator.mediaDevices` that is used; a fake in tests. */
export interface MediaDevicesLike {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  enumerateDevices(): Promise<MediaDeviceInfo[]>;
  addEventListener(type: "devicechange", listener: () => void): void;
  removeEventListener(type: "devicechange", listener: () => void): void;
}

interface Wanted {
  camera: boolean;
}

/** Where only a microphone was asked for, nothing else can be missing. */
const ONLY_MICROPHONE_MISSING = { camera: true, microphone: false };

const REOPEN_EVERY_MS = 2000;

/**
 * The camera and microphone, opened once and kept over all questions. When a device goes, it is
 * opened again as soon as it, or another one, is there.
 */
export class MediaInput {
  readonly #devices: MediaDevicesLike | undefined;
  readonly #wanted: Wanted;
  readonly #listeners = new Set<() => void>();
  #choice: InputChoice = {};
  #state: InputState = { phase: "closed" };
  #reopening: ReturnType<typeof setInterval> | null = null;
  /** Counts openings, so that an answer that comes too late is let go. */
  #opening = 0;

  constructor(devices: MediaDevicesLike | undefined = ownDevices(), wanted: Wanted = { camera: true }) {
    this.#devices = devices;
    this.#wanted = wanted;
  }

  /** For who only speaks. */
  static microphoneOnly(devices: MediaDevicesLike | undefined = ownDevices()): MediaInput {
    return new MediaInput(devices, { camera: false });
  }

  get state(): InputState {
    return this.#state;
  }

  get choice(): InputChoice {
    return this.#choice;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async open(choice: InputChoice = this.#choice): Promise<void> {
    this.#choice = choice;
    this.#release();
    const devices = this.#devices;
    if (!devices) {
      this.#become({ phase: "problem", problem: globalThis.isSecureContext ? "unsupported" : "insecure" });
      return;
    }
    this.#become({ phase: "opening" });
    await this.#acquire(devices, (problem) => this.#become({ phase: "problem", problem }));
  }

  close(): void {
    this.#opening += 1;
    this.#release();
    this.#become({ phase: "closed" });
  }

  async #acquire(devices: MediaDevicesLike, failed: (problem: DeviceProblem) => void): Promise<void> {
    const opening = (this.#opening += 1);
    try {
      const stream = await openStream(devices, this.#choice, this.#wanted);
      if (opening !== this.#opening) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.#stopReopening();
      this.#watch(stream);
      this.#become({ phase: "open", stream, silent: null });
    } catch (error) {
      const present = await presentDevices(devices);
      if (opening === this.#opening) failed(problemOf(error, this.#wanted.camera ? present : ONLY_MICROPHONE_MISSING));
    }
  }

  #watch(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const device: LostDevice = track.kind === "video" ? "camera" : "microphone";
      const current = (): boolean => this.#state.phase === "open" && this.#state.stream === stream;
      track.addEventListener("ended", () => {
        if (current()) this.#lose(device);
      });
      // A muted track is live but empty: another program has the camera, or a switch is off.
      track.addEventListener("mute", () => {
        if (current()) this.#become({ phase: "open", stream, silent: device });
      });
      track.addEventListener("unmute", () => {
        if (current()) this.#become({ phase: "open", stream, silent: null });
      });
    }
  }

  #lose(device: LostDevice): void {
    const devices = this.#devices;
    if (!devices) return;
    this.#release();
    this.#become({ phase: "lost", device });
    const again = (): void => void this.#acquire(devices, () => undefined);
    devices.addEventListener("devicechange", again);
    const timer = setInterval(again, REOPEN_EVERY_MS); // Not every browser tells of a change.
    this.#reopening = timer;
    this.#stopListening = () => devices.removeEventListener("devicechange", again);
  }

  #stopListening: () => void = () => undefined;

  #stopReopening(): void {
    if (this.#reopening !== null) clearInterval(this.#reopening);
    this.#reopening = null;
    this.#stopListening();
    this.#stopListening = () => undefined;
  }

  #release(): void {
    this.#stopReopening();
    if (this.#state.phase !== "open") return;
    const { stream } = this.#state;
    this.#state = { phase: "closed" };
    for (const track of stream.getTracks()) track.stop();
  }

  #become(state: InputState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Browsers leave `mediaDevices` out where the address isn't secure; tests have no navigator. */
function ownDevices(): MediaDevicesLike | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.mediaDevices;
}

/** A picked device that is gone is replaced by whatever there is, rather than failing. */
async function openStream(devices: MediaDevicesLike, choice: InputChoice, wanted: Wanted): Promise<MediaStream> {
  try {
    return await devices.getUserMedia(constraintsFor(choice, wanted));
  } catch (error) {
    const gone = error instanceof Error && error.name === "OverconstrainedError";
    if (!gone || (choice.cameraId === undefined && choice.microphoneId === undefined)) throw error;
    return devices.getUserMedia(constraintsFor({}, wanted));
  }
}

function constraintsFor(choice: InputChoice, wanted: Wanted): MediaStreamConstraints {
  return {
    video: wanted.camera && {
      width: { ideal: 640 },
      height: { ideal: 360 },
      frameRate: { ideal: 24, max: 30 },
      ...(choice.cameraId === undefined ? { facingMode: "user" } : { deviceId: { exact: choice.cameraId } }),
    },
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(choice.microphoneId === undefined ? {} : { deviceId: { exact: choice.microphoneId } }),
    },
  };
}

async function presentDevices(devices: MediaDevicesLike): Promise<{ camera: boolean; microphone: boolean }> {
  try {
    const list = await devices.enumerateDevices();
    return {
      camera: list.some((device) => device.kind === "videoinput"),
      microphone: list.some((device) => device.kind === "audioinput"),
    };
  } catch {
    return { camera: false, microphone: false };
  }
}
