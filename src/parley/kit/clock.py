"""Time as a dependency, so that tests can turn it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is turned; ships with the product for tests."""

    def __init__(self, start: datetime | None = None) -> None:
        """Stand at `start`, or at an arbitrary fixed moment."""
        self._now = start or datetime(2026, 1, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment the clock was turned to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Turn the clock forward by `seconds`."""
        self._now += timedelta(seconds=seconds)


def rfc3339(moment: datetime) -> str:
    """Write `moment` as RFC 3339 in UTC with a `Z`, to the microsecond where it has any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
