import asyncio
from datetime import timedelta

import pytest

from parley.kit.db import Database
from parley.kit.lease import Lease, Leases, check

LONG = timedelta(minutes=1)


@pytest.fixture
def leases(kit_db: Database) -> Leases:
    return Leases(kit_db)


async def expire(db: Database) -> None:
    async with db.unit("kit") as unit:
        await unit.execute("UPDATE kit.leases SET expires_at = now() - interval '1 second'")


async def stands(db: Database, lease: Lease) -> bool:
    async with db.unit("alpha") as unit:
        return await check(unit, lease)


async def test_one_holder_at_a_time(kit_db: Database, leases: Leases) -> None:
    found = await asyncio.gather(*(leases.acquire("room", f"h{n}", LONG) for n in range(8)))
    [held] = [lease for lease in found if lease]
    assert held.epoch == 1
    assert await stands(kit_db, held)
    assert await leases.acquire("another", "h", LONG) == Lease("another", 1)


async def test_an_expired_lease_is_taken_and_fences_the_last(
    kit_db: Database, leases: Leases
) -> None:
    first = await leases.acquire("room", "a", LONG)
    assert first is not None
    await expire(kit_db)
    assert not await stands(kit_db, first)
    assert not await leases.renew(first, LONG)
    second = await leases.acquire("room", "b", LONG)
    assert second == Lease("room", 2)
    assert not await stands(kit_db, first)
    assert not await leases.renew(first, LONG)
    await leases.release(first)
    assert await stands(kit_db, second)


async def test_the_holder_itself_and_who_takes_over_raise_the_epoch(
    kit_db: Database, leases: Leases
) -> None:
    first = await leases.acquire("room", "a", LONG)
    again = await leases.acquire("room", "a", LONG)
    assert first is not None
    assert again == Lease("room", 2)
    assert not await stands(kit_db, first)
    assert await leases.acquire("room", "b", LONG) is None
    taken = await leases.acquire("room", "b", LONG, take_over=True)
    assert taken == Lease("room", 3)
    assert not await stands(kit_db, again)


async def test_renewing_keeps_and_releasing_frees(kit_db: Database, leases: Leases) -> None:
    held = await leases.acquire("room", "a", timedelta(seconds=1))
    assert held is not None
    assert await leases.renew(held, LONG)
    await leases.release(held)
    assert not await stands(kit_db, held)
    assert await leases.acquire("room", "b", LONG) == Lease("room", 2)


async def test_a_lease_that_was_checked_stands_until_the_transaction_ends(
    kit_db: Database, leases: Leases
) -> None:
    held = await leases.acquire("room", "a", LONG)
    assert held is not None
    async with kit_db.unit("alpha") as unit:
        assert await check(unit, held)
        taking = asyncio.ensure_future(leases.acquire("room", "b", LONG, take_over=True))
        done, _ = await asyncio.wait({taking}, timeout=0.2)
        assert not done
        await unit.execute("INSERT INTO alpha.things (id) VALUES ('fenced')")
    assert await asyncio.wait_for(taking, 5) == Lease("room", 2)


async def test_a_lease_that_never_was_does_not_stand(kit_db: Database) -> None:
    assert not await stands(kit_db, Lease("nothing", 1))


async def test_what_nobody_has_held_for_a_month_is_forgotten(
    kit_db: Database, leases: Leases
) -> None:
    held = await leases.acquire("held", "a", LONG)
    for name in ("old", "recent"):
        assert await leases.acquire(name, "a", LONG)
    async with kit_db.unit("kit") as unit:
        await unit.execute(
            "UPDATE kit.leases SET expires_at = now() - CASE name WHEN 'old' "
            "THEN interval '30 days 1 second' ELSE interval '29 days' END WHERE name <> 'held'"
        )
    assert await leases.purge() == 1
    assert held is not None
    assert await stands(kit_db, held)
    assert await leases.acquire("recent", "b", LONG) == Lease("recent", 2)
    assert await leases.acquire("old", "b", LONG) == Lease("old", 1)
