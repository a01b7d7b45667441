"""Consent and takes: the commands and queries of the contract that hiring calls."""

from parley.contracts.media import (
    Consent,
    ConsentRequired,
    OpenTake,
    Take,
    TakeNotFound,
    TakeNotReady,
)
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.media.domain import takes as domain
from parley.media.ports import Settings, Store
from parley.media.service.segments import Segments

QUEUE = "media"
PLAYBACK = "playback"
SUBMIT_ATTEMPTS = 3  # How often new segments may come between sealing and closing.


class Takes:
    """Consents, and the lives of takes."""

    def __init__(
        self,
        db: Database,
        store: Store,
        segments: Segments,
        jobs: JobQueue,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Keep rows in `store`."""
        self._db, self._store, self._segments = db, store, segments
        self._jobs, self._clock, self._limits = jobs, clock, settings.limits

    # Commands

    async def give_consent(self, consent: Consent) -> Consent:
        """Store the consent; given twice for the same version, the first one stands."""
        async with self._db.unit("media") as unit:
            await self._store.add_consent(unit, consent)
            stored = await self._store.consent(unit, consent.evidence_id)
        return stored or consent

    async def withdraw_consent(self, evidence_id: str) -> None:
        """End every consent of this evidence."""
        async with self._db.unit("media") as unit:
            await self._store.withdraw(unit, evidence_id, self._clock.now())

    async def open_take(self, ask: OpenTake) -> Take:
        """Open a take, or give back the open one unless `retake`."""
        async with self._db.unit("media") as unit:
            # The consent's row orders those who open takes of one evidence at the same time.
            consent = await self._store.consent(unit, ask.evidence_id, lock=True)
            if consent is None or consent.subject_id != ask.subject_id:
                raise ConsentRequired
            await self._store.lock_item(unit, ask.evidence_id, ask.item_id)
            there = await self._store.takes(unit, ask.evidence_id, ask.item_id)
            decided = domain.open_take(there, ask)
            if isinstance(decided, domain.Take):
                await self._store.set_terms(unit, decided.id, ask)
                take_id, created = decided.id, False
            else:
                take_id, created = new_id(), True
                await self._store.add_take(unit, take_id, decided, ask, self._clock.now())
            after = await self._store.takes(unit, ask.evidence_id, ask.item_id)
        take = next(take for take in after if take.id == take_id)
        return seen(take, count=len(after), created=created)

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        """Close the take behind `media_url` and tell its media duration in seconds."""
        take_id = domain.take_id_of(media_url) or ""
        for _ in range(SUBMIT_ATTEMPTS):
            sealed = await self._seal(take_id, evidence_id, item_id)
            if sealed.submitted_at is None:
                for segment in sealed.segments:
                    await self._segments.inspect(segment.id)
            try:
                return await self._close(take_id)
            except TakeNotReady:
                continue  # A new segment was begun meanwhile: it belongs to the answer.
        raise TakeNotReady

    async def _seal(self, take_id: str, evidence_id: str, item_id: str) -> domain.Take:
        async with self._db.unit("media") as unit:
            await self._store.lock_item(unit, evidence_id, item_id)
            take = await self._store.take(unit, take_id)
            if take is None or (take.evidence_id, take.item_id) != (evidence_id, item_id):
                raise TakeNotFound
            sealed = take.sealed()
            if sealed.submitted_at is None:
                await self._store.seal(unit, take_id, self._clock.now())
            return await self._store.take(unit, take_id) or sealed

    async def _close(self, take_id: str) -> float:
        async with self._db.unit("media") as unit:
            await self._store.lock_take(unit, take_id)
            take = await self._store.take(unit, take_id)
            if take is None:
                raise TakeNotFound
            siblings = await self._store.takes(unit, take.evidence_id, take.item_id)
            closed = take.submit(
                self._limits,
                self._clock.now(),
                retakes_left=len(siblings) < take.takes_allowed,
            )
            if closed is not take:
                await self._store.close_take(unit, closed)
                await self._jobs.put(
                    unit,
                    queue=QUEUE,
                    kind=PLAYBACK,
                    key=take_id,
                    payload={"takeId": take_id},
                    subject_id=take.subject_id,
                )
        return closed.recorded_seconds

    # Queries

    async def consent(self, evidence_id: str) -> Consent | None:
        """The consent in force, or None."""
        async with self._db.unit("media") as unit:
            return await self._store.consent(unit, evidence_id)

    async def consents(self, evidence_id: str) -> list[Consent]:
        """All that were given, the newest first."""
        async with self._db.unit("media") as unit:
            return await self._store.consents(unit, evidence_id)

    async def takes(self, evidence_id: str) -> list[Take]:
        """The take of every item that counts: the submitted one, else the newest."""
        async with self._db.unit("media") as unit:
            found = await self._store.takes(unit, evidence_id)
        chosen: dict[str, domain.Take] = {}
        counts: dict[str, int] = {}
        for take in found:
            counts[take.item_id] = counts.get(take.item_id, 0) + 1
            before = chosen.get(take.item_id)
            if before is None or before.submitted_at is None:
                chosen[take.item_id] = take
        return [seen(take, count=counts[take.item_id]) for take in chosen.values()]

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        """Media duration of the submitted takes of all other items."""
        async with self._db.unit("media") as unit:
            return await self._store.submitted_seconds(unit, evidence_id, except_item)


def seen(take: domain.Take, *, count: int, created: bool = False) -> Take:
    """A take as the contract has it; `count` takes of its item were opened."""
    return Take(
        take_id=take.id,
        item_id=take.item_id,
        media_url=domain.media_url(take.id),
        started_at=take.started_at,
        media_limit_seconds=take.media_limit_seconds,
        retakes_left=max(0, take.takes_allowed - count),
        recorded_seconds=take.recorded_seconds,
        next_segment=take.next_index,
        submitted=take.submitted_at is not None,
        created=created,
    )
