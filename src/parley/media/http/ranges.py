"""Byte ranges and validators of RFC 9110, sections 13 and 14."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))\s*", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class Slice:
    """Bytes `start` to `end` (exclusive) of a whole."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """The range lies outside (RFC 9110, 15.5.17)."""


def parse_range(header: str | None, size: int) -> Slice | None:
    """The one range that is asked for, or None for the whole.

    Several ranges, another unit and bad syntax are answered by the whole (RFC 9110, 14.2).

    Raises:
        Unsatisfiable: It begins at or after the end, or is a suffix of nothing.
    """
    found = _RANGE.fullmatch(header) if header else None
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        if int(suffix) == 0 or size == 0:
            raise Unsatisfiable
        return Slice(max(0, size - int(suffix)), size)
    start = int(first)
    if last is not None and int(last) < start:
        return None  # Not a range at all (14.1.1).
    if start >= size:
        raise Unsatisfiable
    return Slice(start, size if last is None else min(int(last) + 1, size))


def names(header: str | None, etag: str) -> bool:
    """Whether `If-None-Match` lists the tag (weak comparison, 13.1.2)."""
    if header is None:
        return False
    return header.strip() == "*" or etag in _TAG.findall(header)


def still_applies(if_range: str | None, etag: str) -> bool:
    """Whether a range may be answered under `If-Range` (strong comparison, 13.1.5)."""
    return if_range is None or if_range.strip() == etag
