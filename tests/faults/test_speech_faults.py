"""The application, or the engine, dies while a recording is heard."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import Transcript
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.ports import Settings
from parley.speech.service.transcribing import Transcribing
from tests.fakes.speech_engine import FakeEngine, in_wav, silence, spoken
from tests.faults.conftest import Faults
from tests.speech import recordings
from tests.speech.broken_worker import MODULE, PLACES
from tests.speech.conftest import House, build, ground

pytestmark = [pytest.mark.fault]

ENDS_WITHIN = 60.0


@pytest.fixture
def wishes(tmp_path: Path) -> Faults:
    folder = tmp_path / "faults"
    folder.mkdir()
    return Faults(folder)


async def worker(
    database: dict[str, Any], data_dir: Path, wishes: Faults
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE, database["dsn"], str(data_dir),
        env={**os.environ, **wishes.environment},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


async def taken_in(house: House, data: bytes) -> Message:
    take = new_id()
    message = house.audio_ready(take, await house.sound(take, data))
    await house.publish(message)
    return message


async def killed(
    place: str, database: dict[str, Any], db: Database, data_dir: Path, wishes: Faults
) -> None:
    """A recording is heard; whoever hears it dies at that place, and is started again.

    Raises:
        AssertionError: There is no transcript, or it was told never or twice.
    """
    house = await build(db, data_dir, FakeEngine())
    message = await taken_in(house, spoken(1.0, 1.0))
    wishes.hold(place)
    first = await worker(database, data_dir, wishes)
    try:
        await wishes.held()
    finally:
        first.kill()
        await first.wait()
    second = await worker(database, data_dir, wishes)
    assert await asyncio.wait_for(second.wait(), ENDS_WITHIN) == 0
    async with db.pool.acquire() as connection:
        told = await connection.fetchval(
            "SELECT count(*) FROM kit.events WHERE event_type = 'transcript.ready'"
        )
    made = await house.heard(message)
    assert made.status == "ready", "there is no transcript"
    assert [one.text for one in made.segments] == ["hello there"] * 2
    assert told == 1, "it was told never or twice"


@pytest.mark.parametrize("place", PLACES)
async def test_a_transcript_is_made_and_told_once_wherever_the_application_dies(
    place: str, database: dict[str, Any], db: Database, tmp_path: Path, wishes: Faults
) -> None:
    await killed(place, database, db, tmp_path, wishes)


@pytest.mark.parametrize(
    ("place", "mistake", "seen"),
    [
        ("told apart", "told apart", "told never or twice"),
        ("heard", "taken is done", "there is no transcript"),
    ],
    ids=["told apart", "taken is done"],
)
async def test_the_same_check_sees_a_transcript_made_never_or_told_twice(
    place: str,
    mistake: str,
    seen: str,
    database: dict[str, Any],
    db: Database,
    tmp_path: Path,
    wishes: Faults,
) -> None:
    wishes.make(mistake)
    with pytest.raises(AssertionError, match=seen):
        await killed(place, database, db, tmp_path, wishes)


async def engine_killed(db: Database, data_dir: Path, times: int) -> Transcript:
    """A recording is heard by the real engine, which is killed in mid-utterance so many times."""
    engine = wire.engine_process(ground(db, data_dir, ManualClock()), Settings())
    real: Callable[..., Awaitable[Any]] = EngineProcess.transcribe
    left = times

    async def dying(ask: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            await engine.describe()
            assert engine.pid is not None
            work = asyncio.ensure_future(real(engine, ask))
            while not engine._turn.locked():
                await asyncio.sleep(0)
            os.kill(engine.pid, signal.SIGKILL)
            return await work
        return await real(engine, ask)

    engine.transcribe = dying  # type: ignore[method-assign]
    house = await build(db, data_dir, engine)
    voice = recordings.flite("I have worked with databases for ten years.")
    message = await taken_in(house, in_wav(silence(1.0) + voice + silence(1.0)))
    try:
        await house.work()
        return await house.heard(message)
    finally:
        await engine.stop()


async def test_an_engine_killed_once_hears_it_again(db: Database, tmp_path: Path) -> None:
    made = await engine_killed(db, tmp_path, 1)
    assert (made.status, made.error) == ("ready", None)
    assert "databases" in " ".join(one.text for one in made.segments)


async def test_a_recording_that_kills_it_twice_is_given_up(db: Database, tmp_path: Path) -> None:
    made = await engine_killed(db, tmp_path, 2)
    assert (made.status, made.error) == ("failed", "engine_died")


async def test_the_same_check_sees_one_that_is_not_asked_again(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def once(_self: object, _hearing: object, call: Callable[[], Awaitable[Any]]) -> Any:
        return await call()

    monkeypatch.setattr(Transcribing, "_surviving", once)
    assert (await engine_killed(db, tmp_path, 1)).status != "ready"
