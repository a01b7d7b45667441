"""Segments as uploads: offsets, and who may write."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from parley.kit.db import Unit
from parley.kit.ids import is_id
from parley.media.domain.takes import Segment, Take
from parley.media.ports import Step
from parley.media.store.takes import TakeRows

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
SET_DURATION = "UPDATE media.segments SET duration_seconds = $2 WHERE id = $1"
SET_KEY = "UPDATE media.segments SET key = $2 WHERE id = $1"
STAGED = "SELECT id FROM media.segments WHERE id = ANY($1) AND key IS NULL"


class UploadRows(TakeRows):
    """A part of `ports.Store`."""

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

    async def set_duration(self, unit: Unit, upload_id: str, seconds: float) -> None:
        """How much of it is recorded."""
        await unit.execute(SET_DURATION, upload_id, seconds)

    async def set_key(self, unit: Unit, upload_id: str, key: str) -> None:
        """It has been moved to the blobs."""
        await unit.execute(SET_KEY, upload_id, key)

    async def staged(self, unit: Unit, names: Sequence[str]) -> set[str]:
        """Those of `names` that are uploads whose bytes are still staged."""
        ids = [name for name in names if is_id(name)]
        return {row["id"] for row in await unit.fetch(STAGED, ids)}
