"""From a playback to its sound: the job, what is told of it, and what is asked for again."""

import io
import json
import wave
from dataclasses import asdict, replace
from typing import Any

import pytest

from parley.contracts.media import AudioFailed, AudioReady
from parley.kit import migrate
from parley.kit.blobs import StorageFull
from parley.kit.jobs import Job
from parley.media.ports import ReaderBusy, ReaderDied
from parley.media.service.sounds import SLOW_ATTEMPTS, Sounds, sound_key
from tests.media.conftest import House
from tests.media.recordings import mp4, webm
from tests.media.test_service_playback import due, recorded


def sounds(house: House) -> Sounds:
    handler: Any = house.part.workers[0]._handlers["sound"]
    found: Sounds = handler.__self__
    return found


async def told(house: House) -> list[tuple[str, dict[str, Any]]]:
    """What went into the outbox about sound, in order."""
    async with house.ground.db.unit("media") as unit:
        rows = await unit.fetch(
            "SELECT event_type, payload, key, subject_id FROM media.outbox"
            " WHERE event_type LIKE 'audio.%' ORDER BY position"
        )
    assert {row["subject_id"] for row in rows} <= {house.candidate.user_id}
    return [(row["event_type"], row["payload"]["data"]) for row in rows]


async def column(house: House, name: str) -> Any:
    async with house.ground.db.unit("media") as unit:
        row = await unit.fetchrow("SELECT * FROM media.playbacks")
    assert row is not None
    return row[name]


async def one(house: House) -> Job:
    """The next job, taken."""
    job = await house.ground.jobs.take("media")
    assert job is not None
    return job


async def run(house: House) -> None:
    """Run the next job."""
    await due(house)
    await house.part.workers[0].run_one(house.ground.jobs, await one(house))


async def test_sound_and_waveform_are_told_and_linked(house: House) -> None:
    media_url = await recorded(house, webm(2.0), webm(1.0), item="q7")
    await run(house)
    before = await house.media.playback(media_url)
    assert (before.status, before.audio_url, before.waveform_url) == ("ready", None, None)
    await run(house)
    playback = await house.media.playback(media_url)
    heard = await house.client().http.get(playback.audio_url or "")
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/wav")
    assert "Content-Disposition" not in heard.headers
    with wave.open(io.BytesIO(heard.content)) as file:
        assert file.getframerate() == 16_000
        assert file.getnframes() == round((playback.duration_seconds or 0) * 16_000)
    seen = await house.client().http.get(playback.waveform_url or "")
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.json()["peaksPerSecond"] == 20
    assert len(seen.json()["peaks"]) == pytest.approx(60, abs=2)
    part = await house.client().http.get(playback.audio_url or "", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
    take_id = media_url.rsplit("/", 1)[-1]
    key = await column(house, "audio_key")
    assert await told(house) == [
        (
            "audio.ready",
            asdict(
                AudioReady(
                    take_id, media_url, house.evidence_id, "q7", key,
                    playback.duration_seconds or 0, "en",
                )
            ),
        )
    ]  # fmt: skip
    copied = await house.ground.blobs.local_copy(key, house.ground.data_dir)
    assert copied.read_bytes() == heard.content
    assert house.files("uploads") == []


async def test_the_language_is_the_one_that_the_take_was_opened_for_last(house: House) -> None:
    take = await house.take(language="en")
    await house.take(language="de")
    await house.client().upload(take.take_id, webm(1.0))
    await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    await house.work()
    assert (await told(house))[0][1]["language"] == "de"


async def test_a_recording_without_a_sound_track_is_told_without_a_key(house: House) -> None:
    media_url = await recorded(house, webm(1.0, audio=False))
    await house.work()
    ((kind, data),) = await told(house)
    assert (kind, data["key"]) == ("audio.ready", None)
    assert await column(house, "sound") == "none"
    assert (await house.media.playback(media_url)).audio_url is None
    assert await house.work() == 0


async def test_a_playback_that_can_not_be_made_is_told_as_failed_sound(house: House) -> None:
    media_url = await recorded(house, webm(1.0), mp4(1.0))
    await house.work()
    take_id = media_url.rsplit("/", 1)[-1]
    failed = AudioFailed(take_id, media_url, house.evidence_id, "q1", "not_joinable")
    assert await told(house) == [("audio.failed", asdict(failed))]


async def test_a_job_that_is_done_twice_tells_once_and_makes_the_same_bytes(house: House) -> None:
    await recorded(house, webm(1.0))
    await run(house)
    job = await one(house)
    await sounds(house).make(job)
    before = {path: path.read_bytes() for path in house.files("blobs")}
    await sounds(house).make(job)
    async with house.ground.db.unit("media") as unit:
        # As if the process had died before it could commit.
        await unit.execute("UPDATE media.playbacks SET sound = 'processing'")
    await sounds(house).make(job)
    assert {path: path.read_bytes() for path in house.files("blobs")} == before
    assert [kind for kind, _ in await told(house)] == ["audio.ready", "audio.ready"]


async def test_who_has_lost_the_lease_stores_and_tells_nothing(house: House) -> None:
    await recorded(house, webm(1.0))
    await run(house)
    job = await one(house)
    await house.ground.jobs.recover()
    second = await one(house)
    assert second.epoch == job.epoch + 1
    await house.part.workers[0].run_one(house.ground.jobs, job)
    assert await told(house) == []
    assert await column(house, "sound") == "processing"
    await house.part.workers[0].run_one(house.ground.jobs, second)
    assert [kind for kind, _ in await told(house)] == ["audio.ready"]


@pytest.mark.parametrize(
    ("error", "times", "reason"),
    [
        (ReaderDied(-9), 2, "reader_died"),
        (ReaderBusy(), SLOW_ATTEMPTS, "reader_busy"),
    ],
    ids=["dies", "hangs"],
)
async def test_a_recording_that_ends_its_reader_or_hangs_it_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception, times: int, reason: str
) -> None:
    media_url = await recorded(house, webm(1.0))
    await run(house)

    async def fails(*_: object) -> bool:
        raise error

    monkeypatch.setattr(sounds(house)._reader, "sound", fails)
    for _ in range(times):
        assert await told(house) == []
        await run(house)
    assert [(kind, data["reason"]) for kind, data in await told(house)] == [
        ("audio.failed", reason)
    ]
    await due(house)
    assert await house.ground.jobs.take("media") is None
    assert house.files("uploads") == []
    # Somebody asks for it again.
    monkeypatch.undo()
    assert (await house.media.playback(media_url)).status == "ready"
    assert await house.work() == 0
    await house.media.playback(media_url, retry=True)
    await house.work()
    assert (await house.media.playback(media_url)).audio_url is not None
    assert [kind for kind, _ in await told(house)] == ["audio.failed", "audio.ready"]


async def test_a_full_disk_is_waited_for_however_long_it_lasts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(house, webm(1.0))
    await run(house)
    kept = {path: path.read_bytes() for path in house.files("blobs")}

    async def full(*_: object) -> None:
        raise StorageFull

    monkeypatch.setattr(sounds(house)._blobs, "put_file", full)
    for _ in range(8):
        await run(house)
    state = await house.ground.jobs.state("media", sound_key(await column(house, "take_id")))
    assert state is not None
    assert state.status == "dead"
    assert house.files("uploads") == []
    assert {path: path.read_bytes() for path in house.files("blobs")} == kept
    assert await told(house) == []
    monkeypatch.undo()
    await sounds(house).ask()
    assert await house.work() == 0  # Not yet: it was asked for just now.
    async with house.ground.db.unit("media") as unit:
        await unit.execute("UPDATE media.playbacks SET asked_at = now() - interval '61 minutes'")
    await sounds(house).ask()
    assert await house.work() == 1
    assert [kind for kind, _ in await told(house)] == ["audio.ready"]


async def test_no_room_is_seen_before_anything_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(house, webm(1.0))
    await run(house)
    asked: list[int] = []

    async def room(size: int) -> None:
        asked.append(size)
        raise StorageFull

    monkeypatch.setattr(sounds(house)._staging, "check_room", room)
    await run(house)
    assert asked == [pytest.approx(6 * 16_000, rel=0.1)]
    assert await column(house, "sound") == "processing"


async def test_progress_is_seen_while_sound_is_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(house, webm(3.0))
    await run(house)
    job = await one(house)
    seen: list[tuple[float, str | None]] = []
    real = sounds(house)._reader.sound

    async def watched(source: Any, seconds: float, out: Any, waveform: Any, progress: Any) -> bool:
        async def both(fraction: float) -> None:
            await progress(fraction)
            state = await house.ground.jobs.state("media", job.key)
            assert state is not None
            seen.append((state.progress, state.stage))

        return await real(source, seconds, out, waveform, both)

    monkeypatch.setattr(sounds(house)._reader, "sound", watched)
    await house.part.workers[0].run_one(house.ground.jobs, job)
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)
    assert len(set(seen)) > 2
    assert seen[-1][1] == "listening"


# What was there before


async def older(house: House) -> None:
    """As if all of this were an installation's of the version before: no sound, no wish for it."""
    async with house.ground.db.unit("media") as unit:
        await unit.execute("""
            UPDATE media.playbacks SET asked_at = NULL, sound = 'processing', audio_key = NULL,
                waveform_key = NULL
        """)
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("DELETE FROM kit.jobs")


async def test_answers_from_before_get_their_sound_some_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [await recorded(house, webm(1.0), item=f"q{number}") for number in range(5)]
    await house.work()
    await older(house)
    few = replace(house.settings, asked_at_once=2)
    monkeypatch.setattr(sounds(house), "_settings", few)
    done = []
    for _ in range(4):
        await sounds(house).ask()
        done.append(await house.work())
    assert done == [2, 2, 1, 0]
    for url in urls:
        assert (await house.media.playback(url)).audio_url


async def test_failed_playbacks_from_before_are_told_once(house: House) -> None:
    await recorded(house, webm(1.0), mp4(1.0))
    await house.work()
    await older(house)
    async with house.ground.db.unit("media") as unit:
        await unit.execute("DELETE FROM media.outbox")
    await sounds(house).ask()
    await sounds(house).ask()
    assert [(kind, data["reason"]) for kind, data in await told(house)] == [
        ("audio.failed", "not_joinable")
    ]


async def test_an_installation_from_before_migrates_and_back(
    house: House, database: dict[str, Any]
) -> None:
    media_url = await recorded(house, webm(1.0))
    await house.work()
    await migrate.downgrade(database, "media", "0001")
    assert await migrate.upgrade(database, ["media"]) == ["media"]
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("DELETE FROM kit.jobs")
    assert (await house.media.playback(media_url)).audio_url is None
    await sounds(house).ask()
    await house.work()
    seen = await house.client().http.get((await house.media.playback(media_url)).waveform_url or "")
    assert json.loads(seen.content)["peaksPerSecond"] == 20


# Cut at the limit


async def test_a_recording_over_its_limit_is_cut_where_no_retake_is_left(house: House) -> None:
    limits = house.settings.limits
    longest = 1 + limits.grace_seconds
    take = await house.take(media_limit_seconds=1, takes_allowed=1)
    first, second = webm(4.0), webm(longest - 4.0 + 3.0)
    await house.client().upload(take.take_id, first)
    await house.client().upload(take.take_id, second, 1)
    seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    assert seconds == longest
    assert await house.media.recorded_seconds(house.evidence_id, "other") == longest
    await house.work()
    playback = await house.media.playback(take.media_url)
    assert playback.duration_seconds == pytest.approx(longest, abs=0.001)
    assert [gap.at_seconds for gap in playback.gaps] == [pytest.approx(4.0, abs=0.1)]
    heard = await house.client().http.get(playback.audio_url or "")
    assert len(heard.content) == 44 + 2 * round((playback.duration_seconds or 0) * 16_000)
    # The originals are whole.
    kept = [(await house.client().http.get(url)).content for url in playback.original_urls]
    assert kept == [first, second]


async def test_a_segment_that_lies_behind_the_limit_is_left_out(house: House) -> None:
    take = await house.take(media_limit_seconds=1, takes_allowed=1)
    urls = []
    for number, data in enumerate((webm(4.0), webm(4.0), webm(1.0))):
        urls.append((await house.client().create(take.take_id, number)).headers["Location"])
        await house.client().patch(urls[-1], 0, data)
    await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    await house.work()
    playback = await house.media.playback(take.media_url)
    assert playback.duration_seconds == pytest.approx(6.0, abs=0.001)
    assert len(playback.gaps) == 1
    assert len(playback.original_urls) == 3
