"""How much may come from a connection: sound in real time, and some more after a loss."""

from parley.interviewer.domain.codes import Code

MESSAGE_SECONDS = 0.002  # What any message counts at least: 500 a second for ever.
TYPED_SECONDS = 0.5  # What a typed answer counts.
EAGER_SECONDS = 1.0  # Of sound ahead of real time, from which on it is taken in at leisure.
LEISURE = 10.0  # Times real time, at which it is.


class Flood(Exception):
    """Too much, too fast."""

    code = Code.FLOOD


class Allowance:
    """A bucket that empties in real time (a leaky bucket as a meter, ITU-T I.371)."""

    def __init__(self, burst: float, now: float) -> None:
        """Let pass `burst` seconds more than have passed, from `now` on."""
        self._burst, self._level, self._at = burst, 0.0, now
        self._worth = 0.0  # of the last message

    @property
    def leisure(self) -> float:
        """Seconds that the next message can wait, for the others' sake: sound is far ahead."""
        return self._worth / LEISURE if self._level > EAGER_SECONDS else 0.0

    def spend(self, seconds: float, now: float) -> None:
        """One message that counts as `seconds` of sound.

        Raises:
            Flood: The bucket is over its brim.
        """
        self._worth = max(seconds, MESSAGE_SECONDS)
        self._level = max(0.0, self._level - (now - self._at)) + self._worth
        self._at = now
        if self._level > self._burst:
            raise Flood
