"""The moment by which the work in hand must be done; it travels with every call."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from parley.kit.errors import DeadlineExceeded

DEFAULT_SECONDS = 10.0

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give everything called inside `seconds` at most; never more than is left already."""
    ends_at, outer = time.monotonic() + seconds, _ends_at.get()
    token = _ends_at.set(ends_at if outer is None else min(ends_at, outer))
    try:
        yield
    finally:
        _ends_at.reset(token)


def check() -> None:
    """Start nothing that is too late already.

    Raises:
        DeadlineExceeded: No time is left.
    """
    if remaining() == 0:
        raise DeadlineExceeded(retry_after=1)


def at_most(seconds: float) -> float:
    """Seconds for something that may take `seconds`: no more than is left.

    For generators, in which `within` would reach into whoever iterates.

    Raises:
        DeadlineExceeded: No time is left.
    """
    check()
    left = remaining()
    return seconds if left is None else min(seconds, left)


def remaining() -> float | None:
    """Seconds left (0 when it is past), or None when nobody set a deadline."""
    ends_at = _ends_at.get()
    return None if ends_at is None else max(0.0, ends_at - time.monotonic())
