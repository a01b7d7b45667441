"""Forgets interviews and people on request, and answers what went."""

from dataclasses import asdict, fields, replace
from datetime import datetime

from parley.contracts.erasure import TOPIC, ErasureDone, ErasureRequested, Scope
from parley.interviews.ports import ROLE, Settings, Store
from parley.kit.bus import once
from parley.kit.clock import Clock, rfc3339
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox

# What a live interview's receipt says when only recordings go: the conversation was written down
# while it took place, and doesn't rest on what was kept of its sound.
TRANSCRIPT_KEPT: dict[str, str | None] = {
    "what": "conversation_text",
    "why": "written_while_talking",
    "until": None,
}
WHY_KEPT = "late_transcripts"


class Erasure:
    """Answers `erasure.requested`, also when there was nothing to forget.

    That an interview was erased is remembered by its id for a while: somebody may just be asking
    for a session of that id.
    """

    def __init__(self, db: Database, store: Store, clock: Clock, settings: Settings) -> None:
        """Forget what is in `store`."""
        self._db, self._store, self._clock, self._settings = db, store, clock, settings
        self._outbox = Outbox(ROLE)

    async def requested(self, message: Message) -> None:
        """Delete, and answer in the same transaction, once."""
        # By name: a newer hiring may say more than we know of.
        known = {field.name for field in fields(ErasureRequested)} & message.data.keys()
        asked = ErasureRequested(**{name: message.data[name] for name in known})
        scope, now = Scope(asked.scope), self._clock.now()
        async with self._db.unit(ROLE) as unit:
            # The inbox keeps that it came, not whom it was about.
            if not await once(unit, ROLE, replace(message, subject_id=None)):
                return
            if scope is Scope.RECORDINGS:
                done = await self._keep(unit, asked)
            else:
                done = await self._forget(unit, asked, now, whole_person=scope is Scope.PERSON)
            await self._outbox.put(
                unit, Message(new_id(), TOPIC, done.TYPE, done.erasureId, now, asdict(done))
            )

    async def _keep(self, unit: Unit, asked: ErasureRequested) -> ErasureDone:
        held = await self._store.some(unit, asked.evidenceIds)
        return ErasureDone(asked.erasureId, ROLE, {}, [TRANSCRIPT_KEPT] if held else [])

    async def _forget(
        self, unit: Unit, asked: ErasureRequested, now: datetime, *, whole_person: bool
    ) -> ErasureDone:
        ids = set(asked.evidenceIds)
        if whole_person:
            ids |= set(await self._store.of_subject(unit, asked.subjectId))
        await self._store.lock(unit, sorted(ids))
        removed = dict(await self._store.erase(unit, sorted(ids), now))
        if whole_person:
            removed["people"] = await self._store.forget_user(unit, asked.subjectId)
            await self._store.erase_messages_about(unit, asked.subjectId)
        until = rfc3339(now + self._settings.keep_erased)
        kept: list[dict[str, str | None]] = (
            [{"what": "evidence_id", "why": WHY_KEPT, "until": until}] if ids else []
        )
        return ErasureDone(asked.erasureId, ROLE, removed, kept)

    async def sweep(self) -> int:
        """Forget that something was erased long ago; how many."""
        async with self._db.unit(ROLE) as unit:
            before = self._clock.now() - self._settings.keep_erased
            return await self._store.forget_erased(unit, before)
