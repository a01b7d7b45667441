"""Sound that this server records itself: both sides of a conversation, as PCM.

A segment is raw until its take is submitted: the bytes acknowledged are the seconds recorded. Then
it becomes Opus, which is what is kept of it, and goes the way of any recording.
"""

from parley.contracts.media import SoundChunk
from parley.kit.errors import Malformed
from parley.media.domain.sniff import MediaType

RATE = 16_000
FRAME_BYTES = 4  # Two channels of signed 16 bit.
CHUNK_BYTES = 4 * 1024**2  # One minute; a gRPC message holds less by default.
OPUS_BITS = 48_000  # A second: two voices that seldom speak at once.
OPUS_BYTES = OPUS_BITS // 8 * 2  # A second, at most: a bound for what the encoder writes.


def seconds(size: int) -> float:
    """Length of so many bytes."""
    return size / (RATE * FRAME_BYTES)


def check(chunk: SoundChunk) -> None:
    """Whether a chunk can be sound.

    Raises:
        Malformed: It can't.
    """
    if len(chunk.pcm) % FRAME_BYTES or chunk.offset % FRAME_BYTES or chunk.offset < 0:
        raise Malformed("pcm: whole samples of both channels are needed")
    if len(chunk.pcm) > CHUNK_BYTES:
        raise Malformed(f"pcm: at most {CHUNK_BYTES} bytes at once")
    if chunk.segment < 0:
        raise Malformed("segment: a number from 0 is needed")


def is_recorded(content_type: str | None) -> bool:
    """Whether a segment of that type is one of ours."""
    return content_type == MediaType.PCM.content_type
