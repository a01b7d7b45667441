"""The application dies, the disk fills and readers go wrong while sound is taken from an answer."""

import asyncio
import io
import os
import subprocess
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from parley.app.simulate.api import Api
from parley.contracts.media import UnreadableMedia
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.media.clients import confined
from parley.media.clients.confined import ConfinedReader
from parley.media.ports import ReaderLimits
from parley.media.service import sounds as module
from parley.media.service.segments import ATTEMPTS
from tests.e2e.installation import Installation
from tests.fakes.identity import FakeIdentity
from tests.faults import ledger
from tests.faults.candidates import WEBM, recording, started
from tests.faults.conftest import Faults
from tests.media.conftest import ROOMY, House, build, clock
from tests.media.recordings import webm
from tests.media.test_service_playback import due, recorded
from tests.media.test_service_sounds import column, run, sounds, told
from tests.requires import require

__all__ = ["clock"]

pytestmark = pytest.mark.fault

STEPS = (
    pytest.param("sound, before taking", marks=pytest.mark.full),
    "sound, taken",
    "sound, before storing",
    pytest.param("sound, stored", marks=pytest.mark.full),
    pytest.param("audio.ready, before commit", marks=pytest.mark.full),
    pytest.param("audio.ready, before publishing", marks=pytest.mark.full),
    pytest.param("audio.ready, after publishing", marks=pytest.mark.full),
    pytest.param("sound job, before finishing", marks=pytest.mark.full),
)


# SIGKILL in every step


async def facts(installation: Installation, take_id: str) -> tuple[Counter[str], str | None]:
    """What was published about a take's sound, by type, and where the sound lies."""
    await ledger.look(installation)  # Waits until nothing is under way.
    connection = await asyncpg.connect(installation.dsn)
    try:
        rows = await connection.fetch(
            "SELECT event_type FROM kit.events WHERE key = $1 AND event_type LIKE 'audio.%'",
            take_id,
        )
        key = await connection.fetchval(
            "SELECT audio_key FROM media.playbacks WHERE take_id = $1::uuid AND sound = 'ready'",
            take_id,
        )
    finally:
        await connection.close()
    return Counter(row["event_type"] for row in rows), key


async def killed(
    place: str, installation: Installation, hr: Api, faults: Faults, mistake: str | None = None
) -> None:
    """An answer is handed in, the application dies while it takes the sound of it.

    Raises:
        AssertionError: It was taken never, told more or less than once, or something is left over.
    """
    async with started(installation, hr) as candidate:
        take = await candidate.take()
        upload = await candidate.api.upload(take["takeId"], 0, recording(), 20_000, WEBM)
        faults.make(mistake)
        faults.hold(place)
        await candidate.hand_in(upload["mediaUrl"])
        await faults.held()
        await asyncio.to_thread(installation.kill_app)
        await asyncio.to_thread(installation.recovered)
        events, key = await facts(installation, take["takeId"])
        assert key is not None, "no sound was taken"
        assert events == {"audio.ready": 1}, "not told once"
        blobs = installation.data_dir / "blobs"
        with wave.open(str(blobs / key)) as file:
            assert file.getnframes() == pytest.approx(2 * 16_000, rel=0.1)
        beside = sorted(path.name for path in (blobs / key).parent.iterdir())
        assert beside == ["audio.wav", "playback.webm", "poster.jpg", "waveform.json"]


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize("place", STEPS)
async def test_sound_is_taken_and_told_once_wherever_the_application_dies(
    place: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    await killed(place, installation, hr, faults)


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize(
    ("place", "mistake", "seen"),
    [
        ("sound, taken", "sound is done", "no sound was taken"),
        pytest.param(
            "audio.ready, before commit",
            "published before commit",
            "not told once",
            marks=pytest.mark.full,
        ),
        pytest.param(
            "sound job, before finishing", "taken again", "not told once", marks=pytest.mark.full
        ),
    ],
)
async def test_the_same_check_sees_sound_taken_never_or_twice(
    place: str, mistake: str, seen: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises(AssertionError, match=seen):
        await killed(place, installation, hr, faults, mistake)


# A full disk


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A file system of a known size."""
    require("root")
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", folder],
            check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("requires the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that a few recordings fill."""
    with mounted(tmp_path / "small", "8m") as folder:
        yield folder


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """No more than `left` bytes are free meanwhile."""
    free = os.statvfs(disk)
    path = disk / "filler"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - left)
    try:
        yield
    finally:
        path.unlink()


async def starved(
    house: House, disk: Path, monkeypatch: pytest.MonkeyPatch, *, looked_at: bool
) -> None:
    """The disk is full while sound is taken, for longer than a job is tried; then it isn't.

    Raises:
        AssertionError: It was given up, something is lost or left over.
    """
    media_url = await recorded(house, webm(3.0))
    await run(house)
    kept = {path: path.read_bytes() for path in house.files("blobs")}
    with monkeypatch.context() as patched, filled(disk, left=64 * 1024):
        if not looked_at:
            # Somebody else fills it in the middle: the child meets it itself.
            async def room(_: int) -> None: ...

            patched.setattr(sounds(house)._staging, "check_room", room)
        for _ in range(3):
            await run(house)
            assert house.files("uploads") == [], "staging is not clean"
            assert await told(house) == [], "given up"
    assert {path: path.read_bytes() for path in house.files("blobs") if path in kept} == kept
    await due(house)
    await house.work()
    assert [kind for kind, _ in await told(house)] == ["audio.ready"], "given up"
    heard = await house.client().http.get((await house.media.playback(media_url)).audio_url or "")
    with wave.open(io.BytesIO(heard.content)) as file:
        assert file.getnframes() == pytest.approx(3 * 16_000, rel=0.1)


@pytest.fixture
async def small(db: Database, disk: Path, clock: ManualClock) -> House:
    """Media on the small disk, with no floor of its own."""
    return build(db, disk, clock, ROOMY, FakeIdentity())


@pytest.mark.parametrize("looked_at", [True, False], ids=["before", "in-the-middle"])
async def test_on_a_full_disk_sound_is_taken_later(
    small: House, disk: Path, monkeypatch: pytest.MonkeyPatch, looked_at: bool
) -> None:
    await starved(small, disk, monkeypatch, looked_at=looked_at)


async def test_the_same_check_sees_a_full_disk_taken_for_a_bad_recording(
    small: House, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = confined._result

    def mistaken(last: dict[str, Any]) -> dict[str, Any]:
        if last.get("error") == "full":
            raise UnreadableMedia
        return real(last)

    monkeypatch.setattr(confined, "_result", mistaken)
    with pytest.raises(AssertionError, match="given up"):
        await starved(small, disk, monkeypatch, looked_at=False)


# Readers that hang or lie


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: ManualClock) -> House:
    """Media on a disk with room."""
    return build(db, tmp_path / "data", clock, ROOMY, FakeIdentity())


HANGS = "time.sleep(600)"
LIES = """
os.write(task['out'], b'<script>' * 100_000)
os.write(task['waveform'], b'{"peaksPerSecond": 20, "peaks": ["<script>"]}')
print('{"result": {"sound": true}}')
"""


def possessed(house: House, tmp_path: Path, code: str) -> Callable[[], int]:
    """A reader whose child does that from now on; tells how often it was run."""
    runs = tmp_path / "runs"
    child = tmp_path / "child.py"
    child.write_text(
        f"import json, os, sys, time\ntask = json.loads(sys.argv[1])\n"
        f"open({str(runs)!r}, 'a').write('x')\n{code}\n"
    )
    sounds(house)._reader = ConfinedReader(ReaderLimits(sound_seconds=1), child=child)
    return lambda: len(runs.read_text()) if runs.exists() else 0


async def given_up(house: House, tmp_path: Path, code: str, times: int, reason: str) -> None:
    """A reader goes wrong with one recording, every time.

    Raises:
        AssertionError: It was fed again and again, believed, or not told of.
    """
    media_url = await recorded(house, webm(1.0))
    await run(house)
    runs = possessed(house, tmp_path, code)
    for _ in range(times):
        await run(house)
    assert runs() == times
    await due(house)
    assert await house.work() == 0, "fed again"
    assert [(kind, data.get("reason")) for kind, data in await told(house)] == [
        ("audio.failed", reason)
    ], "believed, or not told"
    assert await column(house, "sound") == "failed"
    playback = await house.media.playback(media_url)
    assert (playback.status, playback.audio_url) == ("ready", None)
    assert not any(b"<script>" in path.read_bytes() for path in house.files("blobs"))
    assert house.files("uploads") == []


async def test_a_child_that_hangs_is_given_up_and_the_playback_stays(
    house: House, tmp_path: Path
) -> None:
    await given_up(house, tmp_path, HANGS, module.SLOW_ATTEMPTS, "reader_busy")


async def test_a_child_that_lies_is_given_up_and_the_playback_stays(
    house: House, tmp_path: Path
) -> None:
    await given_up(house, tmp_path, LIES, ATTEMPTS, "reader_died")


async def test_the_same_check_sees_a_reader_fed_for_ever(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_last", lambda *_: False)
    with pytest.raises(AssertionError, match="fed again"):
        await given_up(house, tmp_path, LIES, ATTEMPTS, "reader_died")


async def test_the_same_check_sees_a_child_that_is_believed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_complete", lambda *_: None)
    with pytest.raises(AssertionError):
        await given_up(house, tmp_path, LIES, 1, "reader_died")
