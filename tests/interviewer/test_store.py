"""Where conversations stand, and forgetting it, on PostgreSQL with real leases."""

import asyncio
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from parley.contracts.erasure import TOPIC, ErasureRequested, Scope
from parley.contracts.interviews import lease_name
from parley.interviewer.domain.standing import Phase, standing
from parley.interviewer.service.erasure import Erasure
from parley.interviewer.store import PostgresStore
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.lease import Lease, Leases
from parley.kit.messages import Message
from tests.interviewer.stage import ITEMS

TTL = timedelta(seconds=30)


class House:
    """One person's conversation, held."""

    def __init__(self, db: Database) -> None:
        self.db, self.store, self.leases = db, PostgresStore(), Leases(db)
        self.erasure = Erasure(db, self.store, self.leases, ManualClock())

    async def begun(self, session_id: str, subject_id: str) -> Lease:
        lease = await self.leases.acquire(lease_name(session_id), "me", TTL, take_over=True)
        assert lease is not None
        assert await self.stand(session_id, subject_id, lease, first=True)
        return lease

    async def stand(
        self, session_id: str, subject_id: str, lease: Lease, *, first: bool = False
    ) -> bool:
        where = standing(session_id, subject_id, Phase.LISTENING, ITEMS, -1 if first else 1)
        async with self.db.unit("interviewer") as unit:
            if first:
                return await self.store.begin(unit, where, lease)
            return await self.store.stand(unit, where, lease)

    async def rows(self) -> list[dict[str, Any]]:
        async with self.db.unit("interviewer") as unit:
            return [
                dict(row) for row in await unit.fetch("SELECT * FROM interviewer.ai_conversations")
            ]

    async def told(self) -> list[dict[str, Any]]:
        async with self.db.unit("interviewer") as unit:
            rows = await unit.fetch("SELECT payload FROM interviewer.outbox ORDER BY position")
        return [row["payload"]["data"] for row in rows]


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


def asked(scope: Scope, subject_id: str, *evidence: str) -> Message:
    body = ErasureRequested(new_id(), scope.value, subject_id, list(evidence))
    now = ManualClock().now()
    return Message(
        new_id(), TOPIC, ErasureRequested.TYPE, body.erasureId, now, asdict(body), subject_id
    )


async def test_where_it_stands_has_the_documents_columns(house: House) -> None:
    lease = await house.begun("s1", "ada")
    [row] = await house.rows()
    assert (row["current_state"], row["current_topic"], row["pending_question"]) == (
        "listening", None, None,
    )  # fmt: skip
    assert await house.stand("s1", "ada", lease)
    [row] = await house.rows()
    assert (row["session_id"], row["subject_id"]) == ("s1", "ada")
    assert (row["current_topic"], row["pending_question"]) == ("general", ITEMS[1].text)
    assert row["evaluation_context"] == {"question": 2, "total": 2}
    assert row["updated_at"] is not None


async def test_who_lost_the_lease_writes_nothing(house: House) -> None:
    old = await house.begun("s1", "ada")
    new = await house.begun("s1", "ada")
    assert not await house.stand("s1", "ada", old)
    assert not await house.stand("s1", "ada", old, first=True)
    assert [row["pending_question"] for row in await house.rows()] == [None]
    assert await house.stand("s1", "ada", new)


async def test_an_interview_is_forgotten_and_does_not_come_back(house: House) -> None:
    lease = await house.begun("s1", "ada")
    other = await house.begun("s2", "ada")
    await house.erasure.requested(asked(Scope.EVIDENCE, "ada", "s1", "s0"))
    assert not await house.stand("s1", "ada", lease)
    assert await house.stand("s2", "ada", other)
    assert [row["session_id"] for row in await house.rows()] == ["s2"]
    [answer] = await house.told()
    assert (answer["context"], answer["removed"], answer["kept"]) == (
        "interviewer", {"conversations": 1}, [],
    )  # fmt: skip


async def test_a_person_is_forgotten_whole(house: House) -> None:
    await house.begun("s1", "ada")
    await house.begun("s2", "ada")
    await house.begun("s3", "bob")
    await house.erasure.requested(asked(Scope.PERSON, "ada", "s1"))
    assert [row["subject_id"] for row in await house.rows()] == ["bob"]
    async with house.db.unit("interviewer") as unit:
        names = await unit.fetch("SELECT subject_id FROM interviewer.inbox")
    assert [row["subject_id"] for row in names] == [None]


async def test_recordings_do_not_lie_here(house: House) -> None:
    lease = await house.begun("s1", "ada")
    await house.erasure.requested(asked(Scope.RECORDINGS, "ada", "s1"))
    assert await house.stand("s1", "ada", lease)
    assert [each["removed"] for each in await house.told()] == [{"conversations": 0}]


async def test_the_same_request_is_answered_once(house: House) -> None:
    await house.begun("s1", "ada")
    message = asked(Scope.EVIDENCE, "ada", "s1")
    await asyncio.gather(*(house.erasure.requested(message) for _ in range(5)))
    assert [each["removed"] for each in await house.told()] == [{"conversations": 1}]
