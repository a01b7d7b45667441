"""From the model's sampling rate to ours.

Pieces wait until somebody wants to hear them, and are then resampled in one go: a call for each
piece costs as much as one for all of them.
"""

import numpy as np
import soxr

from parley.interviewer.domain.conversation import RATE, SAMPLE_BYTES

LOWEST, HIGHEST = 8_000, 48_000  # that a model may speak at
QUALITY = "MQ"  # 16 bit precise, as the sound is; soxr's own choice costs 2.5 times as much


class Resampler:
    """A stream of mono 16 bit sound at any rate, as `RATE`; pieces may end in mid-sample."""

    def __init__(self) -> None:
        """Wait for the first piece."""
        self._rate = RATE
        self._stream: soxr.ResampleStream | None = None
        self._held = bytearray()
        self._before = b""  # Of a rate that the stream had before.

    @property
    def waiting(self) -> float:
        """Seconds of whole samples that were pushed and not taken."""
        before = len(self._before) // SAMPLE_BYTES / RATE
        return before + len(self._held) // SAMPLE_BYTES / self._rate

    def push(self, pcm: bytes, rate: int) -> None:
        """Hold one more piece.

        Raises:
            ValueError: No voice has such a rate.
        """
        if not LOWEST <= rate <= HIGHEST:
            raise ValueError(rate)
        if rate != self._rate:
            self._before += self.finish()
            self._rate = rate
            self._stream = (
                soxr.ResampleStream(rate, RATE, 1, dtype="int16", quality=QUALITY)
                if rate != RATE
                else None
            )
        self._held += pcm

    def take(self) -> bytes:
        """What is ready of all that was pushed."""
        whole = len(self._held) & ~1
        pcm, before = bytes(self._held[:whole]), self._before
        del self._held[:whole]
        self._before = b""
        return before + self._resampled(pcm)

    def finish(self) -> bytes:
        """The rest, at the end of a turn; the next piece begins anew."""
        ready = self.take()
        self._held.clear()
        if self._stream is None:
            return ready
        ready += self._resampled(b"", last=True)
        self._stream.clear()
        return ready

    def _resampled(self, pcm: bytes, *, last: bool = False) -> bytes:
        if self._stream is None:
            return pcm
        done = self._stream.resample_chunk(np.frombuffer(pcm, "<i2"), last=last)
        return bytes(done.tobytes())
