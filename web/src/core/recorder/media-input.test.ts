import { beforeEach, expect, it, vi } from "vitest";

import { detectBrowser, problemOf } from "./device-problem";
import { levelOf } from "./level-meter";
import { MediaInput, type MediaDevicesLike } from "./media-input";

class FakeTrack extends EventTarget {
  readonly kind: string;
  stopped = false;

  constructor(kind: string) {
    super();
    this.kind = kind;
  }

  stop(): void {
    this.stopped = true;
  }
}

class FakeDevices extends EventTarget implements MediaDevicesLike {
  error: DOMException | null = null;
  opened: { tracks: FakeTrack[] }[] = [];
  asked: MediaStreamConstraints[] = [];

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    if (this.error) return Promise.reject(this.error);
    const tracks = [new FakeTrack("video"), new FakeTrack("audio")];
    this.opened.push({ tracks });
    const stream: Partial<MediaStream> = { getTracks: () => tracks as unknown as MediaStreamTrack[] };
    return Promise.resolve(stream as MediaStream);
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve([{ kind: "videoinput" } as MediaDeviceInfo]);
  }
}

let devices: FakeDevices;
let input: MediaInput;
beforeEach(() => {
  devices = new FakeDevices();
  input = new MediaInput(devices);
});

it("says why it didn't open", async () => {
  devices.error = new DOMException("", "NotAllowedError");
  await input.open();
  expect(input.state).toEqual({ phase: "problem", problem: "permission_denied" });
  devices.error = new DOMException("", "NotFoundError");
  await input.open();
  expect(input.state).toEqual({ phase: "problem", problem: "no_microphone" });
  await new MediaInput(undefined).open();
});

it("opens again by itself when a lost device is back, and lets the rest of the old one go", async () => {
  await input.open();
  devices.error = new DOMException("", "NotFoundError");
  devices.opened[0]?.tracks[0]?.dispatchEvent(new Event("ended"));
  expect(input.state).toEqual({ phase: "lost", device: "camera" });
  expect(devices.opened[0]?.tracks[1]?.stopped).toBe(true);
  devices.dispatchEvent(new Event("devicechange"));
  await vi.waitFor(() => expect(devices.asked).toHaveLength(2));
  expect(input.state.phase).toBe("lost");
  devices.error = null;
  devices.dispatchEvent(new Event("devicechange"));
  await vi.waitFor(() => expect(input.state.phase).toBe("open"));
  input.close();
  expect(devices.opened[1]?.tracks.every((track) => track.stopped)).toBe(true);
});

it("tells of a device that is there but silent", async () => {
  await input.open();
  devices.opened[0]?.tracks[1]?.dispatchEvent(new Event("mute"));
  expect(input.state).toMatchObject({ phase: "open", silent: "microphone" });
  devices.opened[0]?.tracks[1]?.dispatchEvent(new Event("unmute"));
  expect(input.state).toMatchObject({ phase: "open", silent: null });
});

it("asks for the microphone alone, cleaned up, and misses no camera", async () => {
  const alone = MediaInput.microphoneOnly(devices);
  await alone.open({ microphoneId: "desk" });
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, deviceId: { exact: "desk" } };
  expect(devices.asked).toEqual([{ video: false, audio }]);
  devices.error = new DOMException("", "NotFoundError");
  await alone.open();
  expect(alone.state).toEqual({ phase: "problem", problem: "no_microphone" });
});

it("names problems and browsers", () => {
  const present = { camera: true, microphone: true };
  expect(problemOf(new DOMException("", "NotReadableError"), present)).toBe("in_use");
  expect(problemOf(new DOMException("", "OverconstrainedError"), present)).toBe("device_gone");
  expect(problemOf("?", present)).toBe("unknown");
  expect(detectBrowser("Mozilla/5.0 (X11) Chrome/130.0 Safari/537.36 Edg/130.0")).toBe("edge");
  expect(detectBrowser("Mozilla/5.0 (iPhone) Version/18 Safari/604.1")).toBe("ios");
});

it("measures loudness between silence and loud speech", () => {
  expect(levelOf(new Float32Array(64))).toBe(0);
  expect(levelOf(new Float32Array(64).fill(0.5))).toBe(1);
  expect(levelOf(new Float32Array(64).fill(0.03))).toBeCloseTo(0.62, 1);
});
