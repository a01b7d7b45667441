"""Calling something that may be slow, failing or gone: deadline, retry, breaker."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import stamina

from parley.kit.errors import DeadlineExceeded, Unavailable

T = TypeVar("T")


def backoff_seconds(attempt: int, *, base: float = 0.5, limit: float = 300.0) -> float:
    """How long to wait after failure number `attempt` (from 0): exponential, with jitter.

    Half is fixed and half random ("equal jitter", Brooker, AWS Architecture Blog 2015), so that
    a crowd spreads out and nobody retries at once.
    """
    ceiling: float = min(limit, base * 2 ** min(attempt, 30))
    return ceiling / 2 + random.random() * ceiling / 2  # noqa: S311 - spreading load, not secrecy


def retry_after_seconds(header: str | None) -> float:
    """Seconds that a `Retry-After` asks to wait: a number or a date (RFC 9110, section 10.2.3).

    0 where there is none, it is over, or nobody can read it.
    """
    if header is None:
        return 0.0
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return 0.0
        # RFC 5322: without a zone it is told in UTC.
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0


class CircuitOpen(Unavailable):
    """A part of the system keeps failing and is being left alone for a moment."""


class Breaker:
    """Stops calling what keeps failing (service-communication.md, section 8).

    Opens after `failures` in a row for `rest` seconds, then lets one probe through: its success
    closes the breaker, its failure opens it again.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        rest: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start closed."""
        self.name, self._limit, self._rest, self._clock = name, failures, rest, clock
        self._in_row = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def state(self) -> str:
        """`closed`, `open` or `half_open`."""
        if self._opened_at is None:
            return "closed"
        return "half_open" if self._clock() - self._opened_at >= self._rest else "open"

    def enter(self) -> None:
        """Ask to make one call.

        Raises:
            CircuitOpen: Not now.
        """
        state = self.state
        if state == "open" or (state == "half_open" and self._probing):
            left = self._rest - (self._clock() - (self._opened_at or 0.0))
            raise CircuitOpen(f"{self.name} is not answering.", retry_after=max(left, 1.0))
        self._probing = state == "half_open"

    def succeeded(self) -> None:
        """The call answered."""
        self._in_row, self._opened_at, self._probing = 0, None, False

    def failed(self) -> None:
        """The call failed or was too slow."""
        self._in_row += 1
        if self._probing or self._in_row >= self._limit:
            self._opened_at = self._clock()
        self._probing = False

    def abandoned(self) -> None:
        """The call was cancelled by its caller: this says nothing of the other side."""
        self._probing = False


async def guarded(
    call: Callable[[], Awaitable[T]],
    *,
    breaker: Breaker,
    deadline: float,
    attempts: int = 3,
    retry_on: type[Exception] | tuple[type[Exception], ...] = (OSError, TimeoutError),
    wait_initial: float = 0.1,
) -> T:
    """Call out with a deadline over all attempts, retries with backoff and jitter, a breaker.

    Args:
        call: Makes one attempt; must be safe to repeat.
        breaker: Shared by all callers of the same dependency.
        deadline: Seconds for everything together.
        attempts: How often at most.
        retry_on: What is worth another attempt; anything else passes straight through.
        wait_initial: Seconds before the second attempt.

    Raises:
        CircuitOpen: The dependency is being left alone.
        DeadlineExceeded: Time ran out.
    """
    breaker.enter()
    try:
        async with asyncio.timeout(deadline):
            result = await stamina.AsyncRetryingCaller(
                attempts=attempts, timeout=None, wait_initial=wait_initial, wait_max=5.0
            )(retry_on, call)
    except TimeoutError as error:
        breaker.failed()
        raise DeadlineExceeded(f"{breaker.name} did not answer in time.", retry_after=2) from error
    except asyncio.CancelledError:
        breaker.abandoned()
        raise
    except retry_on:
        breaker.failed()
        raise
    except BaseException:
        # It answered, only not with what was hoped for.
        breaker.succeeded()
        raise
    breaker.succeeded()
    return result
