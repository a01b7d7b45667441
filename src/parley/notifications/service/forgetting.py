"""Deletes mails: rows, kept letters, and the work that was still to be done on them."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from parley.contracts.erasure import TOPIC, ErasureDone, ErasureRequested, Scope
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.notifications.ports import Letters, Settings, Store
from parley.notifications.service.queueing import ROLE

# What no deletion here can reach; the pages have words for it (web/src/locales, record.json).
IN_MAILBOXES: dict[str, str | None] = {
    "what": "sent_letters",
    "why": "in_mailboxes",
    "until": None,
}


class Forgetting:
    """Deletes mails, rows and kept letters."""

    def __init__(
        self, db: Database, store: Store, letters: Letters, clock: Clock, settings: Settings
    ) -> None:
        """Forget what is in `store` and `letters`."""
        self._db, self._store, self._letters = db, store, letters
        self._clock, self._settings = clock, settings
        self._outbox = Outbox(ROLE)

    async def erase(self, message: Message) -> None:
        """Do what `erasure.requested` asks, and answer in the same transaction."""
        known = {f.name for f in fields(ErasureRequested)} & message.data.keys()
        asked = ErasureRequested(**{name: message.data[name] for name in known})
        # What was recorded stands in no mail.
        about = [] if asked.scope == Scope.RECORDINGS else asked.evidenceIds
        person = asked.subjectId if asked.scope == Scope.PERSON else None
        async with self._db.unit(ROLE) as unit:
            if not await once(unit, ROLE, message):
                return
            mails, files = await self._forget(unit, about, person)
            if asked.scope != Scope.RECORDINGS:
                await self._store.unname(unit, asked.subjectId)
            reachless = asked.scope != Scope.RECORDINGS and self._settings.smtp is not None
            done = ErasureDone(
                asked.erasureId,
                ROLE,
                {"mails": mails, "files": files},
                [IN_MAILBOXES] if reachless else [],
            )
            await self._outbox.put(
                unit,
                Message(
                    new_id(), TOPIC, done.TYPE, asked.erasureId, self._clock.now(), asdict(done)
                ),
            )

    async def about(self, message: Message) -> None:
        """Forget the mails about and to somebody whose account is gone."""
        async with self._db.unit(ROLE) as unit:
            await self._forget(unit, [], message.data["userId"])
            await self._store.unname(unit, message.data["userId"])

    async def _forget(
        self, unit: Unit, invitation_ids: Sequence[str], person: str | None
    ) -> tuple[int, int]:
        """Mails and files that went."""
        ids = [*invitation_ids, *([person] if person else [])]
        if not ids:
            return 0, 0
        await self._store.claim(unit, ids)
        await self._store.note_erased(unit, ids, self._clock.now())
        gone = await self._store.forget_about(unit, invitation_ids, person)
        await self._store.forget_work(unit, [*gone, *ids])
        # Before the commit: a crash in between leaves rows that point to nothing, which
        # the next delivery deletes, and never a letter without a row.
        return len(gone), await self._letters.forget(gone)

    async def old(self) -> int:
        """Forget what was settled long ago, and letters whose mail is gone; how many mails."""
        before = self._clock.now() - self._settings.keep
        kept = await self._letters.kept()  # before the rows: a letter never comes before its row
        async with self._db.unit(ROLE) as unit:
            gone = await self._store.forget_settled(unit, before)
            await self._store.forget_erased(unit, before)
            left = await self._store.of(unit, kept)
            await self._letters.forget(
                [*gone, *(mail_id for mail_id in kept if mail_id not in left)]
            )
        return len(gone)
