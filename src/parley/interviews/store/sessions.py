"""`interview_sessions` and `access_permissions`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from parley.contracts.interviews import EndReason, Mode, SessionStatus
from parley.contracts.scoring import Purpose
from parley.interviews.domain.conversation import AI, Role
from parley.interviews.domain.session import InterviewSession
from parley.interviews.store.plans import items_of_json, items_to_json
from parley.kit.db import Row, Unit

# Not the transaction's beginning: it may have waited for a lock since.
NOW = "SELECT clock_timestamp()"

# A lock on the id and not on a row: asking for a session and erasing it may meet before there is
# a row.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('interviews:' || $1, 0))"
WAS_ERASED = "SELECT EXISTS (SELECT FROM interviews.erased WHERE session_id = $1)"

ADD = """
INSERT INTO interviews.interview_sessions (
    session_id, status, job_description, created_at, updated_at, mode, subject_id, owner_id,
    template_id, purpose, language, title, plan, total_questions, planned_seconds, limit_seconds
) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
PERMIT = """
INSERT INTO interviews.access_permissions (session_id, user_id, role)
VALUES ($1, $2, $3), ($1, $4, $5)
"""

SAVE = """
UPDATE interviews.interview_sessions
SET status = $2, started_at = $3, completed_at = $4, ended_at = $5, end_reason = $6, plan = $7,
    total_questions = $8, answer_count = $9, planned_seconds = $10, limit_seconds = $11,
    updated_at = now()
WHERE session_id = $1
"""

SESSION = "SELECT * FROM interviews.interview_sessions WHERE session_id = $1"
SOME = "SELECT * FROM interviews.interview_sessions WHERE session_id = ANY($1)"

OF_PERSON = """
SELECT s.*, said.item_ids
FROM interviews.interview_sessions s
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT i.item_id), '{}') AS item_ids
    FROM interviews.interactions i
    WHERE i.session_id = s.session_id AND i.interaction_type = 'answer' AND i.item_id IS NOT NULL
) said
WHERE s.subject_id = $1
ORDER BY s.created_at DESC, s.session_id DESC OFFSET $2 LIMIT $3
"""
COUNT_OF_PERSON = "SELECT count(*) FROM interviews.interview_sessions WHERE subject_id = $1"

OVERDUE = """
SELECT * FROM interviews.interview_sessions
WHERE status = 'in_progress' AND mode = 'voice' AND session_id > $1
  AND started_at + make_interval(secs => limit_seconds) <= now()
ORDER BY session_id LIMIT $2
"""

UNSCORED = """
SELECT session_id FROM interviews.interview_sessions
WHERE status = 'completed' AND handed_in_at IS NULL AND session_id > $2
  AND completed_at > now() - $1::interval
ORDER BY session_id LIMIT $3
"""
HANDED_IN = """
UPDATE interviews.interview_sessions SET handed_in_at = now() WHERE session_id = $1
"""

COUNT = "SELECT status, count(*) AS n FROM interviews.interview_sessions GROUP BY status"


def _session(row: Row) -> InterviewSession:
    reason = row["end_reason"]
    return InterviewSession(
        session_id=row["session_id"],
        mode=Mode(row["mode"]),
        status=SessionStatus(row["status"]),
        user_id=row["subject_id"] or "",
        owner_id=row["owner_id"] or "",
        purpose=Purpose(row["purpose"]),
        language=row["language"],
        title=row["title"],
        job_description=row["job_description"] or "",
        items=items_of_json(row["plan"]),
        total_questions=row["total_questions"],
        template_id=row["template_id"],
        planned_seconds=row["planned_seconds"],
        limit_seconds=row["limit_seconds"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        end_reason=None if reason is None else EndReason(reason),
        ended_at=row["ended_at"],
        answer_count=row["answer_count"],
    )


class SessionRows:
    """Reads and writes sessions."""

    async def now(self, unit: Unit) -> datetime:
        """The database's time."""
        moment: datetime = await unit.fetchval(NOW)
        return moment

    async def lock(self, unit: Unit, session_ids: Sequence[str]) -> None:
        """Let nobody open or erase these ids until the transaction ends, whether they exist."""
        for session_id in sorted(set(session_ids)):
            await unit.execute(LOCK, session_id)

    async def was_erased(self, unit: Unit, session_id: str) -> bool:
        """Whether there was one of that id, and it was erased."""
        return bool(await unit.fetchval(WAS_ERASED, session_id))

    async def add(self, unit: Unit, session: InterviewSession) -> None:
        """Store a new one, with the permissions of the person and of the AI."""
        await unit.execute(
            ADD, session.session_id, session.status.value, session.job_description,
            session.created_at, session.mode.value, session.user_id, session.owner_id,
            session.template_id, session.purpose.value, session.language, session.title,
            items_to_json(session.items), session.total_questions, session.planned_seconds,
            session.limit_seconds,
        )  # fmt: skip
        await unit.execute(
            PERMIT, session.session_id, session.user_id, Role.CANDIDATE.value, AI, Role.AI.value
        )

    async def session(
        self, unit: Unit, session_id: str, *, lock: bool = False
    ) -> InterviewSession | None:
        """One; `lock` holds its row until the transaction ends."""
        row = await unit.fetchrow(SESSION + (" FOR UPDATE" if lock else ""), session_id)
        return None if row is None else _session(row)

    async def some(self, unit: Unit, session_ids: Sequence[str]) -> list[InterviewSession]:
        """Those that exist."""
        return [_session(row) for row in await unit.fetch(SOME, list(session_ids))]

    async def save(self, unit: Unit, session: InterviewSession) -> None:
        """Store what its lifecycle changed."""
        reason = session.end_reason
        await unit.execute(
            SAVE, session.session_id, session.status.value, session.started_at,
            session.completed_at, session.ended_at, None if reason is None else reason.value,
            items_to_json(session.items), session.total_questions, session.answer_count,
            session.planned_seconds, session.limit_seconds,
        )  # fmt: skip

    async def of_person(
        self, unit: Unit, user_id: str, offset: int, limit: int
    ) -> tuple[list[tuple[InterviewSession, frozenset[str]]], int]:
        """A person's, the newest first, each with the answered questions, and how many."""
        rows = await unit.fetch(OF_PERSON, user_id, offset, limit)
        found = [(_session(row), frozenset[str](row["item_ids"])) for row in rows]
        return found, await unit.fetchval(COUNT_OF_PERSON, user_id)

    async def overdue(self, unit: Unit, after: str, at_most: int) -> list[InterviewSession]:
        """In progress beyond their limit by the database's clock, by id, those after `after`."""
        return [_session(row) for row in await unit.fetch(OVERDUE, after, at_most)]

    async def unscored(self, unit: Unit, within: timedelta, after: str, at_most: int) -> list[str]:
        """Completed `within` that time, not handed in; by id, those after `after`."""
        return [row["session_id"] for row in await unit.fetch(UNSCORED, within, after, at_most)]

    async def handed_in(self, unit: Unit, session_id: str) -> None:
        """Scoring has its evidence."""
        await unit.execute(HANDED_IN, session_id)

    async def count(self, unit: Unit) -> Mapping[str, int]:
        """How many there are by status."""
        return {row["status"]: row["n"] for row in await unit.fetch(COUNT)}
