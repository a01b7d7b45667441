"""What is deleted, and who waits for it."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime, timedelta

from parley.contracts.erasure import TOPIC, Scope
from parley.kit.db import Unit
from parley.media.ports import Forgetting, Removed

TAKE_IDS = """
SELECT id FROM media.takes WHERE evidence_id = ANY($1) OR subject_id = $2 ORDER BY id FOR UPDATE
"""
COUNT_FILES = """
SELECT (SELECT count(*) FROM media.segments WHERE take_id = ANY($1) AND byte_offset > 0)
     + (SELECT coalesce(sum(num_nonnulls(key, poster_key, audio_key, waveform_key)), 0)
        FROM media.playbacks WHERE take_id = ANY($1))
"""
# What is to be deleted from the disk is noted in the transaction that deletes the rows.
REMOVE = """
INSERT INTO media.erasures (take_id, segment_ids, erasure_id)
SELECT t.id, coalesce(array_agg(s.id) FILTER (WHERE s.id IS NOT NULL), '{}'), $2
FROM media.takes AS t LEFT JOIN media.segments AS s ON s.take_id = t.id
WHERE t.id = ANY($1) GROUP BY t.id
ON CONFLICT DO NOTHING
RETURNING take_id, segment_ids
"""
REMOVE_TAKES = "DELETE FROM media.takes WHERE id = ANY($1)"
# Jobs, published facts and stored answers about the takes.
ERASE_IN_KIT = "SELECT * FROM kit.erase($1::text[])"
FORGET_FACTS = """
DELETE FROM media.outbox
WHERE topic <> $4
  AND (key = ANY($1) OR payload->'data'->>'evidenceId' = ANY($2) OR subject_id = $3)
"""
FORGET_RECEIVED = "UPDATE media.inbox SET subject_id = NULL WHERE subject_id = $1"
ADD_FORGETTING = """
INSERT INTO media.forgettings (erasure_id, scope, recordings, files, consents, consents_kept)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
FORGETTING = """
SELECT * FROM media.forgettings WHERE erasure_id = $1 AND done_at IS NULL FOR UPDATE
"""
UNANSWERED = "SELECT erasure_id FROM media.forgettings WHERE done_at IS NULL ORDER BY asked_at"
ANSWERED = "UPDATE media.forgettings SET done_at = now() WHERE erasure_id = $1"
FORGET_ANSWERED = "DELETE FROM media.forgettings WHERE done_at < now() - $1::interval"
ABANDONED = """
SELECT id FROM media.takes WHERE submitted_at IS NULL AND not_after < $1
ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
"""
REMOVALS = """
SELECT take_id, segment_ids FROM media.erasures WHERE $1::varchar IS NULL OR erasure_id = $1
"""
FORGET_REMOVALS = "DELETE FROM media.erasures WHERE asked_at < now() - $1::interval"


class ErasureRows:
    """A part of `ports.Store`."""

    async def take_ids(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> list[str]:
        """All takes of the evidence, and of the subject where one is given; locked."""
        return [row["id"] for row in await unit.fetch(TAKE_IDS, list(evidence_ids), subject_id)]

    async def count_files(self, unit: Unit, take_ids: Sequence[str]) -> int:
        """How many files the rows of these takes stand for."""
        return int(await unit.fetchval(COUNT_FILES, list(take_ids)))

    async def remove(
        self, unit: Unit, take_ids: Sequence[str], erasure_id: str | None = None
    ) -> list[Removed]:
        """Delete the rows of takes and what names them, keeping a note of what lies on the disk."""
        rows = await unit.fetch(REMOVE, list(take_ids), erasure_id)
        await unit.execute(REMOVE_TAKES, list(take_ids))
        if take_ids:
            await unit.execute(ERASE_IN_KIT, list(take_ids))
        return [Removed(row["take_id"], tuple(row["segment_ids"])) for row in rows]

    async def forget_messages(
        self,
        unit: Unit,
        evidence_ids: Sequence[str],
        take_ids: Sequence[str],
        subject_id: str | None = None,
    ) -> None:
        """Delete facts about them from the outbox; forget whom received messages were about."""
        await unit.execute(FORGET_FACTS, list(take_ids), list(evidence_ids), subject_id, TOPIC)
        await unit.execute(FORGET_RECEIVED, subject_id)

    async def add_forgetting(self, unit: Unit, forgetting: Forgetting) -> None:
        """Note that somebody waits for an answer."""
        await unit.execute(ADD_FORGETTING, *astuple(forgetting))

    async def forgetting(self, unit: Unit, erasure_id: str) -> Forgetting | None:
        """One that was not answered yet, locked."""
        row = await unit.fetchrow(FORGETTING, erasure_id)
        if row is None:
            return None
        return Forgetting(
            row["erasure_id"], Scope(row["scope"]), row["recordings"], row["files"],
            row["consents"], row["consents_kept"],
        )  # fmt: skip

    async def unanswered(self, unit: Unit) -> list[str]:
        """Ids of those that were not answered yet."""
        return [row["erasure_id"] for row in await unit.fetch(UNANSWERED)]

    async def answered(self, unit: Unit, erasure_id: str) -> None:
        """The answer is in the outbox."""
        await unit.execute(ANSWERED, erasure_id)

    async def forget_answered(self, unit: Unit, days: int) -> None:
        """Drop what was answered so long ago."""
        await unit.execute(FORGET_ANSWERED, timedelta(days=days))

    async def abandoned(self, unit: Unit, before: datetime) -> list[str]:
        """Takes not submitted whose end lies before."""
        return [row["id"] for row in await unit.fetch(ABANDONED, before)]

    async def removals(self, unit: Unit, erasure_id: str | None = None) -> list[Removed]:
        """What `remove` has left, of one erasure or of all."""
        rows = await unit.fetch(REMOVALS, erasure_id)
        return [Removed(row["take_id"], tuple(row["segment_ids"])) for row in rows]

    async def forget_removals(self, unit: Unit, older_than_seconds: float) -> None:
        """Their files are gone."""
        await unit.execute(FORGET_REMOVALS, timedelta(seconds=older_than_seconds))
