"""Rows of media in PostgreSQL."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import datetime, timedelta

from parley.contracts.erasure import TOPIC, Scope
from parley.contracts.media import Consent, Gap, OpenTake
from parley.kit.db import Row, Unit
from parley.kit.ids import is_id, new_id
from parley.media.domain.takes import Segment, Take
from parley.media.ports import Forgetting, PlaybackRow, Removed, SoundRow, Step

ADD_CONSENT = """
INSERT INTO media.consents (id, evidence_id, subject_id, version, text, given_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (evidence_id, version) WHERE withdrawn_at IS NULL DO NOTHING
"""
CONSENT = """
SELECT evidence_id, subject_id, version, text, given_at FROM media.consents
WHERE evidence_id = $1 AND withdrawn_at IS NULL ORDER BY given_at DESC, id LIMIT 1
"""
WITHDRAW = (
    "UPDATE media.consents SET withdrawn_at = $2 WHERE evidence_id = $1 AND withdrawn_at IS NULL"
)
# Taking the row that `open_take` takes first, so that no take is opened behind a deletion's back.
LOCK_CONSENTS = """
SELECT 1 FROM media.consents WHERE evidence_id = ANY($1) OR subject_id = $2 ORDER BY id FOR UPDATE
"""
FORGET_CONSENTS = "DELETE FROM media.consents WHERE evidence_id = ANY($1) OR subject_id = $2"
WITHDRAW_ALL = """
WITH ended AS (
    UPDATE media.consents SET withdrawn_at = $2
    WHERE evidence_id = ANY($1) AND withdrawn_at IS NULL
)
SELECT count(*) FROM media.consents WHERE evidence_id = ANY($1)
"""

LOCK_ITEM = """
SELECT 1 FROM media.takes WHERE evidence_id = $1 AND item_id = $2 ORDER BY number FOR UPDATE
"""
LOCK_TAKE = "SELECT 1 FROM media.takes WHERE id = $1 FOR UPDATE"
# Whether a take is the newest, and whether its item has an answer, is read off its siblings.
TAKES = """
SELECT t.*,
    t.number < max(t.number) OVER item AS superseded,
    count(t.submitted_at) OVER item > 0 AS answered
FROM media.takes AS t
WHERE {where}
WINDOW item AS (PARTITION BY t.evidence_id, t.item_id)
ORDER BY t.evidence_id, t.item_id, t.number
"""
TAKES_OF_EVIDENCE = TAKES.format(where="t.evidence_id = $1")
TAKES_OF_ITEM = TAKES.format(where="t.evidence_id = $1 AND t.item_id = $2")
TAKES_BESIDE = TAKES.format(
    where="(t.evidence_id, t.item_id)"
    " = (SELECT evidence_id, item_id FROM media.takes WHERE id = $1)"
)
SEGMENTS = "SELECT * FROM media.segments WHERE take_id = ANY($1) ORDER BY take_id, index"
ADD_TAKE = """
INSERT INTO media.takes (id, evidence_id, item_id, subject_id, number, media_limit_seconds,
    takes_allowed, not_after, started_at, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
# An extended invitation extends what is open.
SET_TERMS = """
UPDATE media.takes
SET media_limit_seconds = $2, takes_allowed = $3, not_after = $4, language = $5
WHERE id = $1 AND submitted_at IS NULL
"""
SUBMITTED_SECONDS = """
SELECT coalesce(sum(duration_seconds), 0) FROM media.takes
WHERE evidence_id = $1 AND item_id <> $2 AND submitted_at IS NOT NULL
"""
SEAL = """
UPDATE media.segments
SET sealed_at = $2, byte_length = byte_offset, writer_epoch = writer_epoch + 1,
    writer_until = '-infinity'
WHERE take_id = $1 AND sealed_at IS NULL AND finished_at IS NULL
"""
CLOSE_TAKE = "UPDATE media.takes SET submitted_at = $2, duration_seconds = $3 WHERE id = $1"
WANT_PLAYBACK = """
INSERT INTO media.playbacks (take_id, subject_id, asked_at) VALUES ($1, $2, now())
ON CONFLICT DO NOTHING
"""

ADD_SEGMENT = """
INSERT INTO media.segments (id, take_id, subject_id, index, byte_length, metadata,
    declared_start, created_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
UPLOAD = "SELECT take_id, metadata FROM media.segments WHERE id = $1"
# One writer: the next one must find the lease run out, and fences the last one by the epoch.
ACQUIRE = """
UPDATE media.segments
SET writer_epoch = writer_epoch + 1, writer_until = clock_timestamp() + $2::interval
WHERE id = $1 AND writer_until < clock_timestamp()
RETURNING writer_epoch
"""
HOLD = """
SELECT writer_epoch, sealed_at IS NOT NULL AS sealed FROM media.segments WHERE id = $1 FOR UPDATE
"""
ADVANCE = """
UPDATE media.segments
SET byte_offset = $2, content_type = coalesce(content_type, $3),
    first_byte_at = coalesce(first_byte_at, $4), last_byte_at = $4,
    finished_at = CASE WHEN byte_length = $2 THEN coalesce(finished_at, $4) END,
    writer_until = clock_timestamp() + $5::interval
WHERE id = $1
"""
RENEW = """
UPDATE media.segments SET writer_until = clock_timestamp() + $2::interval WHERE id = $1
"""
RELEASE = """
UPDATE media.segments SET writer_until = '-infinity' WHERE id = $1 AND writer_epoch = $2
"""
SET_LENGTH = """
UPDATE media.segments
SET byte_length = $2, finished_at = CASE WHEN byte_offset = $2 THEN clock_timestamp() END
WHERE id = $1 AND byte_length IS NULL
"""
SET_INSPECTED = """
UPDATE media.segments SET sha256 = $2, duration_seconds = $3, unreadable = $4 WHERE id = $1
"""
SET_KEY = "UPDATE media.segments SET key = $2 WHERE id = $1"

PLAYBACK = "SELECT * FROM media.playbacks WHERE take_id = $1"
SET_PLAYBACK = """
UPDATE media.playbacks
SET status = $2, key = $3, content_type = $4, poster_key = $5, duration_seconds = $6, gaps = $7,
    error = $8, made_at = $9, sound = $10, asked_at = now(),
    audio_key = NULL, waveform_key = NULL, sound_error = NULL
WHERE take_id = $1
"""
SET_SOUND = """
UPDATE media.playbacks
SET sound = $2, audio_key = $3, waveform_key = $4, sound_error = $5
WHERE take_id = $1
"""
WANTING = """
SELECT * FROM media.playbacks
WHERE sound = 'processing' AND (asked_at IS NULL OR asked_at < now() - $1::interval)
ORDER BY asked_at NULLS FIRST, take_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
SET_ASKED = "UPDATE media.playbacks SET asked_at = now() WHERE take_id = ANY($1)"
BLOB_ROLE = """
SELECT 'playback' FROM media.playbacks WHERE key = $1
UNION ALL SELECT 'poster' FROM media.playbacks WHERE poster_key = $1
UNION ALL SELECT 'audio' FROM media.playbacks WHERE audio_key = $1
UNION ALL SELECT 'waveform' FROM media.playbacks WHERE waveform_key = $1
UNION ALL SELECT 'original' FROM media.segments WHERE key = $1
LIMIT 1
"""

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
STAGED = "SELECT id FROM media.segments WHERE id = ANY($1) AND key IS NULL"


class PostgresStore:
    """Implements `ports.Store`; SQL above, by name."""

    async def add_consent(self, unit: Unit, consent: Consent) -> None:
        """Store it, unless one of that version is in force."""
        await unit.execute(
            ADD_CONSENT, new_id(), consent.evidence_id, consent.subject_id, consent.version,
            list(consent.text), consent.given_at,
        )  # fmt: skip

    async def consent(self, unit: Unit, evidence_id: str, *, lock: bool = False) -> Consent | None:
        """The newest in force."""
        row = await unit.fetchrow(CONSENT + (" FOR UPDATE" if lock else ""), evidence_id)
        if row is None:
            return None
        return Consent(
            row["evidence_id"], row["subject_id"], row["version"], tuple(row["text"]),
            row["given_at"],
        )  # fmt: skip

    async def withdraw(self, unit: Unit, evidence_id: str, now: datetime) -> None:
        """End all of them."""
        await unit.execute(WITHDRAW, evidence_id, now)

    async def lock_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> None:
        """Hold them: from here on nobody opens a take of this evidence."""
        await unit.fetch(LOCK_CONSENTS, list(evidence_ids), subject_id)

    async def forget_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> int:
        """Delete consents; how many."""
        return await unit.execute(FORGET_CONSENTS, list(evidence_ids), subject_id)

    async def withdraw_all(self, unit: Unit, evidence_ids: Sequence[str], now: datetime) -> int:
        """End the consents of this evidence that are in force; how many are kept in all."""
        return int(await unit.fetchval(WITHDRAW_ALL, list(evidence_ids), now))

    async def lock_item(self, unit: Unit, evidence_id: str, item_id: str) -> None:
        """Hold every take of an item."""
        await unit.fetch(LOCK_ITEM, evidence_id, item_id)

    async def lock_take(self, unit: Unit, take_id: str) -> bool:
        """Hold one take; False when there is none."""
        return is_id(take_id) and await unit.fetchval(LOCK_TAKE, take_id) is not None

    async def takes(self, unit: Unit, evidence_id: str, item_id: str | None = None) -> list[Take]:
        """Of the evidence, or of one item, by item and number."""
        if item_id is None:
            return await _with_segments(unit, await unit.fetch(TAKES_OF_EVIDENCE, evidence_id))
        return await _with_segments(unit, await unit.fetch(TAKES_OF_ITEM, evidence_id, item_id))

    async def take(self, unit: Unit, take_id: str) -> Take | None:
        """One, with its segments."""
        if not is_id(take_id):
            return None
        rows = [row for row in await unit.fetch(TAKES_BESIDE, take_id) if row["id"] == take_id]
        found = await _with_segments(unit, rows)
        return found[0] if found else None

    async def add_take(
        self, unit: Unit, take_id: str, number: int, ask: OpenTake, now: datetime
    ) -> None:
        """Store a new one."""
        await unit.execute(
            ADD_TAKE, take_id, ask.evidence_id, ask.item_id, ask.subject_id, number,
            ask.media_limit_seconds, ask.takes_allowed, ask.not_after, now, ask.language,
        )  # fmt: skip

    async def set_terms(self, unit: Unit, take_id: str, ask: OpenTake) -> None:
        """An open take lives on under the terms as they are now."""
        await unit.execute(
            SET_TERMS, take_id, ask.media_limit_seconds, ask.takes_allowed, ask.not_after,
            ask.language,
        )  # fmt: skip

    async def submitted_seconds(self, unit: Unit, evidence_id: str, except_item: str) -> float:
        """Duration of the other items' submitted takes."""
        return float(await unit.fetchval(SUBMITTED_SECONDS, evidence_id, except_item))

    async def seal(self, unit: Unit, take_id: str, now: datetime) -> None:
        """End every unfinished segment at its offset; whoever writes it loses his lease."""
        await unit.execute(SEAL, take_id, now)

    async def close_take(self, unit: Unit, take: Take) -> None:
        """Store that it is submitted, and that its playback is wanted."""
        await unit.execute(CLOSE_TAKE, take.id, take.submitted_at, take.duration)
        await unit.execute(WANT_PLAYBACK, take.id, take.subject_id)

    async def add_segment(
        self, unit: Unit, take: Take, segment: Segment, metadata: str, now: datetime
    ) -> None:
        """Store a new one."""
        await unit.execute(
            ADD_SEGMENT, segment.id, take.id, take.subject_id, segment.index, segment.length,
            metadata, segment.declared_start, now, now if segment.length == 0 else None,
        )  # fmt: skip

    async def upload(self, unit: Unit, upload_id: str) -> tuple[Take, Segment, str] | None:
        """An upload with its take and its metadata."""
        row = await unit.fetchrow(UPLOAD, upload_id) if is_id(upload_id) else None
        take = await self.take(unit, row["take_id"]) if row else None
        if row is None or take is None:
            return None
        segment = next((s for s in take.segments if s.id == upload_id), None)
        return None if segment is None else (take, segment, row["metadata"])

    async def acquire(self, unit: Unit, upload_id: str, seconds: float) -> int | None:
        """Become its writer under a new epoch; None while another one lives."""
        epoch: int | None = await unit.fetchval(ACQUIRE, upload_id, timedelta(seconds=seconds))
        return epoch

    async def hold(self, unit: Unit, upload_id: str) -> tuple[int, bool] | None:
        """Keep anybody else from writing until the transaction ends: (epoch, sealed)."""
        row = await unit.fetchrow(HOLD, upload_id)
        return None if row is None else (row["writer_epoch"], row["sealed"])

    async def advance(self, unit: Unit, upload_id: str, step: Step) -> None:
        """Acknowledge bytes."""
        await unit.execute(
            ADVANCE, upload_id, step.offset, step.content_type, step.now,
            timedelta(seconds=step.seconds),
        )  # fmt: skip

    async def renew(self, unit: Unit, upload_id: str, seconds: float) -> None:
        """Keep the writer's lease."""
        await unit.execute(RENEW, upload_id, timedelta(seconds=seconds))

    async def release(self, unit: Unit, upload_id: str, epoch: int) -> None:
        """Stop being its writer, if one still is."""
        await unit.execute(RELEASE, upload_id, epoch)

    async def set_length(self, unit: Unit, upload_id: str, length: int) -> None:
        """The length that was deferred."""
        await unit.execute(SET_LENGTH, upload_id, length)

    async def set_inspected(
        self,
        unit: Unit,
        upload_id: str,
        sha256: str,
        duration: float | None,
        unreadable: str | None,
    ) -> None:
        """What is in it."""
        await unit.execute(SET_INSPECTED, upload_id, sha256, duration, unreadable)

    async def set_key(self, unit: Unit, upload_id: str, key: str) -> None:
        """It has been moved to the blobs."""
        await unit.execute(SET_KEY, upload_id, key)

    async def playback(self, unit: Unit, take_id: str) -> PlaybackRow | None:
        """The playback of a take."""
        row = await unit.fetchrow(PLAYBACK, take_id)
        return None if row is None else _playback(row)

    async def set_playback(self, unit: Unit, row: PlaybackRow, now: datetime) -> None:
        """How it stands."""
        await unit.execute(
            SET_PLAYBACK, row.take_id, row.status, row.key, row.content_type, row.poster_key,
            row.duration, [asdict(gap) for gap in row.gaps], row.error, now, row.sound,
        )  # fmt: skip

    async def set_sound(self, unit: Unit, row: SoundRow) -> None:
        """How its sound stands."""
        await unit.execute(
            SET_SOUND, row.take_id, row.status, row.audio_key, row.waveform_key, row.error
        )

    async def wanting(self, unit: Unit, older_than_seconds: float, count: int) -> list[PlaybackRow]:
        """Playbacks without news of their sound, locked: never asked for, or asked so long ago."""
        rows = await unit.fetch(WANTING, timedelta(seconds=older_than_seconds), count)
        return [_playback(row) for row in rows]

    async def set_asked(self, unit: Unit, take_ids: Sequence[str]) -> None:
        """Their jobs were asked for just now."""
        await unit.execute(SET_ASKED, list(take_ids))

    async def blob_role(self, unit: Unit, key: str) -> str | None:
        """playback, poster, audio, waveform or original; None when no row knows the blob."""
        role: str | None = await unit.fetchval(BLOB_ROLE, key)
        return role

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

    async def staged(self, unit: Unit, names: Sequence[str]) -> set[str]:
        """Those of `names` that are uploads whose bytes are still staged."""
        ids = [name for name in names if is_id(name)]
        return {row["id"] for row in await unit.fetch(STAGED, ids)}


async def _with_segments(unit: Unit, rows: Sequence[Row]) -> list[Take]:
    """Takes from their rows, each with its segments."""
    if not rows:
        return []
    by_take: dict[str, list[Segment]] = defaultdict(list)
    for row in await unit.fetch(SEGMENTS, [row["id"] for row in rows]):
        by_take[row["take_id"]].append(_segment(row))
    return [_take(row, tuple(by_take[row["id"]])) for row in rows]


def _take(row: Row, segments: tuple[Segment, ...]) -> Take:
    return Take(
        id=row["id"],
        evidence_id=row["evidence_id"],
        item_id=row["item_id"],
        subject_id=row["subject_id"],
        number=row["number"],
        media_limit_seconds=row["media_limit_seconds"],
        takes_allowed=row["takes_allowed"],
        not_after=row["not_after"],
        started_at=row["started_at"],
        superseded=row["superseded"],
        answered=row["answered"],
        submitted_at=row["submitted_at"],
        duration=row["duration_seconds"],
        segments=segments,
        language=row["language"],
    )


def _playback(row: Row) -> PlaybackRow:
    return PlaybackRow(
        row["take_id"], row["status"], row["key"], row["content_type"], row["poster_key"],
        row["duration_seconds"], tuple(Gap(**gap) for gap in row["gaps"]), row["error"],
        row["sound"], row["audio_key"], row["waveform_key"],
    )  # fmt: skip


def _segment(row: Row) -> Segment:
    return Segment(
        id=row["id"],
        index=row["index"],
        offset=row["byte_offset"],
        length=row["byte_length"],
        finished=row["finished_at"] is not None,
        sealed=row["sealed_at"] is not None,
        duration=row["duration_seconds"],
        unreadable=row["unreadable"],
        declared_start=row["declared_start"],
        first_byte_at=row["first_byte_at"],
        last_byte_at=row["last_byte_at"],
        content_type=row["content_type"],
        sha256=row["sha256"],
        key=row["key"],
    )
