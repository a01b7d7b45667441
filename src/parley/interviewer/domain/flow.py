"""How much may come from a connection: sound in real time, and some more after a loss."""

from parley.interviewer.domain.codes import Code

MESSAGE_SECONDS = 0.002  # What any message counts at least: 500 a second for ever.
TYPED_SECONDS = 0.5  # What a typed answer counts.


class Flood(Exception):
    """Too much, too fast."""

    code = Code.FLOOD


class Allowance:
    """A bucket that empties in real time (a leaky bucket as a meter, ITU-T I.371)."""

    def __init__(self, burst: float, now: float) -> None:
        """Let pass `burst` seconds more than have passed, from `now` on."""
        self._burst, self._level, self._at = burst, 0.0, now

    def spend(self, seconds: float, now: float) -> None:
        """One message that counts as `seconds` of sound.

        Raises:
            Flood: The bucket is over its brim.
        """
        self._level = max(0.0, self._level - (now - self._at)) + max(seconds, MESSAGE_SECONDS)
        self._at = now
        if self._level > self._burst:
            raise Flood
