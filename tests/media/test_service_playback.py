"""From segments to what plays: the job, what it makes of breaks, and what it makes of junk."""

import asyncio
from datetime import timedelta

import pytest

from parley.contracts.media import (
    UnreadableMedia,
)
from parley.kit.clock import ManualClock
from parley.media.ports import ReaderDied
from tests.media.conftest import House, sha256
from tests.media.recordings import mp4, ogg, play, seek, shared, webm
from tests.media.test_domain_uploads import archive
from tests.media.wires import Connection


async def recorded(house: House, *segments: bytes, item: str = "q1") -> str:
    """A submitted take of these segments; its media URL."""
    take = await house.take(item)
    for number, data in enumerate(segments):
        await house.client().upload(take.take_id, data, number)
    await house.media.submit_take(take.media_url, house.evidence_id, item)
    return take.media_url


async def watched(house: House, media_url: str) -> bytes:
    playback = await house.media.playback(media_url)
    assert playback.status == "ready"
    assert playback.playback_url is not None
    answer = await house.client().http.get(playback.playback_url)
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize(
    ("segments", "form", "seconds", "codecs"),
    [
        ((webm(2.0),), "webm", 2.0, {"video": "vp8", "audio": "opus"}),
        ((webm(1.0), webm(1.5, shade=50)), "webm", 2.5, {"video": "vp8", "audio": "opus"}),
        ((webm(1.0, video="libvpx-vp9"),), "webm", 1.0, {"video": "vp9", "audio": "opus"}),
        ((webm(1.0, audio=False),), "webm", 1.0, {"video": "vp8"}),
        ((webm(1.0), webm(1.0, video=None)), "webm", 2.0, {"video": "vp8", "audio": "opus"}),
        ((mp4(1.0), mp4(1.5)), "mp4", 2.5, {"video": "h264", "audio": "aac"}),
    ],
    ids=["one", "two", "vp9", "silent", "camera-lost", "mp4"],
)
async def test_segments_play_one_after_another(
    house: House,
    segments: tuple[bytes, ...],
    form: str,
    seconds: float,
    codecs: dict[str, str],
) -> None:
    media_url = await recorded(house, *segments)
    assert await house.work() == 2  # The playback, then its sound.
    data = await watched(house, media_url)
    found = play(data)
    assert form in found.form
    assert abs(found.seconds - seconds) < 0.12
    assert found.codecs == codecs
    assert found.has_index
    playback = await house.media.playback(media_url)
    assert playback.duration_seconds == pytest.approx(seconds, abs=0.12)
    assert len(playback.gaps) == len(segments) - 1
    assert len(playback.original_urls) == len(segments)
    poster = playback.poster_url
    assert poster is not None
    picture = await house.client().http.get(poster)
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8\xff")


async def test_a_player_can_seek_in_what_was_joined(house: House) -> None:
    media_url = await recorded(house, webm(2.0), webm(2.0, shade=30))
    await house.work()
    data = await watched(house, media_url)
    for second in (0.2, 1.2, 2.3, 3.4):
        assert second - 0.6 <= seek(data, second) <= second + 0.05


async def test_sound_alone_has_no_poster(house: House) -> None:
    media_url = await recorded(house, ogg(1.0), ogg(1.0))
    await house.work()
    playback = await house.media.playback(media_url)
    assert (playback.status, playback.poster_url) == ("ready", None)
    answer = await house.client().http.get(playback.playback_url or "")
    assert answer.headers["Content-Type"] == "audio/webm"
    assert play(answer.content).codecs == {"audio": "opus"}


@pytest.mark.parametrize("share", [0.35, 0.6, 0.95])
async def test_a_recording_that_was_cut_in_the_middle_plays_to_the_cut(
    house: House, share: float
) -> None:
    whole = webm(3.0)
    cut = whole[: int(len(whole) * share)]
    take = await house.take()
    tus = house.client()
    url = (await tus.create(take.take_id)).headers["Location"]
    await tus.patch(url, 0, cut)  # Its end is never told: the browser is gone.
    seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    assert seconds == pytest.approx(3.0 * share, abs=0.4)
    state = (await tus.http.get(url)).json()
    assert (state["complete"], state["length"], state["sha256"]) == (True, len(cut), sha256(cut))
    await house.work()
    assert play(await watched(house, take.media_url)).seconds == pytest.approx(seconds, abs=0.1)


async def test_a_cameras_file_plays(house: House) -> None:
    media_url = await recorded(house, shared("video/one_blink_smile.mp4"))
    await house.work()
    assert play(await watched(house, media_url)).seconds == pytest.approx(2.43, abs=0.1)


async def test_a_gap_is_as_long_as_nobody_recorded(house: House, clock: ManualClock) -> None:
    take = await house.take()
    tus = house.client()
    began = clock.now()
    for number, (at, data) in enumerate(((0, webm(1.0)), (31, webm(1.5)))):
        declared = (began + timedelta(seconds=at)).isoformat()
        url = (await tus.create(take.take_id, number, startedAt=declared)).headers["Location"]
        await tus.patch(url, 0, data, length=len(data))
    await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    await house.work()
    gap = (await house.media.playback(take.media_url)).gaps[0]
    assert gap.at_seconds == pytest.approx(1.0, abs=0.1)
    assert gap.missing_seconds == pytest.approx(30.0, abs=0.1)


async def test_originals_are_kept_byte_by_byte_and_only_ever_saved(house: House) -> None:
    first, second = webm(1.0), webm(0.5)
    media_url = await recorded(house, first, second)
    await house.work()
    playback = await house.media.playback(media_url)
    for link, data in zip(playback.original_urls, (first, second), strict=True):
        answer = await house.client().http.get(link)
        assert answer.content == data
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert house.files("uploads") == []


async def test_bytes_that_were_never_acknowledged_are_no_part_of_the_original(
    house: House,
) -> None:
    """A PATCH under a checksum that never ends: what it wrote can't be verified."""
    data = webm(2.0)
    known, unknown = data[:15_000], data[15_000:]
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    await house.client().patch(url, 0, known)
    headers = {"Upload-Offset": str(len(known)), "Upload-Checksum": "sha256 " + "A" * 43 + "="}
    wire = Connection(house.app(), url, house.identity.token(house.candidate), headers)
    wire.feed(unknown)
    path = house.ground.data_dir / "uploads" / url.rsplit("/", 1)[-1]
    async with asyncio.timeout(10):
        while path.stat().st_size == len(known):
            await asyncio.sleep(0.05)
    seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    wire.feed(b"more", more=False)
    # Refused either way: by the seal, or by the checksum where that is looked at first.
    assert (await wire.end()).status in {410, 460}
    assert 0.5 < seconds < 2.0
    await house.work()
    original = (await house.media.playback(take.media_url)).original_urls[0]
    assert (await house.client().http.get(original)).content == known


async def test_what_is_hidden_behind_a_recording_never_reaches_the_playback(house: House) -> None:
    """A ZIP behind a WebM makes it no recording; other trailing bytes are left out."""
    take = await house.take()
    hidden = b"<script>alert('canary')</script>" * 40
    await house.client().upload(take.take_id, webm(1.0) + hidden)
    await house.client().upload(take.take_id, webm(1.0) + archive(), 1)
    seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    assert seconds == pytest.approx(1.0, abs=0.1)
    await house.work()
    assert b"canary" not in await watched(house, take.media_url)


@pytest.mark.parametrize(
    "data",
    [
        webm(1.0) + archive(),
        webm(1.0)[:200],
        webm(1.0)[:48] + b"\x15\x49\xa9\x66\x01\xff\xff\xff\xff\xff\xff\xfe" + b"\0" * 500,
        mp4(1.0)[: int.from_bytes(mp4()[:4])] + b"\x7f\xff\xff\xffmoov" + b"\0" * 100,
        b"OggS" + b"\0" * 400,
    ],
    ids=["zip-behind", "header-alone", "huge-element", "huge-box", "empty-ogg"],
)
async def test_what_can_not_be_read_is_not_submitted_and_not_lost(
    house: House, data: bytes
) -> None:
    take = await house.take()
    url = await house.client().upload(take.take_id, data)
    with pytest.raises(UnreadableMedia):
        await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    assert (await house.client().http.get(url)).json()["sha256"] == sha256(data)
    # The take is still open: what is recorded next is the answer.
    await house.client().upload(take.take_id, webm(1.0), 1)
    seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    assert seconds == pytest.approx(1.0, abs=0.1)


async def test_segments_that_do_not_fit_together_fail_and_can_be_downloaded(house: House) -> None:
    media_url = await recorded(house, webm(1.0), mp4(1.0))
    assert (await house.media.playback(media_url)).status == "processing"
    await house.work()
    playback = await house.media.playback(media_url)
    assert (playback.status, playback.playback_url) == ("failed", None)
    assert playback.download_url is not None
    assert (await house.client().http.get(playback.download_url)).content == webm(1.0)
    assert (await house.client().http.get(playback.original_urls[1])).content == mp4(1.0)
    again = await house.media.playback(media_url, retry=True)
    assert again.status == "processing"
    assert await house.work() == 1
    assert (await house.media.playback(media_url)).status == "failed"


async def test_a_reader_that_dies_twice_is_not_fed_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_url = await recorded(house, webm(1.0))
    remuxing = house.part.workers[0]._handlers["playback"].__self__  # type: ignore[attr-defined] # a bound method

    async def dies(*_: object, **__: object) -> None:
        raise ReaderDied(-9)

    monkeypatch.setattr(remuxing._reader, "remux", dies)
    jobs = house.ground.jobs
    for attempt in (1, 2):
        await due(house)
        assert (await house.media.playback(media_url)).status == "processing"
        job = await jobs.take("media")
        assert job is not None
        assert job.attempt == attempt
        await house.part.workers[0].run_one(jobs, job)
    assert (await house.media.playback(media_url)).status == "failed"
    monkeypatch.undo()
    await house.media.playback(media_url, retry=True)
    await house.work()
    assert (await house.media.playback(media_url)).status == "ready"
    assert house.files("uploads") == []


async def due(house: House) -> None:
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET run_at = now() WHERE status = 'queued'")


async def test_a_job_that_is_done_twice_makes_one_playback_and_tells_it_once(house: House) -> None:
    media_url = await recorded(house, webm(1.0))
    job = await house.ground.jobs.take("media")
    assert job is not None
    worker = house.part.workers[0]
    await worker._handlers["playback"](job)
    link = (await house.media.playback(media_url)).playback_url
    await worker.run_one(house.ground.jobs, job)
    assert (await house.media.playback(media_url)).playback_url == link or link is not None
    async with house.ground.db.unit("media") as unit:
        facts = await unit.fetch("SELECT * FROM media.outbox")
    assert [(f["event_type"], f["subject_id"]) for f in facts] == [
        ("playback.ready", house.candidate.user_id)
    ]
    data = facts[0]["payload"]["data"]
    assert data["evidenceId"] == house.evidence_id
    assert data["itemId"] == "q1"


async def test_progress_is_seen_while_a_playback_is_made(house: House) -> None:
    media_url = await recorded(house, webm(2.0))
    job = await house.ground.jobs.take("media")
    assert job is not None
    seen: list[float] = []
    remuxing = house.part.workers[0]._handlers["playback"].__self__  # type: ignore[attr-defined] # a bound method
    real = remuxing._reader.remux

    async def watched_remux(
        sources: object, out: object, poster: object, progress: object, **rest: object
    ) -> object:
        async def both(fraction: float) -> None:
            await progress(fraction)  # type: ignore[operator] # the handler's own
            seen.append((await house.media.playback(media_url)).progress)

        return await real(sources, out, poster, both, **rest)

    remuxing._reader.remux = watched_remux
    await house.part.workers[0].run_one(house.ground.jobs, job)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert 0 < seen[0] < seen[-1] < 1
    assert (await house.media.playback(media_url)).progress == 1.0
