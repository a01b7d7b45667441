"""What people say of an interview: ratings, notes, a decision."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

NOTE_MAX = 5000
DECISION_REASON_MAX = 2000
RATINGS = range(1, 6)


class Decision(StrEnum):
    """What becomes of a candidate; a person decides, never a score."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating, 1 to 5 as a whole and by question; None and absent: not rated."""

    user_id: str
    overall: int | None
    questions: dict[str, int] = field(default_factory=dict)
    updated_at: datetime | None = None
