"""What the first bytes are: the only thing that decides a recording's type, never a name.

Strict where a recorder leaves no choice, so that a file that is also something else (a
polyglot) is refused with its first bytes: the EBML header may hold its own elements alone
(RFC 8794, section 11.2) and be followed by a Segment (RFC 9559), an MP4 begins with a plain
`ftyp` box (ISO/IEC 14496-12, 4.3), an Ogg page with its capture pattern (RFC 3533). What stands
later is looked at when the recording is probed; it is never served but as a remuxed derivative
or as an attachment.
"""

from enum import Enum

from parley.media.domain.uploads import UnsupportedMedia

EBML = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
OGG = b"OggS"
HEAD_BYTES = 1024  # What sniffing may need; also how far into a file some readers look.
TAIL_BYTES = 65_557  # A ZIP's end record with the longest comment.
_EBML_HEADER_LIMIT = 256
_FTYP_LIMIT = 256
_HEADER_IDS = frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285})
_DOCTYPE = 0x4282
_FIRST_BOXES = frozenset({b"moov", b"mdat", b"moof", b"sidx", b"wide"})
_FOREIGN = (b"%pdf-", b"<html", b"<script", b"<!doctype", b"<?php")
_ZIP_END = b"PK\x05\x06"
_ZIP_ENTRY = (b"PK\x01\x02", b"PK\x05\x06")
_ZIP_END_SIZE = 22
_BOX_HEADER = 8


class MediaType(Enum):
    """What a recording may be: content type, extension, and PyAV's name of its reader.

    PCM is what this server records itself (`domain.recorded`): no bytes are sniffed as that.
    """

    WEBM = ("video/webm", "webm", "matroska")
    MATROSKA = ("video/x-matroska", "mkv", "matroska")
    MP4 = ("video/mp4", "mp4", "mp4")
    OGG = ("audio/ogg", "ogg", "ogg")
    PCM = ("audio/l16; rate=16000; channels=2", "pcm", "s16le")

    @property
    def content_type(self) -> str:
        """As a header has it."""
        return self.value[0]

    @property
    def extension(self) -> str:
        """Without the dot."""
        return self.value[1]

    @property
    def reader(self) -> str:
        """The forced format."""
        return self.value[2]

    @classmethod
    def of(cls, content_type: str) -> "MediaType":
        """The type that `content_type` was sniffed as."""
        return next(kind for kind in cls if kind.content_type == content_type)


class _NeedMore(Exception):
    """The bytes end before the decision."""


def sniff(head: bytes) -> MediaType | None:
    """The type of a file that begins with `head`; None while more bytes could still make one.

    Raises:
        UnsupportedMedia: No recording begins like this, whatever follows.
    """
    lowered = head[:HEAD_BYTES].lower()
    if any(word in lowered for word in _FOREIGN):
        raise UnsupportedMedia
    for magic, read in ((EBML, _matroska), (OGG, lambda _: MediaType.OGG)):
        if head[: len(magic)] == magic[: len(head)]:
            if len(head) < len(magic):
                return None
            try:
                return read(head)
            except _NeedMore:
                return None
    try:
        return _mp4(head)
    except _NeedMore:
        return None


def _take(head: bytes, at: int, count: int) -> bytes:
    if at + count > len(head):
        raise _NeedMore
    return head[at : at + count]


def _vint(head: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """An EBML variable-size integer (RFC 8794, section 4) and the place after it."""
    first = _take(head, at, 1)[0]
    width = 9 - first.bit_length()
    if width > 8:  # noqa: PLR2004 - a first byte of zero
        raise UnsupportedMedia
    raw = int.from_bytes(_take(head, at, width))
    return (raw if keep_marker else raw & ((1 << 7 * width) - 1)), at + width


def _matroska(head: bytes) -> MediaType:
    size, at = _vint(head, 4, keep_marker=False)
    end = at + size
    if size > _EBML_HEADER_LIMIT:
        raise UnsupportedMedia
    doctype = b""
    while at < end:
        identity, at = _vint(head, at, keep_marker=True)
        length, at = _vint(head, at, keep_marker=False)
        if identity not in _HEADER_IDS or length > 16 or at + length > end:  # noqa: PLR2004 - the longest is a doctype
            raise UnsupportedMedia
        value, at = _take(head, at, length), at + length
        if identity == _DOCTYPE:
            doctype = value.rstrip(b"\0")
    after = head[end : end + 4]
    if after != SEGMENT[: len(after)] or doctype not in {b"webm", b"matroska"}:
        raise UnsupportedMedia
    if len(after) < len(SEGMENT):
        raise _NeedMore
    return MediaType.WEBM if doctype == b"webm" else MediaType.MATROSKA


def _mp4(head: bytes) -> MediaType:
    size = int.from_bytes(head[:4].ljust(4, b"\0")) if len(head) >= 4 else 16  # noqa: PLR2004 - a box size
    known = head[4:8]
    if (
        head[:2] != b"\0\0"[: len(head[:2])]
        or size % 4
        or not 16 <= size <= _FTYP_LIMIT  # noqa: PLR2004 - brand, version, one compatible brand
        or known != b"ftyp"[: len(known)]
    ):
        raise UnsupportedMedia
    brands = _take(head, 8, size - 8)
    if not brands[:4].isascii() or not brands[8:].isascii():
        raise UnsupportedMedia
    length, name = int.from_bytes(_take(head, size, 4)), _take(head, size + 4, 4)
    # Writers leave an empty box for later; one with room could hold anything.
    if name not in _FIRST_BOXES and not (name == b"free" and length == _BOX_HEADER):
        raise UnsupportedMedia
    return MediaType.MP4


def is_also_archive(tail: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that ends with `tail` is a ZIP archive too.

    An archive is read from its end (APPNOTE 4.3.16): an end record whose comment reaches
    exactly to the end of the file, and a directory where the record says it is.
    """
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        record = tail[at : at + _ZIP_END_SIZE]
        if len(record) == _ZIP_END_SIZE:
            comment = int.from_bytes(record[20:22], "little")
            directory = at - int.from_bytes(record[12:16], "little")
            ends = at + _ZIP_END_SIZE + comment == len(tail)
            starts = directory < 0 or tail[directory : directory + 4] in _ZIP_ENTRY
            if ends and starts and size >= _ZIP_END_SIZE:
                return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
