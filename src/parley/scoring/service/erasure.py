"""Forgets interviews on request, and answers what went."""

from dataclasses import asdict

from parley.contracts.erasure import TOPIC, ErasureDone, Scope
from parley.kit.bus import once
from parley.kit.clock import Clock, rfc3339
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.scoring.ports import Settings, Store
from parley.scoring.service.scores import ROLE

WHY_KEPT = "late_transcripts"


class Erasure:
    """What `erasure.requested` asks of scoring: in every scope evidence and scores go.

    Only where the text stays that they rest on, they stay with it.

    A job that is at it finds no row to settle. That an interview was erased is remembered by its
    id for a while, because a hand-in may be under way.
    """

    def __init__(self, db: Database, store: Store, clock: Clock, settings: Settings) -> None:
        """Forget what is in `store`."""
        self._db, self._store, self._clock, self._settings = db, store, clock, settings
        self._outbox = Outbox(ROLE)

    async def requested(self, message: Message) -> None:
        """Delete, and answer in the same transaction."""
        data = message.data
        person = data["scope"] == Scope.PERSON.value
        now = self._clock.now()
        async with self._db.unit(ROLE) as unit:
            if not await once(unit, ROLE, message):
                return
            # Asked for before there was this field, it lacks it.
            stays = data["scope"] == Scope.RECORDINGS.value and data.get("textStays", False)
            ids = set() if stays else set(data["evidenceIds"])
            if person:
                ids |= set(await self._store.of_subject(unit, data["subjectId"]))
            await self._store.lock(unit, sorted(ids))
            removed = await self._store.erase(
                unit, sorted(ids), data["subjectId"] if person else None, message.occurred_at
            )
            until = rfc3339(now + self._settings.keep_erased)
            kept: list[dict[str, str | None]] = (
                [{"what": "evidence_id", "why": WHY_KEPT, "until": until}] if ids else []
            )
            done = ErasureDone(data["erasureId"], ROLE, removed, kept)
            await self._outbox.put(
                unit,
                Message(new_id(), TOPIC, ErasureDone.TYPE, done.erasureId, now, asdict(done)),
            )

    async def sweep(self) -> int:
        """Forget that something was erased long ago; how many."""
        async with self._db.unit(ROLE) as unit:
            before = self._clock.now() - self._settings.keep_erased
            return await self._store.forget_erased(unit, before)
