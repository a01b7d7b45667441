"""Playbacks and their sound."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from parley.contracts.media import Gap
from parley.kit.db import Row, Unit
from parley.media.ports import PlaybackRow, SoundRow

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


class PlaybackRows:
    """A part of `ports.Store`."""

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


def _playback(row: Row) -> PlaybackRow:
    return PlaybackRow(
        row["take_id"], row["status"], row["key"], row["content_type"], row["poster_key"],
        row["duration_seconds"], tuple(Gap(**gap) for gap in row["gaps"]), row["error"],
        row["sound"], row["audio_key"], row["waveform_key"],
    )  # fmt: skip
