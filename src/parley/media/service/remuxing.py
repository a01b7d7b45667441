"""Making the derived file: the job that runs when a take was submitted."""

from dataclasses import asdict

from parley.contracts.media import TOPIC, PlaybackReady, TakeNotFound, UnreadableMedia
from parley.kit.ids import new_id
from parley.kit.jobs import Job, Permanent
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.media.domain.playback import AUDIO_FORMS, FAILED, FORMS, READY, NotJoinable, gaps
from parley.media.domain.takes import Take, folder
from parley.media.ports import (
    PlaybackRow,
    ReaderBusy,
    ReaderDied,
    Remuxed,
)
from parley.media.service.segments import Segments
from parley.media.service.sounds import Bench, given_up, is_last, put_sound_job, stepwise

MOVED, REMUXED = 0.1, 0.9  # Of the whole: progress when each is done.


class Remuxing:
    """Handles `playback` jobs."""

    def __init__(self, bench: Bench, segments: Segments) -> None:
        """Derive by the bench's reader, keep in its blobs."""
        self._db, self._store, self._staging = bench.db, bench.store, bench.staging
        self._blobs, self._reader, self._jobs = bench.blobs, bench.reader, bench.jobs
        self._clock, self._limits = bench.clock, bench.settings.limits
        self._segments, self._outbox = segments, Outbox("media")

    async def make(self, job: Job) -> None:
        """Handle a `playback` job: move the segments to the blobs, remux, store, tell.

        Raises:
            Permanent: It can never be made; the originals can be downloaded.
        """
        take_id = str(job.payload["takeId"])
        async with self._db.unit("media") as unit:
            take = await self._store.take(unit, take_id)
            row = await self._store.playback(unit, take_id)
        if take is None or row is None or row.status == READY:
            return
        making = f"{folder(take_id)}/{new_id()}"
        try:
            await self._make(job, take, making)
        except (UnreadableMedia, NotJoinable) as error:
            await self._give_up(job, take, error.code)
            raise Permanent(error.code) from error
        except (ReaderDied, ReaderBusy) as error:
            if not is_last(job, error):
                raise
            reason = "reader_died" if isinstance(error, ReaderDied) else error.code
            await self._give_up(job, take, reason)
            raise Permanent(reason) from error

    async def _make(self, job: Job, take: Take, making: str) -> None:
        for segment in take.segments:
            if segment.offset:
                await self._segments.stow(take.id, segment)
        await job.progress(MOVED, "remuxing")
        sources = [await self._segments.source(take.id, s) for s in take.playable]
        name = f"{take.id}.{making.rsplit('/', 1)[-1]}"
        out, picture = self._staging.scratch(name), self._staging.scratch(f"{name}.poster")
        progress = stepwise(job, "remuxing", MOVED, REMUXED)
        try:
            made = await self._reader.remux(
                sources, out, picture, progress, longest=take.longest(self._limits)
            )
            await job.progress(REMUXED, "storing")
            key = f"{making}/playback.{made.form}"
            await self._blobs.put_file(key, out)
            poster = f"{making}/poster.jpg" if made.poster else None
            if poster:
                await self._blobs.put_file(poster, picture)
            await self._publish(job, take, made, key, poster)
        except BaseException:
            await self._blobs.delete_prefix(making)
            raise
        finally:
            await self._staging.discard([out.name, picture.name])

    async def _publish(
        self, job: Job, take: Take, made: Remuxed, key: str, poster: str | None
    ) -> None:
        forms = FORMS if made.video else AUDIO_FORMS
        row = PlaybackRow(
            take.id, READY, key, forms[made.form], poster, made.duration,
            gaps(take.playable, made.starts, made.duration),
        )  # fmt: skip
        now = self._clock.now()
        fact = PlaybackReady(take.id, take.evidence_id, take.item_id, made.duration)
        async with job.unit(self._db, "media") as unit:
            if not await self._store.lock_take(unit, take.id):
                raise TakeNotFound  # Erased meanwhile: the caller deletes what was made.
            await self._store.set_playback(unit, row, now)
            await put_sound_job(self._jobs, unit, take.id, take.subject_id)
            await self._outbox.put(
                unit,
                Message(
                    new_id(), TOPIC, PlaybackReady.TYPE, take.id, now, asdict(fact), take.subject_id
                ),
            )

    async def _give_up(self, job: Job, take: Take, reason: str) -> None:
        now = self._clock.now()
        async with job.unit(self._db, "media") as unit:
            if not await self._store.lock_take(unit, take.id):
                return
            row = PlaybackRow(take.id, FAILED, error=reason, sound=FAILED)
            await self._store.set_playback(unit, row, now)
            if take.transcribe:
                await self._outbox.put(unit, given_up(take, reason, now))
