import { act, render } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useVideoSource } from "./use-video-source";

/** A media element that does nothing by itself: the test plays the browser. */
function Probe({ url, onRenew, onBroken }: { url: string; onRenew: () => Promise<string | null>; onBroken: (broken: boolean) => void }) {
  const ref = useRef<HTMLVideoElement>(null);
  const { broken } = useVideoSource(ref, url, onRenew);
  onBroken(broken);
  return (
    <video ref={ref}>
      <track kind="captions" />
    </video>
  );
}

let readyState = 0;
let play: ReturnType<typeof vi.fn<() => Promise<void>>>;
let load: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  vi.useFakeTimers();
  play = vi.fn(() => Promise.resolve());
  load = vi.fn(() => {
    readyState = 0;
  });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(() => play());
  vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(() => load());
  vi.spyOn(HTMLMediaElement.prototype, "readyState", "get").mockImplementation(() => readyState);
});
afterEach(() => vi.useRealTimers());

function setup(onRenew: () => Promise<string | null>) {
  const onBroken = vi.fn<(broken: boolean) => void>();
  const view = render(<Probe url="/a" onRenew={onRenew} onBroken={onBroken} />);
  const video = view.container.querySelector("video");
  if (!video) throw new Error("no video");
  let time = 0;
  Object.defineProperty(video, "currentTime", { get: () => time, set: (value: number) => (time = value) });
  const fire = (name: string) =>
    act(() => {
      video.dispatchEvent(new Event(name));
    });
  const loaded = () => {
    time = 0;
    readyState = 1;
    fire("loadedmetadata");
  };
  const playTo = (seconds: number) => {
    fire("play");
    time = seconds;
    fire("timeupdate");
  };
  const give = (url: string) => view.rerender(<Probe url={url} onRenew={onRenew} onBroken={onBroken} />);
  return { video, fire, loaded, playTo, give, onBroken };
}

it("goes on where it was, playing, when the link is renewed", () => {
  const { video, loaded, playTo, give } = setup(() => Promise.resolve(null));
  loaded();
  playTo(42);
  give("/b");
  expect(video.src).toMatch(/\/b$/);
  loaded();
  expect(video.currentTime).toBe(42);
  expect(play).toHaveBeenCalledOnce();
});

it("stays paused at its place when it was paused", () => {
  const { video, fire, loaded, playTo, give } = setup(() => Promise.resolve(null));
  loaded();
  playTo(10);
  fire("pause");
  give("/b");
  loaded();
  expect(video.currentTime).toBe(10);
  expect(play).not.toHaveBeenCalled();
});

it("asks for the link again after an error in mid-play, and loads even an unchanged one", async () => {
  const renew = vi.fn(() => Promise.resolve("/a"));
  const { video, fire, loaded, playTo } = setup(renew);
  loaded();
  playTo(30);
  load.mockClear();
  fire("error");
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(renew).toHaveBeenCalledOnce();
  expect(load).toHaveBeenCalledOnce();
  loaded();
  expect(video.currentTime).toBe(30);
  expect(play).toHaveBeenCalledOnce();
});

it("gives up after a few errors in one place and says so", async () => {
  const renew = vi.fn(() => Promise.resolve("/a"));
  const { fire, onBroken } = setup(renew);
  for (let attempt = 0; attempt < 4; attempt++) {
    fire("error");
    await act(() => vi.advanceTimersByTimeAsync(20_000));
  }
  expect(renew).toHaveBeenCalledTimes(3);
  expect(onBroken).toHaveBeenLastCalledWith(true);
});

it("says so when the server can't give a link", async () => {
  const { fire, onBroken } = setup(() => Promise.reject(new Error("unreachable")));
  fire("error");
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(onBroken).toHaveBeenLastCalledWith(true);
});
