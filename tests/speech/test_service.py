"""From the event to the transcript, on real PostgreSQL, with an engine that is made up."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import (
    CorrectedText,
    Correction,
    Quality,
    TranscriptChanged,
    TranscriptNotFound,
    TranscriptNotReady,
    Word,
)
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.speech.domain.engines import EngineDied, EngineUnavailable
from parley.speech.ports import Settings
from tests.fakes.speech_engine import FakeEngine, in_wav, silence, spoken, tone
from tests.speech.conftest import House, build


async def taken_in(house: House, data: bytes | None = None, **change: object) -> Message:
    """A recording whose sound is ready."""
    take = new_id()
    message = house.audio_ready(take, await house.sound(take, data), **change)
    await house.publish(message)
    return message


async def rows(house: House, table: str) -> list[dict[str, Any]]:
    async with house.ground.db.pool.acquire() as connection:
        return [dict(r) for r in await connection.fetch(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables


def types(messages: list[Message]) -> list[str]:
    return [message.type for message in messages]


async def test_a_recording_becomes_a_transcript(house: House, engine: FakeEngine) -> None:
    message = await taken_in(house, spoken(2.0, 1.0))
    waiting = await house.heard(message)
    assert (waiting.status, waiting.progress, waiting.stage) == ("processing", 0.0, "waiting")
    assert await house.work() == 1
    made = await house.heard(message)
    assert (made.status, made.progress, made.stage, made.error) == ("ready", 1.0, None, None)
    assert (made.engine, made.quality, made.confidence) == ("fake large", Quality.FULL, 0.9)
    assert (made.evidence_id, made.item_id) == (
        message.data["evidenceId"],
        message.data["itemId"],
    )
    assert made.duration_seconds == 6.0
    assert [one.text for one in made.segments] == ["hello there", "hello there"]
    # A second of silence before, of which the padding is heard too.
    starts = [one.start for one in made.segments]
    assert starts[0] == pytest.approx(0.8, abs=0.05)
    assert starts[1] == pytest.approx(3.8, abs=0.05)
    assert made.original is None
    (told,) = await house.told()
    assert (told.type, told.key, told.subject_id) == (
        "transcript.ready",
        message.data["takeId"],
        message.subject_id,
    )
    assert dict(told.data) == {
        "mediaUrl": made.media_url,
        "evidenceId": made.evidence_id,
        "itemId": made.item_id,
        "quality": "full",
    }


async def test_progress_and_stage_are_shown(house: House, engine: FakeEngine) -> None:
    message = await taken_in(house, spoken(1.0, 1.0, 1.0, 1.0))
    seen: list[tuple[float, str | None]] = []

    async def look(step: str) -> None:
        found = await house.heard(message)
        seen.append((round(found.progress, 3), found.stage))

    engine.before = look
    await house.work()
    assert seen == [
        (0.0, "waiting"),
        (0.0, "listening"),
        (0.1, "listening"),
        (0.325, "transcribing"),
        (0.55, "transcribing"),
        (0.775, "transcribing"),
    ]


async def test_a_long_recording_is_read_in_windows(
    db: Database, tmp_path: Path, engine: FakeEngine
) -> None:
    steps: list[str] = []

    async def note(step: str) -> None:
        steps.append(step)

    engine.before = note
    house = await build(db, tmp_path, engine, Settings(window_seconds=1))
    message = await taken_in(house, spoken(0.5, 0.5))
    await house.work()
    assert steps.count("find_voice") == 5  # 4 s in windows of just less than one
    assert len((await house.heard(message)).segments) == 2


async def test_a_silent_recording_is_ready_and_empty(house: House) -> None:
    message = await taken_in(house, in_wav(silence(2.0)))
    await house.work()
    made = await house.heard(message)
    assert (made.status, made.segments, made.confidence) == ("ready", (), 0.0)
    assert types(await house.told()) == ["transcript.ready"]


async def test_a_recording_of_no_length_is_ready_and_empty(house: House) -> None:
    message = await taken_in(house, in_wav(b""))
    await house.work()
    assert (await house.heard(message)).status == "ready"


async def test_neighbours_are_joined_for_an_engine_that_likes_it(
    house: House, engine: FakeEngine
) -> None:
    engine.recognizers = (replace(engine.recognizers[0], joins=True),)
    await taken_in(house, spoken(1.0, 1.0, pause=1.0))
    await house.work()
    assert len(engine.asked) == 1


async def test_an_event_told_twice_is_one_transcript(house: House, engine: FakeEngine) -> None:
    message = await taken_in(house)
    handler = house.part.subscriptions[0].types[message.type]
    await handler(message)
    await house.work()
    await handler(message)
    # The same sound, told as another event.
    await handler(replace(message, id=new_id()))
    assert await house.work() == 0
    assert types(await house.told()) == ["transcript.ready"]
    assert len(engine.asked) == 1


async def test_sound_made_again_takes_the_place_of_what_is_being_heard(
    house: House, engine: FakeEngine
) -> None:
    take = new_id()
    first = house.audio_ready(take, await house.sound(take))
    await house.publish(first)
    key = f"takes/{take}/again.wav"
    path = house.ground.data_dir / "again"
    path.write_bytes(spoken(1.0, 1.0))
    await house.ground.blobs.put_file(key, path)

    async def meanwhile(step: str) -> None:
        if step == "transcribe" and not engine.asked:
            later = house.audio_ready(take, key, evidenceId=first.data["evidenceId"])
            await house.part.subscriptions[0].types[later.type](later)

    engine.before = meanwhile
    assert await house.work() == 2
    assert len((await house.heard(first)).segments) == 2
    assert types(await house.told()) == ["transcript.ready"]


async def test_without_a_sound_track_there_is_no_transcript(house: House) -> None:
    message = house.audio_ready(new_id(), None)
    await house.publish(message)
    assert await house.work() == 0
    made = await house.heard(message)
    assert (made.status, made.error) == ("failed", "no_sound_track")
    (told,) = await house.told()
    assert (told.type, told.data["reason"]) == ("transcript.failed", "no_sound_track")
    # Nothing to try again with.
    assert (await house.speech.retry(made.media_url)).status == "failed"


async def test_what_media_cannot_open_is_unreadable(house: House) -> None:
    take = new_id()
    data = {
        "takeId": take, "mediaUrl": f"blob://takes/{take}", "evidenceId": new_id(),
        "itemId": new_id(), "reason": "unreadable",
    }  # fmt: skip
    message = house.message("audio.failed", take, data)
    await house.publish(message)
    made = await house.heard(message)
    assert (made.status, made.error) == ("failed", "unreadable")
    # Media tries again and succeeds.
    later = house.audio_ready(take, await house.sound(take), evidenceId=data["evidenceId"])
    await house.publish(later)
    await house.work()
    made = await house.heard(later)
    assert (made.status, made.error, made.language) == ("ready", None, "en")
    assert types(await house.told()) == ["transcript.failed", "transcript.ready"]


@pytest.mark.parametrize("data", [b"", b"no sound", b"RIFF....WAVE"], ids=["empty", "text", "cut"])
async def test_sound_in_another_form_is_unreadable(house: House, data: bytes) -> None:
    message = await taken_in(house, data)
    await house.work()
    assert (await house.heard(message)).error == "unreadable"


@pytest.mark.parametrize(("longest", "status"), [(3, "ready"), (2, "failed")])
async def test_the_longest_recording_is_exactly_that(
    db: Database, tmp_path: Path, engine: FakeEngine, longest: int, status: str
) -> None:
    house = await build(db, tmp_path, engine, Settings(longest_seconds=longest))
    message = await taken_in(house, in_wav(silence(3.0)))
    await house.work()
    assert (await house.heard(message)).status == status


async def test_a_language_nobody_knows_can_be_tried_again_later(
    house: House, engine: FakeEngine
) -> None:
    known = engine.recognizers
    engine.recognizers = (replace(known[0], languages=("en",)),)
    message = await taken_in(house, language="de-AT")
    await house.work()
    made = await house.heard(message)
    assert (made.status, made.error) == ("failed", "language_unavailable")
    engine.recognizers = known
    again = await house.speech.retry(made.media_url)
    assert (again.status, again.progress, again.stage, again.error) == (
        "processing", 0.0, "waiting", None,
    )  # fmt: skip
    # Asking twice is one run.
    await house.speech.retry(made.media_url)
    assert await house.work() == 1
    made = await house.heard(message)
    assert (made.status, made.language) == ("ready", "de-AT")
    assert (await house.speech.retry(made.media_url)).status == "ready"
    assert types(await house.told()) == ["transcript.failed", "transcript.ready"]


def dying(engine: FakeEngine, times: int, error: type[Exception]) -> None:
    left = [error()] * times

    async def die(step: str) -> None:
        if step == "transcribe" and left:
            raise left.pop()

    engine.before = die


async def test_an_engine_that_dies_once_is_asked_again(house: House, engine: FakeEngine) -> None:
    dying(engine, 1, EngineDied)
    message = await taken_in(house)
    await house.work()
    assert (await house.heard(message)).status == "ready"


async def test_a_recording_that_kills_two_engines_is_given_up(
    house: House, engine: FakeEngine
) -> None:
    dying(engine, 2, EngineDied)
    message = await taken_in(house)
    await house.work()
    made = await house.heard(message)
    assert (made.status, made.error) == ("failed", "engine_died")
    assert await house.work() == 0
    await house.speech.retry(made.media_url)
    await house.work()
    assert (await house.heard(message)).status == "ready"


@pytest.mark.parametrize(("failures", "status"), [(2, "ready"), (3, "failed")])
async def test_an_engine_that_is_away_is_waited_for(
    db: Database, tmp_path: Path, engine: FakeEngine, failures: int, status: str
) -> None:
    house = await build(db, tmp_path, engine, Settings(max_attempts=3))
    dying(engine, failures, EngineUnavailable)
    message = await taken_in(house)
    for _ in range(3):
        await house.make_due()
        await house.work()
    made = await house.heard(message)
    assert made.status == status
    assert made.error == (None if status == "ready" else "engine_unavailable")
    assert len(await house.told()) == 1


async def test_an_engine_that_says_nonsense_is_not_believed(
    house: House, engine: FakeEngine
) -> None:
    async def lying(_ask: object) -> Any:
        answer = await FakeEngine.transcribe(engine, _ask)  # type: ignore[arg-type]
        return replace(answer, words=(Word("a\x00", 99.0, -1.0, 7.0), Word("b", 0.0, 0.1, 1.0)))

    engine.transcribe = lying  # type: ignore[method-assign, assignment]
    message = await taken_in(house)
    await house.work()
    (segment,) = (await house.heard(message)).segments
    assert segment.text == "a b"
    assert 0.5 < segment.start <= segment.end < 2.5


async def test_voice_of_the_wrong_length_is_not_believed(house: House, engine: FakeEngine) -> None:
    async def lying(pcm: bytes, state: bytes) -> Any:
        return replace(await FakeEngine.find_voice(engine, pcm, state), voice=b"\xff" * 9)

    engine.find_voice = lying  # type: ignore[method-assign]
    message = await taken_in(house)
    await house.work()
    assert (await house.heard(message)).status == "processing"


async def stolen(house: House) -> None:
    """Somebody else has the job by now."""
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET epoch = epoch + 1")


async def test_who_has_lost_the_lease_writes_nothing(house: House, engine: FakeEngine) -> None:
    message = await taken_in(house)

    async def steal(step: str) -> None:
        if step == "transcribe":
            await stolen(house)

    engine.before = steal
    await house.work()
    assert (await house.heard(message)).status == "processing"
    assert await house.told() == []


async def test_a_job_whose_workers_died_is_seen_by_the_sweep(house: House) -> None:
    message = await taken_in(house)
    sweep = house.part.sweeps[0]
    house.clock.advance(1)
    assert await sweep.run() == 0
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET status = 'dead'")
    assert await sweep.run() == 1
    assert await sweep.run() == 0
    assert (await house.heard(message)).error == "engine_died"
    assert types(await house.told()) == ["transcript.failed"]


async def ready(house: House) -> str:
    message = await taken_in(house)
    await house.work()
    return str(message.data["mediaUrl"])


def correction(media_url: str, text: str, revision: int = 0, who: str = "ada") -> Correction:
    return Correction(media_url, revision, (CorrectedText(0, text),), who)


async def test_corrections_are_kept_beside_the_original(house: House) -> None:
    url = await ready(house)
    first = await house.speech.correct(correction(url, "Hello Bo"))
    assert (first.revision, first.corrected_by) == (1, "ada")
    assert first.corrected_at == house.clock.now()
    second = await house.speech.correct(correction(url, "Hello Bo!", 1, "bob"))
    (stored,) = await house.speech.transcripts([url])
    assert stored == second
    assert [one.text for one in second.segments] == ["Hello Bo!"]
    assert second.original is not None
    assert [one.text for one in second.original] == ["hello there"]
    told = (await house.told())[1:]
    assert [(m.type, m.data["revision"], m.data["correctedBy"]) for m in told] == [
        ("transcript.corrected", 1, "ada"),
        ("transcript.corrected", 2, "bob"),
    ]
    kept = await rows(house, "speech.corrections ORDER BY revision")
    assert [(r["revision"], r["corrected_by"]) for r in kept] == [(1, "ada"), (2, "bob")]
    assert kept[0]["segments"][0][3][1][0] == "Bo"


async def test_a_correction_of_another_revision_is_a_conflict(house: House) -> None:
    url = await ready(house)
    await house.speech.correct(correction(url, "one"))
    with pytest.raises(TranscriptChanged):
        await house.speech.correct(correction(url, "two"))
    # The same words again, as after an answer that was lost, change nothing.
    again = await house.speech.correct(correction(url, "one"))
    assert again.revision == 1
    assert len(await rows(house, "speech.corrections")) == 1


async def test_of_many_corrections_at_once_one_wins(house: House) -> None:
    url = await ready(house)
    made = await asyncio.gather(
        *(house.speech.correct(correction(url, f"text {n}")) for n in range(20)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in made) == 1
    assert sum(isinstance(one, TranscriptChanged) for one in made) == 19


async def test_what_is_not_there_cannot_be_corrected(house: House) -> None:
    with pytest.raises(TranscriptNotFound):
        await house.speech.correct(correction("blob://takes/none", "a"))
    with pytest.raises(TranscriptNotFound):
        await house.speech.retry("blob://takes/none")
    assert await house.speech.transcripts(["blob://takes/none"]) == []
    message = await taken_in(house)
    with pytest.raises(TranscriptNotReady):
        await house.speech.correct(correction(message.data["mediaUrl"], "a"))


async def test_an_hour_of_words_survives_the_store(house: House, engine: FakeEngine) -> None:
    engine.words = [f"word{n}" for n in range(20)]
    message = await taken_in(house, in_wav(silence(0.5) + tone(10.0) * 12 + silence(0.5)))
    await house.work()
    made = await house.heard(message)
    assert sum(len(one.words) for one in made.segments) == 20 * len(engine.asked)
    assert all(ask.pcm and len(ask.pcm) <= 28 * 32_000 for ask in engine.asked)


def requested(house: House, scope: str, subject: str, *evidence: object) -> Message:
    erasure = new_id()
    data = {
        "erasureId": erasure, "scope": scope, "subjectId": subject,
        "evidenceIds": list(evidence), "subject": subject,
    }  # fmt: skip
    return house.message("erasure.requested", erasure, data)


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


async def test_figures_tell_how_transcripts_stand(house: House) -> None:
    await taken_in(house)
    shown = (await house.ground.metrics.render()).decode()
    assert 'speech_transcripts{status="processing"} 1.0' in shown
    assert 'speech_transcripts{status="failed"} 0.0' in shown


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValueError, match="speech engine is one of"):
        Settings(recognizer="ears")
    with pytest.raises(ValueError, match="window has at most"):
        Settings(window_seconds=61)
    assert Settings(window_seconds=60).describe() == "local (auto)"
