"""InterviewSession: the aggregate and its lifecycle, whichever way it is taken.

Times are the caller's: the service takes them from the database, so that the hour that an interview
may last runs by one clock, however many servers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from parley.contracts.interviews import (
    EndReason,
    Mode,
    OpenSession,
    PlanItem,
    Session,
    SessionConflict,
    SessionStatus,
)
from parley.contracts.scoring import Purpose

OVER = frozenset({SessionStatus.COMPLETED, SessionStatus.CANCELLED, SessionStatus.FAILED})


@dataclass(slots=True)
class InterviewSession:
    """One live interview. The fields are those of `contracts.interviews.Session`.

    Attributes:
        ended_at: When it was over, in whatever way; `completed_at` only of a completed one.
        answer_count: Questions that were answered; None until completed.
    """

    session_id: str
    mode: Mode
    status: SessionStatus
    user_id: str
    owner_id: str
    purpose: Purpose
    language: str
    title: str
    job_description: str
    items: tuple[PlanItem, ...]
    total_questions: int
    template_id: str | None
    planned_seconds: int
    limit_seconds: int
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    end_reason: EndReason | None = None
    ended_at: datetime | None = None
    answer_count: int | None = None

    @classmethod
    def opened(cls, ask: OpenSession, now: datetime) -> "InterviewSession":
        """A new one, as asked for."""
        given = {field.name: getattr(ask, field.name) for field in fields(OpenSession)}
        return cls(**given, status=SessionStatus.SCHEDULED, created_at=now)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be added to it any more."""
        return self.status in OVER

    @property
    def is_practice(self) -> bool:
        """Whether it is the person's own; else it belongs to an invitation."""
        return self.purpose is not Purpose.HIRING

    @property
    def ends_at(self) -> datetime | None:
        """When its limit is reached; None before it begins."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(seconds=self.limit_seconds)

    def begin(self, items: Sequence[PlanItem], now: datetime) -> bool:
        """SCHEDULED to IN_PROGRESS with the plan that will be asked; whether that changed it.

        One that is in progress keeps its first plan; it may have begun without any (updateStatus).

        Raises:
            SessionConflict: It is over.
        """
        if self.is_over:
            raise SessionConflict
        begun = self.status is SessionStatus.IN_PROGRESS
        if begun and (self.items or not items):
            return False
        if not begun:
            self.status, self.started_at = SessionStatus.IN_PROGRESS, now
        if items:
            self.items, self.total_questions = tuple(items), len(items)
        return True

    def check_talking(self) -> None:
        """Let something be recorded.

        Raises:
            SessionConflict: It has not begun, or is over.
        """
        if self.status is not SessionStatus.IN_PROGRESS:
            raise SessionConflict

    def complete(self, reason: EndReason, ended_at: datetime, now: datetime) -> bool:
        """IN_PROGRESS to COMPLETED; whether that changed it: the first end stands.

        Args:
            reason: Why.
            ended_at: When, by whoever conducted it; held between start and now.
            now: The moment.

        Raises:
            SessionConflict: It has not begun, or ended otherwise.
        """
        if self.status is SessionStatus.COMPLETED:
            return False
        self.check_talking()
        self._end(SessionStatus.COMPLETED, ended_at, now)
        self.completed_at, self.end_reason = self.ended_at, reason
        return True

    def fail(self, ended_at: datetime, now: datetime) -> bool:
        """To FAILED: it can't go on; whether that changed it. A cancelled one stays so.

        Raises:
            SessionConflict: It was completed.
        """
        if self.status is SessionStatus.COMPLETED:
            raise SessionConflict
        if self.is_over:
            return False
        self._end(SessionStatus.FAILED, ended_at, now)
        return True

    def cancel(self, now: datetime) -> bool:
        """To CANCELLED, unless it is over; whether that changed it."""
        if self.is_over:
            return False
        self._end(SessionStatus.CANCELLED, now, now)
        return True

    def lengthen(self, planned_seconds: int, limit_seconds: int) -> bool:
        """Let it take so long, but never shorter than was promised; whether that changed it."""
        if self.is_over:
            return False
        before = self.planned_seconds, self.limit_seconds
        self.planned_seconds = max(self.planned_seconds, planned_seconds)
        self.limit_seconds = max(self.limit_seconds, limit_seconds)
        return (self.planned_seconds, self.limit_seconds) != before

    def _end(self, status: SessionStatus, ended_at: datetime, now: datetime) -> None:
        # Whoever conducts an interview has a clock of their own.
        earliest = self.started_at or self.created_at
        self.status, self.ended_at = status, max(earliest, min(ended_at, now))

    def seconds_left(self, now: datetime) -> int | None:
        """Of its limit, 0 at least; None unless it is in progress."""
        if self.status is not SessionStatus.IN_PROGRESS or self.ends_at is None:
            return None
        return max(0, int((self.ends_at - now).total_seconds()))

    @property
    def duration_seconds(self) -> int | None:
        """Whole seconds from start to end; None while it has not both."""
        if self.started_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.started_at).total_seconds())

    def as_contract(self) -> Session:
        """As other contexts see it."""
        return Session(**{field.name: getattr(self, field.name) for field in fields(Session)})
