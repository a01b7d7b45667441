"""Voice in the sound of many at once: batches, turns, bounds."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from parley.contracts.speech import FRAME, SpeechUnavailable
from parley.kit.errors import Malformed
from parley.speech.clients.finding import (
    FRAME_BYTES,
    MOST_AT_ONCE,
    MOST_FRAMES,
    MOST_PENDING,
    FrameThread,
)
from parley.speech.clients.silero import SileroBatch, SileroDetector
from parley.speech.clients.sphinx import SphinxBatch
from parley.speech.ports import Batch
from tests import requires
from tests.fakes.speech_engine import silence
from tests.speech import recordings

TEXT = "I have worked with databases for ten years."


def frame(value: int) -> bytes:
    return bytes([value, 0]) * FRAME


@dataclass
class Echo:
    """Finds in each frame its first byte; remembers what it has seen of each stream."""

    title: str = "echo"
    seen: list[list[int]] = field(default_factory=list)
    go: threading.Semaphore | None = None
    fail: Callable[[Sequence[bytes]], bool] = lambda _frames: False

    def begin(self) -> object:
        return []

    def step(self, memories: Sequence[object], frames: Sequence[bytes]) -> Sequence[int]:
        if self.go is not None:
            self.go.acquire()
        if self.fail(frames):
            raise RuntimeError("s3cret-canary")
        for memory, one in zip(memories, frames, strict=True):
            assert isinstance(memory, list)
            memory.append(one[0])
        self.seen.append([one[0] for one in frames])
        return [one[0] for one in frames]


@asynccontextmanager
async def finding(
    load: Callable[[], Batch], spare: Callable[[], Batch] = Echo
) -> AsyncIterator[FrameThread]:
    made = FrameThread(load, spare, "the first")
    try:
        yield made
    finally:
        await made.close()


async def test_every_frame_has_its_byte_and_every_stream_its_memory() -> None:
    echo = Echo()
    async with finding(lambda: echo) as thread:
        first, second = thread.stream(), thread.stream()
        found = await asyncio.gather(
            first.find(frame(1) + frame(2) + frame(3)), second.find(frame(7)), first.find(frame(4))
        )
        assert tuple(found) == (b"\x01\x02\x03", b"\x07", b"\x04")
        assert await first.find(b"") == b""
        assert (first.memory, second.memory) == ([1, 2, 3, 4], [7])


async def test_whoever_has_many_frames_does_not_hold_up_who_has_one() -> None:
    gate = threading.Semaphore(0)
    echo = Echo(go=gate)
    async with finding(lambda: echo) as thread:
        long, short = thread.stream(), thread.stream()
        slow = asyncio.ensure_future(long.find(b"".join(frame(n) for n in range(MOST_FRAMES))))
        await asyncio.sleep(0)
        quick = asyncio.ensure_future(short.find(frame(99)))
        await asyncio.sleep(0)
        gate.release()
        gate.release()
        assert await quick == bytes([99])
        assert not slow.done()
        for _ in range(MOST_FRAMES):
            gate.release()
        assert await slow == bytes(range(MOST_FRAMES))
    assert all(len(batch) <= 2 for batch in echo.seen)


async def test_a_batch_is_bounded_and_takes_turns() -> None:
    gate = threading.Semaphore(0)
    echo = Echo(go=gate)
    async with finding(lambda: echo) as thread:
        streams = [thread.stream() for _ in range(2 * MOST_AT_ONCE)]
        asks = [asyncio.ensure_future(one.find(frame(1) + frame(2))) for one in streams]
        await asyncio.sleep(0)
        for _ in range(2 * MOST_AT_ONCE):
            gate.release()
        assert await asyncio.gather(*asks) == [b"\x01\x02"] * len(streams)
    sizes = [len(batch) for batch in echo.seen]
    assert max(sizes) == MOST_AT_ONCE
    # Whoever was first has no second frame looked at before everybody's first.
    order = [value for batch in echo.seen for value in batch]
    assert order == [1] * len(streams) + [2] * len(streams)


async def test_what_comes_one_by_one_is_looked_at_together() -> None:
    echo = Echo()
    thread = FrameThread(lambda: echo, Echo, "slow pace", pace=1.0)
    try:
        streams = [thread.stream() for _ in range(6)]
        began = time.monotonic()
        await streams[0].find(frame(1))  # at once
        assert time.monotonic() - began < 0.9
        asks = []
        for stream in streams[1:]:
            asks.append(asyncio.ensure_future(stream.find(frame(2) + frame(3))))
            await asyncio.sleep(0)
        await asyncio.gather(*asks)
        # Nobody waits for a second frame that has come already.
        assert time.monotonic() - began < 1.9
    finally:
        await thread.close()
    assert [len(batch) for batch in echo.seen] == [1, 5, 5]


async def test_more_than_a_second_may_not_wait() -> None:
    gate = threading.Semaphore(0)
    async with finding(lambda: Echo(go=gate)) as thread:
        stream = thread.stream()
        sizes = [MOST_FRAMES] * (MOST_PENDING // MOST_FRAMES) + [MOST_PENDING % MOST_FRAMES]
        asks = [asyncio.ensure_future(stream.find(frame(1) * size)) for size in sizes]
        await asyncio.sleep(0)
        with pytest.raises(SpeechUnavailable):
            await stream.find(frame(1))
        for _ in range(MOST_PENDING):
            gate.release()
        assert sum(map(len, await asyncio.gather(*asks))) == MOST_PENDING
        gate.release()
        assert await stream.find(frame(1)) == b"\x01"


@pytest.mark.parametrize(
    "pcm", [b"x", bytes(FRAME_BYTES - 2), bytes(FRAME_BYTES * (MOST_FRAMES + 1))],
    ids=["odd", "less", "more"],
)  # fmt: skip
async def test_only_whole_frames_and_not_too_many(pcm: bytes) -> None:
    async with finding(Echo) as thread:
        with pytest.raises(Malformed):
            await thread.stream().find(pcm)
        assert len(await thread.stream().find(bytes(FRAME_BYTES * MOST_FRAMES))) == MOST_FRAMES


async def test_a_closed_stream_is_told_and_disturbs_nobody() -> None:
    gate = threading.Semaphore(0)
    async with finding(lambda: Echo(go=gate)) as thread:
        gone, stays = thread.stream(), thread.stream()
        lost = asyncio.ensure_future(gone.find(frame(1)))
        kept = asyncio.ensure_future(stays.find(frame(2)))
        await asyncio.sleep(0)
        gone.close()
        with pytest.raises(SpeechUnavailable):
            await lost
        gate.release()
        gate.release()
        assert await kept == b"\x02"
        with pytest.raises(SpeechUnavailable):
            await gone.find(frame(1))


async def test_closing_tells_everybody_and_ends_the_thread() -> None:
    gate = threading.Semaphore(0)
    async with finding(lambda: Echo(go=gate)) as thread:
        stream = thread.stream()
        asks = [asyncio.ensure_future(stream.find(frame(1))) for _ in range(3)]
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(thread.close())
        await asyncio.sleep(0)
        gate.release()
        await closing
        told = await asyncio.gather(*asks, return_exceptions=True)
        assert isinstance(told[-1], SpeechUnavailable)
        with pytest.raises(SpeechUnavailable):
            await stream.find(frame(1))
    assert "voice" not in {one.name for one in threading.enumerate()}


async def test_nobody_who_never_listened_starts_a_thread() -> None:
    async with finding(Echo) as thread:
        thread.stream().close()
        assert thread._thread is None


async def test_a_batch_that_fails_costs_its_own_frames_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with finding(lambda: Echo(fail=lambda frames: frames[0][0] == 66)) as thread:
        stream = thread.stream()
        with pytest.raises(SpeechUnavailable):
            await stream.find(frame(66))
        assert await stream.find(frame(1)) == b"\x01"
    assert "canary" not in caplog.text


async def test_a_model_that_is_damaged_gives_way_to_the_spare_one(tmp_path: Path) -> None:
    damaged = tmp_path / "silero_vad.onnx"
    damaged.write_bytes(b"no model")
    async with finding(lambda: SileroBatch(damaged), SphinxBatch) as thread:
        assert await thread.stream().find(bytes(FRAME_BYTES)) == b"\x00"
        assert thread.title == SphinxBatch.title


async def test_whoever_gives_up_waiting_disturbs_nobody() -> None:
    gate = threading.Semaphore(0)
    async with finding(lambda: Echo(go=gate)) as thread:
        stream = thread.stream()
        task = asyncio.ensure_future(stream.find(frame(1)))
        await asyncio.sleep(0)
        task.cancel()
        after = asyncio.ensure_future(stream.find(frame(2)))
        await asyncio.sleep(0)
        gate.release()
        gate.release()
        assert await after == b"\x02"
        assert stream.memory == [1, 2]  # it has heard both


def silero() -> Batch:
    return SileroBatch(requires.require("silero"))


BATCHES: dict[str, Callable[[], Batch]] = {"silero": silero, "sphinx": SphinxBatch}


@pytest.mark.parametrize("name", sorted(BATCHES))
def test_in_a_batch_everybody_is_heard_as_if_alone(name: str) -> None:
    pause = silence(0.5)
    sounds = [
        pause + recordings.flite(TEXT),
        recordings.flite(TEXT, "rms") + pause,
        silence(2.5),
        pause + recordings.flite("No."),
        recordings.flite("Could you say that again, please?"),
    ]
    count = min(len(sound) for sound in sounds) // FRAME_BYTES
    together, alone = BATCHES[name](), BATCHES[name]()
    memories = [together.begin() for _ in sounds]
    batched = [
        together.step(memories, [s[n * FRAME_BYTES : (n + 1) * FRAME_BYTES] for s in sounds])
        for n in range(count)
    ]
    for at, sound in enumerate(sounds):
        memory = alone.begin()
        for n in range(count):
            (value,) = alone.step([memory], [sound[n * FRAME_BYTES : (n + 1) * FRAME_BYTES]])
            assert abs(value - batched[n][at]) <= 1  # of 255: rounding of one float


def test_silero_in_a_batch_computes_what_it_computes_alone() -> None:
    model = requires.require("silero")
    batch, alone = SileroBatch(model), SileroDetector(model)
    chance = np.random.default_rng(1)
    noise = [(chance.standard_normal(20 * FRAME) * 3000).astype("<i2").tobytes() for _ in range(3)]
    voice = recordings.flite(TEXT)[: 20 * FRAME_BYTES]
    memories = [batch.begin() for _ in range(4)]
    for n in range(20):
        cut = slice(n * FRAME_BYTES, (n + 1) * FRAME_BYTES)
        batch.step(memories, [sound[cut] for sound in (*noise, voice)])
    for memory, sound in zip(memories, (*noise, voice), strict=True):
        _, state = alone.find(sound, b"")
        values = np.frombuffer(state, "<f4")
        got = getattr(memory, "state")  # noqa: B009 - a private class's
        assert np.abs(values[:256].reshape(2, 128) - got).max() < 1e-4


@pytest.mark.parametrize("name", sorted(BATCHES))
async def test_a_voice_is_found_and_silence_is_none(name: str) -> None:
    async with finding(BATCHES[name]) as thread:
        stream, other = thread.stream(), thread.stream()
        pause = silence(1.0)
        sound = pause + recordings.flite(TEXT) + pause
        found, quiet = bytearray(), bytearray()
        step = MOST_FRAMES * FRAME_BYTES
        for at in range(0, len(sound) // step * step, step):
            one, none = await asyncio.gather(
                stream.find(sound[at : at + step]), other.find(bytes(step))
            )
            found += one
            quiet += none
    voiced = [n for n, value in enumerate(found) if value > 128]
    assert 28 <= voiced[0] <= 45  # a second is 31 frames
    assert len(voiced) > 50
    assert sum(value > 128 for value in quiet) == 0
