"""The disk is full while a conversation is recorded: it goes on, and its sound is kept."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from parley.interviewer.service.conversations.recorder import WRITE_SECONDS
from tests.faults.test_full_disk import filled, small_disk
from tests.faults.test_voice_faults import GEMINI_ENDED, House, Person, free_ports
from tests.interviewer.document import compiled

pytestmark = [pytest.mark.fault]

TALKED_WITHIN = 90.0
LOUD = 500  # of 32768; the mock's tones are of 6000
FRAME_SECONDS = 0.02
KEPT = 0.9  # of what was heard: a tone's edges are quiet, and compression moves them


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """The disk that sound is kept on; the database lies on another."""
    with small_disk(tmp_path / "small") as folder:
        yield folder


@pytest.fixture
def house(database: dict[str, Any], disk: Path, tmp_path: Path) -> House:
    data_dir = disk / "data"
    data_dir.mkdir()
    port, grpc_port = free_ports(2)
    house = House(database["dsn"], data_dir, port, grpc_port, compiled(tmp_path))
    house.environment = {"PARLEY_DISK_FLOOR_BYTES": "0"}
    return house


def audible_seconds(recording: bytes) -> float:
    """How long it isn't silent, on any side."""
    with av.open(io.BytesIO(recording), "r") as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
        pieces = [
            one.to_ndarray().ravel()
            for frame in container.decode(audio=0)
            for one in resampler.resample(frame)
        ]
    pcm = np.concatenate(pieces).astype(np.int32)
    size = round(16_000 * FRAME_SECONDS)
    windows = np.abs(pcm[: len(pcm) // size * size].reshape(-1, size)).max(axis=1)
    return int((windows > LOUD).sum()) * FRAME_SECONDS


async def full_while_the_ai_speaks(house: House, disk: Path, *mistakes: str) -> None:
    """The disk is full while the AI asks its question; then there is room again.

    Raises:
        AssertionError: The conversation broke off, or what was said meanwhile is silent.
    """
    clock = asyncio.get_running_loop().time
    async with house.serving(*mistakes):
        person = Person(house)
        client = await person.begin(questions=1)
        await person.agree()
        talking = asyncio.create_task(client.talk(await person.token()))
        async with asyncio.timeout(TALKED_WITHIN):
            while not client.captions:
                await asyncio.sleep(0.01)
            with filled(disk):
                began = clock()
                while not client.lines:
                    await asyncio.sleep(0.01)
                assert clock() - began > WRITE_SECONDS, "nothing had to be written meanwhile"
            await talking
        assert (client.reason, client.code, client.errors) == (GEMINI_ENDED, 1000, [])
        recording = await person.recording()
        sound = (await person.http.get(recording["audio_url"])).content
        await person.http.aclose()
    kept = audible_seconds(sound)
    assert kept >= KEPT * client.audible, f"{kept:.1f} of {client.audible:.1f} s are kept"


async def test_its_sound_waits_until_there_is_room(house: House, disk: Path) -> None:
    await full_while_the_ai_speaks(house, disk)


@pytest.mark.full
async def test_the_same_check_sees_sound_that_does_not_wait(house: House, disk: Path) -> None:
    with pytest.raises(AssertionError, match="s are kept"):
        await full_while_the_ai_speaks(house, disk, "sound dropped")
