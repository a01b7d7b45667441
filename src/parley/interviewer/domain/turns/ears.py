"""From sound to segments of voice, while it comes.

Voice begins above one probability and ends below a lower one (hysteresis). A segment is closed at a
short pause, so that it can be recognised while the person goes on; what never pauses is cut at its
quietest place.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.contracts.speech import FRAME
from parley.interviewer.domain.conversation import RATE, SAMPLE_BYTES
from parley.interviewer.domain.turns.rules import Rules

FRAME_SECONDS = FRAME / RATE
FRAME_BYTES = FRAME * SAMPLE_BYTES
MOST_FRAMES = 10  # in one question to the detector (contracts.speech, VoiceStream.find)
DRIFT_SECONDS = 0.25  # sound arrives unevenly by less than this; more is a gap, or a burst
DIP_FRAMES = 3  # of silence within a run of voice: plosives
_SMOOTH = 2  # frames either side: one frame's zero crossing is no pause
_FULL = 255
_LOUD_SHARE, _LOUD_LEAST = 3.0, 0.01  # over the noise, where no detector answers


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of voice to be recognised.

    Attributes:
        number: From 0, in order.
        pcm: With a little before and after.
        begins: When `pcm` begins.
        start, end: Of the voice in it.
        voiced: Seconds of voice in it.
        level: How loud it is: root mean square, 0 to 1.
    """

    number: int
    pcm: bytes
    begins: float
    start: float
    end: float
    voiced: float
    level: float


def frames(seconds: float) -> int:
    """Frames of `seconds`, rounded up."""
    return math.ceil(seconds / FRAME_SECONDS - 1e-9)


class Ears:
    """Takes sound and probabilities of voice, gives segments."""

    def __init__(self, rules: Rules, now: float) -> None:
        """Begin to listen at `now`."""
        self._rules = rules
        self._pcm = bytearray()
        self._base = 0  # the first frame in `_pcm`
        self._asked = self._looked = 0  # frames that were asked for, and answered
        self._anchors: deque[tuple[int, float]] = deque([(0, now)])  # (sample, its time)
        self._gaps: set[int] = set()  # frames before which sound was missing
        self._on = False
        self._spent = 0  # one past the last frame of the last segment
        self._first: int | None = None  # frame where the open segment begins
        self._last = 0  # one past its last voiced frame
        self._voiced = 0  # frames of voice in it
        self._quiet = 0  # frames since the last voiced one
        self._run = 0  # frames of the present run of voice
        self._levels: deque[float] = deque(maxlen=frames(rules.longest_segment) + 1)
        self._noise = _LOUD_LEAST / _LOUD_SHARE
        self._number = 0
        self.covered = self.last_voice = now
        self.arrived = now

    @property
    def run(self) -> float:
        """Seconds of voice up to now; 0 when the last frames were silent."""
        return self._run * FRAME_SECONDS

    @property
    def open(self) -> bool:
        """Whether there is voice that isn't in a segment yet."""
        return self._first is not None

    @property
    def voiced(self) -> float:
        """Seconds of it."""
        return self._voiced * FRAME_SECONDS if self.open else 0.0

    @property
    def since(self) -> float:
        """When it began; the last voice where there is none."""
        return self.last_voice if self._first is None else self._time(self._first * FRAME)

    @property
    def level(self) -> float:
        """How loud the present run is: root mean square, 0 to 1."""
        return _mean(list(self._levels)[-self._run :]) if self._run else 0.0

    def take(self, pcm: bytes, now: float) -> None:
        """More sound, which arrived now: it follows what came before, or ends now."""
        count = len(pcm) // SAMPLE_BYTES
        place = self._received
        drift = now - (self._time(place) + count / RATE)
        if abs(drift) > DRIFT_SECONDS:
            self._anchors.append((place, self._time(place) + drift))
            if drift > 0:
                self._gaps.add(-(-place // FRAME))
        self._pcm += pcm[: count * SAMPLE_BYTES]
        self.arrived = now

    def ask(self) -> bytes:
        """Whole frames to be looked at; empty while an answer is awaited, or too little came."""
        if self._asked != self._looked:
            return b""
        count = min(self._received // FRAME - self._looked, MOST_FRAMES)
        begin = (self._looked - self._base) * FRAME_BYTES
        self._asked = self._looked + count
        return bytes(self._pcm[begin : begin + count * FRAME_BYTES])

    def found(self, probabilities: bytes | None) -> list[Segment]:
        """The detector's answer to `ask`; None when it has none, then loudness has to do.

        Returns:
            Segments that are complete by now.
        """
        levels = self._loudness()
        found = probabilities if probabilities is not None else self._guess(levels)
        segments = []
        for probability, level in zip(found, levels, strict=False):
            segments += self._frame(probability, level)
        self._looked = self._asked
        self._forget()
        return segments

    def idle(self, now: float) -> list[Segment]:
        """Close what is open when no sound has come for long."""
        if self.open and now - self.arrived >= self._rules.starved:
            return self._close()
        return []

    def finish(self) -> list[Segment]:
        """Close what is open: nothing follows."""
        self._asked = self._looked = self._received // FRAME
        segments = self._close()
        self._forget()
        return segments

    def resume(self, now: float) -> None:
        """Sound comes again, from another connection."""
        self.arrived = self.covered = now

    @property
    def _received(self) -> int:
        """Samples so far."""
        return self._base * FRAME + len(self._pcm) // SAMPLE_BYTES

    def _time(self, sample: int) -> float:
        at, time = next(
            (anchor for anchor in reversed(self._anchors) if anchor[0] <= sample), self._anchors[0]
        )
        return time + (sample - at) / RATE

    def _loudness(self) -> list[float]:
        begin, end = ((frame - self._base) * FRAME_BYTES for frame in (self._looked, self._asked))
        samples = np.frombuffer(bytes(self._pcm[begin:end]), "<i2").astype(np.float32) / 32768
        found: list[float] = np.sqrt(np.mean(samples.reshape(-1, FRAME) ** 2, axis=1)).tolist()
        return found

    def _guess(self, levels: Sequence[float]) -> bytes:
        found = bytearray()
        for level in levels:
            # The floor follows down at once, and up slowly.
            self._noise = min(level, self._noise * 1.01) or _LOUD_LEAST / _LOUD_SHARE
            loud = level > max(self._noise * _LOUD_SHARE, _LOUD_LEAST)
            found.append(_FULL if loud else 0)
        return bytes(found)

    def _frame(self, probability: int, level: float) -> list[Segment]:
        frame = self._looked
        segments = []
        if frame in self._gaps:
            self._gaps.discard(frame)
            segments += self._close()
        self._looked += 1
        self.covered = self._time(self._looked * FRAME)
        self._levels.append(level)
        self._on = probability >= self._rules.begins * _FULL or (
            self._on and probability >= self._rules.ends * _FULL
        )
        if self._on:
            self._voice(frame)
        else:
            self._silence()
            if self.open and self._quiet >= self._pause_frames():
                segments += self._close()
        if self.open and self._length() >= self._rules.longest_segment:
            segments += self._divide()
        return segments

    def _voice(self, frame: int) -> None:
        if self._first is None:
            self._first, self._voiced = frame, 0
        self._last = frame + 1
        self._voiced += 1
        self._run += 1 + (self._quiet if self._run else 0)
        self._quiet = 0
        self.last_voice = self._time((frame + 1) * FRAME)

    def _silence(self) -> None:
        self._quiet += 1
        if self._quiet >= DIP_FRAMES:
            self._run = 0

    def _length(self) -> float:
        """Of the open segment with its padding."""
        first = self._first if self._first is not None else self._looked
        return (self._looked - first) * FRAME_SECONDS + 2 * self._rules.padding

    def _pause_frames(self) -> int:
        rules = self._rules
        share = min(max(self._length() / rules.long_segment - 1, 0.0), 1.0)
        return frames(rules.pause - share * (rules.pause - rules.short_pause))

    def _close(self) -> list[Segment]:
        first, voiced = self._first, self._voiced
        self._first, self._voiced, self._run, self._on = None, 0, 0, False
        if first is None or voiced < frames(self._rules.least_voice):
            return []
        return [self._segment(first, self._last, voiced, self._rules.padding)]

    def _divide(self) -> list[Segment]:
        """Cut the open segment at the quietest frame of its later half."""
        first = self._first if self._first is not None else self._looked
        length = self._looked - first
        levels = list(self._levels)[-length:]
        at = min(
            range(length // 2, length - length // 8),
            key=lambda i: (sum(levels[max(i - _SMOOTH, 0) : i + _SMOOTH + 1]), levels[i]),
        )
        left = round(self._voiced * at / length)
        self._first, self._voiced = first + at, self._voiced - left
        return [self._segment(first, first + at, left, 0.0)]

    def _segment(self, first: int, last: int, voiced: int, after: float) -> Segment:
        # No sound stands in two segments: a word cut in two would be heard twice.
        begin = max(first - frames(self._rules.padding), self._base, self._spent)
        end = self._spent = min(last + frames(after), self._looked)
        pcm = self._pcm[(begin - self._base) * FRAME_BYTES : (end - self._base) * FRAME_BYTES]
        most = int(self._rules.longest_segment * RATE) * SAMPLE_BYTES
        start, until = self._time(first * FRAME), self._time(last * FRAME)
        number, self._number = self._number, self._number + 1
        return Segment(
            number, bytes(pcm[:most]), start - (first - begin) * FRAME_SECONDS,
            start, max(start, until), voiced * FRAME_SECONDS,
            _mean(list(self._levels)[-max(self._looked - first, 1) :][: max(last - first, 1)]),
        )  # fmt: skip

    def _forget(self) -> None:
        """Keep what is open, and what may become its padding."""
        keep = (self._first if self._first is not None else self._looked) - frames(
            self._rules.padding
        )
        if keep > self._base:
            del self._pcm[: (keep - self._base) * FRAME_BYTES]
            self._base = keep
        while len(self._anchors) > 1 and self._anchors[1][0] <= self._base * FRAME:
            self._anchors.popleft()
        self._gaps = {gap for gap in self._gaps if gap >= self._looked}


def _mean(levels: Sequence[float]) -> float:
    return math.sqrt(sum(level * level for level in levels) / len(levels)) if levels else 0.0
