"""Forgetting: sessions of deleted interviews, and guests of whom nothing else is left."""

from dataclasses import asdict
from datetime import datetime

from parley.contracts import erasure
from parley.contracts.erasure import ErasureDone, ErasureRequested, Scope
from parley.contracts.identity import TOPIC, UserDeleted
from parley.identity.ports import Store
from parley.identity.service.sessions import ROLE
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox

# An account that somebody made for themselves, or an operator for them, isn't an interview's.
ACCOUNT_KEPT: dict[str, str | None] = {"what": "account", "why": "registered", "until": None}


class Erasure:
    """Answers `erasure.requested`, also when there was nothing to forget."""

    def __init__(self, db: Database, store: Store, clock: Clock) -> None:
        """Work on `db`."""
        self._db, self._store, self._clock = db, store, clock
        self._outbox = Outbox(ROLE)

    async def requested(self, message: Message) -> None:
        """Delete, and answer in the same transaction, once."""
        asked = ErasureRequested(**message.data)
        scope, now = Scope(asked.scope), self._clock.now()
        removed = {"sessions": 0, "accounts": 0}
        kept: list[dict[str, str | None]] = []
        async with self._db.unit(ROLE) as unit:
            if not await once(unit, ROLE, message):
                return
            if scope is not Scope.RECORDINGS:
                removed["sessions"] = await self._store.forget_guests(unit, asked.evidenceIds)
            if scope is Scope.PERSON:
                account = await self._store.by_id(unit, asked.subjectId)
                if account is not None and not account.guest:
                    kept.append(ACCOUNT_KEPT)
                elif account is not None:
                    removed["accounts"] = await self._forget(unit, asked.subjectId, now)
            done = ErasureDone(asked.erasureId, ROLE, removed, kept)
            await self._put(unit, erasure.TOPIC, done.TYPE, asked.erasureId, asdict(done), now)

    async def _forget(self, unit: Unit, account_id: str, now: datetime) -> int:
        """Delete a guest with everything that was said of them; how many there were."""
        gone = int(await self._store.delete(unit, account_id))
        await self._store.forget_messages(unit, account_id)
        data = asdict(UserDeleted(account_id))
        await self._put(unit, TOPIC, UserDeleted.TYPE, account_id, data, now)
        return gone

    async def _put(
        self, unit: Unit, topic: str, kind: str, key: str, data: dict[str, object], now: datetime
    ) -> None:
        await self._outbox.put(unit, Message(new_id(), topic, kind, key, now, data))
