"""Deletion that others wait for: what goes, what stays, what is answered, and when."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from parley.contracts.erasure import TOPIC, ErasureDone, ErasureRequested, Scope
from parley.contracts.media import ConsentRequired, TakeNotFound
from parley.kit.bus import Consumer, PostgresBus
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Relay
from parley.media.service.erasure import Erasure
from parley.media.store import PostgresStore
from tests.media.conftest import House
from tests.media.recordings import webm
from tests.media.test_service_playback import due, recorded
from tests.media.wires import Connection

LEFT = """
SELECT table_schema || '.' || table_name FROM information_schema.tables
WHERE table_schema IN ('media', 'kit') AND table_type = 'BASE TABLE'
"""


def request(house: House, scope: Scope, *evidence_ids: str) -> Message:
    erasure_id = new_id()
    fact = ErasureRequested(
        erasure_id, scope.value, house.candidate.user_id, list(evidence_ids or [house.evidence_id])
    )
    return Message(
        new_id(), TOPIC, fact.TYPE, erasure_id, house.clock.now(), asdict(fact),
        house.candidate.user_id,
    )  # fmt: skip


def erasure(house: House) -> Erasure:
    return house.media._erasure


async def ask(house: House, message: Message) -> None:
    await house.part.subscriptions[0].types[ErasureRequested.TYPE](message)


async def answers(house: House) -> list[ErasureDone]:
    async with house.ground.db.unit("media") as unit:
        rows = await unit.fetch(
            "SELECT payload, subject_id, key FROM media.outbox WHERE topic = $1 ORDER BY position",
            TOPIC,
        )
    assert all(row["subject_id"] is None for row in rows)
    found = [ErasureDone(**row["payload"]["data"]) for row in rows]
    assert [row["key"] for row in rows] == [done.erasureId for done in found]
    return found


async def rows_with(house: House, word: str) -> dict[str, int]:
    """How many rows of every table hold a word anywhere."""
    found = {}
    async with house.ground.db.pool.acquire() as connection:
        for (table,) in await connection.fetch(LEFT):
            count = await connection.fetchval(
                f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%' || $1 || '%'",  # noqa: S608 - a table's own name
                word,
            )
            if count:
                found[table] = count
    return found


async def relay(house: House) -> None:
    """Publish what waits, so that kit keeps copies."""
    bus = PostgresBus(house.ground.db)
    for topic in house.part.topics:
        await Relay(house.ground.db, "media", topic, bus).step()


async def two_answers(house: House) -> tuple[str, str]:
    """One that was submitted and is ready with its sound, one in the middle of its upload."""
    media_url = await recorded(house, webm(1.0))
    await house.work()
    await relay(house)
    scratch = f"{media_url.rsplit('/', 1)[-1]}.{new_id()}.making"
    (house.ground.data_dir / "uploads" / scratch).write_bytes(b"left behind by a crash")
    open_take = await house.take("q2")
    url = (await house.client().create(open_take.take_id)).headers["Location"]
    await house.client().patch(url, 0, webm(1.0)[:1000])
    return media_url, url


@pytest.mark.parametrize("scope", list(Scope))
async def test_everything_that_was_recorded_goes(house: House, scope: Scope) -> None:
    media_url, url = await two_answers(house)
    take_id, upload_id = media_url.rsplit("/", 1)[-1], url.rsplit("/", 1)[-1]
    assert {"media.takes", "media.playbacks", "kit.jobs", "kit.events", "media.outbox"} <= set(
        await rows_with(house, take_id)
    )
    message = request(house, scope)
    await ask(house, message)
    assert house.files("blobs") == []
    assert house.files("uploads") == []
    # The note of what lay on the disk stays for an hour: a late job may store a file again.
    assert await rows_with(house, take_id) == {"media.erasures": 1}
    assert await rows_with(house, upload_id) == {"media.erasures": 1}
    (done,) = await answers(house)
    # The original, the playback, its poster, the sound, the waveform; a staged upload.
    removed = {"recordings": 2, "files": 6, "consents": 0 if scope is Scope.RECORDINGS else 1}
    assert done == ErasureDone(message.key, "media", removed, done.kept)
    person = await rows_with(house, house.candidate.user_id)
    if scope is Scope.RECORDINGS:
        assert [kept["what"] for kept in done.kept] == ["consents"]
        assert person == {"media.consents": 1}
    else:
        assert done.kept == []
        assert person == {}
    assert await house.media.consent(house.evidence_id) is None
    with pytest.raises(ConsentRequired):
        await house.media.open_take(house.ask("q3"))
    with pytest.raises(TakeNotFound):
        await house.media.playback(media_url)


async def test_other_interviews_stay_unless_the_person_is_to_be_forgotten(house: House) -> None:
    mine, other = house.evidence_id, new_id()
    await recorded(house, webm(1.0))
    await house.work()
    house.evidence_id = other
    kept = await recorded(house, webm(1.0))
    await house.work()
    await ask(house, request(house, Scope.EVIDENCE, mine))
    assert (await house.media.playback(kept)).status == "ready"
    assert await house.media.consent(other) is not None
    async with house.ground.db.unit("media") as unit:
        assert await unit.fetchval("SELECT count(*) FROM media.outbox WHERE topic <> $1", TOPIC)
    await ask(house, request(house, Scope.PERSON, mine))
    assert house.files("blobs") == []
    assert await rows_with(house, other) == {}


async def test_another_persons_recordings_stay(house: House) -> None:
    await ask(house, request(house, Scope.PERSON))
    kept = await recorded(house, webm(1.0))
    house.candidate, somebody = house.identity.add(house.candidate.role), house.candidate
    message = request(house, Scope.PERSON, new_id())
    house.candidate = somebody
    await ask(house, message)
    await house.work()
    assert (await house.media.playback(kept)).status == "ready"


async def test_who_has_nothing_is_answered_too(house: House) -> None:
    message = request(house, Scope.PERSON)
    await ask(house, message)
    nothing = {"recordings": 0, "files": 0, "consents": 0}
    assert await answers(house) == [ErasureDone(message.key, "media", nothing, [])]


async def test_the_same_request_is_answered_once_also_at_the_same_time(house: House) -> None:
    await two_answers(house)
    message = request(house, Scope.EVIDENCE)
    await asyncio.gather(*(ask(house, message) for _ in range(4)))
    await ask(house, message)
    await house.part.sweeps[0].run()
    assert [done.removed["recordings"] for done in await answers(house)] == [2]


async def test_it_is_heard_and_answered_over_the_bus(house: House) -> None:
    await recorded(house, webm(1.0))
    bus = PostgresBus(house.ground.db)
    for subscription in house.part.subscriptions:
        await bus.subscribe(subscription)
    message = request(house, Scope.EVIDENCE)
    await bus.publish([message])
    await Consumer(house.ground.db, house.part.subscriptions[0]).step()
    assert len(await answers(house)) == 1
    assert house.files("uploads") == []


# Crashes


Cut = Callable[[House, pytest.MonkeyPatch], None]


class Crashed(BaseException):
    """The process is gone."""


async def _crash(*_: object) -> None:
    raise Crashed


def before_the_files(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasure(house), "_delete", _crash)


def in_the_files(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasure(house)._blobs, "delete_prefix", _crash)


def before_the_answer(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasure(house)._outbox, "put", _crash)


async def crashed(house: House, monkeypatch: pytest.MonkeyPatch, cut: Cut, *, again: bool) -> None:
    """It dies on the way and is taken up by the sweep, or by the event that comes again.

    Raises:
        AssertionError: Answered while files are there, more or less than once, or not at all.
    """
    await two_answers(house)
    message = request(house, Scope.EVIDENCE)
    with monkeypatch.context() as patched:
        cut(house, patched)
        with pytest.raises(Crashed):
            await ask(house, message)
    there = house.files("blobs") + house.files("uploads")
    assert not (there and await answers(house)), "answered too early"
    if again:
        await ask(house, message)
    await house.part.sweeps[0].run()
    assert house.files("blobs") + house.files("uploads") == [], "files are left"
    assert [done.removed["files"] for done in await answers(house)] == [6], "not answered once"


@pytest.mark.parametrize("again", [False, True], ids=["sweep", "redelivered"])
@pytest.mark.parametrize("cut", [before_the_files, in_the_files, before_the_answer])
async def test_a_crash_on_the_way_is_made_up_for(
    house: House, monkeypatch: pytest.MonkeyPatch, cut: Cut, again: bool
) -> None:
    await crashed(house, monkeypatch, cut, again=again)


async def test_the_same_check_sees_an_answer_before_the_files_are_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mistake: one step, the answer in the transaction that deletes the rows."""
    real = Erasure.forget

    async def at_once(self: Erasure, unit: Any, asked: Any) -> None:
        await real(self, unit, asked)
        forgetting = await self._store.forgetting(unit, asked.erasure_id)
        assert forgetting is not None
        await self._store.answered(unit, asked.erasure_id)
        await self._outbox.put(unit, self._answer(forgetting))

    monkeypatch.setattr(Erasure, "forget", at_once)
    with pytest.raises(AssertionError, match="answered too early"):
        await crashed(house, monkeypatch, before_the_files, again=False)


async def test_a_folder_that_can_not_be_deleted_is_not_answered_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(house, webm(1.0))
    await house.work()
    with monkeypatch.context() as patched:

        async def refused(_: str) -> int:
            raise PermissionError

        patched.setattr(erasure(house)._blobs, "delete_prefix", refused)
        with pytest.raises(PermissionError):
            await ask(house, request(house, Scope.EVIDENCE))
        assert await answers(house) == []
    await house.part.sweeps[0].run()
    assert len(await answers(house)) == 1
    assert house.files("blobs") == []


# What runs meanwhile


@pytest.mark.parametrize("place", ["progress", "sound", "put_file"])
async def test_sound_that_is_being_taken_resurrects_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    await recorded(house, webm(1.0))
    worker = house.part.workers[0]
    job = await house.ground.jobs.take("media")
    assert job is not None
    await worker.run_one(house.ground.jobs, job)
    job = await house.ground.jobs.take("media")
    assert job is not None
    assert job.kind == "sound"
    handler: Any = worker._handlers["sound"]
    sounds = handler.__self__
    of, name = {
        "progress": (type(job), "progress"),
        "sound": (sounds._reader, "sound"),
        "put_file": (sounds._blobs, "put_file"),
    }[place]
    real = getattr(of, name)
    asked: list[str] = []

    async def erased(*given: Any, **named: Any) -> Any:
        result = await real(*given, **named)
        if not asked:
            asked.append(place)
            await ask(house, request(house, Scope.EVIDENCE))
        return result

    monkeypatch.setattr(of, name, erased)
    await worker.run_one(house.ground.jobs, job)
    assert asked
    assert house.files("blobs") == []
    assert house.files("uploads") == []
    await due(house)
    assert await house.ground.jobs.take("media") is None
    assert {done.context for done in await answers(house)} == {"media"}
    async with house.ground.db.unit("media") as unit:
        assert await unit.fetchval("SELECT count(*) FROM media.outbox") == 1


async def test_an_upload_that_runs_ends_and_leaves_nothing(house: House) -> None:
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    wire = Connection(
        house.app(), url, house.identity.token(house.candidate), {"Upload-Offset": "0"}
    )
    wire.feed(webm(1.0)[:5000])
    await wire.listening()
    await ask(house, request(house, Scope.RECORDINGS))
    async with asyncio.timeout(house.settings.idle_seconds / 2):
        answer = await wire.end()
    assert answer.status == 404
    assert house.files("uploads") == []
    assert len(await answers(house)) == 1


async def opened_meanwhile(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A take is opened between the deletion's look for takes and its end.

    Raises:
        AssertionError: It is left over.
    """
    await house.consent()
    opening: list[asyncio.Future[Any]] = []
    real = PostgresStore.take_ids

    async def looked(*given: Any) -> Any:
        found = await real(*given)
        opening.append(asyncio.ensure_future(house.media.open_take(house.ask())))
        # Either it is done, or it waits for the deletion to end.
        await asyncio.wait(opening, timeout=0.5)
        return found

    monkeypatch.setattr(PostgresStore, "take_ids", looked)
    await ask(house, request(house, Scope.EVIDENCE))
    (outcome,) = await asyncio.gather(*opening, return_exceptions=True)
    assert await house.media.takes(house.evidence_id) == [], "a take is left over"
    assert isinstance(outcome, ConsentRequired)


async def test_a_take_that_is_opened_meanwhile_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Openers and the deletion meet at the consent's row."""
    await opened_meanwhile(house, monkeypatch)


async def test_the_same_check_sees_consents_that_are_not_locked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unlocked(*_: object) -> None: ...

    monkeypatch.setattr(PostgresStore, "lock_consents", unlocked)
    with pytest.raises(AssertionError, match="left over"):
        await opened_meanwhile(house, monkeypatch)


async def test_what_was_answered_is_remembered_for_a_while(house: House) -> None:
    await ask(house, request(house, Scope.PERSON))
    await house.part.sweeps[0].run()
    async with house.ground.db.unit("media") as unit:
        assert await unit.fetchval("SELECT count(*) FROM media.forgettings") == 1
        await unit.execute("UPDATE media.forgettings SET done_at = now() - interval '91 days'")
    await house.part.sweeps[0].run()
    async with house.ground.db.unit("media") as unit:
        assert await unit.fetchval("SELECT count(*) FROM media.forgettings") == 0
