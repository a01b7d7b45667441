"""A clock that tests turn, standing at the present: PyJWT looks at the machine's clock."""

from datetime import UTC, datetime

from parley.kit.clock import ManualClock


def now_clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))
