import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from parley.kit.errors import DeadlineExceeded, NotFound
from parley.kit.resilience import (
    Breaker,
    CircuitOpen,
    backoff_seconds,
    guarded,
    retry_after_seconds,
)
from tests.kit.virtual import run

FAILURES, REST = 3, 60.0


@given(
    attempt=st.integers(0, 10_000),
    base=st.floats(0.01, 10),
    limit=st.floats(10, 1000),
)
def test_backoff_stays_within_its_bounds(attempt: int, base: float, limit: float) -> None:
    ceiling = min(limit, base * 2 ** min(attempt, 30))
    assert ceiling / 2 <= backoff_seconds(attempt, base=base, limit=limit) <= ceiling


def test_backoff_spreads() -> None:
    assert len({backoff_seconds(3) for _ in range(100)}) > 50


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0), ("", 0), ("7", 7), ("1.5", 1.5), ("0", 0), ("-3", 0), ("soon", 0), ("nan", 0),
        ("inf", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 01 Jan 1970", 0),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float) -> None:
    assert retry_after_seconds(header) == seconds


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_to_come_is_waited_for(zone: str) -> None:
    at = datetime.now(UTC) + timedelta(seconds=100)
    header = at.strftime("%a, %d %b %Y %H:%M:%S ") + zone
    assert 90 < retry_after_seconds(header) <= 100


class BreakerMachine(RuleBasedStateMachine):
    """A breaker against its sentence: opens after 3 failures in a row for 60 s, then one probe."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.breaker = Breaker("it", failures=FAILURES, rest=REST, clock=lambda: self.now)
        self.in_row = 0
        self.open_until: float | None = None
        self.probing = False

    @property
    def admits(self) -> bool:
        return self.open_until is None or (self.now >= self.open_until and not self.probing)

    @rule(seconds=st.sampled_from([0.5, 1.0, 30.0, 59.0, 60.0, 61.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: not self.admits)
    @rule()
    def refuses(self) -> None:
        with pytest.raises(CircuitOpen) as caught:
            self.breaker.enter()
        assert caught.value.retry_after is not None
        assert 1.0 <= caught.value.retry_after <= REST

    @precondition(lambda self: self.admits and self.open_until is None)
    @rule(outcome=st.sampled_from(["succeeded", "failed", "failed", "abandoned"]))
    def call_while_closed(self, outcome: str) -> None:
        self.breaker.enter()
        getattr(self.breaker, outcome)()
        self.in_row = {"succeeded": 0, "failed": self.in_row + 1}.get(outcome, self.in_row)
        if self.in_row >= FAILURES:
            self.open_until = self.now + REST

    @precondition(lambda self: self.admits and self.open_until is not None)
    @rule()
    def probe_starts(self) -> None:
        self.breaker.enter()
        self.probing = True

    @precondition(lambda self: self.probing)
    @rule(outcome=st.sampled_from(["succeeded", "failed", "abandoned"]))
    def probe_ends(self, outcome: str) -> None:
        getattr(self.breaker, outcome)()
        self.probing = False
        if outcome == "succeeded":
            self.open_until, self.in_row = None, 0
        elif outcome == "failed":
            self.open_until = self.now + REST

    @invariant()
    def state_is_told(self) -> None:
        if self.open_until is None:
            assert self.breaker.state == "closed"
        else:
            assert self.breaker.state == ("half_open" if self.now >= self.open_until else "open")


TestBreaker = BreakerMachine.TestCase


def answering(*outcomes: object) -> tuple[Callable[[], Awaitable[object]], list[float]]:
    """A dependency that answers so, one outcome a call; and when it was called."""
    at: list[float] = []
    left = list(outcomes)

    async def call() -> object:
        at.append(asyncio.get_running_loop().time())
        outcome = left.pop(0)
        if outcome == "hang":
            await asyncio.sleep(10_000)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return call, at


def test_guarded_tries_again_and_answers() -> None:
    call, at = answering(OSError(), TimeoutError(), "yes")
    breaker = Breaker("it", failures=1)
    assert run(guarded(call, breaker=breaker, deadline=60)) == "yes"
    assert len(at) == 3
    assert at[1] > at[0]
    assert breaker.state == "closed"


def test_guarded_gives_up_after_its_attempts() -> None:
    call, at = answering(ConnectionError(), ConnectionError(), "too late")
    breaker = Breaker("it", failures=1)
    with pytest.raises(ConnectionError):
        run(guarded(call, breaker=breaker, deadline=60, attempts=2))
    assert (len(at), breaker.state) == (2, "open")


def test_guarded_passes_other_errors_through_at_once() -> None:
    call, at = answering(NotFound(), "never")
    breaker = Breaker("it", failures=1)
    with pytest.raises(NotFound):
        run(guarded(call, breaker=breaker, deadline=60))
    assert (len(at), breaker.state) == (1, "closed")


def test_the_deadline_is_over_all_attempts() -> None:
    call, at = answering(OSError(), "hang")
    breaker = Breaker("it", failures=1)

    async def timed() -> float:
        with pytest.raises(DeadlineExceeded):
            await guarded(call, breaker=breaker, deadline=7)
        return asyncio.get_running_loop().time()

    assert run(timed()) == pytest.approx(7)
    assert (len(at), breaker.state) == (2, "open")


def test_an_open_circuit_calls_nobody() -> None:
    call, at = answering("never")
    breaker = Breaker("it", failures=1)
    breaker.enter()
    breaker.failed()
    with pytest.raises(CircuitOpen, match="it is not answering"):
        run(guarded(call, breaker=breaker, deadline=7))
    assert at == []


def test_a_cancelled_call_counts_for_nothing() -> None:
    breaker = Breaker("it", failures=1)
    call, _ = answering("hang")

    async def cancelled() -> None:
        task = asyncio.ensure_future(guarded(call, breaker=breaker, deadline=100))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(cancelled())
    assert breaker.state == "closed"


def test_a_cancelled_probe_leaves_room_for_the_next() -> None:
    now = [0.0]
    breaker = Breaker("it", failures=1, rest=10, clock=lambda: now[0])
    breaker.enter()
    breaker.failed()
    now[0] = 10
    breaker.enter()
    with pytest.raises(CircuitOpen):
        breaker.enter()
    breaker.abandoned()
    breaker.enter()
    breaker.succeeded()
    assert breaker.state == "closed"
