/** A seek lands this close to where it was sent, in seconds. */
const LANDING = 0.1;

/**
 * The player as everything around it knows it: it outlives the video element, so that a transcript,
 * a score's spans and notes can send it somewhere. Listeners are called outside React: a place
 * changes several times a second, and nine thousand words mustn't be rendered for it.
 */
export interface Player {
  /** The element to drive until the returned function is called. */
  attach(video: HTMLMediaElement): () => void;
  /** Seconds; 0 without a video. */
  time(): number;
  playing(): boolean;
  rate(): number;
  playFrom(seconds: number): void;
  /** Plays exactly that stretch; any other seek or a pause ends the arrangement. */
  playSpan(start: number, end: number): void;
  /** Where the next video that is attached begins: another answer's, chosen by a note. */
  beginNextAt(seconds: number): void;
  /** On each move, play, pause and change of rate. */
  subscribe(listener: () => void): () => void;
}

const MOVES = ["timeupdate", "seeking", "seeked", "play", "pause", "ended", "ratechange", "loadedmetadata"];

export function createPlayer(): Player {
  const listeners = new Set<() => void>();
  let video: HTMLMediaElement | null = null;
  let span: { start: number; end: number } | null = null;
  let stop: ReturnType<typeof setTimeout> | undefined;
  let begin: number | null = null;

  function endSpan(): void {
    clearTimeout(stop);
    span = null;
  }

  /** `timeupdate` comes four times a second: too seldom to stop at a word's end. */
  function watchSpan(): void {
    clearTimeout(stop);
    if (!video || !span || video.paused) return;
    const left = ((span.end - video.currentTime) / video.playbackRate) * 1000;
    if (left > 0) {
      stop = setTimeout(watchSpan, left);
      return;
    }
    endSpan();
    video.pause();
  }

  function onMove(event: Event): void {
    if (!video) return;
    if (event.type === "seeking" && span && Math.abs(video.currentTime - span.start) > LANDING) endSpan();
    if (event.type === "pause") endSpan();
    watchSpan();
    for (const listener of listeners) listener();
  }

  function go(seconds: number): void {
    if (!video) return;
    video.currentTime = Math.max(0, seconds);
    // A refusal leaves it paused, which the controls show.
    void video.play().catch(() => undefined);
  }

  return {
    attach(element) {
      video = element;
      const place = begin;
      begin = null;
      const goThere = () => {
        if (place !== null) go(place);
      };
      if (element.readyState >= HTMLMediaElement.HAVE_METADATA) goThere();
      else element.addEventListener("loadedmetadata", goThere, { once: true });
      for (const event of MOVES) element.addEventListener(event, onMove);
      return () => {
        endSpan();
        element.removeEventListener("loadedmetadata", goThere);
        for (const event of MOVES) element.removeEventListener(event, onMove);
        if (video === element) video = null;
      };
    },
    time: () => video?.currentTime ?? 0,
    playing: () => video !== null && !video.paused && !video.ended,
    rate: () => video?.playbackRate ?? 1,
    playFrom(seconds) {
      endSpan();
      go(seconds);
    },
    playSpan(start, end) {
      endSpan();
      span = { start, end };
      go(start);
    },
    beginNextAt(seconds) {
      begin = seconds;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
