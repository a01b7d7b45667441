"""Rate limits, in memory here and in Redis in the distributed shape (the `limits` library)."""

import time
from urllib.parse import quote

from limits import parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from parley.kit.errors import TooManyRequests


class RateLimiter:
    """Counts hits in a moving window."""

    def __init__(self, storage: Storage | None = None) -> None:
        """Count in `storage`, in this process's memory by default."""
        self._limiter = MovingWindowRateLimiter(storage or MemoryStorage())

    async def hit(self, rule: str, *who: str) -> None:
        """Count one hit of `who` against `rule`, such as `"10/minute"`.

        Raises:
            TooManyRequests: The window is full; `retry_after` says for how long.
        """
        limit, who = parse(rule), _apart(who)
        if not await self._limiter.hit(limit, *who):
            stats = await self._limiter.get_window_stats(limit, *who)
            raise TooManyRequests(retry_after=max(1.0, stats.reset_time - time.time()))

    async def full(self, rule: str, *who: str) -> float | None:
        """Seconds until `who` may try again, or None when there is room; counts nothing."""
        limit, who = parse(rule), _apart(who)
        if await self._limiter.test(limit, *who):
            return None
        stats = await self._limiter.get_window_stats(limit, *who)
        return max(1.0, stats.reset_time - time.time())

    async def clear(self, rule: str, *who: str) -> None:
        """Forget the hits of `who`."""
        await self._limiter.clear(parse(rule), *_apart(who))


def _apart(who: tuple[str, ...]) -> tuple[str, ...]:
    """`limits` joins names with slashes: without quoting, ("a/b", "c") were ("a", "b/c")."""
    return tuple(quote(name, safe="") for name in who)
