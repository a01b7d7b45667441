"""The words of tus 1.0.0 (https://tus.io/protocols/resumable-upload, core and extensions).

Creation with a known or deferred length, appending at an offset, SHA-256 checksums. Here is
what a header may say; what a take allows is in `takes`.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from parley.kit.errors import DomainError, Kind, Malformed, Unavailable
from parley.kit.ids import is_id

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length,checksum"
ALGORITHM = "sha256"
METADATA_LIMIT = 4096
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]+")  # ASCII without space and comma
_NUMBER = re.compile(r"[0-9]{1,16}")
_SHA256_BYTES = 32


class UploadNotFound(DomainError):
    """There is no such upload, or it is not yours."""

    kind = Kind.NOT_FOUND


class OffsetMismatch(DomainError):
    """This piece doesn't follow what is stored: ask for the offset and go on from there."""

    kind = Kind.CONFLICT


class UploadLocked(DomainError):
    """Another connection is writing this upload: try again in a second."""

    kind = Kind.LOCKED


class UploadClosed(DomainError):
    """This recording takes no more bytes."""

    kind = Kind.GONE


class UnsupportedMedia(DomainError):
    """This is not a recording we can keep: WebM, Matroska, MP4 or Ogg is needed."""

    kind = Kind.UNSUPPORTED


class UploadTooLarge(DomainError):
    """The recording is larger than this answer may be: stop recording and submit it."""

    kind = Kind.TOO_LARGE


class TooManySegments(DomainError):
    """The recording was broken off too often: submit it, or begin it anew."""

    kind = Kind.TOO_LARGE


class ChecksumMismatch(DomainError):
    """This piece was damaged on its way: send it again."""

    kind = Kind.CHECKSUM


class ChecksumUnsupported(DomainError):
    """Only SHA-256 checksums are understood."""


class SegmentTaken(DomainError):
    """Another part of this recording has that number: take the next."""

    kind = Kind.CONFLICT


class UploadStalled(Unavailable):
    """The connection went silent: what has come is kept; ask for the offset and go on."""


@dataclass(frozen=True, slots=True)
class NewSegment:
    """What a creation asks for.

    Attributes:
        take_id: Of which take.
        index: At which place.
        declared_start: When the recorder began, if it says so.
        metadata: The header as it came; HEAD gives it back.
    """

    take_id: str
    index: int
    declared_start: datetime | None
    metadata: str


def number(text: str | None, header: str) -> int:
    """A header's whole number.

    Raises:
        Malformed: It is none, or over 16 digits.
    """
    if text is None or not _NUMBER.fullmatch(text):
        raise Malformed(f"{header}: a whole number is needed")
    return int(text)


def parse_metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata`: pairs of a key and a Base64 value (tus 1.0.0, Creation).

    Raises:
        Malformed: It is not that, or a key comes twice.
    """
    if len(header) > METADATA_LIMIT:
        raise Malformed(f"Upload-Metadata: at most {METADATA_LIMIT} characters")
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise Malformed("Upload-Metadata: pairs of a key and a Base64 value, each key once")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (
            ValueError
        ) as error:  # Also of text that isn't ASCII, and of bytes that aren't UTF-8.
            raise Malformed(f"Upload-Metadata: {key} is not Base64 of UTF-8 text") from error
    return found


def read_metadata(header: str) -> NewSegment:
    """What `Upload-Metadata` asks for: `takeId`, `segment`, and `startedAt` if it is known.

    Any other key (`filename`, `filetype`) is given back by HEAD and decides nothing.

    Raises:
        Malformed: A field is missing or wrong.
    """
    fields = parse_metadata(header)
    if "takeId" not in fields:
        raise Malformed("Upload-Metadata: takeId is missing")
    started = None
    if text := fields.get("startedAt"):
        try:
            started = datetime.fromisoformat(text)
            if started.tzinfo is None:
                raise Malformed("Upload-Metadata: startedAt needs a time zone")
            started = started.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Malformed("Upload-Metadata: startedAt is not an RFC 3339 time") from error
    index = number(fields.get("segment"), "Upload-Metadata: segment")
    # A malformed id can only be "not found"; the service says so.
    take_id = fields["takeId"] if is_id(fields["takeId"]) else ""
    return NewSegment(take_id, index, started, header)


def read_checksum(header: str | None) -> bytes | None:
    """The SHA-256 that `Upload-Checksum` announces (tus 1.0.0, Checksum), or None without it.

    Raises:
        ChecksumUnsupported: Another algorithm.
        Malformed: Not the Base64 of a SHA-256.
    """
    if header is None:
        return None
    algorithm, _, value = header.strip().partition(" ")
    if algorithm != ALGORITHM:
        raise ChecksumUnsupported
    try:
        digest = base64.b64decode(value, validate=True)
    except ValueError as error:
        raise Malformed("Upload-Checksum: not Base64") from error
    if len(digest) != _SHA256_BYTES:
        raise Malformed("Upload-Checksum: not a SHA-256")
    return digest
