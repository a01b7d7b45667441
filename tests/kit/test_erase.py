"""What `kit.erase` deletes on behalf of a context, and what it leaves."""

from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg
import pytest

from parley.kit.bus import PostgresBus
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.messages import Message, Subscription


async def heard(_message: Message) -> None:
    """Nothing is done with it."""


async def erase(db: Database, *ids: str) -> tuple[int, int, int]:
    async with db.unit("hiring") as unit:
        row = await unit.fetchrow("SELECT * FROM kit.erase($1)", list(ids))
    assert row is not None
    return row["jobs"], row["events"], row["answers"]


async def left(db: Database) -> tuple[list[str], list[str], list[str]]:
    """Keys of jobs, keys of events, paths of stored answers."""
    async with db.unit("kit") as unit:
        jobs = await unit.fetch("SELECT key FROM kit.jobs ORDER BY key")
        events = await unit.fetch("SELECT key FROM kit.events ORDER BY position")
        answers = await unit.fetch("SELECT path FROM kit.idempotency ORDER BY path")
    return [r[0] for r in jobs], [r[0] for r in events], [r[0] for r in answers]


async def job(db: Database, key: str, payload: dict[str, str], subject: str | None = None) -> None:
    async with db.unit("hiring") as unit:
        await JobQueue(db).put(
            unit, queue="q", kind="k", key=key, payload=payload, subject_id=subject
        )


async def publish(db: Database, topic: str, key: str, data: dict[str, str]) -> None:
    message = Message(new_id(), topic, "something", key, datetime.now(UTC), data)
    await PostgresBus(db).publish([message])


async def answered(db: Database, path: str, body: bytes, *, status: int | None = 200) -> None:
    async with db.unit("kit") as unit:
        await unit.execute(
            "INSERT INTO kit.idempotency (scope, fingerprint, status, headers, body, path)"
            " VALUES ($1, 'f', $2, '{}', $3, $4)",
            new_id(),
            status,
            body,
            path,
        )


async def test_what_names_an_id_goes_and_the_rest_stays(db: Database) -> None:
    gone, other = new_id(), new_id()
    await PostgresBus(db).subscribe(Subscription("listener", "interview-events", {"x": heard}))
    for one in (gone, other):
        await job(db, f"key-{one}", {})
        await job(db, f"payload of {one[:4]}", {"takeId": one})
        await publish(db, "interview-events", one, {})
        await publish(db, "media-events", "key", {"evidenceId": one})
        await answered(db, f"/invitations/{one}/link", b'{"link":"secret"}')
        await answered(db, "/templates", b'\xff{"id":"%s"}' % one.encode())
    assert await erase(db, gone) == (2, 2, 2)
    jobs, events, answers = await left(db)
    assert jobs == sorted([f"key-{other}", f"payload of {other[:4]}"])
    assert events == [other, "key"]
    assert answers == sorted([f"/invitations/{other}/link", "/templates"])
    async with db.unit("kit") as unit:
        assert await unit.fetchval("SELECT count(*) FROM kit.deliveries") == 1


async def test_what_is_about_a_person_goes_with_their_id(db: Database) -> None:
    person = new_id()
    await job(db, "key", {}, subject=person)
    assert await erase(db, person) == (1, 0, 0)


async def test_the_deletion_itself_goes_on_until_everybody_has_heard_of_it(db: Database) -> None:
    gone = new_id()
    await PostgresBus(db).subscribe(Subscription("media", "privacy-events", {"x": heard}))
    await publish(db, "privacy-events", "receipt", {"evidenceIds": gone})
    assert await erase(db, gone) == (0, 0, 0)
    async with db.unit("kit") as unit:
        await unit.execute("UPDATE kit.deliveries SET status = 'dead'")
    assert await erase(db, gone) == (0, 0, 0)
    async with db.unit("kit") as unit:
        await unit.execute("UPDATE kit.deliveries SET status = 'done'")
    assert await erase(db, gone) == (0, 1, 0)


async def test_a_command_that_is_running_keeps_its_key(db: Database) -> None:
    gone = new_id()
    await answered(db, f"/invitations/{gone}/deletion", b"", status=None)
    assert await erase(db, gone) == (0, 0, 0)


async def test_nothing_to_erase_erases_nothing(db: Database) -> None:
    await job(db, "key", {})
    assert await erase(db) == (0, 0, 0)
    assert (await left(db))[0] == ["key"]


@pytest.mark.parametrize(
    "ids",
    [[""], ["%"], ["a"], [".*"], ["00000000-0000-0000-0000-00000000000"], [None]],
    ids=["empty", "percent", "letter", "anything", "short", "null"],
)
async def test_only_uuids_are_taken(db: Database, ids: Sequence[str]) -> None:
    await job(db, "key", {})
    with pytest.raises(asyncpg.InvalidParameterValueError):
        async with db.unit("hiring") as unit:
            await unit.execute("SELECT kit.erase($1)", ids)
    assert (await left(db))[0] == ["key"]
