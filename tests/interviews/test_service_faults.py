"""What was answered is stored, and an end is whole: the database fails at every place there is.

Each check is run over two broken variants as well, which it must catch.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from parley.contracts.interviews import Completion, EndReason, Entry, Session, SessionStatus
from parley.interviews.ports import Store
from parley.interviews.service.people import Directory
from parley.interviews.service.sessions import ROLE, SessionCommands, check_owner, locked
from parley.kit.db import Database, Unit
from parley.kit.jobs import JobQueue
from tests.interviews.conftest import House
from tests.interviews.talks import talk

MOST_PLACES = 40
Commands = Callable[[Database, Store, JobQueue, Directory], SessionCommands]


class PowerCut(OSError):
    """The database is gone."""


@dataclass
class Faulty:
    """A database that goes away at the `at`-th word it is told; COMMIT is the last of them."""

    db: Database
    at: int
    told: int = 0

    def tell(self) -> None:
        self.told += 1
        if self.told == self.at:
            raise PowerCut

    @asynccontextmanager
    async def unit(self, role: str) -> AsyncIterator[Unit]:
        async with self.db.unit(role) as unit:
            yield _Counted(unit, self)  # type: ignore[misc]  # says what a Unit says
            self.tell()


class _Counted:
    """A unit that counts what it is told."""

    def __init__(self, unit: Unit, faulty: Faulty) -> None:
        self.role, self._unit, self._faulty = unit.role, unit, faulty

    def __getattr__(self, name: str) -> object:
        if name in {"execute", "executemany", "fetch", "fetchrow", "fetchval"}:
            self._faulty.tell()
        return getattr(self._unit, name)


class AnswersBeforeCommit(SessionCommands):
    """Broken: whoever records is told so while it is still being stored."""

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        self.late = asyncio.ensure_future(super().record(session_id, entries, epoch))
        self.late.add_done_callback(lambda done: done.exception())


class EndsInTwoSteps(SessionCommands):
    """Broken: the status is one transaction, the transcript the next."""

    async def complete(self, completion: Completion) -> Session:
        async with self._db.unit(ROLE) as unit:
            session = await locked(unit, self._store, completion.session_id)
            await check_owner(unit, session.session_id, completion.epoch)
            now = await self._store.now(unit)
            session.complete(completion.reason, completion.ended_at, now)
            await self._store.save(unit, session)
        async with self._db.unit(ROLE) as unit:
            await self._store.clear(unit, session.session_id)
            await self._append(unit, session, completion.entries or (), final=True)
        return session.as_contract()


def commands(house: House, kind: Commands, at: int) -> tuple[SessionCommands, Faulty]:
    faulty = Faulty(house.ground.db, at)
    made = kind(
        faulty,  # type: ignore[arg-type]  # offers the one method that is used
        house.uses.store,
        house.ground.jobs,
        house.uses.directory,
    )
    return made, faulty


async def answered_is_stored(house: House, kind: Commands) -> None:
    """Record while the database goes away at every place in turn."""
    begun, epoch = await house.begun(house.person())
    stored: list[Entry] = []
    for at in range(1, MOST_PLACES):
        entry = talk()[1]
        recording, faulty = commands(house, kind, at)
        try:
            await recording.record(begun.session_id, [entry], epoch)
        except PowerCut:
            pass
        else:
            stored.append(entry)
        assert await house.interviews.entries(begun.session_id) == stored
        if faulty.told < at:
            return
    raise AssertionError("it never came to an end")


async def an_end_is_whole(house: House, kind: Commands) -> None:
    """Complete while the database goes away at every place in turn."""
    recorded, final = talk(), talk()[:3]
    begun, epoch = await house.begun(house.person())
    await house.interviews.record(begun.session_id, recorded, epoch)
    completion = Completion(begun.session_id, EndReason.AI_ENDED, datetime.now(UTC), final, epoch)
    for at in range(1, MOST_PLACES):
        ending, _ = commands(house, kind, at)
        try:
            await ending.complete(completion)
        except PowerCut:
            assert await house.interviews.session(begun.session_id) == begun
            assert await house.interviews.entries(begun.session_id) == list(recorded)
            assert await house.events("interview.completed") == []
            assert await house.work() == 0
        else:
            ended = await house.interviews.session(begun.session_id)
            assert ended.status is SessionStatus.COMPLETED
            assert await house.interviews.entries(begun.session_id) == list(final)
            assert len(await house.events("interview.completed")) == 1
            assert await house.work() == 1
            return
    raise AssertionError("it never came to an end")


async def test_what_was_answered_is_stored(house: House) -> None:
    await answered_is_stored(house, SessionCommands)


async def test_an_end_is_whole_or_not_at_all(house: House) -> None:
    await an_end_is_whole(house, SessionCommands)


async def test_the_check_sees_an_answer_before_the_commit(house: House) -> None:
    with pytest.raises(AssertionError):
        await answered_is_stored(house, AnswersBeforeCommit)


async def test_the_check_sees_an_end_in_two_steps(house: House) -> None:
    with pytest.raises(AssertionError):
        await an_end_is_whole(house, EndsInTwoSteps)
