"""What is erased leaves nothing, whatever runs meanwhile."""

import pytest

from parley.kit.ids import new_id
from tests.fakes.speech_engine import FakeEngine
from tests.speech.conftest import House
from tests.speech.hearings import correction, requested, rows, taken_in, types


@pytest.mark.parametrize("scope", ["recordings", "evidence", "person"])
async def test_erasure_leaves_nothing_and_says_so(
    house: House, engine: FakeEngine, scope: str
) -> None:
    engine.words = ("s3cret-canary",)
    message, other = await taken_in(house), await taken_in(house)
    await house.work()
    url = message.data["mediaUrl"]
    await house.speech.correct(correction(url, "s3cret-canary typed"))
    await house.told()
    evidence = message.data["evidenceId"]
    ask = requested(house, scope, str(message.subject_id), evidence)
    await house.publish(ask)
    (done,) = await house.told()
    assert (done.topic, done.type, done.key) == ("privacy-events", "erasure.done", ask.key)
    assert dict(done.data) == {
        "erasureId": ask.key,
        "context": "speech",
        "removed": {"transcripts": 1, "corrections": 1, "jobs": 1},
        "kept": [],
    }
    async with house.ground.db.pool.acquire() as connection:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname IN ('speech', 'kit')"
        )
        assert len(tables) > 8
        for table in tables:
            if table["name"] in {"kit.events", "kit.deliveries"}:
                continue  # the request itself lies there until everybody has had it
            found = await connection.fetch(f"SELECT t::text AS row FROM {table['name']} t")  # noqa: S608 - our own tables
            for needle in (message.data["takeId"], evidence, str(message.subject_id)):
                assert not [r for r in found if needle in r["row"]], table["name"]
    assert (await house.heard(other)).status == "ready"


async def test_erasure_asked_twice_is_done_once(house: House) -> None:
    message = await taken_in(house)
    ask = requested(house, "person", str(message.subject_id))
    await house.publish(ask)
    await house.part.subscriptions[1].types[ask.type](ask)
    assert types(await house.told()) == ["erasure.done"]
    assert await rows(house, "speech.transcripts") == []


async def test_a_job_that_runs_meanwhile_brings_nothing_back(
    house: House, engine: FakeEngine
) -> None:
    message = await taken_in(house)
    ask = requested(house, "evidence", "s", message.data["evidenceId"])

    async def erase(step: str) -> None:
        if step == "transcribe":
            await house.part.subscriptions[1].types[ask.type](ask)

    engine.before = erase
    await house.work()
    assert await rows(house, "speech.transcripts") == []
    assert await rows(house, "kit.jobs") == []
    assert types(await house.told()) == ["erasure.done"]


async def test_news_of_what_was_erased_is_not_taken_up(house: House) -> None:
    take, evidence = new_id(), new_id()
    late = house.audio_ready(take, await house.sound(take), evidenceId=evidence)
    await house.publish(requested(house, "recordings", "s", evidence))
    await house.publish(late)
    assert await rows(house, "speech.transcripts") == []
    # After a withdrawal somebody may agree again, and record anew.
    house.clock.advance(1)
    await house.publish(house.audio_ready(take, await house.sound(take), evidenceId=evidence))
    assert len(await rows(house, "speech.transcripts")) == 1
    # What was deleted as a whole never comes back.
    await house.publish(requested(house, "evidence", "s", evidence))
    house.clock.advance(1)
    await house.publish(house.audio_ready(take, await house.sound(take), evidenceId=evidence))
    assert await rows(house, "speech.transcripts") == []


async def test_sound_that_is_gone_after_an_erasure_leaves_no_row(house: House) -> None:
    evidence = new_id()
    await house.publish(requested(house, "recordings", "s", evidence))
    house.clock.advance(1)
    take = new_id()
    await house.publish(house.audio_ready(take, f"takes/{take}/audio.wav", evidenceId=evidence))
    await house.work()
    assert await rows(house, "speech.transcripts") == []
    assert types(await house.told()) == ["erasure.done"]


async def test_sound_that_is_gone_without_one_is_unreadable(house: House) -> None:
    take = new_id()
    message = house.audio_ready(take, f"takes/{take}/audio.wav")
    await house.publish(message)
    await house.work()
    assert (await house.heard(message)).error == "unreadable"


async def test_old_erasures_are_forgotten(house: House) -> None:
    await house.publish(requested(house, "evidence", "s", new_id()))
    sweep = house.part.sweeps[1]
    house.clock.advance(90 * 86400)
    await sweep.run()
    assert len(await rows(house, "speech.erasures")) == 1
    house.clock.advance(1)
    await sweep.run()
    assert await rows(house, "speech.erasures") == []
