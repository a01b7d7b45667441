"""Hearing a recording: the job.

The sound is read in windows and looked through for voice; what lies between pauses is heard, one
utterance after another. Nothing is kept before the end: whoever dies on the way, the next one
begins again, and the transcript and its event are written once, in one transaction under the
job's lease.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from parley.contracts.speech import Segment
from parley.kit.blobs import BlobNotFound, BlobStore
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.jobs import Job, JobQueue, Permanent
from parley.kit.outbox import Outbox
from parley.speech.domain import engines, transcripts, words
from parley.speech.domain.engines import (
    Ask,
    EngineDied,
    EngineUnavailable,
    LanguageUnavailable,
    Recognizer,
)
from parley.speech.domain.transcripts import Stored
from parley.speech.domain.utterances import FRAME, Span, joined, utterances
from parley.speech.domain.wav import HEAD_BYTES, RATE, Sound, Unreadable, read_header
from parley.speech.ports import LONGEST_ASK, Engine, Settings, Store
from parley.speech.service import messages
from parley.speech.service.intake import QUEUE, ROLE

log = logging.getLogger(__name__)

LISTENING, TRANSCRIBING = "listening", "transcribing"
LISTENED = 0.1  # of the whole: progress when all voice is found
DEATHS = 2  # of the engine at one recording, before it is given up

T = TypeVar("T")


class KeptDying(Exception):
    """This recording has ended the engine as often as it may."""


@dataclass
class _Hearing:
    """One recording being heard."""

    job: Job
    key: str
    language: str
    deaths: int = 0
    voice: bytearray = field(default_factory=bytearray)
    loudness: bytearray = field(default_factory=bytearray)


class Transcribing:
    """Handles `transcribe` jobs."""

    def __init__(
        self,
        db: Database,
        store: Store,
        jobs: JobQueue,
        blobs: BlobStore,
        engine: Engine,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Hear by `engine` what lies in `blobs`."""
        self._db, self._store, self._jobs, self._blobs = db, store, jobs, blobs
        self._engine, self._clock, self._settings = engine, clock, settings
        self._outbox = Outbox(ROLE)

    async def make(self, job: Job) -> None:
        """Make the transcript of a job, unless it was made or its recording is gone.

        Raises:
            Permanent: It will not come unless somebody asks again.
            Exception: Not now: the job is tried again.
        """
        async with self._db.unit(ROLE) as unit:
            row = await self._store.get(unit, str(job.payload["takeId"]))
        if row is None or row.status != transcripts.PROCESSING or row.run != job.payload["run"]:
            return
        try:
            await self._make(job, row)
        except LanguageUnavailable as error:
            await self._give_up(job, row, transcripts.LANGUAGE_UNAVAILABLE, error)
        except Unreadable as error:
            await self._give_up(job, row, transcripts.UNREADABLE, error)
        except KeptDying as error:
            await self._give_up(job, row, transcripts.ENGINE_DIED, error)
        except BlobNotFound as error:
            await self._gone(job, row, error)
        except EngineUnavailable as error:
            if job.attempt < self._settings.max_attempts:
                raise
            await self._give_up(job, row, transcripts.ENGINE_UNAVAILABLE, error)

    async def _make(self, job: Job, row: Stored) -> None:
        hearing = _Hearing(job, row.audio_key or "", row.language)
        recognizer = await self._choose(hearing)
        await job.progress(0.0, LISTENING)
        sound = await self._open(hearing.key)
        spans = await self._listen(hearing, sound)
        if recognizer.joins:
            settings = self._settings
            spans = joined(spans, settings.cutting.longest, settings.pause_seconds)
        heard: list[Segment] = []
        for number, span in enumerate(spans):
            heard += await self._hear(hearing, sound, span, recognizer)
            part = (number + 1) / len(spans)
            await job.progress(LISTENED + (1 - LISTENED) * part, TRANSCRIBING)
        sure = await asyncio.to_thread(words.overall, heard)
        done = replace(
            row, status=transcripts.READY, engine=recognizer.title, quality=recognizer.quality,
            confidence=sure,
            heard=tuple(heard), duration=sound.seconds,
        )  # fmt: skip
        await self._settle(job, done)

    async def _choose(self, hearing: _Hearing) -> Recognizer:
        found = await self._surviving(hearing, self._engine.describe)
        return engines.choose(found.recognizers, self._settings.recognizer, hearing.language)

    async def _open(self, key: str) -> Sound:
        size = (await self._blobs.info(key)).size
        sound = read_header(await self._read(key, 0, min(size, HEAD_BYTES)), size)
        if sound.seconds > self._settings.longest_seconds:
            raise Unreadable("longer than anything that is heard")
        return sound

    async def _listen(self, hearing: _Hearing, sound: Sound) -> list[Span]:
        """Find voice, window by window."""
        size, state = self._settings.window_seconds * RATE // FRAME * FRAME, b""
        for start in range(0, sound.samples, size):
            end = min(start + size, sound.samples)
            pcm = await self._read(hearing.key, *sound.span(start, end))

            async def find(pcm: bytes = pcm, state: bytes = state) -> engines.Voice:
                return await self._engine.find_voice(pcm, state)

            found = await self._surviving(hearing, find)
            count = -(-(end - start) // FRAME)
            if not len(found.voice) == len(found.loudness) == count:
                raise EngineUnavailable
            hearing.voice += found.voice
            hearing.loudness += found.loudness
            state = found.state
            await hearing.job.progress(LISTENED * end / sound.samples, LISTENING)
        return utterances(
            bytes(hearing.voice), bytes(hearing.loudness), sound.samples, self._settings.cutting
        )

    async def _hear(
        self, hearing: _Hearing, sound: Sound, span: Span, recognizer: Recognizer
    ) -> list[Segment]:
        """The segments of one utterance, in the recording's time."""
        pcm = await self._read(hearing.key, *sound.span(span.start, span.end))
        ask = Ask(pcm[: LONGEST_ASK * RATE * 2], recognizer.name, hearing.language)
        answer = await self._surviving(hearing, lambda: self._engine.transcribe(ask))
        checked = words.believable(answer.words, span.seconds)
        return words.segments(words.shifted(checked, span.start / RATE))

    async def _read(self, key: str, start: int, end: int) -> bytes:
        """Bytes `start` to `end`; all of them.

        Raises:
            BlobNotFound: The file ends before: it is being deleted.
        """
        data = b"".join([piece async for piece in self._blobs.read(key, start, end)])
        if len(data) != end - start:
            raise BlobNotFound
        return data

    async def _surviving(self, hearing: _Hearing, call: Callable[[], Awaitable[T]]) -> T:
        """Call the engine; once more where it died.

        Raises:
            KeptDying: It died again.
        """
        while True:
            try:
                return await call()
            except EngineDied as error:
                hearing.deaths += 1
                log.warning(
                    "speech engine died",
                    extra={"job_id": hearing.job.id, "count": hearing.deaths},
                )
                if hearing.deaths >= DEATHS:
                    raise KeptDying from error

    async def _settle(self, job: Job, done: Stored) -> None:
        """Write how it ended, and tell; in the one transaction in which the lease is checked."""
        now = self._clock.now()
        async with job.unit(self._db, ROLE) as unit:
            held = await self._store.get(unit, done.take_id, lock=True)
            if held is None or (held.status, held.run) != (transcripts.PROCESSING, done.run):
                return  # Erased, or settled by somebody else, meanwhile.
            await self._store.settle(unit, done, now)
            failed = done.status == transcripts.FAILED
            told = messages.failed(done, now) if failed else messages.ready(done, now)
            await self._outbox.put(unit, told)

    async def _give_up(self, job: Job, row: Stored, reason: str, error: Exception) -> None:
        await self._settle(job, replace(row, status=transcripts.FAILED, error=reason))
        raise Permanent(reason) from error

    async def _gone(self, job: Job, row: Stored, error: BlobNotFound) -> None:
        """The sound isn't there: a deletion is on its way here, or was before the sound came."""
        async with self._db.unit(ROLE) as unit:
            if await self._store.buried(unit, row.evidence_id) is not None:
                await self._store.erase(unit, [row.take_id], None)
                return
        await self._give_up(job, row, transcripts.UNREADABLE, error)

    async def sweep(self) -> int:
        """Settle transcripts whose jobs took their workers down or are gone; how many."""
        async with self._db.unit(ROLE) as unit:
            rows = await self._store.processing(unit, self._clock.now())
        settled = 0
        for row in rows:
            state = await self._jobs.state(QUEUE, row.job_key)
            if state is not None and state.status in {"queued", "running"}:
                continue
            now = self._clock.now()
            failed = replace(row, status=transcripts.FAILED, error=transcripts.ENGINE_DIED)
            async with self._db.unit(ROLE) as unit:
                held = await self._store.get(unit, row.take_id, lock=True)
                if held is None or (held.status, held.run) != (transcripts.PROCESSING, row.run):
                    continue
                await self._store.settle(unit, failed, now)
                await self._outbox.put(unit, messages.failed(failed, now))
            settled += 1
        return settled
