"""Sound that the server records itself: acknowledged bytes, who may write, what becomes of it."""

import asyncio
import io
import wave
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from parley.contracts.media import (
    ConsentRequired,
    SoundChunk,
    TakeNotFound,
    TakeNotReady,
    TakeTooLong,
)
from parley.kit.errors import Malformed
from parley.media.clients.staging import LocalStagedFile
from parley.media.domain import recorded
from parley.media.domain.takes import Limits
from parley.media.ports import Settings
from tests.media.conftest import ROOMY, House, Tus
from tests.media.test_service_sounds import told

SECOND = recorded.RATE * recorded.FRAME_BYTES


class Crash(Exception):
    """The process is gone at that place."""


def tone(seconds: float, left: float, right: float) -> bytes:
    """A tone of 300 Hz at those amplitudes."""
    time = np.arange(round(seconds * recorded.RATE)) / recorded.RATE
    wave_form = np.sin(2 * np.pi * 300 * time)
    return np.stack([wave_form * left, wave_form * right], axis=1).astype("<i2").tobytes()


async def opened(house: House, **changes: object) -> SoundChunk:
    """A first chunk for a new take of a conversation."""
    take = await house.take("conversation", **{"transcribe": False, "takes_allowed": 1, **changes})
    return SoundChunk(take.media_url, 0, 0, tone(1.0, 9_000, 3_000))


async def submitted(house: House, chunk: SoundChunk) -> float:
    return await house.media.submit_take(chunk.media_url, house.evidence_id, "conversation")


def staged(house: House) -> bytes:
    [only] = house.files("uploads")
    return only.read_bytes()


async def test_sound_is_on_the_disk_before_it_is_acknowledged(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    write, sync = LocalStagedFile._write, LocalStagedFile._sync

    def writing(self: LocalStagedFile, offset: int, data: bytes) -> None:
        order.append("write")
        write(self, offset, data)

    def syncing(self: LocalStagedFile) -> None:
        order.append("sync")
        sync(self)

    monkeypatch.setattr(LocalStagedFile, "_write", writing)
    monkeypatch.setattr(LocalStagedFile, "_sync", syncing)
    chunk = await opened(house)
    assert await house.media.write_sound(chunk) == SECOND
    assert order == ["write", "sync"]
    assert staged(house) == chunk.pcm


async def test_the_same_chunk_again_is_harmless_and_an_overlap_adds_what_is_new(
    house: House,
) -> None:
    chunk = await opened(house)
    more = tone(0.5, 1_000, 1_000)
    for _ in range(2):
        assert await house.media.write_sound(chunk) == SECOND
    overlap = replace(chunk, offset=SECOND // 2, pcm=chunk.pcm[SECOND // 2 :] + more)
    assert await house.media.write_sound(overlap) == SECOND * 3 // 2
    assert await house.media.write_sound(chunk) == SECOND * 3 // 2
    assert staged(house) == chunk.pcm + more


async def test_what_lies_between_two_chunks_is_silence(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    assert await house.media.write_sound(replace(chunk, offset=3 * SECOND)) == 4 * SECOND
    assert staged(house) == chunk.pcm + bytes(2 * SECOND) + chunk.pcm
    [take] = await house.media.takes(house.evidence_id)
    assert (take.recorded_seconds, take.next_segment) == (4.0, 1)


async def test_parallel_duplicates_have_one_effect(house: House) -> None:
    chunk = await opened(house)
    ends = await asyncio.gather(*(house.media.write_sound(chunk) for _ in range(20)))
    assert set(ends) == {SECOND}
    assert staged(house) == chunk.pcm


async def test_bytes_that_were_never_acknowledged_are_cut_off(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)

    def failing(_self: LocalStagedFile) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(LocalStagedFile, "_sync", failing)
        with pytest.raises(Crash):
            await house.media.write_sound(replace(chunk, offset=SECOND))
    assert len(staged(house)) == 2 * SECOND
    assert await house.media.write_sound(replace(chunk, offset=SECOND, pcm=bytes(4))) == SECOND + 4
    assert staged(house) == chunk.pcm + bytes(4)


async def test_it_becomes_opus_that_plays_in_the_sessions_time(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await house.media.write_sound(replace(chunk, offset=3 * SECOND))
    # Another process goes on, ten seconds after the session's start.
    later = replace(chunk, segment=1, offset=6 * SECOND, pcm=tone(2.0, 0, 9_000))
    await house.media.write_sound(later)
    assert await submitted(house, chunk) == 12.0
    assert await submitted(house, chunk) == 12.0
    await house.work()
    playback = await house.media.playback(chunk.media_url)
    assert playback.status == "ready"
    assert playback.duration_seconds == pytest.approx(12.0, abs=0.1)
    assert [gap.missing_seconds for gap in playback.gaps] == [0.0]
    assert playback.poster_url is None
    film = await house.client().http.get(playback.playback_url or "")
    assert film.headers["Content-Type"] == "audio/webm"
    assert playback.waveform_url is not None
    heard = await house.client().http.get(playback.audio_url or "")
    loud = spoken(heard.content)
    assert loud == pytest.approx([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1], abs=0.12)
    first, second = playback.original_urls
    kept = await house.client().http.get(first)
    assert kept.content[:4] == b"\x1a\x45\xdf\xa3"
    assert second != first
    assert house.files("uploads") == []
    assert not [path for path in house.files("blobs") if path.suffix == ".pcm"]


def spoken(data: bytes) -> list[float]:
    """Of each second, how much of it is no silence."""
    with wave.open(io.BytesIO(data)) as file:
        samples: npt.NDArray[np.int16] = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    pieces = np.abs(samples.astype(int))[: len(samples) // 1_600 * 1_600].reshape(-1, 1_600)
    loud = pieces.max(axis=1) > 500
    return [float(loud[at : at + 10].mean()) for at in range(0, len(loud), 10)]


async def test_until_it_is_submitted_its_playback_is_being_made(house: House) -> None:
    chunk = await opened(house)
    for _ in range(2):
        playback = await house.media.playback(chunk.media_url)
        assert (playback.status, playback.progress) == ("processing", 0.0)
        await house.media.write_sound(chunk)


async def test_its_words_are_asked_for_by_nobody(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await submitted(house, chunk)
    await house.work()
    assert await told(house) == []
    assert (await house.media.playback(chunk.media_url)).audio_url is not None


async def test_a_crash_between_encoding_and_storing_is_repeated(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await submitted(house, chunk)
    remuxing = house.part.workers[0]._handlers["playback"].__self__  # type: ignore[attr-defined]
    store = remuxing._segments._store

    async def dying(*_args: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(store, "set_key", dying)
        job = await house.ground.jobs.take("media")
        assert job is not None
        with pytest.raises(Crash):
            await remuxing.make(job)
    assert staged(house) == chunk.pcm
    await remuxing.make(job)
    assert (await house.media.playback(chunk.media_url)).status == "ready"
    assert house.files("uploads") == []


# Who may write, and how much


async def test_after_the_consent_is_withdrawn_nothing_is_taken(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await house.media.withdraw_consent(house.evidence_id)
    with pytest.raises(ConsentRequired):
        await house.media.write_sound(replace(chunk, offset=SECOND))
    assert staged(house) == chunk.pcm


async def test_after_it_is_submitted_nothing_is_taken(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await submitted(house, chunk)
    for late in (replace(chunk, offset=SECOND), replace(chunk, segment=1)):
        with pytest.raises(TakeNotFound):
            await house.media.write_sound(late)


async def test_an_earlier_process_can_not_write_once_another_records(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    await house.media.write_sound(replace(chunk, segment=1))
    with pytest.raises(TakeNotFound):
        await house.media.write_sound(replace(chunk, offset=SECOND))
    assert await house.media.write_sound(replace(chunk, segment=1, offset=SECOND)) == 2 * SECOND


async def test_nothing_recorded_is_nothing_to_submit(house: House) -> None:
    chunk = await opened(house)
    with pytest.raises(TakeNotReady):
        await submitted(house, chunk)


async def test_a_candidates_own_take_is_not_written_by_the_server(house: House) -> None:
    take = await house.take("q1")
    with pytest.raises(TakeNotFound):
        await house.media.write_sound(SoundChunk(take.media_url, 0, 0, bytes(4)))
    with pytest.raises(TakeNotFound):
        await house.media.write_sound(SoundChunk("blob://takes/none", 0, 0, bytes(4)))


async def test_nobody_uploads_to_what_the_server_records(house: House) -> None:
    chunk = await opened(house)
    await house.media.write_sound(chunk)
    client: Tus = house.client()
    take_id = chunk.media_url.rsplit("/", 1)[-1]
    assert (await client.create(take_id, 1)).status_code == 404
    [upload] = house.files("uploads")
    url = f"/api/v1/uploads/{upload.name}"
    assert (await client.head(url)).status_code == 404
    assert (await client.patch(url, SECOND, b"x" * 4)).status_code == 404
    assert staged(house) == chunk.pcm


@pytest.fixture
def settings() -> Settings:
    return replace(ROOMY, limits=Limits(grace_seconds=1.0, segments=3))


async def test_it_is_as_long_as_it_may_be_to_the_sample(house: House) -> None:
    chunk = await opened(house, media_limit_seconds=2)
    full = replace(chunk, pcm=bytes(3 * SECOND))
    with pytest.raises(TakeTooLong):
        await house.media.write_sound(replace(chunk, pcm=bytes(3 * SECOND + 4)))
    with pytest.raises(TakeTooLong):
        await house.media.write_sound(replace(chunk, offset=3 * SECOND, pcm=bytes(4)))
    assert await house.media.write_sound(full) == 3 * SECOND
    with pytest.raises(TakeTooLong):
        await house.media.write_sound(replace(chunk, segment=1, pcm=bytes(4)))


async def test_segments_are_counted(house: House) -> None:
    chunk = await opened(house)
    for number in range(3):
        await house.media.write_sound(replace(chunk, segment=number))
    with pytest.raises(TakeTooLong):
        await house.media.write_sound(replace(chunk, segment=3))


@pytest.mark.parametrize(
    ("offset", "size", "segment"),
    [(0, 3, 0), (2, 4, 0), (-4, 4, 0), (0, recorded.CHUNK_BYTES + 4, 0), (0, 4, -1)],
    ids=["half a frame", "between frames", "before the beginning", "too much", "no segment"],
)
async def test_what_can_not_be_sound_is_refused(
    house: House, offset: int, size: int, segment: int
) -> None:
    chunk = await opened(house)
    with pytest.raises(Malformed):
        await house.media.write_sound(
            replace(chunk, offset=offset, segment=segment, pcm=bytes(size))
        )


def test_the_largest_chunk_is_let_pass() -> None:
    recorded.check(SoundChunk("blob://takes/x", 0, 0, bytes(recorded.CHUNK_BYTES)))


async def test_silence_takes_no_room_on_the_disk(house: House) -> None:
    chunk = await opened(house, media_limit_seconds=3_600)
    await house.media.write_sound(replace(chunk, offset=1_800 * SECOND))
    [only] = house.files("uploads")
    found = only.stat()
    assert found.st_size == 1_801 * SECOND
    assert found.st_blocks * 512 < 10 * SECOND
