import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
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


# Being told of a take-over

PATIENCE = 5.0  # seconds
# Roles of contexts don't see what others' connections do.
LISTENING = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%leases%'"


Watch = Callable[..., Awaitable[Callable[[], None]]]


@pytest.fixture
def lost() -> asyncio.Queue[str]:
    return asyncio.Queue()


@pytest.fixture
async def watched(leases: Leases, lost: asyncio.Queue[str]) -> AsyncIterator[Watch]:
    """Takes a lease and watches it; gives what ends that."""
    ends: list[Callable[[], None]] = []

    async def make(name: str, by: Leases = leases) -> Callable[[], None]:
        lease = await by.acquire(name, "a", LONG, take_over=True)
        assert lease is not None
        ends.append(by.watch(lease, lambda: lost.put_nowait(name)))
        return ends[-1]

    yield make
    for end in ends:
        end()


async def taken_over(db: Database, name: str) -> None:
    assert await Leases(db).acquire(name, "b", LONG, take_over=True)


async def told(lost: asyncio.Queue[str]) -> str:
    return await asyncio.wait_for(lost.get(), PATIENCE)


async def listener(db: Database) -> int:
    """The backend that listens, once it does."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with db.unit("kit") as unit:
                await unit.execute("RESET ROLE")
                if (pid := await unit.fetchval(LISTENING)) is not None:
                    return int(pid)


async def test_the_holder_is_told_of_a_take_over_by_another_process(
    kit_db: Database, watched: Watch, lost: asyncio.Queue[str]
) -> None:
    for name in ("one", "two"):
        await watched(name)
    await listener(kit_db)
    for name in ("two", "two", "one"):
        await taken_over(kit_db, name)
    assert [await told(lost), await told(lost)] == ["two", "one"]
    assert lost.empty()


async def test_its_own_taking_is_no_take_over(
    kit_db: Database, watched: Watch, lost: asyncio.Queue[str]
) -> None:
    await watched("one")
    await watched("one")
    assert await told(lost) == "one"  # the first of the two
    await taken_over(kit_db, "two")
    assert lost.empty()
    await taken_over(kit_db, "one")
    assert await told(lost) == "one"


async def test_whoever_looks_away_is_told_nothing_and_keeps_no_connection(
    kit_db: Database, leases: Leases, watched: Watch, lost: asyncio.Queue[str]
) -> None:
    end, other = await watched("one"), await watched("two")
    end()
    await taken_over(kit_db, "one")
    await taken_over(kit_db, "two")
    assert await told(lost) == "two"
    assert lost.empty()
    other()
    assert leases._listening is not None
    await asyncio.wait({leases._listening}, timeout=PATIENCE)
    assert leases._listening.cancelled()
    assert kit_db.pool.get_idle_size() == kit_db.pool.get_size()


async def missed_while_away(
    db: Database, leases: Leases, watched: Watch, lost: asyncio.Queue[str]
) -> None:
    """What happens without a word is seen as soon as somebody listens again."""
    await watched("one", leases)
    pid = await listener(db)
    async with db.unit("kit") as unit:
        await unit.execute("UPDATE kit.leases SET epoch = epoch + 1")
    async with db.unit("kit") as unit:
        await unit.execute("RESET ROLE")
        await unit.execute("SELECT pg_terminate_backend($1)", pid)
    assert await told(lost) == "one"


async def test_a_take_over_while_the_connection_was_gone_is_seen_afterwards(
    kit_db: Database, leases: Leases, watched: Watch, lost: asyncio.Queue[str]
) -> None:
    await missed_while_away(kit_db, leases, watched, lost)


class Deaf(Leases):
    """Broken: only listens."""

    async def _look(self) -> None:
        """Nothing is asked for."""


async def test_whoever_only_listens_is_found_out(
    kit_db: Database, watched: Watch, lost: asyncio.Queue[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.kit.test_lease.PATIENCE", 1.0)
    with pytest.raises(TimeoutError):
        await missed_while_away(kit_db, Deaf(kit_db), watched, lost)
