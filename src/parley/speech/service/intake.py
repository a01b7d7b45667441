"""What media says: a recording's sound is ready to be heard, or there is none."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from parley.contracts.media import AudioFailed, AudioReady
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.jobs import JobQueue
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.speech.domain import transcripts
from parley.speech.domain.transcripts import Stored
from parley.speech.ports import Store
from parley.speech.service import messages

ROLE = "speech"
QUEUE = "speech"
TRANSCRIBE = "transcribe"

F = TypeVar("F")


async def put(jobs: JobQueue, unit: Unit, row: Stored) -> None:
    """Queue the making of a transcript, in the transaction that wants it."""
    await jobs.put(
        unit,
        queue=QUEUE,
        kind=TRANSCRIBE,
        key=row.job_key,
        payload={"takeId": row.take_id, "run": row.run},
        subject_id=row.subject_id,
    )


async def new(unit: Unit, message: Message) -> bool:
    """Whether `message` is new; noted without whom it is about, so that the note may stay."""
    return await once(unit, ROLE, replace(message, subject_id=None))


class Intake:
    """Handlers of media's events; each in one transaction with its note in the inbox."""

    def __init__(self, db: Database, store: Store, jobs: JobQueue, clock: Clock) -> None:
        """Queue in `jobs`."""
        self._db, self._store, self._jobs, self._clock = db, store, jobs, clock
        self._outbox = Outbox(ROLE)

    async def audio_ready(self, message: Message) -> None:
        """`audio.ready`: store that a transcript is wanted, and queue the making of it."""
        event = _event(message, AudioReady)
        status = transcripts.PROCESSING if event.key else transcripts.FAILED
        row = Stored(
            event.takeId, event.mediaUrl, event.evidenceId, event.itemId, message.subject_id,
            event.key, event.language, event.durationSeconds, status,
            error=None if event.key else transcripts.NO_SOUND_TRACK,
        )  # fmt: skip
        async with self._db.unit(ROLE) as unit:
            if await new(unit, message) and not await self._erased(unit, message, row):
                await self._take_up(unit, row)

    async def audio_failed(self, message: Message) -> None:
        """`audio.failed`: there will be no transcript."""
        event = _event(message, AudioFailed)
        row = Stored(
            event.takeId, event.mediaUrl, event.evidenceId, event.itemId, message.subject_id,
            None, "", 0.0, transcripts.FAILED, error=transcripts.UNREADABLE,
        )  # fmt: skip
        async with self._db.unit(ROLE) as unit:
            if await new(unit, message) and not await self._erased(unit, message, row):
                await self._take_up(unit, row)

    async def _take_up(self, unit: Unit, row: Stored) -> None:
        now = self._clock.now()
        if not await self._store.add(unit, row, now):
            before = await self._store.get(unit, row.take_id, lock=True)
            if before is None or not _worth_hearing(before, row):
                return
            row = replace(row, run=before.run + 1)
            await self._store.begin(unit, row)
        if row.status == transcripts.PROCESSING:
            await put(self._jobs, unit, row)
        else:
            await self._outbox.put(unit, messages.failed(row, now))

    async def _erased(self, unit: Unit, message: Message, row: Stored) -> bool:
        """Whether this is news about something that was deleted meanwhile."""
        buried = await self._store.buried(unit, row.evidence_id)
        if buried is None:
            return False
        erased_at, whole = buried
        return whole or message.occurred_at <= erased_at


def _worth_hearing(before: Stored, again: Stored) -> bool:
    """Whether sound that was made again is heard (again): not where somebody read the words."""
    if again.audio_key is None or before.status == transcripts.READY:
        return False
    return before.status == transcripts.FAILED or before.audio_key != again.audio_key


def _event(message: Message, kind: type[F]) -> F:
    # By name: a newer media may say more than we know of.
    known: Any = fields(kind)  # type: ignore[arg-type]  # events are dataclasses
    return kind(**{field.name: message.data[field.name] for field in known})
