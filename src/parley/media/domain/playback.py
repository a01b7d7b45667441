"""The derived file: where it lies, what is missing in it."""

from collections.abc import Sequence
from itertools import pairwise

from parley.contracts.media import Gap
from parley.kit.errors import DomainError, Kind
from parley.media.domain.sniff import MediaType
from parley.media.domain.takes import Segment, folder

READY, PROCESSING, FAILED = "ready", "processing", "failed"
NO_SOUND = "none"
ATTACHMENT = "application/octet-stream"
POSTER = "image/jpeg"
FORMS = {"webm": "video/webm", "mp4": "video/mp4"}
AUDIO_FORMS = {"webm": "audio/webm", "mp4": "audio/mp4"}


class MediaNotFound(DomainError):
    """The recording is not there (any more)."""

    kind = Kind.NOT_FOUND


class NotJoinable(DomainError):
    """The parts of this recording were made in different ways and can't be joined into one."""

    kind = Kind.MALFORMED


def gaps(segments: Sequence[Segment], starts: Sequence[float], duration: float) -> tuple[Gap, ...]:
    """Where segments were joined, and how much wall time passed between them.

    By the recorder's own declared starts where both have one (arrival may be hours later),
    else by when bytes arrived; never negative, to a tenth of a second.

    Args:
        segments: Those that were joined, in order.
        starts: Where each begins in the playback, in seconds.
        duration: Of the playback; what would begin at its end was cut off.
    """
    found = []
    for (before, after), at in zip(pairwise(segments), starts[1:], strict=True):
        if at >= duration:
            break
        missing = 0.0
        if before.declared_start and after.declared_start:
            passed = (after.declared_start - before.declared_start).total_seconds()
            missing = passed - (before.duration or 0.0)
        elif before.last_byte_at and after.first_byte_at:
            missing = (after.first_byte_at - before.last_byte_at).total_seconds()
        found.append(Gap(round(at, 3), round(max(missing, 0.0), 1)))
    return tuple(found)


def beside(key: str, name: str) -> str:
    """Where a file that is derived from the playback at `key` lies: made again it is the same."""
    return f"{key.rsplit('/', 1)[0]}/{name}"


def reader_of(key: str) -> MediaType:
    """What a playback is read as: remuxing has made it, and its key says how."""
    return MediaType.MP4 if key.endswith(".mp4") else MediaType.WEBM


def original_key(take_id: str, segment: Segment, extension: str) -> str:
    """Where a segment's own bytes lie."""
    return f"{folder(take_id)}/segments/{segment.index:04d}-{segment.id}.{extension}"
