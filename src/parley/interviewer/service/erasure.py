"""Forgetting: where conversations stood, and whoever still holds one of them."""

from dataclasses import asdict
from datetime import timedelta

from parley.contracts.erasure import TOPIC, ErasureDone, Scope
from parley.contracts.interviews import lease_name
from parley.interviewer.ports import Leasing, Store
from parley.interviewer.service.conversations.stage import ROLE
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox

HOLDER = "erasure"
NO_TIME = timedelta(0)


class Erasure:
    """Deletes in the transaction that notes the request, and answers in it."""

    def __init__(self, db: Database, store: Store, leases: Leasing, clock: Clock) -> None:
        """Delete from `store`."""
        self._db, self._store, self._leases, self._clock = db, store, leases, clock
        self._outbox = Outbox(ROLE)

    async def requested(self, message: Message) -> None:
        """`erasure.requested`: an interview or a person goes whole; recordings don't lie here.

        A conversation that goes on loses its lease first: from then on it writes nothing.
        """
        data = message.data
        scope, now = Scope(data["scope"]), self._clock.now()
        person = str(data["subjectId"]) if scope is Scope.PERSON else None
        ids = set() if scope is Scope.RECORDINGS else set(map(str, data["evidenceIds"]))
        if person is not None:
            async with self._db.unit(ROLE) as unit:
                ids |= set(await self._store.of_subject(unit, person))
        for session_id in sorted(ids):
            await self._leases.acquire(lease_name(session_id), HOLDER, NO_TIME, take_over=True)
        async with self._db.unit(ROLE) as unit:
            if not await once(unit, ROLE, message):
                return
            removed = await self._store.erase(unit, sorted(ids), person)
            done = ErasureDone(str(data["erasureId"]), ROLE, {"conversations": removed}, [])
            await self._outbox.put(
                unit,
                Message(new_id(), TOPIC, ErasureDone.TYPE, done.erasureId, now, asdict(done)),
            )
