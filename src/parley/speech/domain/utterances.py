"""From voice, frame by frame, to utterances that a recogniser can take.

Frames are 32 ms (512 samples, what Silero's model takes). The detector tells a probability of
voice and a loudness for each, as a byte. Voice begins above one threshold and ends below a lower
one (hysteresis), pauses shorter than a breath don't divide, clicks are no speech. What is too long
for a recogniser is cut at its quietest place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.speech.domain.wav import RATE

FRAME = 512  # samples
FRAME_SECONDS = FRAME / RATE
_SMOOTH = 2  # frames either side, for loudness: one sample's zero crossing is no pause


@dataclass(frozen=True, slots=True)
class Cutting:
    """How voice is cut.

    Attributes:
        begins, ends: Probabilities (0 to 1) above which voice begins and below which it ends.
        least_voice: Seconds; less is no speech.
        least_silence: Seconds; less doesn't divide.
        padding: Seconds kept before and after, for soft beginnings and ends.
        longest: Seconds of an utterance, padding included.

    Raises:
        ValueError: They contradict each other.
    """

    begins: float = 0.5
    ends: float = 0.35
    least_voice: float = 0.2
    least_silence: float = 0.5
    padding: float = 0.2
    longest: float = 28.0

    def __post_init__(self) -> None:
        """Refuse what can't be met."""
        if not 0 < self.ends <= self.begins <= 1:
            raise ValueError("voice must end below where it begins")
        if min(self.least_voice, self.least_silence, self.padding) < 0:
            raise ValueError("no duration is negative")
        if frames(self.longest) < 4 * (_SMOOTH + 1):
            raise ValueError("utterances must have room for a cut")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Samples `start` to `end` (exclusive)."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.end - self.start) / RATE


def frames(seconds: float) -> int:
    """Whole frames within `seconds`."""
    return int(seconds / FRAME_SECONDS + 1e-9)


def voiced(voice: bytes, rules: Cutting) -> list[tuple[int, int]]:
    """Stretches of speech, in frames: (first, one past the last).

    Args:
        voice: Probability of voice times 255, a byte a frame.
        rules: How to cut.
    """
    begins, ends = rules.begins * 255, rules.ends * 255
    # Three classes a byte, then one pattern: hysteresis at the speed of the regex engine.
    classes = bytes(2 if p >= begins else 1 if p >= ends else 0 for p in range(256))
    runs = [match.span() for match in re.finditer(rb"\x02[\x01\x02]*", voice.translate(classes))]
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] < frames(rules.least_silence):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [run for run in joined if run[1] - run[0] >= frames(rules.least_voice)]


def utterances(voice: bytes, loudness: bytes, samples: int, rules: Cutting) -> list[Span]:
    """Cut a recording: spans in order, disjoint, each at most `rules.longest` long.

    They cover every stretch of `voiced`.

    Args:
        voice: Probability of voice times 255, a byte a frame.
        loudness: A byte a frame.
        samples: Of the recording.
        rules: How to cut.
    """
    total = len(voice)
    pad, longest = frames(rules.padding), frames(rules.longest)
    runs = voiced(voice, rules)
    if not runs:
        return []
    # Between neighbours, the padding of both meets in the middle at most.
    middles = [(before[1] + after[0]) // 2 for before, after in pairwise(runs)]
    spans: list[tuple[int, int]] = []
    for (start, end), low, high in zip(runs, [0, *middles], [*middles, total], strict=True):
        first, last = max(low, start - pad), min(high, end + pad)
        spans += _cut(first, last, loudness, longest)
    return [
        Span(first * FRAME, min(last * FRAME, samples))
        for first, last in spans
        if first * FRAME < samples
    ]


def _cut(first: int, last: int, loudness: bytes, longest: int) -> Iterator[tuple[int, int]]:
    """Pieces of at most `longest` frames, cut at the quietest frame of the later half."""
    while last - first > longest:
        # Nor may what is left over become a sliver.
        until = min(first + longest, last - longest // 4)
        at = min(
            range(first + longest // 2, until + 1),
            key=lambda frame: sum(loudness[max(frame - _SMOOTH, 0) : frame + _SMOOTH + 1]),
        )
        yield first, at
        first = at
    if last > first:
        yield first, last


def joined(spans: Sequence[Span], longest: float, pause: float) -> list[Span]:
    """Neighbours put together while they fit into one window, for engines that like context.

    Args:
        spans: In order, disjoint.
        longest: Seconds of a window.
        pause: Seconds of silence within a window, at most.
    """
    windows: list[Span] = []
    for span in spans:
        if windows:
            both = Span(windows[-1].start, span.end)
            if both.seconds <= longest and (span.start - windows[-1].end) / RATE <= pause:
                windows[-1] = both
                continue
        windows.append(span)
    return windows
