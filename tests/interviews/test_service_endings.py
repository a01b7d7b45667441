"""Interviews that nobody conducts any more end: by their person, and by the limit."""

import asyncio
from datetime import timedelta

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    NotTheOwner,
    SessionConflict,
    SessionStatus,
    lease_name,
)
from parley.interviews.domain.errors import EngineRunning
from parley.interviews.ports import Settings
from parley.interviews.service import Endings
from parley.kit.ids import new_id
from tests.interviews.conftest import House
from tests.interviews.talks import ask, talk

OVERDUE = "started_at = now() - make_interval(secs => limit_seconds)"
NEARLY = "started_at = now() - make_interval(secs => limit_seconds) + interval '20 seconds'"


async def test_a_person_ends_what_no_engine_conducts(house: House) -> None:
    who = house.person()
    begun, epoch = await house.begun(who)
    await house.interviews.record(begun.session_id, talk(), epoch)
    with pytest.raises(EngineRunning):
        await house.uses.endings.abandoned(who, begun.session_id)
    await house.engine_gone(begun.session_id)
    standing = await house.uses.endings.abandoned(who, begun.session_id)
    assert (standing.status, standing.current_question, standing.total_questions) == (
        SessionStatus.COMPLETED,
        1,
        2,
    )
    assert standing.progress == 50
    assert await house.uses.endings.abandoned(who, begun.session_id) == standing
    session = await house.interviews.session(begun.session_id)
    assert session.end_reason is EndReason.USER_INITIATED
    assert len(await house.interviews.entries(begun.session_id)) == 5
    assert len(await house.events("interview.completed")) == 1


async def test_many_ends_at_once_are_one(house: House) -> None:
    who = house.person()
    begun, _ = await house.begun(who)
    await house.engine_gone(begun.session_id)
    ends = (house.uses.endings.abandoned(who, begun.session_id) for _ in range(20))
    found = await asyncio.gather(*ends, return_exceptions=True)
    # Who meets another at it is told that somebody is.
    assert {type(one).__name__ for one in found} <= {"Standing", "EngineRunning"}
    assert any(not isinstance(one, BaseException) for one in found)
    assert len(await house.events("interview.completed")) == 1


async def test_only_what_was_begun_can_be_ended(house: House) -> None:
    who = house.person()
    opened = await house.interviews.open(ask(who.user_id))
    with pytest.raises(SessionConflict):
        await house.uses.endings.abandoned(who, opened.session_id)
    await house.interviews.cancel(opened.session_id)
    with pytest.raises(SessionConflict):
        await house.uses.endings.abandoned(who, opened.session_id)


async def test_an_engine_that_comes_back_takes_over_from_an_ending(house: House) -> None:
    begun, _ = await house.begun(house.person())
    await house.engine_gone(begun.session_id)
    name, ttl = lease_name(begun.session_id), timedelta(seconds=10)
    ending = await house.ground.leases.acquire(name, "an ending", ttl)
    assert ending is not None
    engine = await house.engine(begun.session_id, take_over=True)
    completion = Completion(
        begun.session_id, EndReason.TIMEOUT, begun.created_at, epoch=ending.epoch
    )
    with pytest.raises(NotTheOwner):
        await house.interviews.complete(completion)
    await house.interviews.record(begun.session_id, talk(), engine)


async def test_the_limit_ends_what_no_engine_conducts(house: House) -> None:
    late, epoch = await house.begun(house.person(), limit_seconds=60)
    await house.interviews.record(late.session_id, talk(), epoch)
    conducted, _ = await house.begun(house.person(), limit_seconds=60)
    early, _ = await house.begun(house.person(), limit_seconds=60)
    opened = await house.interviews.open(ask(house.person().user_id, limit_seconds=60))
    for session, change in ((late, OVERDUE), (conducted, OVERDUE), (early, NEARLY)):
        await house.set(session.session_id, change)
    for session in (late, early):
        await house.engine_gone(session.session_id)
    assert await house.sweep("interviews.overdue") == 1
    assert await house.sweep("interviews.overdue") == 0
    ended = await house.interviews.session(late.session_id)
    assert (ended.status, ended.end_reason) == (SessionStatus.COMPLETED, EndReason.TIMEOUT)
    assert ended.started_at is not None
    assert ended.completed_at == ended.started_at + timedelta(seconds=60)
    for other in (conducted, early, opened):
        found = await house.interviews.session(other.session_id)
        assert found.status is other.status
    assert len(await house.events("interview.completed")) == 1
    # Its engine is gone in the end, too.
    await house.engine_gone(conducted.session_id)
    assert await house.sweep("interviews.overdue") == 1


async def test_the_limit_is_the_one_that_it_has_by_now(house: House) -> None:
    begun, _ = await house.begun(house.person(), limit_seconds=60)
    await house.set(begun.session_id, OVERDUE)
    await house.engine_gone(begun.session_id)
    await house.interviews.lengthen(begun.session_id, 60, 3600)
    assert await house.sweep("interviews.overdue") == 0
    found = await house.interviews.session(begun.session_id)
    assert found.status is SessionStatus.IN_PROGRESS


async def test_a_room_has_no_hour(house: House) -> None:
    begun, _ = await house.begun(house.person())
    await house.engine_gone(begun.session_id)
    await house.set(begun.session_id, f"mode = 'room', {OVERDUE}")
    assert await house.sweep("interviews.overdue") == 0


async def test_the_limit_ends_more_than_fit_in_one_look(house: House) -> None:
    settings = Settings(worker_secret="x", overdue_batch=2)
    for place in range(5):
        begun, _ = await house.begun(house.person())
        await house.set(begun.session_id, OVERDUE)
        if place != 1:
            await house.engine_gone(begun.session_id)
    endings = Endings(
        house.ground.db, house.uses.store, house.ground.leases,
        house.uses.endings._commands, settings,
    )  # fmt: skip
    assert await endings.sweep() == 4
    assert len(await house.events("interview.completed")) == 4


async def test_what_ends_meanwhile_is_left_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, epoch = await house.begun(house.person())
    await house.set(begun.session_id, OVERDUE)
    due = [await _row(house, begun.session_id)]
    await house.interviews.fail(begun.session_id, begun.created_at, epoch)
    await house.engine_gone(begun.session_id)

    async def overdue(*_: object) -> list[object]:
        return due if not due_seen else []

    due_seen: list[object] = []
    monkeypatch.setattr(house.uses.store, "overdue", overdue)
    assert await house.uses.endings.sweep() == 0


async def _row(house: House, session_id: str) -> object:
    async with house.ground.db.unit("interviews") as unit:
        return await house.uses.store.session(unit, session_id)


async def test_an_unknown_interview_has_no_ending(house: House) -> None:
    who = house.person()
    with pytest.raises(Exception, match="no such interview"):
        await house.uses.endings.abandoned(who, new_id())


async def test_an_end_under_an_idempotency_key_waits_for_nobody(house: House) -> None:
    """The key's transaction stays open around it, and holds the lease's row."""
    who = house.person()
    begun, _ = await house.begun(who)
    await house.engine_gone(begun.session_id)
    async with asyncio.timeout(10), house.ground.db.shared("interviews"):
        standing = await house.uses.endings.abandoned(who, begun.session_id)
        assert standing.status is SessionStatus.COMPLETED
    assert (await house.interviews.session(begun.session_id)).end_reason is not None
