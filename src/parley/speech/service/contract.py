"""What other contexts call: `contracts.speech.Speech`."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from parley.contracts.speech import (
    Correction,
    Transcript,
    TranscriptChanged,
    TranscriptNotFound,
    TranscriptNotReady,
)
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue
from parley.kit.outbox import Outbox
from parley.speech.domain import transcripts
from parley.speech.domain.corrections import corrected
from parley.speech.domain.transcripts import Stored
from parley.speech.domain.words import overall
from parley.speech.ports import Store
from parley.speech.service import messages
from parley.speech.service.intake import QUEUE, ROLE, put

WAITING = "waiting"


class LocalSpeech:
    """Implements `contracts.speech.Speech`."""

    def __init__(self, db: Database, store: Store, jobs: JobQueue, clock: Clock) -> None:
        """Answer from `store`, and from `jobs` how far they are."""
        self._db, self._store, self._jobs, self._clock = db, store, jobs, clock
        self._outbox = Outbox(ROLE)

    async def transcripts(self, media_urls: Sequence[str]) -> list[Transcript]:
        """Those that exist or are being made."""
        async with self._db.unit(ROLE) as unit:
            rows = await self._store.by_media_url(unit, media_urls)
        return [await self._transcript(row) for row in rows]

    async def correct(self, correction: Correction) -> Transcript:
        """Keep a correction beside the original."""
        async with self._db.unit(ROLE) as unit:
            found = await self._store.by_media_url(unit, [correction.media_url], lock=True)
            if not found:
                raise TranscriptNotFound
            row = found[0]
            if row.status != transcripts.READY:
                raise TranscriptNotReady
            # Aligning a long text takes its time.
            made = await asyncio.to_thread(corrected, row.segments, correction.texts)
            sure = await asyncio.to_thread(overall, made)
            if made != row.segments:
                if correction.revision != row.revision:
                    raise TranscriptChanged
                now = self._clock.now()
                row = replace(
                    row, corrected=made,
                    confidence=sure, revision=row.revision + 1,
                    corrected_by=correction.corrected_by, corrected_at=now,
                )  # fmt: skip
                await self._store.correct(unit, row)
                await self._outbox.put(unit, messages.corrected(row, now))
        return await self._transcript(row)

    async def retry(self, media_url: str) -> Transcript:
        """Try a failed transcript again; harmless for any other."""
        async with self._db.unit(ROLE) as unit:
            found = await self._store.by_media_url(unit, [media_url], lock=True)
            if not found:
                raise TranscriptNotFound
            row = found[0]
            # Without sound there is nothing to try: media tells when it has made some.
            if row.status == transcripts.FAILED and row.audio_key is not None:
                row = replace(row, status=transcripts.PROCESSING, run=row.run + 1, error=None)
                await self._store.begin(unit, row)
                await put(self._jobs, unit, row)
        return await self._transcript(row)

    async def _transcript(self, row: Stored) -> Transcript:
        progress, stage = 1.0, None
        if row.status == transcripts.PROCESSING:
            state = await self._jobs.state(QUEUE, row.job_key)
            running = state is not None and state.status == "running"
            progress = state.progress if state is not None and running else 0.0
            stage = (state.stage if state is not None and running else None) or WAITING
        return Transcript(
            media_url=row.media_url,
            evidence_id=row.evidence_id,
            item_id=row.item_id,
            status=row.status,
            progress=progress,
            stage=stage,
            language=row.language,
            engine=row.engine,
            quality=row.quality,
            confidence=row.confidence,
            duration_seconds=row.duration,
            segments=row.segments,
            original=None if row.corrected is None else row.heard,
            revision=row.revision,
            corrected_by=row.corrected_by,
            corrected_at=row.corrected_at,
            error=row.error,
        )
