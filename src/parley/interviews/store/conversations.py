"""`participants` and `interactions`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.contracts.speech import Quality, Word
from parley.interviews.domain.conversation import AI, Role, role_of, type_of
from parley.interviews.domain.session import InterviewSession
from parley.kit.db import Row, Unit

JOIN = """
INSERT INTO interviews.participants
    (participant_id, session_id, user_id, role, status, joined_at)
VALUES (gen_random_uuid()::text, $1, $2, $3, 'connected', now()),
       (gen_random_uuid()::text, $1, $4, $5, 'connected', now())
ON CONFLICT (session_id, user_id) DO UPDATE SET status = 'connected', left_at = NULL
"""
LEAVE = """
UPDATE interviews.participants SET status = 'disconnected', left_at = $2
WHERE session_id = $1 AND left_at IS NULL
"""

ENTRIES = "SELECT * FROM interviews.interactions WHERE session_id = $1 ORDER BY seq"
KNOWN = """
SELECT interaction_id, session_id FROM interviews.interactions WHERE interaction_id = ANY($1)
"""
LAST = "SELECT coalesce(max(seq), 0) FROM interviews.interactions WHERE session_id = $1"
APPEND = """
INSERT INTO interviews.interactions (
    interaction_id, session_id, timestamp, speaker_participant_id, speaker_user_id, speaker_role,
    interaction_type, content, subject_id, seq, start_seconds, end_seconds, provenance, item_id,
    move, words, confidence, quality, cut, final
) VALUES (
    $1, $2::varchar, $3,
    (SELECT participant_id FROM interviews.participants WHERE session_id = $2 AND user_id = $4),
    $4::varchar, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
)
"""
CLEAR = "DELETE FROM interviews.interactions WHERE session_id = $1"


def _entry(row: Row) -> Entry:
    return Entry(
        entry_id=row["interaction_id"],
        speaker=Speaker.AI if row["speaker_role"] == Role.AI else Speaker.USER,
        text=row["content"],
        at=row["timestamp"],
        start=row["start_seconds"] or 0.0,
        end=row["end_seconds"] or 0.0,
        provenance=Provenance(row["provenance"]),
        item_id=row["item_id"],
        move=row["move"],
        words=tuple(Word(**word) for word in row["words"]),
        confidence=row["confidence"],
        quality=Quality(row["quality"]),
        cut=row["cut"],
    )


class ConversationRows:
    """Reads and writes who takes part, and what they say."""

    async def join(self, unit: Unit, session: InterviewSession) -> None:
        """The person and the AI take part; again is harmless."""
        await unit.execute(
            JOIN, session.session_id, session.user_id, Role.CANDIDATE.value, AI, Role.AI.value
        )

    async def leave(self, unit: Unit, session: InterviewSession) -> None:
        """Everybody has left, when it ended."""
        await unit.execute(LEAVE, session.session_id, session.ended_at)

    async def entries(self, unit: Unit, session_id: str) -> list[Entry]:
        """What was said, in order."""
        return [_entry(row) for row in await unit.fetch(ENTRIES, session_id)]

    async def known(self, unit: Unit, entry_ids: Sequence[str]) -> Mapping[str, str]:
        """By id of those entries that exist: the session that each belongs to."""
        rows = await unit.fetch(KNOWN, list(entry_ids))
        return {row["interaction_id"]: row["session_id"] for row in rows}

    async def append(
        self, unit: Unit, session: InterviewSession, entries: Sequence[Entry], *, final: bool
    ) -> None:
        """Store new entries behind those that are there; the session's row is locked.

        A NUL, which a person may type and PostgreSQL can't keep, is left out.
        """
        last: int = await unit.fetchval(LAST, session.session_id)
        await unit.executemany(
            APPEND,
            [
                (
                    entry.entry_id, session.session_id, entry.at,
                    AI if entry.speaker is Speaker.AI else session.user_id,
                    role_of(entry.speaker).value, type_of(entry).value,
                    entry.text.replace("\x00", ""),
                    session.user_id, seq, entry.start, entry.end, entry.provenance.value,
                    entry.item_id, entry.move, [asdict(word) for word in entry.words],
                    entry.confidence, entry.quality.value, entry.cut, final,
                )
                for seq, entry in enumerate(entries, last + 1)
            ],
        )  # fmt: skip

    async def clear(self, unit: Unit, session_id: str) -> None:
        """Delete what was recorded of a session."""
        await unit.execute(CLEAR, session_id)
