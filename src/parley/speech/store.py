"""Rows of speech in PostgreSQL."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from parley.contracts.speech import Quality, Segment, Word
from parley.kit.db import Row, Unit
from parley.kit.ids import is_id
from parley.speech.domain.transcripts import Stored

ADD = """
INSERT INTO speech.transcripts (take_id, media_url, evidence_id, item_id, subject_id, audio_key,
    language, duration_seconds, status, run, quality, error, created_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::varchar, $10, $11, $12, $13::timestamptz,
    CASE WHEN $9::varchar <> 'processing' THEN $13::timestamptz END)
ON CONFLICT DO NOTHING
"""
# As text: an hour's words are parsed outside the event loop.
COLUMNS = """
SELECT take_id, media_url, evidence_id, item_id, subject_id, audio_key, language, duration_seconds,
    status, run, engine, quality, confidence, heard::text, corrected::text, revision, corrected_by,
    corrected_at, error
FROM speech.transcripts
"""
GET = COLUMNS + " WHERE take_id = $1"
BY_MEDIA_URL = COLUMNS + " WHERE media_url = ANY($1) ORDER BY take_id"
LOCKED = " FOR UPDATE"
BEGIN = """
UPDATE speech.transcripts
SET audio_key = $2, language = $3, duration_seconds = $4, status = 'processing', run = $5,
    error = NULL, settled_at = NULL
WHERE take_id = $1
"""
SETTLE = """
UPDATE speech.transcripts
SET status = $2, engine = $3, quality = $4, confidence = $5, heard = $6::text::jsonb,
    duration_seconds = $7, error = $8, settled_at = $9
WHERE take_id = $1
"""
CORRECT = """
UPDATE speech.transcripts
SET corrected = $2::text::jsonb, revision = $3, corrected_by = $4, corrected_at = $5,
    confidence = $6
WHERE take_id = $1
"""
KEEP_REVISION = """
INSERT INTO speech.corrections (take_id, revision, segments, corrected_by, corrected_at)
VALUES ($1, $2, $3::text::jsonb, $4, $5)
"""
REVISIONS = """
SELECT revision, corrected_by, corrected_at, segments::text FROM speech.corrections
WHERE take_id = $1 ORDER BY revision
"""
PROCESSING = COLUMNS + " WHERE status = 'processing' AND created_at < $1 ORDER BY take_id LIMIT 500"
COUNTS = "SELECT status, count(*) AS count FROM speech.transcripts GROUP BY status"

OF_PERSON = """
SELECT take_id FROM speech.transcripts WHERE evidence_id = ANY($1) OR subject_id = $2
ORDER BY take_id FOR UPDATE
"""
COUNT_REVISIONS = "SELECT count(*) FROM speech.corrections WHERE take_id = ANY($1)"
ERASE = "DELETE FROM speech.transcripts WHERE take_id = ANY($1)"
ERASE_OUTBOX = "DELETE FROM speech.outbox WHERE key = ANY($1) OR subject_id = $2"
ERASE_KIT = "SELECT jobs FROM kit.erase($1)"

BURY = """
INSERT INTO speech.erasures (digest, erased_at, whole) SELECT unnest($1::text[]), $2, $3
ON CONFLICT (digest) DO UPDATE
SET erased_at = excluded.erased_at, whole = speech.erasures.whole OR excluded.whole
"""
BURIED = "SELECT erased_at, whole FROM speech.erasures WHERE digest = $1"
FORGET_ERASURES = "DELETE FROM speech.erasures WHERE erased_at < $1"


class PostgresStore:
    """Implements `ports.Store`; SQL above, by name."""

    async def add(self, unit: Unit, row: Stored, now: datetime) -> bool:
        """Store a new one; False when its recording has one."""
        added = await unit.execute(
            ADD, row.take_id, row.media_url, row.evidence_id, row.item_id, row.subject_id,
            row.audio_key, row.language, row.duration, row.status, row.run, row.quality.value,
            row.error, now,
        )  # fmt: skip
        return bool(added)

    async def get(self, unit: Unit, take_id: str, *, lock: bool = False) -> Stored | None:
        """The one of a take."""
        if not is_id(take_id):
            return None
        row = await unit.fetchrow(GET + (LOCKED if lock else ""), take_id)
        return await asyncio.to_thread(_stored, row) if row else None

    async def by_media_url(
        self, unit: Unit, media_urls: Sequence[str], *, lock: bool = False
    ) -> list[Stored]:
        """Those of these recordings, by take."""
        rows = await unit.fetch(BY_MEDIA_URL + (LOCKED if lock else ""), list(media_urls))
        return await asyncio.to_thread(lambda: [_stored(row) for row in rows])

    async def begin(self, unit: Unit, row: Stored) -> None:
        """Note where its sound is, and that it is being made, as run `row.run`."""
        await unit.execute(BEGIN, row.take_id, row.audio_key, row.language, row.duration, row.run)

    async def settle(self, unit: Unit, row: Stored, now: datetime) -> None:
        """Note how it ended: what was heard, or why nothing was."""
        heard = await asyncio.to_thread(_dumped, row.heard)
        await unit.execute(
            SETTLE, row.take_id, row.status, row.engine, row.quality.value, row.confidence,
            heard, row.duration, row.error, now,
        )  # fmt: skip

    async def correct(self, unit: Unit, row: Stored) -> None:
        """Keep `row.corrected` as revision `row.revision`."""
        segments = row.corrected or ()
        kept = await asyncio.to_thread(_dumped, segments)
        await unit.execute(
            CORRECT, row.take_id, kept, row.revision, row.corrected_by, row.corrected_at,
            row.confidence,
        )  # fmt: skip
        await unit.execute(
            KEEP_REVISION, row.take_id, row.revision, kept, row.corrected_by, row.corrected_at
        )

    async def revisions(
        self, unit: Unit, take_id: str
    ) -> list[tuple[int, str, datetime, tuple[Segment, ...]]]:
        """Every correction: revision, who, when, what."""
        rows = await unit.fetch(REVISIONS, take_id)
        return [
            (r["revision"], r["corrected_by"], r["corrected_at"], _loaded(r["segments"]))
            for r in rows
        ]

    async def processing(self, unit: Unit, before: datetime) -> list[Stored]:
        """Those being made since before that moment."""
        return [_stored(row) for row in await unit.fetch(PROCESSING, before)]

    async def counts(self, unit: Unit) -> Mapping[str, int]:
        """How many by status."""
        return {row["status"]: row["count"] for row in await unit.fetch(COUNTS)}

    async def of_person(
        self, unit: Unit, subject_id: str | None, evidence_ids: Sequence[str]
    ) -> list[str]:
        """Takes of the evidence, or of the subject where one is given; locked."""
        rows = await unit.fetch(OF_PERSON, list(evidence_ids), subject_id)
        return [row["take_id"] for row in rows]

    async def erase(
        self, unit: Unit, take_ids: Sequence[str], subject_id: str | None
    ) -> Mapping[str, int]:
        """Delete rows, jobs and messages about these takes (or the subject); how many of what."""
        takes = list(take_ids)
        revisions = await unit.fetchval(COUNT_REVISIONS, takes)
        gone = {"transcripts": await unit.execute(ERASE, takes), "corrections": revisions}
        await unit.execute(ERASE_OUTBOX, takes, subject_id)
        gone["jobs"] = await unit.fetchval(ERASE_KIT, takes)
        return gone

    async def bury(
        self, unit: Unit, evidence_ids: Sequence[str], now: datetime, *, whole: bool
    ) -> None:
        """Remember that this evidence was erased; `whole`: nothing of it may ever come."""
        digests = sorted({_digest(one) for one in evidence_ids})
        await unit.execute(BURY, digests, now, whole)

    async def buried(self, unit: Unit, evidence_id: str) -> tuple[datetime, bool] | None:
        """When it was erased, and whether as a whole."""
        row = await unit.fetchrow(BURIED, _digest(evidence_id))
        return (row["erased_at"], row["whole"]) if row else None

    async def forget_erasures(self, unit: Unit, before: datetime) -> None:
        """Whatever could come late has come."""
        await unit.execute(FORGET_ERASURES, before)


def _digest(evidence_id: str) -> str:
    return sha256(evidence_id.encode()).hexdigest()


def _stored(row: Row) -> Stored:
    return Stored(
        take_id=row["take_id"],
        media_url=row["media_url"],
        evidence_id=row["evidence_id"],
        item_id=row["item_id"],
        subject_id=row["subject_id"],
        audio_key=row["audio_key"],
        language=row["language"],
        duration=row["duration_seconds"],
        status=row["status"],
        run=row["run"],
        engine=row["engine"],
        quality=Quality(row["quality"]),
        confidence=row["confidence"],
        heard=_loaded(row["heard"]),
        corrected=None if row["corrected"] is None else _loaded(row["corrected"]),
        revision=row["revision"],
        corrected_by=row["corrected_by"],
        corrected_at=row["corrected_at"],
        error=row["error"],
    )


def _dumped(segments: Sequence[Segment]) -> str:
    kept: list[Any] = [
        [s.start, s.end, s.confidence, [[w.text, w.start, w.end, w.confidence] for w in s.words]]
        for s in segments
    ]
    return json.dumps(kept, ensure_ascii=False)


def _loaded(text: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            start,
            end,
            " ".join(word[0] for word in words),
            confidence,
            tuple(Word(*word) for word in words),
        )
        for start, end, confidence, words in json.loads(text)
    )
