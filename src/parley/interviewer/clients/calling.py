"""How every brain is called: deadlines, retries that heed Retry-After, a breaker, a size."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from parley.interviewer.ports import BrainUnavailable
from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, backoff_seconds, guarded, retry_after_seconds

T = TypeVar("T")
ATTEMPTS = 3
LONGEST_WAIT = 2.0  # seconds of a Retry-After that are waited here: somebody is listening
FIRST_WAIT = 0.1  # seconds before the second attempt
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Busy(Exception):
    """The server asks to try again, or failed in passing."""


async def call(attempt: Callable[[], Awaitable[T]], breaker: Breaker, deadline: float) -> T:
    """Make one call.

    Args:
        attempt: Raises `Busy` or OSError where another attempt is worth it.
        breaker: Of this server.
        deadline: Seconds for all attempts together.

    Raises:
        BrainUnavailable: No answer was to be had.
    """
    try:
        return await guarded(
            attempt,
            breaker=breaker,
            deadline=deadline,
            attempts=ATTEMPTS,
            retry_on=(Busy, OSError),
            wait_initial=FIRST_WAIT,
        )
    except BrainUnavailable:
        raise
    except Unavailable as error:
        raise BrainUnavailable(retry_after=error.retry_after) from error
    except (Busy, OSError) as error:
        raise BrainUnavailable from error


async def stream(
    attempt: Callable[[], AsyncGenerator[str, None]],
    breaker: Breaker,
    *,
    first: float,
    whole: float,
    most: int,
) -> AsyncIterator[str]:
    """Pass on what a model says as it comes; attempts are repeated until it begins.

    May be abandoned at any point: the connection is closed then.

    Args:
        attempt: Raises `Busy` or OSError where another attempt is worth it.
        breaker: Of this server.
        first: Seconds that are waited for its first words, over all attempts.
        whole: Seconds that are waited for it altogether; the taker's own time doesn't count.
        most: Characters; what comes after them is not waited for.

    Raises:
        BrainUnavailable: It didn't begin, or broke off.
    """
    try:
        breaker.enter()
    except Unavailable as error:
        raise BrainUnavailable(retry_after=error.retry_after) from error
    verdict = breaker.abandoned
    try:
        async with aclosing(_attempts(attempt, first)) as pieces:
            left = whole
            while most > 0:
                piece, left = await _next(pieces, left)
                if piece is None:
                    break
                most -= len(piece)
                yield piece
        verdict = breaker.succeeded
    except BrainUnavailable:
        verdict = breaker.succeeded  # it answered, only not with what was hoped for
        raise
    except (Busy, OSError, TimeoutError) as error:
        verdict = breaker.failed
        raise BrainUnavailable from error
    finally:
        verdict()


async def _attempts(
    attempt: Callable[[], AsyncGenerator[str, None]], first: float
) -> AsyncGenerator[str, None]:
    """The first attempt that says something."""
    loop = asyncio.get_running_loop()
    until = loop.time() + first
    for count in range(ATTEMPTS):
        async with aclosing(attempt()) as pieces:
            try:
                piece, _ = await _next(pieces, until - loop.time())
            except (Busy, OSError):
                if count + 1 == ATTEMPTS:
                    raise
                wait = backoff_seconds(count, base=FIRST_WAIT)
            else:
                if piece is None:
                    return
                yield piece
                async for another in pieces:
                    yield another
                return
        if loop.time() + wait >= until:
            raise TimeoutError
        await asyncio.sleep(wait)


async def _next(pieces: AsyncGenerator[str, None], seconds: float) -> tuple[str | None, float]:
    """The next piece or None at the end, and what is left of `seconds`.

    The clock runs in here alone: a deadline around a `yield` would stop its taker.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(max(seconds, 0.0)):
        try:
            piece = await anext(pieces)
        except StopAsyncIteration:
            return None, seconds
    return piece, seconds - (loop.time() - began)


async def heed(status: int, retry_after: str | None) -> None:
    """Wait as long as a busy server asks, then say so by raising.

    Raises:
        Busy: It may be tried again now.
        BrainUnavailable: Not before a longer while, or not at all as it is configured.
    """
    if status not in BUSY:
        raise BrainUnavailable(f"The language model refused to be asked ({status}).")
    seconds = retry_after_seconds(retry_after)
    if seconds > LONGEST_WAIT:
        raise BrainUnavailable(retry_after=seconds)
    await asyncio.sleep(seconds)
    raise Busy
