"""The audit log: what is written to it, that it only grows, and that a change shows."""

import asyncio
import time
from datetime import UTC, datetime

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.identity import Role
from parley.hiring.domain.audit import GENESIS, Act, Action, Entry, entry_hash
from parley.hiring.events import message
from parley.hiring.service.audit import VERIFY_BATCH, record, verify
from parley.hiring.store import PostgresStore
from parley.kit.db import Database
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.interviews import VIDEO, interview, invite, template
from tests.hiring.interviews import record as take

NOW = datetime(2026, 11, 21, 6, 0, 0, 123456, tzinfo=UTC)
WRITERS = 50


def store_of(db: Database) -> PostgresStore:
    return PostgresStore(db, message, lambda: NOW)


async def write(store: PostgresStore, count: int, invitation_id: str | None = None) -> None:
    async with store.unit() as unit:
        for number in range(count):
            act = Act(Action.EXPORTED, invitation_id, None, {"n": str(number), "as": "csv ü"})
            await record(unit, act, NOW)


async def tamper(db: Database, sql: str) -> None:
    """What somebody with the database's keys might do."""
    async with db.unit("hiring") as unit:
        await unit.execute("ALTER TABLE hiring.audit DISABLE TRIGGER audit_only_grows")
        await unit.execute(sql)
        await unit.execute("ALTER TABLE hiring.audit ENABLE TRIGGER audit_only_grows")


async def test_entries_are_chained_and_found_whole(db: Database) -> None:
    store = store_of(db)
    assert (await verify(store)).broken_at is None
    await write(store, VERIFY_BATCH + 1)
    found = await verify(store)
    assert (found.checked, found.broken_at) == (VERIFY_BATCH + 1, None)
    async with store.unit() as unit:
        first, second = await unit.audit_after(0, 2)
    assert (first.position, first.previous, second.previous) == (1, GENESIS, first.hash)


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ('UPDATE hiring.audit SET details = \'{"n": "2"}\' WHERE position = 2', 2),
        ("UPDATE hiring.audit SET at = at + interval '1 microsecond' WHERE position = 3", 3),
        ("UPDATE hiring.audit SET action = 'decided' WHERE position = 1", 1),
        ("UPDATE hiring.audit SET action = 'nonsense' WHERE position = 1", 1),
        ("UPDATE hiring.audit SET details = '3' WHERE position = 2", 2),
        ("UPDATE hiring.audit SET hash = overlay(hash placing 'x' from 1) WHERE position = 4", 4),
        ("DELETE FROM hiring.audit WHERE position = 2", 2),
        ("DELETE FROM hiring.audit WHERE position = 5", 5),
        ("DELETE FROM hiring.audit", 1),
    ],
    ids=[
        "details",
        "time",
        "action",
        "nonsense",
        "no details",
        "hash",
        "one missing",
        "the last missing",
        "all missing",
    ],
)
async def test_a_change_shows_with_its_place(db: Database, change: str, broken_at: int) -> None:
    store = store_of(db)
    await write(store, 5)
    await tamper(db, change)
    found = await verify(store)
    assert (found.checked, found.broken_at) == (broken_at - 1, broken_at)


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_one_flipped_bit_of_a_hash_breaks_the_chain(place: int, bit: int) -> None:
    act = Act(Action.RATED, new_id(), new_id(), {})
    hashed = entry_hash(GENESIS, 1, NOW, act)
    flipped = bytearray(hashed.encode())
    flipped[place] ^= 1 << bit
    text = flipped.decode("latin-1")
    assert Entry(1, NOW, act, GENESIS, hashed).follows(0, GENESIS)
    assert not Entry(1, NOW, act, GENESIS, text).follows(0, GENESIS)
    assert not Entry(2, NOW, act, text, entry_hash(hashed, 2, NOW, act)).follows(1, text)


@pytest.mark.parametrize(
    "sql",
    ["UPDATE hiring.audit SET action = 'x'", "DELETE FROM hiring.audit", "TRUNCATE hiring.audit"],
    ids=["update", "delete", "truncate"],
)
async def test_it_only_grows(db: Database, sql: str) -> None:
    await write(store_of(db), 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only grows"):
        async with db.unit("hiring") as unit:
            await unit.execute(sql)
    assert (await verify(store_of(db))).checked == 1


async def test_what_is_rolled_back_was_never_written(db: Database) -> None:
    store = store_of(db)
    with pytest.raises(RuntimeError):
        async with store.unit() as unit:
            await record(unit, Act(Action.DECIDED, None, None, {}), NOW)
            raise RuntimeError
    await write(store, 1)
    assert await verify(store) == await verify(store)
    assert (await verify(store)).checked == 1


async def test_many_writers_at_once_make_one_chain_and_wait_little(db: Database) -> None:
    store = store_of(db)

    async def one() -> float:
        began = time.perf_counter()
        await write(store, 1)
        return time.perf_counter() - began

    await one()
    waits = sorted(await asyncio.gather(*(one() for _ in range(WRITERS))))
    print(f"{WRITERS} writers: median {waits[WRITERS // 2] * 1e3:.0f} ms, last {waits[-1]:.3f} s")
    found = await verify(store)
    assert (found.checked, found.broken_at) == (WRITERS + 1, None)


async def test_a_slow_transaction_holds_up_nobody(db: Database) -> None:
    """The lock is taken at the end: what else a transaction does is nobody's wait."""
    store = store_of(db)
    async with store.unit() as slow:
        await record(slow, Act(Action.DECIDED, None, None, {"who": "slow"}), NOW)
        async with asyncio.timeout(5):
            await write(store, 1)
    async with store.unit() as unit:
        entries = await unit.audit_after(0, 10)
    assert [entry.act.action for entry in entries] == [Action.EXPORTED, Action.DECIDED]


# What people do


async def actions(house: House, invitation_id: str) -> list[str]:
    async with store_of(house.ground.db).unit() as unit:
        found, _ = await unit.audit_of(invitation_id, 0, 100)
    return [entry.act.action.value for entry in reversed(found)]


async def test_the_way_of_an_interview_is_logged_without_anything_personal(house: House) -> None:
    found = await interview(house, VIDEO)
    body = {"version": (await found.guest.ok("GET", found.path))["consent"]["version"]}
    await found.guest.ok("POST", f"{found.path}/consent", body | {"accepted": True})
    await found.hr.ok("POST", f"{found.path}/revoke")
    assert await actions(house, found.id) == ["invited", "consented", "revoked"]
    async with house.ground.db.unit("hiring") as unit:
        said = str(await unit.fetch("SELECT a::text FROM hiring.audit a"))
    assert "ana" not in said.lower()


async def test_a_recording_seen_again_soon_is_seen_once(house: House) -> None:
    found = await interview(house, VIDEO)
    url = await take(found, found.questions[0]["id"])
    sent = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    answer = await found.guest.ok("POST", f"{found.path}/responses", sent)
    playback = f"{found.path}/responses/{answer['id']}/playback"
    await found.guest.ok("GET", playback)
    await asyncio.gather(*(found.hr.ok("GET", playback) for _ in range(5)))
    house.clock.advance(600)
    await found.hr.ok("GET", playback)
    assert (await actions(house, found.id)).count("recording_seen") == 1
    house.clock.advance(1)
    await found.hr.ok("GET", playback)
    assert (await actions(house, found.id)).count("recording_seen") == 2


async def test_the_team_reads_it_newest_first_with_names(house: House) -> None:
    hr = house.person()
    found = await invite(hr, (await template(hr))["id"])
    detail = await found.guest.ok("GET", found.path)
    consent = {"version": detail["consent"]["version"], "accepted": True}
    await found.guest.ok("POST", f"{found.path}/consent", consent)
    page = await hr.ok("GET", f"{found.path}/audit?pageSize=1")
    assert (page["total"], page["pageSize"]) == (2, 1)
    (newest,) = page["items"]
    assert (newest["action"], newest["actorName"]) == ("consented", "candidate")
    assert newest["details"] == {"version": "2026-11-en"}
    (oldest,) = (await hr.ok("GET", f"{found.path}/audit?pageSize=1&page=2"))["items"]
    assert (oldest["action"], oldest["actorName"], oldest["actorId"]) == (
        "invited",
        "Somebody",
        hr.who.user_id,
    )


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.CANDIDATE])
async def test_strangers_and_the_candidate_do_not_read_it(house: House, role: Role) -> None:
    hr = house.person()
    found = await invite(hr, (await template(hr))["id"])
    assert (await house.person(role)("GET", f"{found.path}/audit")).status_code == 404
    assert (await found.guest("GET", f"{found.path}/audit")).status_code == 403
