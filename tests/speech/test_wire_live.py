"""Live speech as it is built: real processes, real voices, and an event loop that is never held."""

import asyncio
import os
import time
from asyncio import events
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import LiveSpeech, Quality
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.clients.finding import FRAME_BYTES, FrameThread
from parley.speech.clients.silero import SileroBatch
from parley.speech.clients.sphinx import SphinxBatch
from parley.speech.domain.loudness import loudness
from parley.speech.domain.utterances import Cutting, utterances
from parley.speech.ports import (
    Batch,
    Cloud,
    CloudVoice,
    EngineSettings,
    LiveSettings,
    Settings,
    VoiceSettings,
    shared_models,
)
from parley.speech.service.live import Live
from tests import requires
from tests.fakes.speech_engine import silence
from tests.speech import recordings, tiny_piper, tiny_whisper

TEXT = "I have worked with databases for ten years."
ASKED = "Could you tell me about a time when you had to choose between two designs?"
STREAMS = 50
SETTINGS = Settings(live=LiveSettings(recognizers=2, least_seconds=30))


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    made = wire.live(tmp_path, SETTINGS)
    yield made
    await made.close()


async def said(live: LiveSpeech, text: str, language: str) -> list[bytes]:
    return [piece async for piece in live.speak(text, language)]


async def test_a_new_installation_hears_and_speaks(live: Live) -> None:
    requires.require("espeak")
    ability = await live.ability("en")
    assert (ability.recognizer or "").startswith("pocketsphinx")
    assert (ability.quality, ability.voice) == (Quality.DEMO, "eSpeak NG")
    german = await live.ability("de-DE")
    assert (german.recognizer, german.voice) == (None, "eSpeak NG")
    pieces = await said(live, ASKED, "en")
    sound = b"".join(pieces)
    assert 3.5 < len(sound) / 32_000 < 6.5
    assert max(map(len, pieces)) <= 6_400
    voiced = await through(live, silence(0.5) + sound)
    assert sum(value > 128 for value in voiced) > 60


async def through(live: LiveSpeech, sound: bytes) -> bytes:
    """The voice in a sound, looked at as it would come."""
    stream = live.stream()
    found = bytearray()
    for at in range(0, len(sound) // FRAME_BYTES * FRAME_BYTES, 4 * FRAME_BYTES):
        piece = sound[at : at + 4 * FRAME_BYTES]
        found += await stream.find(piece[: len(piece) // FRAME_BYTES * FRAME_BYTES])
    stream.close()
    return bytes(found)


async def test_a_clear_voice_is_found_cut_out_and_recognised(live: Live) -> None:
    sound = silence(1.0) + recordings.flite(TEXT) + silence(1.0)
    sound = sound[: len(sound) // FRAME_BYTES * FRAME_BYTES]
    voice = await through(live, sound)
    (span,) = utterances(voice, loudness(sound), len(sound) // 2, Cutting())
    assert 12_000 < span.start < 20_000
    heard = await live.transcribe(sound[2 * span.start : 2 * span.end], "en", ["databases"])
    words = heard.text.split()
    assert recordings.error_rate(TEXT.lower().rstrip("."), words) <= 0.25
    assert 0 < heard.confidence <= 1
    assert heard.words[-1].end <= (span.end - span.start) / 16_000 + 0.1


async def test_pulled_models_come_before_those_of_set_up(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.models_path(tmp_path) == (tmp_path / "models", shared_models())
    pulled, shared = tmp_path / "pulled", tmp_path / "shared"
    settings = Settings(models_dir=pulled, shared_dir=shared)
    # What lies there is no model: it is only asked which one would be loaded.
    for folder, title in ((None, "pocketsphinx VAD"), (shared, SileroBatch.title)):
        if folder is not None:
            folder.mkdir()
            (folder / "silero_vad.onnx").write_bytes(b"x")
        made = wire.live(tmp_path, settings)
        assert made._parts.finding.title == title
        await made.close()


async def test_what_an_operator_supplies_is_used(tmp_path: Path) -> None:
    requires.require("piper")
    tiny_piper.write(tmp_path / "models" / "piper", "de_DE-tiny", "de_DE")
    settings = Settings(shared_dir=tmp_path, live=LiveSettings(recognizers=1))
    made = wire.live(tmp_path, settings)
    try:
        ability = await made.ability("de")
        assert ability.voice == "Piper de_DE-tiny"
        assert b"".join(await said(made, "Guten Tag.", "de"))
    finally:
        await made.close()


async def test_a_whisper_model_hears_live(tmp_path: Path) -> None:
    pytest.importorskip("faster_whisper", reason="requires faster-whisper: make extras")
    tiny_whisper.write(tmp_path / "models" / "whisper" / "tiny")
    made = wire.live(tmp_path, Settings(live=LiveSettings(recognizers=1, least_seconds=60)))
    try:
        ability = await made.ability("de")
        assert (ability.recognizer, ability.quality) == ("faster-whisper tiny", Quality.FULL)
        heard = await made.transcribe(recordings.flite(TEXT), "de", ["Datenbank"])
        assert heard.words
    finally:
        await made.close()


def test_servers_are_asked_from_here_and_children_know_no_key(tmp_path: Path) -> None:
    settings = Settings(
        engine=EngineSettings(cloud=Cloud("https://ear.example/v1", key="k3y")),
        voice=VoiceSettings(cloud=CloudVoice("https://voice.example/v1", key="k3y")),
    )
    made = wire.live(tmp_path, settings)
    assert isinstance(made, Live)
    child = made._parts.speaking
    assert isinstance(child, EngineProcess)
    assert (child._settings.cloud, child._voice.cloud) == (None, None)


async def test_those_who_hear_stand_back_and_who_speaks_does_not(live: Live) -> None:
    await live.ability("en")
    hearing = [engine.pid for engine in live._parts.pool._engines if engine.pid is not None]
    assert hearing
    own = os.getpriority(os.PRIO_PROCESS, 0)
    ears = {os.getpriority(os.PRIO_PROCESS, pid) for pid in hearing}
    assert ears == {min(own + SETTINGS.live.niceness, 19)}
    speaking = live._parts.speaking.pid
    assert speaking is not None
    assert os.getpriority(os.PRIO_PROCESS, speaking) == own


# The event loop.


@dataclass
class LoopWatch:
    """How late the event loop was for a callback, and what its own longest one cost, in seconds."""

    longest: float = 0.0


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> LoopWatch:
    made = LoopWatch()
    run = events.Handle._run

    def timed(handle: Any) -> None:
        began = time.thread_time()
        run(handle)
        made.longest = max(made.longest, time.thread_time() - began)

    monkeypatch.setattr(events.Handle, "_run", timed)
    return made


async def many_talk(live: LiveSpeech, watch: LoopWatch, streams: int = STREAMS) -> None:
    """So many people talk for three seconds, somebody is heard, somebody is answered.

    Raises:
        AssertionError: A callback held the event loop for more than 10 ms.
    """
    sound = silence(0.3) + recordings.flite(TEXT)
    count = len(sound) // FRAME_BYTES
    opened = [live.stream() for _ in range(streams)]
    await live.ability("en")
    for stream in opened:
        await stream.find(bytes(FRAME_BYTES))
    watch.longest = 0.0

    async def listen(stream: Any) -> None:
        for n in range(count):
            await stream.find(sound[n * FRAME_BYTES : (n + 1) * FRAME_BYTES])

    await asyncio.gather(
        *(listen(stream) for stream in opened),
        live.transcribe(sound, "en", []),
        said(live, ASKED, "en"),
    )
    for stream in opened:
        stream.close()
    assert watch.longest <= 0.010, f"the event loop was held for {watch.longest * 1000:.1f} ms"


async def test_many_who_talk_never_hold_the_event_loop(live: Live, watch: LoopWatch) -> None:
    requires.require("espeak")
    await many_talk(live, watch)


class OnTheLoop(FrameThread):
    """Broken on purpose: looks at the frames on the event loop, as many as there are."""

    def _run(self) -> None:
        pass

    def put(self, stream: Any, ask: Any) -> None:
        stream.asks.append(ask)
        self._waiting.append(stream)
        asyncio.get_running_loop().call_soon(self._all)

    def _all(self) -> None:
        batch: Batch = self._load()
        while self._waiting:
            turn = [self._waiting.popleft()]
            self._look(batch, turn, [turn[0].asks[0]])

    def _call(self, complete: Any) -> None:
        for ask, found in complete:
            if not ask.done.done():
                ask.done.set_result(found)


async def test_the_same_check_sees_one_that_does(
    live: Live, watch: LoopWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    requires.require("espeak")
    load: Callable[[], Batch] = SphinxBatch

    def slow() -> Batch:
        made = load()
        end = time.thread_time() + 0.02  # a model that takes its time
        while time.thread_time() < end:
            pass
        return made

    broken = OnTheLoop(slow, SphinxBatch, "broken")
    monkeypatch.setattr(live._parts.finding, "stream", broken.stream)
    with pytest.raises(AssertionError, match="held"):
        await many_talk(live, watch, streams=1)
