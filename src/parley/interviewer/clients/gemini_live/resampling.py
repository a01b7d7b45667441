"""From the model's sampling rate to ours, piece by piece."""

import numpy as np
import soxr

from parley.interviewer.domain.conversation import RATE

LOWEST, HIGHEST = 8_000, 48_000  # that a model may speak at


class Resampler:
    """A stream of mono 16 bit sound at any rate, as `RATE`; pieces may end in mid-sample."""

    def __init__(self) -> None:
        """Wait for the first piece."""
        self._rate = 0
        self._stream: soxr.ResampleStream | None = None
        self._half = b""

    def push(self, pcm: bytes, rate: int) -> bytes:
        """What is ready after this piece.

        Raises:
            ValueError: No voice has such a rate.
        """
        if not LOWEST <= rate <= HIGHEST:
            raise ValueError(rate)
        if rate != self._rate:
            self._rate, self._half = rate, b""
            self._stream = (
                soxr.ResampleStream(rate, RATE, 1, dtype="int16") if rate != RATE else None
            )
        whole = self._half + pcm
        even = len(whole) & ~1
        whole, self._half = whole[:even], whole[even:]
        if self._stream is None:
            return whole
        ready: bytes = self._stream.resample_chunk(np.frombuffer(whole, "<i2")).tobytes()
        return ready

    def finish(self) -> bytes:
        """What is left at the end of a turn; the next piece begins anew."""
        self._half = b""
        if self._stream is None:
            return b""
        left: bytes = self._stream.resample_chunk(np.zeros(0, "<i2"), last=True).tobytes()
        self._stream.clear()
        return left
