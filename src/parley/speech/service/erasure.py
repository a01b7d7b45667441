"""Forgetting: what was heard of somebody."""

from dataclasses import asdict, fields
from datetime import timedelta

from parley.contracts.erasure import TOPIC, ErasureDone, ErasureRequested, Scope
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.speech.ports import Store
from parley.speech.service.intake import ROLE, new

KEEP_ERASURES = timedelta(days=90)  # as long as an inbox remembers


class Erasure:
    """Deletes in the transaction that notes the request, and answers in it."""

    def __init__(self, db: Database, store: Store, clock: Clock) -> None:
        """Delete from `store`."""
        self._db, self._store, self._clock = db, store, clock
        self._outbox = Outbox(ROLE)

    async def requested(self, message: Message) -> None:
        """`erasure.requested`: of any scope, everything that was heard goes.

        A job that is hearing it just now finds its row and its lease gone, and writes nothing.
        """
        # Fields that came later are absent from older requests.
        names = [field.name for field in fields(ErasureRequested) if field.name in message.data]
        event = ErasureRequested(**{name: message.data[name] for name in names})
        person = event.subjectId if event.scope == Scope.PERSON else None
        now = self._clock.now()
        async with self._db.unit(ROLE) as unit:
            if not await new(unit, message):
                return
            takes = await self._store.of_person(unit, person, event.evidenceIds)
            removed = await self._store.erase(unit, takes, person)
            whole = event.scope != Scope.RECORDINGS
            await self._store.bury(unit, event.evidenceIds, now, whole=whole)
            done = ErasureDone(event.erasureId, ROLE, dict(removed), [])
            await self._outbox.put(
                unit,
                Message(new_id(), TOPIC, ErasureDone.TYPE, event.erasureId, now, asdict(done)),
            )

    async def sweep(self) -> None:
        """Forget what was forgotten long ago."""
        async with self._db.unit(ROLE) as unit:
            await self._store.forget_erasures(unit, self._clock.now() - KEEP_ERASURES)
