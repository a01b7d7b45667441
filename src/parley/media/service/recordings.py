"""Writing what this server records itself, by the same rule as uploads (see `uploads`).

Whoever begins a later segment records on: an earlier one takes no more from then on, so that a
process which lost its conversation without knowing can't write into the recording.
"""

from datetime import timedelta

from parley.contracts.media import ConsentRequired, SoundChunk, TakeNotFound, TakeTooLong
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.media.domain import recorded
from parley.media.domain.sniff import MediaType
from parley.media.domain.takes import Segment, Take, take_id_of
from parley.media.domain.uploads import TooManySegments, UploadClosed, UploadTooLarge
from parley.media.ports import Settings, Staging, Step, Store


class Recordings:
    """Appends sound to takes."""

    def __init__(
        self, db: Database, store: Store, staging: Staging, clock: Clock, settings: Settings
    ) -> None:
        """Stage in `staging`, keep offsets in `store`."""
        self._db, self._store, self._staging = db, store, staging
        self._clock, self._limits = clock, settings.limits

    async def write(self, chunk: SoundChunk) -> int:
        """Append a chunk; synced and committed before this returns the next offset.

        Raises:
            Malformed, ConsentRequired, TakeNotFound, TakeTooLong: See the contract.
            StorageFull: What was acknowledged is kept.
        """
        recorded.check(chunk)
        take_id = take_id_of(chunk.media_url) or ""
        async with self._db.unit("media") as unit:
            await self._store.lock_take(unit, take_id)
            take = await self._store.take(unit, take_id)
            if take is None or take.transcribe:
                raise TakeNotFound
            consent = await self._store.consent(unit, take.evidence_id)
            if consent is None or consent.subject_id != take.subject_id:
                raise ConsentRequired
            segment = await self._segment(unit, take, chunk)
            fresh = chunk.pcm[max(0, segment.offset - chunk.offset) :]
            if not fresh:
                return segment.offset
            start = max(segment.offset, chunk.offset)
            self._check_room(take, segment, start + len(fresh))
            await self._append(unit, segment, start, fresh)
        return start + len(fresh)

    async def _segment(self, unit: Unit, take: Take, chunk: SoundChunk) -> Segment:
        """The segment that is written: the newest, or a new one."""
        now = self._clock.now()
        try:
            take.check_open(self._limits, now)
            there = take.segment_at(chunk.segment, None, None, self._limits, now)
        except UploadClosed as error:
            raise TakeNotFound from error
        except TooManySegments as error:
            raise TakeTooLong from error
        if chunk.segment + 1 < take.next_index:
            raise TakeNotFound
        if there is not None:
            return there
        # Nothing is missing between segments: a gap in time is silence in the next one.
        begins = take.started_at + timedelta(seconds=take.recorded_seconds)
        segment = Segment(id=new_id(), index=chunk.segment, declared_start=begins)
        await self._store.add_segment(unit, take, segment, "", now)
        return segment

    def _check_room(self, take: Take, segment: Segment, end: int) -> None:
        """Whether a segment may be so long.

        Raises:
            TakeTooLong: It may not.
        """
        others = sum(each.duration or 0.0 for each in take.segments if each.id != segment.id)
        if others + recorded.seconds(end) > take.longest(self._limits):
            raise TakeTooLong
        try:
            take.check_bytes(self._limits, segment.offset, end)
        except UploadTooLarge as error:
            raise TakeTooLong from error

    async def _append(self, unit: Unit, segment: Segment, start: int, pcm: bytes) -> None:
        """The one place where sound becomes true: written, synced, then acknowledged."""
        file = await self._staging.open(segment.id, segment.offset)
        try:
            # Where it begins beyond the end, the system leaves zeros: silence.
            await file.write(start, pcm)
            await file.sync()
        finally:
            await file.close()
        end, now = start + len(pcm), self._clock.now()
        step = Step(end, MediaType.PCM.content_type, now, seconds=0)
        await self._store.advance(unit, segment.id, step)
        await self._store.set_duration(unit, segment.id, recorded.seconds(end))
