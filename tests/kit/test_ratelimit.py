import time

import pytest

from parley.kit.errors import TooManyRequests
from parley.kit.ratelimit import RateLimiter


async def test_the_last_hit_passes_and_the_next_does_not() -> None:
    limiter = RateLimiter()
    for _ in range(3):
        await limiter.hit("3/minute", "login", "a")
    with pytest.raises(TooManyRequests) as caught:
        await limiter.hit("3/minute", "login", "a")
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 60


async def test_others_are_counted_apart() -> None:
    limiter = RateLimiter()
    await limiter.hit("1/minute", "login", "a")
    await limiter.hit("1/minute", "login", "b")
    await limiter.hit("1/minute", "access", "a")
    await limiter.hit("2/minute", "login", "a")
    with pytest.raises(TooManyRequests):
        await limiter.hit("1/minute", "login", "a")


async def test_names_are_not_run_together() -> None:
    limiter = RateLimiter()
    await limiter.hit("1/minute", "a", "b/c")
    await limiter.hit("1/minute", "a/b", "c")


async def test_asking_counts_nothing() -> None:
    limiter = RateLimiter()
    for _ in range(5):
        assert await limiter.full("1/minute", "a") is None
    await limiter.hit("1/minute", "a")
    wait = await limiter.full("1/minute", "a")
    assert wait is not None
    assert 1 <= wait <= 60


async def test_cleared_hits_are_forgotten() -> None:
    limiter = RateLimiter()
    await limiter.hit("1/minute", "a")
    await limiter.clear("1/minute", "a")
    assert await limiter.full("1/minute", "a") is None


async def test_the_window_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = RateLimiter()
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start)
    await limiter.hit("2/minute", "a")
    monkeypatch.setattr(time, "time", lambda: start + 30)
    await limiter.hit("2/minute", "a")
    monkeypatch.setattr(time, "time", lambda: start + 59)
    with pytest.raises(TooManyRequests):
        await limiter.hit("2/minute", "a")
    # The first hit has left, the second has not: room for one, not for two.
    monkeypatch.setattr(time, "time", lambda: start + 61)
    await limiter.hit("2/minute", "a")
    with pytest.raises(TooManyRequests):
        await limiter.hit("2/minute", "a")
