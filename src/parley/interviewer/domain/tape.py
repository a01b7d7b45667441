"""Both sides of a conversation as one stereo track in the session's time.

The person is left, the AI right. What nobody said is silence: pauses, a muted microphone, a lost
connection. A tape is filled as sound comes and emptied up to a moment that is settled.
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from parley.interviewer.domain.conversation import RATE

FRAME_BYTES = 4  # two channels of signed 16 bit
SLACK_SECONDS = 0.25  # a person's chunks arrive unevenly by less than this
QUIET = 600  # of 32768: a chunk whose samples are below it says nothing
LONGEST_SECONDS = 120.0  # held at most; what comes beyond is left out

Samples = npt.NDArray[np.int16]


class Side(IntEnum):
    """Who is heard on which channel."""

    PERSON = 0
    AI = 1


class Tape:
    """Grows at its end, is taken from its beginning."""

    def __init__(self, start: float) -> None:
        """Begin at second `start` of the session."""
        self._base = round(start * RATE)
        self._ends = [self._base, self._base]
        self._held: Samples = np.zeros((0, 2), np.int16)

    @property
    def base(self) -> int:
        """The first frame that was not taken yet."""
        return self._base

    def person(self, now: float, pcm: bytes) -> None:
        """What came from the microphone just now: it follows what came before, or ends now.

        What was said during a network loss comes all at once and runs ahead of the time; the next
        pauses are left out until it is caught up with.
        """
        end, slack = self._ends[Side.PERSON], SLACK_SECONDS * RATE
        place = round(now * RATE) - len(pcm) // 2
        if end - place > slack and _is_quiet(pcm):
            return
        self._put(Side.PERSON, end if place - end < slack else place, pcm)

    def ai(self, now: float, pcm: bytes) -> None:
        """What is sent just now: it is heard after what was sent before, or begins now."""
        self._put(Side.AI, max(self._ends[Side.AI], round(now * RATE)), pcm)

    def unsaid(self, now: float) -> None:
        """What the AI was to say from `now` on was not heard."""
        place = round(now * RATE)
        self._held[max(0, place - self._base) :, Side.AI] = 0
        self._ends[Side.AI] = min(self._ends[Side.AI], max(place, self._base))

    def take(self, until: float) -> tuple[int, bytes] | None:
        """The frames up to second `until`: the first one's number and PCM; None of mere silence."""
        count = round(until * RATE) - self._base
        if count <= 0:
            return None
        first, taken = self._base, self._held[:count]
        self._held = self._held[count:]
        self._base += count
        self._ends = [max(end, self._base) for end in self._ends]
        return (first, taken.tobytes()) if taken.any() else None

    def _put(self, side: Side, place: int, pcm: bytes) -> None:
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2")
        samples = samples[max(0, self._base - place) :]
        begin = max(place, self._base) - self._base
        end = begin + len(samples)
        if end > LONGEST_SECONDS * RATE:
            return
        if end > len(self._held):
            # Room for a while: growing by each chunk would copy everything each time.
            room = np.zeros((end + RATE - len(self._held), 2), np.int16)
            self._held = np.concatenate([self._held, room])
        self._held[begin:end, side] = samples
        self._ends[side] = self._base + end


def _is_quiet(pcm: bytes) -> bool:
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2")
    return not (np.abs(samples.astype(np.int32)) >= QUIET).any()
