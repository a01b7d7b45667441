import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createPlayer } from "./player";

/** A video that the test moves by hand. */
function fakeVideo() {
  const video = document.createElement("video");
  const state = { time: 0, paused: true, ready: 1 };
  Object.defineProperties(video, {
    currentTime: {
      get: () => state.time,
      set: (value: number) => {
        state.time = value;
        video.dispatchEvent(new Event("seeking"));
      },
    },
    paused: { get: () => state.paused },
    readyState: { get: () => state.ready },
  });
  video.play = () => {
    state.paused = false;
    video.dispatchEvent(new Event("play"));
    return Promise.resolve();
  };
  video.pause = () => {
    state.paused = true;
    video.dispatchEvent(new Event("pause"));
  };
  return { video, state };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("plays exactly the span, whatever the speed", () => {
  const { video, state } = fakeVideo();
  const player = createPlayer();
  player.attach(video);
  video.playbackRate = 2;
  player.playSpan(10, 14);
  expect(state).toMatchObject({ time: 10, paused: false });
  vi.advanceTimersByTime(1_900);
  expect(state.paused).toBe(false);
  state.time = 14;
  vi.advanceTimersByTime(100);
  expect(state.paused).toBe(true);
});

it("doesn't stop early when the video stalls", () => {
  const { video, state } = fakeVideo();
  const player = createPlayer();
  player.attach(video);
  player.playSpan(10, 12);
  state.time = 10.5;
  vi.advanceTimersByTime(2_000);
  expect(state.paused).toBe(false);
  state.time = 12;
  vi.advanceTimersByTime(1_500);
  expect(state.paused).toBe(true);
});

it("goes on past the end once the person seeks elsewhere", () => {
  const { video, state } = fakeVideo();
  const player = createPlayer();
  player.attach(video);
  player.playSpan(10, 12);
  video.currentTime = 30;
  vi.advanceTimersByTime(10_000);
  expect(state.paused).toBe(false);
});

it("forgets the span when the person pauses and plays on", () => {
  const { video, state } = fakeVideo();
  const player = createPlayer();
  player.attach(video);
  player.playSpan(10, 12);
  video.pause();
  void video.play();
  state.time = 13;
  vi.advanceTimersByTime(10_000);
  expect(state.paused).toBe(false);
});

it("begins the next video where a note says, once it knows its length", () => {
  const { video, state } = fakeVideo();
  state.ready = 0;
  const player = createPlayer();
  player.beginNextAt(42);
  player.attach(video);
  expect(state.time).toBe(0);
  video.dispatchEvent(new Event("loadedmetadata"));
  expect(state).toMatchObject({ time: 42, paused: false });
});

it("is silent about a video that was let go", () => {
  const { video } = fakeVideo();
  const player = createPlayer();
  const listener = vi.fn<() => void>();
  player.subscribe(listener);
  const detach = player.attach(video);
  video.dispatchEvent(new Event("timeupdate"));
  expect(listener).toHaveBeenCalledOnce();
  detach();
  video.dispatchEvent(new Event("timeupdate"));
  expect(listener).toHaveBeenCalledOnce();
  expect(player.time()).toBe(0);
});
