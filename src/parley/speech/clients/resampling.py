"""From the rate at which an engine speaks to ours, piece by piece without seams."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from parley.speech.domain.wav import RATE, SAMPLE_BYTES

PIECE_BYTES = RATE * SAMPLE_BYTES // 5  # 200 ms: what is handed on at once
QUALITY = "HQ"


class Resampler:
    """Takes mono signed 16 bit PCM of one rate, gives 16 kHz."""

    def __init__(self, rate: int) -> None:
        """Resample from `rate` Hz.

        Raises:
            ValueError: No engine speaks at such a rate.
        """
        if not 8_000 <= rate <= 96_000:  # noqa: PLR2004 - what is meant by a rate of speech
            raise ValueError(f"{rate} Hz is no rate of speech")
        same = rate == RATE
        self._stream = None if same else soxr.ResampleStream(rate, RATE, 1, "float32", QUALITY)
        self._rest = b""

    def take(self, pcm: bytes, *, last: bool = False) -> bytes:
        """What `pcm` adds; `last`: and whatever was held back."""
        data = self._rest + pcm
        whole = len(data) // SAMPLE_BYTES * SAMPLE_BYTES
        self._rest = data[whole:]
        if self._stream is None:
            return data[:whole]
        # In integers it would dither: the same words would never sound quite the same.
        samples = np.frombuffer(data[:whole], "<i2").astype(np.float32)
        made = np.rint(self._stream.resample_chunk(samples, last))
        return bytes(np.clip(made, -32768, 32767).astype("<i2").tobytes())


def resampled(pieces: Iterable[bytes], rate: int) -> Iterator[bytes]:
    """PCM of `rate` as 16 kHz, in pieces of PIECE_BYTES; the last may be shorter."""
    resampler = Resampler(rate)
    for piece in pieces:
        yield from divided(resampler.take(piece))
    yield from divided(resampler.take(b"", last=True))


def divided(pcm: bytes) -> Iterator[bytes]:
    """PCM in pieces of at most PIECE_BYTES."""
    for at in range(0, len(pcm), PIECE_BYTES):
        yield pcm[at : at + PIECE_BYTES]
