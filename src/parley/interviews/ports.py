"""What live interviews need from the world: their tables, and their settings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from parley.contracts.identity import Principal
from parley.contracts.interviews import Entry
from parley.interviews.domain.practice import Plan
from parley.interviews.domain.session import InterviewSession
from parley.kit.db import Unit

ROLE = "interviews"  # Of the database, and of consumers.


@dataclass(frozen=True, slots=True)
class Settings:
    """How live interviews are configured.

    Attributes:
        worker_secret: WORKER_SHARED_SECRET: what an external worker shows at /trpc.
        limit_seconds: PARLEY_VOICE_LIMIT_SECONDS: how long a practice interview lasts at most.
        seconds_per_question: Planned for each question where no template says otherwise.
        most_questions: In a practice interview; one is the least.
        default_questions: Where nobody says how many, and no template does.
        longest_description: Characters of a job description.
        most_entries: Of a transcript that is handed in.
        longest_entry: Characters of one entry.
        longest_transcript: Characters of a transcript that is handed in: scoring takes no more.
        demo_emails: Accounts whose practice is a demonstration.
        overdue_seconds: Between looks for interviews past their limit.
        overdue_batch: Looked at in one go.
        unscored_seconds: Between looks for interviews whose evidence scoring never got.
        hand_in_attempts: How often handing in is tried; waits grow to ten minutes, so 400 are
            about two days.
        hand_in_for: How long after its end an interview is looked for again.
        lease: How long an ending holds an interview that it ends.
        keep_erased: For how long it is remembered that an interview was erased.
    """

    worker_secret: str = field(repr=False)
    limit_seconds: int = 3600
    seconds_per_question: int = 150
    most_questions: int = 15
    default_questions: int = 5
    longest_description: int = 20_000
    most_entries: int = 2_000
    longest_entry: int = 20_000
    longest_transcript: int = 400_000
    demo_emails: frozenset[str] = frozenset()
    overdue_seconds: float = 5.0
    overdue_batch: int = 100
    unscored_seconds: float = 600.0
    hand_in_attempts: int = 400
    hand_in_for: timedelta = timedelta(days=30)
    lease: timedelta = timedelta(seconds=10)
    keep_erased: timedelta = timedelta(days=90)


class People(Protocol):
    """The projection of identity's accounts."""

    async def unknown(self, unit: Unit, user_ids: Collection[str]) -> list[str]:
        """Those that have no row yet."""
        ...

    async def save_user(self, unit: Unit, user_id: str, email: str, name: str) -> None:
        """Add somebody, or change what is known of them."""
        ...

    async def forget_user(self, unit: Unit, user_id: str) -> int:
        """Delete somebody; who still takes part in an interview loses name and address instead."""
        ...


class Plans(Protocol):
    """The projection of hiring's published templates."""

    async def save_plan(self, unit: Unit, plan: Plan) -> None:
        """Add one; a template that was archived stays so."""
        ...

    async def archive_plan(self, unit: Unit, template_id: str, at: datetime) -> None:
        """Nobody may begin with it any more."""
        ...

    async def plan(self, unit: Unit, template_id: str) -> Plan | None:
        """One, archived or not."""
        ...

    async def open_plans(
        self, unit: Unit, who: Principal, offset: int, limit: int
    ) -> tuple[Sequence[Plan], int]:
        """Those that `Plan.is_open_to` that person, by title, and how many there are."""
        ...


class Sessions(Protocol):
    """Interviews."""

    async def now(self, unit: Unit) -> datetime:
        """The database's time, at the beginning of the transaction."""
        ...

    async def lock(self, unit: Unit, session_ids: Sequence[str]) -> None:
        """Let nobody open or erase these ids until the transaction ends, whether they exist."""
        ...

    async def was_erased(self, unit: Unit, session_id: str) -> bool:
        """Whether there was one of that id, and it was erased."""
        ...

    async def add(self, unit: Unit, session: InterviewSession) -> None:
        """Store a new one, with the permissions of the person and of the AI."""
        ...

    async def session(
        self, unit: Unit, session_id: str, *, lock: bool = False
    ) -> InterviewSession | None:
        """One; `lock` holds its row until the transaction ends."""
        ...

    async def some(self, unit: Unit, session_ids: Sequence[str]) -> list[InterviewSession]:
        """Those that exist."""
        ...

    async def save(self, unit: Unit, session: InterviewSession) -> None:
        """Store what its lifecycle changed."""
        ...

    async def of_person(
        self, unit: Unit, user_id: str, offset: int, limit: int
    ) -> tuple[list[tuple[InterviewSession, frozenset[str]]], int]:
        """A person's, the newest first, each with the answered questions, and how many."""
        ...

    async def overdue(self, unit: Unit, after: str, at_most: int) -> list[InterviewSession]:
        """In progress beyond their limit by the database's clock, by id, those after `after`."""
        ...

    async def unscored(self, unit: Unit, within: timedelta, after: str, at_most: int) -> list[str]:
        """Completed `within` that time, not handed in; by id, those after `after`."""
        ...

    async def handed_in(self, unit: Unit, session_id: str) -> None:
        """Scoring has its evidence."""
        ...

    async def count(self, unit: Unit) -> Mapping[str, int]:
        """How many there are by status."""
        ...


class Conversations(Protocol):
    """Participants, and what they said."""

    async def join(self, unit: Unit, session: InterviewSession) -> None:
        """The person and the AI take part; again is harmless."""
        ...

    async def leave(self, unit: Unit, session: InterviewSession) -> None:
        """Everybody has left, when it ended."""
        ...

    async def entries(self, unit: Unit, session_id: str) -> list[Entry]:
        """What was said, in order."""
        ...

    async def known(self, unit: Unit, entry_ids: Sequence[str]) -> Mapping[str, str]:
        """By id of those entries that exist: the session that each belongs to."""
        ...

    async def append(
        self, unit: Unit, session: InterviewSession, entries: Sequence[Entry], *, final: bool
    ) -> None:
        """Store new entries behind those that are there; the session's row is locked."""
        ...

    async def clear(self, unit: Unit, session_id: str) -> None:
        """Delete what was recorded of a session."""
        ...


class Forgetting(Protocol):
    """Deletion."""

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Ids of the interviews about somebody."""
        ...

    async def erase(
        self, unit: Unit, session_ids: Sequence[str], at: datetime
    ) -> Mapping[str, int]:
        """Delete interviews with all that names them, and remember that; how many of what."""
        ...

    async def erase_messages_about(self, unit: Unit, subject_id: str) -> None:
        """Delete what the outbox says of somebody, and their name from the inbox."""
        ...

    async def forget_erased(self, unit: Unit, before: datetime) -> int:
        """Forget that something was erased long ago."""
        ...


class Store(People, Plans, Sessions, Conversations, Forgetting, Protocol):
    """The tables of live interviews, each call inside the caller's transaction."""
