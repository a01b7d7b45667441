"""Takes with their segments."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from parley.contracts.media import OpenTake
from parley.kit.db import Row, Unit
from parley.kit.ids import is_id
from parley.media.domain.takes import Segment, Take

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
    takes_allowed, not_after, started_at, language, transcribe)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
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


class TakeRows:
    """A part of `ports.Store`."""

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
            ask.transcribe,
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
        transcribe=row["transcribe"],
    )


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
