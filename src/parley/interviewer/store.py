"""Where conversations stand, in PostgreSQL."""

from collections.abc import Sequence

from parley.interviewer.domain.standing import Standing
from parley.kit.db import Unit
from parley.kit.lease import Lease, check

# Somebody takes a conversation up, for the first time or again.
BEGIN = """
INSERT INTO interviewer.ai_conversations (session_id, subject_id, current_state, current_topic,
    pending_question, evaluation_context)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (session_id) DO UPDATE
SET current_state = $3, current_topic = $4, pending_question = $5, evaluation_context = $6,
    updated_at = now()
"""
# Only ever an update: what was erased in between does not come back.
STAND = """
UPDATE interviewer.ai_conversations
SET current_state = $3, current_topic = $4, pending_question = $5, evaluation_context = $6,
    updated_at = now()
WHERE session_id = $1 AND subject_id = $2
"""
OF_SUBJECT = "SELECT session_id FROM interviewer.ai_conversations WHERE subject_id = $1"
ERASE = "DELETE FROM interviewer.ai_conversations WHERE session_id = ANY($1)"
ERASE_OUTBOX = "DELETE FROM interviewer.outbox WHERE key = ANY($1) OR subject_id = $2"
ERASE_INBOX = "UPDATE interviewer.inbox SET subject_id = NULL WHERE subject_id = $1"


class PostgresStore:
    """Implements `ports.Store`."""

    async def begin(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        """Note that somebody holds it, anew or again; False when the lease is lost."""
        return await check(unit, lease) and await _write(unit, BEGIN, standing)

    async def stand(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        """Note how it stands; False when the lease is lost, or the row was erased."""
        return await check(unit, lease) and await _write(unit, STAND, standing)

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """The sessions of a person."""
        return [row["session_id"] for row in await unit.fetch(OF_SUBJECT, subject_id)]

    async def erase(self, unit: Unit, session_ids: Sequence[str], subject_id: str | None) -> int:
        """Delete rows, and the names in inbox and outbox; how many conversations."""
        await unit.execute(ERASE_OUTBOX, session_ids, subject_id)
        await unit.execute(ERASE_INBOX, subject_id)
        return await unit.execute(ERASE, session_ids)


async def _write(unit: Unit, sql: str, standing: Standing) -> bool:
    context = {"question": standing.question, "total": standing.total}
    return bool(
        await unit.execute(
            sql, standing.session_id, standing.subject_id, standing.phase.value, standing.topic,
            standing.pending_question, context,
        )
    )  # fmt: skip
