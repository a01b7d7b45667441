"""How every judge is called: a deadline, retries that heed Retry-After, a breaker."""

import asyncio
from collections.abc import Awaitable, Callable

from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, guarded, retry_after_seconds
from parley.scoring.ports import JudgeUnavailable

ATTEMPTS = 3
LONGEST_WAIT = 20.0  # seconds of a Retry-After that are waited here; longer ones wait as a job
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Busy(Exception):
    """The server asks to try again, or failed in passing."""


async def call(attempt: Callable[[], Awaitable[str]], breaker: Breaker, deadline: float) -> str:
    """Make one call.

    Args:
        attempt: Raises `Busy` or OSError where another attempt is worth it.
        breaker: Of this server.
        deadline: Seconds for all attempts together.

    Raises:
        JudgeUnavailable: No answer was to be had.
    """
    try:
        return await guarded(
            attempt, breaker=breaker, deadline=deadline, attempts=ATTEMPTS, retry_on=(Busy, OSError)
        )
    except JudgeUnavailable:
        raise
    except Unavailable as error:
        raise JudgeUnavailable(retry_after=error.retry_after) from error
    except (Busy, OSError) as error:
        raise JudgeUnavailable from error


async def heed(status: int, retry_after: str | None) -> None:
    """Wait as long as a busy server asks, then say so by raising.

    Raises:
        Busy: It may be tried again now.
        JudgeUnavailable: Not before a longer while, or not at all as it is configured.
    """
    if status not in BUSY:
        raise JudgeUnavailable(f"The language model refused to be asked ({status}).")
    seconds = retry_after_seconds(retry_after)
    if seconds > LONGEST_WAIT:
        raise JudgeUnavailable(retry_after=seconds)
    await asyncio.sleep(seconds)
    raise Busy
