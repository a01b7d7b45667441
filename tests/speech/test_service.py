"""From sound to transcript: windows, engines that fail, leases that are lost."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import (
    Quality,
    Word,
)
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.speech.domain.engines import EngineDied, EngineUnavailable
from parley.speech.ports import Settings
from tests.fakes.speech_engine import FakeEngine, in_wav, silence, spoken
from tests.speech.conftest import House, build
from tests.speech.hearings import dying, stolen, taken_in, types


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
