"""Rows of ratings and notes; what an invitation's row keeps of scoring and decision."""

from collections.abc import Sequence
from datetime import datetime

from parley.hiring.domain.review import Analysis, Decision, Note, Rating, Verdict
from parley.hiring.ports.reviews import Standing
from parley.kit import bus, db
from parley.kit.messages import Message

CONSUMER = "hiring"

STANDING = """
SELECT analysis, analysis_reason, overall_score, score_number, analysis_announced, evidence_round,
       decision, decision_reason, decided_by, decided_at
FROM hiring.invitations WHERE id = $1
"""
SAVE_STANDING = """
UPDATE hiring.invitations
SET analysis = $2, analysis_reason = $3, overall_score = $4, score_number = $5,
    analysis_announced = $6
WHERE id = $1
"""
DECIDE = """
UPDATE hiring.invitations
SET decision = $2, decision_reason = $3, decided_by = $4, decided_at = $5
WHERE id = $1
"""
NEXT_ROUND = """
UPDATE hiring.invitations SET evidence_round = evidence_round + 1 WHERE id = $1
RETURNING evidence_round
"""
ROUND = "SELECT evidence_round FROM hiring.invitations WHERE id = $1"
AWAITING = """
SELECT i.id FROM hiring.invitations i JOIN hiring.interview_templates t ON t.id = i.template_id
WHERE i.status = 'completed' AND i.analysis IN ('none', 'processing')
  AND i.completed_at BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR i.id > $3)
  -- The evidence of a conversation is handed in by the context that has it.
  AND coalesce(t.settings ->> 'mode', 'recorded') = 'recorded'
ORDER BY i.id LIMIT $4
"""

RATINGS = """
SELECT user_id, overall, questions, updated_at
FROM hiring.ratings WHERE invitation_id = $1 ORDER BY created_at, user_id
"""
PUT_RATING = """
INSERT INTO hiring.ratings
    (invitation_id, user_id, overall, questions, created_at, updated_at, subject_id)
VALUES ($1, $2, $3, $4, $5, $5, $6)
ON CONFLICT (invitation_id, user_id) DO UPDATE
SET overall = excluded.overall, questions = excluded.questions, updated_at = excluded.updated_at
"""

NOTE = """
SELECT id, invitation_id, author_id, text, question_id, at_seconds, created_at, updated_at
FROM hiring.notes WHERE invitation_id = $1
"""
NOTES = NOTE + "ORDER BY created_at, id"
ONE_NOTE = NOTE + "AND id = $2 FOR UPDATE"
NOTES_WRITTEN = "SELECT count(*) FROM hiring.notes WHERE invitation_id = $1"
ADD_NOTE = """
INSERT INTO hiring.notes
    (id, invitation_id, author_id, text, question_id, at_seconds, created_at, updated_at,
     subject_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
SAVE_NOTE = "UPDATE hiring.notes SET text = $2, updated_at = $3 WHERE id = $1"
DELETE_NOTE = "DELETE FROM hiring.notes WHERE id = $1"


class ReviewRows:
    """The reviews' part of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def first_time(self, message: Message) -> bool:
        """Whether hiring has not had this message before; it is noted as had."""
        return await bus.once(self._unit, CONSUMER, message)

    async def standing(self, invitation_id: str) -> Standing:
        """What the row keeps; lock the invitation first when it decides something."""
        row = await self._unit.fetchrow(STANDING, invitation_id)
        if row is None:
            return Standing()
        decision = row["decision"]
        return Standing(
            analysis=Analysis(row["analysis"]),
            reason=row["analysis_reason"],
            overall=row["overall_score"],
            number=row["score_number"],
            announced=row["analysis_announced"],
            round=row["evidence_round"],
            verdict=Verdict(
                None if decision is None else Decision(decision),
                row["decision_reason"],
                row["decided_by"],
                row["decided_at"],
            ),
        )

    async def save_standing(self, invitation_id: str, standing: Standing) -> None:
        """Store what scoring said; the decision and the round are left alone."""
        await self._unit.execute(
            SAVE_STANDING,
            invitation_id,
            standing.analysis,
            standing.reason,
            standing.overall,
            standing.number,
            standing.announced,
        )

    async def save_verdict(self, invitation_id: str, verdict: Verdict) -> None:
        """Store the decision."""
        await self._unit.execute(
            DECIDE,
            invitation_id,
            verdict.decision,
            verdict.reason,
            verdict.decided_by,
            verdict.decided_at,
        )

    async def next_round(self, invitation_id: str) -> int:
        """Count one more gathering of evidence; its number."""
        number: int = await self._unit.fetchval(NEXT_ROUND, invitation_id)
        return number

    async def round(self, invitation_id: str) -> int:
        """The number of the latest gathering; 0 before the first."""
        number: int | None = await self._unit.fetchval(ROUND, invitation_id)
        return number or 0

    async def awaiting_scores(
        self, since: datetime, until: datetime, last: str | None, at_most: int
    ) -> Sequence[str]:
        """Ids after `last` of what was completed in that time and has no outcome, in order."""
        rows = await self._unit.fetch(AWAITING, since, until, last, at_most)
        return [row["id"] for row in rows]

    async def ratings(self, invitation_id: str) -> Sequence[Rating]:
        """Everybody's, the oldest first."""
        rows = await self._unit.fetch(RATINGS, invitation_id)
        return [Rating(**dict(row)) for row in rows]

    async def put_rating(self, invitation_id: str, rating: Rating, subject_id: str) -> None:
        """Store a person's rating in place of their last one."""
        await self._unit.execute(
            PUT_RATING,
            invitation_id,
            rating.user_id,
            rating.overall,
            dict(rating.questions),
            rating.updated_at,
            subject_id,
        )

    async def notes(self, invitation_id: str) -> Sequence[Note]:
        """All, the oldest first."""
        rows = await self._unit.fetch(NOTES, invitation_id)
        return [Note(**dict(row)) for row in rows]

    async def note(self, invitation_id: str, note_id: str) -> Note | None:
        """That note of that invitation, locked, or None."""
        row = await self._unit.fetchrow(ONE_NOTE, invitation_id, note_id)
        return None if row is None else Note(**dict(row))

    async def notes_written(self, invitation_id: str) -> int:
        """How many there are; lock the invitation first when it decides something."""
        count: int = await self._unit.fetchval(NOTES_WRITTEN, invitation_id)
        return count

    async def add_note(self, note: Note, subject_id: str) -> None:
        """Store a new one."""
        await self._unit.execute(
            ADD_NOTE,
            note.id,
            note.invitation_id,
            note.author_id,
            note.text,
            note.question_id,
            note.at_seconds,
            note.created_at,
            note.updated_at,
            subject_id,
        )

    async def save_note(self, note: Note) -> None:
        """Store its text and time of change."""
        await self._unit.execute(SAVE_NOTE, note.id, note.text, note.updated_at)

    async def delete_note(self, note_id: str) -> None:
        """Delete it."""
        await self._unit.execute(DELETE_NOTE, note_id)
