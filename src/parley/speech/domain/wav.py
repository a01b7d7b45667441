"""The one form of sound that is heard: RIFF/WAVE, 16 kHz, mono, signed 16 bit.

The file was written by a confined process that read what strangers sent, so no number in it is
believed: sizes are bounded by what is stored, anything else than the one form is refused.
"""

import struct
from dataclasses import dataclass

RATE = 16_000  # samples a second
SAMPLE_BYTES = 2
HEAD_BYTES = 64 * 1024  # of the file, where its header must lie

PCM, EXTENSIBLE = 0x0001, 0xFFFE
_CHUNK = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")


class Unreadable(Exception):
    """The sound is not in the form that was agreed."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Where the samples lie in a file.

    Attributes:
        offset: Of the first, in bytes.
        samples: How many.
    """

    offset: int
    samples: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.samples / RATE

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The bytes of samples `start` to `end` (exclusive) in the file."""
        return self.offset + start * SAMPLE_BYTES, self.offset + end * SAMPLE_BYTES


def read_header(head: bytes, size: int) -> Sound:
    """Find the samples.

    Args:
        head: The file's first `HEAD_BYTES` bytes, or all of it.
        size: Of the whole file, bytes.

    Raises:
        Unreadable: It isn't the one form, or its header doesn't end within `head`.
    """
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:12] != b"WAVE":  # noqa: PLR2004 - RIFF's header
        raise Unreadable("no RIFF/WAVE")
    at, known = 12, False
    while at + _CHUNK.size <= len(head):
        name, length = _CHUNK.unpack_from(head, at)
        at += _CHUNK.size
        if name == b"data":
            if not known:
                raise Unreadable("data before its format")
            # A writer that could not seek back leaves 0 or all ones: what is stored decides.
            there = max(size - at, 0)
            if length not in {0, 0xFFFFFFFF}:
                there = min(there, length)
            return Sound(at, there // SAMPLE_BYTES)
        if name == b"fmt ":
            _check_format(head[at : at + length])
            known = True
        at += length + length % 2
    raise Unreadable("no samples")


def _check_format(chunk: bytes) -> None:
    if len(chunk) < _FORMAT.size:
        raise Unreadable("format cut short")
    kind, channels, rate, _, _, bits = _FORMAT.unpack_from(chunk)
    if (channels, rate, bits) != (1, RATE, 8 * SAMPLE_BYTES) or kind not in {PCM, EXTENSIBLE}:
        raise Unreadable("another form of sound")
