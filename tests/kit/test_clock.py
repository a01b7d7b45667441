from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from parley.kit.clock import ManualClock, SystemClock, rfc3339


def test_the_systems_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_the_manual_clock_moves_only_when_turned() -> None:
    clock = ManualClock(datetime(2026, 5, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(1.5)
    assert clock.now() == datetime(2026, 5, 1, 0, 0, 1, 500_000, UTC)
    assert ManualClock().now().tzinfo is UTC


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 1)))  # noqa: DTZ001 - a bound
def test_rfc3339_names_the_same_moment_in_utc(moment: datetime) -> None:
    text = rfc3339(moment)
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == moment.astimezone(UTC)


def test_rfc3339_of_another_zone() -> None:
    there = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert rfc3339(there) == "2025-12-31T23:00:00Z"
