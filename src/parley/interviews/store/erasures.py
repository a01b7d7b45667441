"""Deletion, in our tables and of the kit's rows about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from parley.kit.db import Unit
from parley.kit.ids import is_id

OF_SUBJECT = "SELECT session_id FROM interviews.interview_sessions WHERE subject_id = $1"

# As every command does, sessions first: otherwise an end and a deletion could wait for each other.
LOCK = """
SELECT FROM interviews.interview_sessions WHERE session_id = ANY($1)
ORDER BY session_id FOR UPDATE
"""
INTERACTIONS = "DELETE FROM interviews.interactions WHERE session_id = ANY($1)"
PARTICIPANTS = "DELETE FROM interviews.participants WHERE session_id = ANY($1)"
# Takes permissions along.
SESSIONS = "DELETE FROM interviews.interview_sessions WHERE session_id = ANY($1)"
OUTBOX = "DELETE FROM interviews.outbox WHERE key = ANY($1)"
OUTBOX_ABOUT = """
DELETE FROM interviews.outbox WHERE subject_id = $1 AND event_type <> 'erasure.requested'
"""
# That an event came stays, so that its effect happens once; it names nobody any more.
INBOX_ABOUT = "UPDATE interviews.inbox SET subject_id = NULL WHERE subject_id = $1"
REMEMBER = """
INSERT INTO interviews.erased (session_id, erased_at) SELECT unnest($1::varchar[]), $2
ON CONFLICT (session_id) DO UPDATE SET erased_at = greatest(interviews.erased.erased_at, $2)
"""
FORGET_ERASED = "DELETE FROM interviews.erased WHERE erased_at < $1"
# Jobs, events and stored answers are the kit's rows. It takes UUIDs alone.
KIT = "SELECT kit.erase($1::text[])"


class ErasureRows:
    """Deletes."""

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Ids of the interviews about somebody."""
        return [row["session_id"] for row in await unit.fetch(OF_SUBJECT, subject_id)]

    async def erase(
        self, unit: Unit, session_ids: Sequence[str], at: datetime
    ) -> Mapping[str, int]:
        """Delete interviews with all that names them, and remember that; how many of what."""
        ids = list(session_ids)
        await unit.execute(LOCK, ids)
        removed = {"entries": await unit.execute(INTERACTIONS, ids)}
        await unit.execute(PARTICIPANTS, ids)
        removed["interviews"] = await unit.execute(SESSIONS, ids)
        await unit.execute(OUTBOX, ids)
        await unit.execute(REMEMBER, ids, at)
        await unit.execute(KIT, [one for one in ids if is_id(one)])
        return removed

    async def erase_messages_about(self, unit: Unit, subject_id: str) -> None:
        """Delete what the outbox says of somebody, and their name from the inbox."""
        await unit.execute(OUTBOX_ABOUT, subject_id)
        await unit.execute(INBOX_ABOUT, subject_id)

    async def forget_erased(self, unit: Unit, before: datetime) -> int:
        """Forget that something was erased long ago."""
        return await unit.execute(FORGET_ERASED, before)
