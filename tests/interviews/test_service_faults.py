"""What was answered is stored, and an end is whole: the database fails at every place there is.

Each check is run over a broken variant as well, which it must catch.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    NotTheOwner,
    Session,
    SessionConflict,
    SessionStatus,
)
from parley.interviews.domain.errors import EngineRunning
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.access import found
from parley.interviews.service.people import Directory
from parley.interviews.service.sessions import SessionCommands, _failed, check_owner
from parley.interviews.store import PostgresStore
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


class LocksNothing(PostgresStore):
    """Broken: a session is read before it is decided on, and somebody else may do the same."""

    async def session(
        self, unit: Unit, session_id: str, *, lock: bool = False
    ) -> InterviewSession | None:
        return await super().session(unit, session_id)


class EndsInTwoSteps(SessionCommands):
    """Broken: the status is one transaction, the transcript the next."""

    async def complete(self, completion: Completion) -> Session:
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, completion.session_id, lock=True)
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


class FailsInTwoSteps(SessionCommands):
    """Broken: the status is one transaction, what tells of it the next."""

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, session_id, lock=True)
            now = await self._store.now(unit)
            changed = session.fail(ended_at, now)
            await check_owner(unit, session_id, epoch)
            await self._store.save(unit, session)
            await self._store.leave(unit, session)
        if changed:
            async with self._db.unit(ROLE) as unit:
                await self._outbox.put(unit, _failed(session, now))
        return session.as_contract()


async def a_failure_is_whole(house: House, kind: Commands) -> None:
    """Fail while the database goes away at every place in turn, and again until it takes."""
    begun, epoch = await house.begun(house.person())
    for at in range(1, MOST_PLACES):
        failing, _ = commands(house, kind, at)
        try:
            await failing.fail(begun.session_id, datetime.now(UTC), epoch)
        except PowerCut:
            assert await house.interviews.session(begun.session_id) == begun
            assert await house.events("interview.failed") == []
        else:
            failed = await house.interviews.session(begun.session_id)
            assert failed.status is SessionStatus.FAILED
            assert len(await house.events("interview.failed")) == 1
            return
    raise AssertionError("it never came to an end")


async def a_failure_is_one(house: House, store: Store) -> None:
    """Fail fifty times at once."""
    begun, epoch = await house.begun(house.person())
    failing = SessionCommands(house.ground.db, store, house.ground.jobs, house.uses.directory)
    now = datetime.now(UTC)
    await asyncio.gather(*(failing.fail(begun.session_id, now, epoch) for _ in range(50)))
    assert len(await house.events("interview.failed")) == 1


async def an_end_is_one(house: House, store: Store) -> None:
    """Complete fifty times at once."""
    begun, epoch = await house.begun(house.person())
    ending = SessionCommands(house.ground.db, store, house.ground.jobs, house.uses.directory)
    ends = [
        Completion(begun.session_id, reason, datetime.now(UTC), epoch=epoch)
        for reason in (EndReason.AI_ENDED, EndReason.TIMEOUT)
    ]
    found = await asyncio.gather(*(ending.complete(ends[n % 2]) for n in range(50)))
    assert len({(one.completed_at, one.end_reason) for one in found}) == 1
    assert len(await house.events("interview.completed")) == 1


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


async def test_an_end_is_one(house: House) -> None:
    await an_end_is_one(house, PostgresStore())


async def test_the_check_sees_a_store_that_locks_nothing(house: House) -> None:
    with pytest.raises(AssertionError):
        await an_end_is_one(house, LocksNothing())


async def test_a_failure_is_whole_or_not_at_all(house: House) -> None:
    await a_failure_is_whole(house, SessionCommands)


async def test_the_check_sees_a_failure_in_two_steps(house: House) -> None:
    with pytest.raises(AssertionError):
        await a_failure_is_whole(house, FailsInTwoSteps)


async def test_a_failure_is_one(house: House) -> None:
    await a_failure_is_one(house, PostgresStore())


async def test_the_check_sees_a_failure_that_locks_nothing(house: House) -> None:
    with pytest.raises(AssertionError):
        await a_failure_is_one(house, LocksNothing())


@pytest.mark.parametrize("seed", range(6))
async def test_any_commands_at_once_leave_one_story(house: House, seed: int) -> None:
    """Duplicates, rivals and late ones: whatever wins, the rows agree with each other."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    who = house.person()
    begun, epoch = await house.begun(who, limit_seconds=1)
    session_id, said = begun.session_id, talk()
    await house.set(session_id, "started_at = now() - interval '1 minute'")
    if chance.random() < 0.5:
        await house.engine_gone(session_id)
    contract, now = house.interviews, datetime.now(UTC)
    commands: list[Callable[[], Awaitable[object]]] = [
        lambda: contract.begin(session_id, (), epoch),
        lambda: contract.record(session_id, said[: chance.randrange(1, 6)], epoch),
        lambda: contract.complete(
            Completion(session_id, chance.choice(list(EndReason)), now, epoch=epoch)
        ),
        lambda: contract.complete(Completion(session_id, EndReason.AI_ENDED, now, said[:3])),
        lambda: contract.fail(session_id, now, epoch),
        lambda: contract.cancel(session_id),
        lambda: house.uses.endings.abandoned(who, session_id),
        house.uses.endings.sweep,
    ]
    calls = [chance.choice(commands)() for _ in range(40)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    unexpected = [
        one
        for one in answers
        if isinstance(one, BaseException)
        and not isinstance(one, (SessionConflict, NotTheOwner, EngineRunning))
    ]
    assert unexpected == []
    session = await contract.session(session_id)
    completed = session.status is SessionStatus.COMPLETED
    assert len(await house.events("interview.completed")) == completed
    broken = session.status is SessionStatus.FAILED
    assert len(await house.events("interview.failed")) == broken
    assert await house.work() == completed
    entries = await contract.entries(session_id)
    assert entries == list(said[: len(entries)])
    left = {row["left_at"] is not None for row in await house.rows("participants")}
    assert left == {session.status is not SessionStatus.IN_PROGRESS}
    if completed:
        evidence = house.scoring.newest(session_id)
        assert evidence.completed_at == session.completed_at
        assert evidence.answers[0].text in " ".join(e.text for e in entries if e.words)
