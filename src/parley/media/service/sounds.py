"""Taking the sound of a playback: the job that runs when its file is there.

What it makes lies beside the playback, under names that follow from its key. So a job that was
killed anywhere is simply run again: it replaces its own files by the same bytes, and only the
transaction that stores their names also tells of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from parley.contracts.media import (
    TOPIC,
    AudioFailed,
    AudioReady,
    TakeNotFound,
    UnreadableMedia,
)
from parley.kit.blobs import BlobNotFound, BlobStore
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.jobs import Job, JobQueue, Permanent
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.media.domain.playback import FAILED, NO_SOUND, PROCESSING, READY, beside, reader_of
from parley.media.domain.sound import AUDIO_NAME, WAVEFORM_NAME, SoundUnreadable, track_bytes
from parley.media.domain.takes import Take, media_url
from parley.media.ports import (
    PlaybackRow,
    Reader,
    ReaderBusy,
    ReaderDied,
    Settings,
    SoundRow,
    Staging,
    Store,
)
from parley.media.service.segments import ATTEMPTS
from parley.media.service.takes import PLAYBACK, QUEUE

SOUND = "sound"
TAKEN = 0.9  # Of the whole: progress when the sound is taken, and only has to be stored.
STEPS = 10  # How often a job shows progress.
SLOW_ATTEMPTS = 4  # The machine may have been busy; a recording that hangs its reader always does.


@dataclass(frozen=True, slots=True)
class Bench:
    """What files are derived with: where they come from, who makes them, where they are kept."""

    db: Database
    store: Store
    staging: Staging
    blobs: BlobStore
    reader: Reader
    jobs: JobQueue
    clock: Clock
    settings: Settings


def sound_key(take_id: str) -> str:
    """The key of a take's `sound` job; its playback's has the take's id alone."""
    return f"{take_id}.{SOUND}"


async def put_sound_job(jobs: JobQueue, unit: Unit, take_id: str, subject_id: str) -> None:
    """Ask for the sound of a take's playback in the running transaction."""
    await jobs.put(
        unit, queue=QUEUE, kind=SOUND, key=sound_key(take_id), payload={"takeId": take_id},
        subject_id=subject_id,
    )  # fmt: skip


def is_last(job: Job, error: ReaderDied | ReaderBusy) -> bool:
    """Whether a recording that ended its reader, or kept it too long, is not opened again."""
    return job.attempt >= (ATTEMPTS if isinstance(error, ReaderDied) else SLOW_ATTEMPTS)


def stepwise(job: Job, stage: str, first: float, last: float) -> Callable[[float], Awaitable[None]]:
    """Shows a reader's progress (0 to 1) as a job's, from `first` to `last`, in a few steps."""
    shown = 0.0

    async def progress(fraction: float) -> None:
        nonlocal shown
        if fraction - shown >= 1 / STEPS:
            shown = fraction
            await job.progress(first + fraction * (last - first), stage)

    return progress


def given_up(take: Take, reason: str, now: datetime) -> Message:
    """`audio.failed`, as a message."""
    fact = AudioFailed(take.id, media_url(take.id), take.evidence_id, take.item_id, reason)
    return Message(new_id(), TOPIC, AudioFailed.TYPE, take.id, now, asdict(fact), take.subject_id)


class Sounds:
    """Handles `sound` jobs, and asks for those that are missing."""

    def __init__(self, bench: Bench) -> None:
        """Derive by its reader, keep in its blobs."""
        self._db, self._store, self._staging = bench.db, bench.store, bench.staging
        self._blobs, self._reader, self._jobs = bench.blobs, bench.reader, bench.jobs
        self._clock, self._settings = bench.clock, bench.settings
        self._outbox = Outbox("media")

    async def make(self, job: Job) -> None:
        """Handle a `sound` job: take the sound, store it, tell.

        Raises:
            Permanent: It can never be taken.
        """
        take_id = str(job.payload["takeId"])
        async with self._db.unit("media") as unit:
            take = await self._store.take(unit, take_id)
            row = await self._store.playback(unit, take_id)
        if take is None or row is None or row.status != READY or row.sound != PROCESSING:
            return
        try:
            await self._make(job, take, row)
        except (UnreadableMedia, SoundUnreadable, BlobNotFound) as error:
            await self._give_up(job, take, error.code)
            raise Permanent(error.code) from error
        except (ReaderDied, ReaderBusy) as error:
            if not is_last(job, error):
                raise
            reason = "reader_died" if isinstance(error, ReaderDied) else error.code
            await self._give_up(job, take, reason)
            raise Permanent(reason) from error

    async def _make(self, job: Job, take: Take, row: PlaybackRow) -> None:
        key, seconds = row.key or "", row.duration or 0.0
        await self._staging.check_room(track_bytes(seconds))
        source = (await self._blobs.local_copy(key, self._staging.path("")), reader_of(key))
        name = f"{take.id}.{new_id()}"  # What is left behind by a crash is found by its take.
        out, waveform = self._staging.scratch(name), self._staging.scratch(f"{name}.waveform")
        try:
            progress = stepwise(job, "listening", 0.0, TAKEN)
            some = await self._reader.sound(source, seconds, out, waveform, progress)
            made = SoundRow(take.id, NO_SOUND)
            # From here on the lease must stand: whoever is to be forgotten has no job any more.
            await job.progress(TAKEN, "storing")
            if some:
                made = SoundRow(take.id, READY, beside(key, AUDIO_NAME), beside(key, WAVEFORM_NAME))
                await self._blobs.put_file(made.audio_key or "", out)
                await self._blobs.put_file(made.waveform_key or "", waveform)
            await self._publish(job, take, row, made)
        except TakeNotFound:
            await self._blobs.delete_prefix(beside(key, ""))
            raise
        finally:
            await self._staging.discard([out.name, waveform.name])

    async def _publish(self, job: Job, take: Take, row: PlaybackRow, made: SoundRow) -> None:
        now = self._clock.now()
        fact = AudioReady(
            take.id, media_url(take.id), take.evidence_id, take.item_id, made.audio_key,
            row.duration or 0.0, take.language,
        )  # fmt: skip
        async with job.unit(self._db, "media") as unit:
            if not await self._store.lock_take(unit, take.id):
                raise TakeNotFound  # Erased meanwhile: the caller deletes what was made.
            await self._store.set_sound(unit, made)
            if take.transcribe:
                ready = Message(
                    new_id(), TOPIC, AudioReady.TYPE, take.id, now, asdict(fact), take.subject_id
                )
                await self._outbox.put(unit, ready)

    async def _give_up(self, job: Job, take: Take, reason: str) -> None:
        async with job.unit(self._db, "media") as unit:
            if await self._store.lock_take(unit, take.id):
                await self._fail(unit, take, reason)

    async def _fail(self, unit: Unit, take: Take, reason: str) -> None:
        await self._store.set_sound(unit, SoundRow(take.id, FAILED, error=reason))
        if take.transcribe:
            await self._outbox.put(unit, given_up(take, reason, self._clock.now()))

    async def ask(self) -> None:
        """Ask for sound nobody asked for (before this was known), and for what got stuck.

        A job that was given up because the disk was full or the database away has decided
        nothing about its recording; so it is tried again, some at a time.
        """
        settings = self._settings
        async with self._db.unit("media") as unit:
            rows = await self._store.wanting(
                unit, settings.ask_again_seconds, settings.asked_at_once
            )
            await self._store.set_asked(unit, [row.take_id for row in rows])
            for row in rows:
                await self._ask(unit, row)
        for row in rows:
            await self._jobs.retry(QUEUE, row.take_id)
            await self._jobs.retry(QUEUE, sound_key(row.take_id))

    async def _ask(self, unit: Unit, row: PlaybackRow) -> None:
        take = await self._store.take(unit, row.take_id)
        if take is None:
            return
        if row.status == FAILED:
            await self._fail(unit, take, row.error or "unreadable_media")
        elif row.status == READY:
            await put_sound_job(self._jobs, unit, take.id, take.subject_id)
        else:
            await self._jobs.put(
                unit, queue=QUEUE, kind=PLAYBACK, key=take.id, payload={"takeId": take.id},
                subject_id=take.subject_id,
            )  # fmt: skip
