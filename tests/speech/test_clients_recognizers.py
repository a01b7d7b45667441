"""Detectors and local recognisers, on real voices."""

import importlib
import importlib.util
import inspect
import json
import sys
import types
import zlib
from asyncio import events
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import Quality, Word
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.clients.silero import SileroDetector
from parley.speech.clients.sphinx import SphinxDetector, SphinxRecognizer
from parley.speech.clients.whisper import WhisperRecognizer
from parley.speech.domain import words as spoken
from parley.speech.domain.engines import Ask, EngineUnavailable, Missing, Recognizer
from parley.speech.domain.loudness import loudness
from parley.speech.domain.models import SILERO_FILE, WHISPER_FILES
from parley.speech.domain.utterances import FRAME, Cutting, Span, utterances
from parley.speech.ports import Detecting, Engine, EngineSettings, Settings
from parley.speech.service.hearing import Hearing
from parley.speech.store import PostgresStore
from parley.speech.wire.engine import hearing, read_settings
from tests import requires
from tests.fakes.speech_engine import FakeEngine, in_wav, silence
from tests.speech import recordings, tiny_whisper
from tests.speech.conftest import build, ground

TEXT = "I have worked with databases for ten years."


def silero() -> SileroDetector:
    return SileroDetector(requires.require("silero"))


DETECTORS: dict[str, Callable[[], Detecting]] = {"sphinx": SphinxDetector, "silero": silero}


@pytest.fixture(params=sorted(DETECTORS))
def detector(request: pytest.FixtureRequest) -> Detecting:
    return DETECTORS[request.param]()


def found(detector: Detecting, pcm: bytes) -> list[Span]:
    voice, _ = detector.find(pcm, b"")
    return utterances(voice, loudness(pcm), len(pcm) // 2, Cutting())


def test_voice_is_found_where_somebody_speaks(detector: Detecting) -> None:
    voice = recordings.flite(TEXT)
    pause = silence(2.0)
    first, second = found(detector, pause + voice + pause + voice + pause)
    ends = (len(pause) + len(voice)) / 32_000
    assert 1.5 < first.start / 16_000 < 2.4
    assert ends - 0.6 < first.end / 16_000 < ends + 0.7
    assert second.start > first.end + 16_000


def test_silence_is_no_voice(detector: Detecting) -> None:
    assert found(detector, silence(5.0)) == []


def test_windows_that_follow_hear_what_one_would(detector: Detecting) -> None:
    sound = silence(0.5) + recordings.flite(TEXT) + silence(0.5)
    whole, _ = detector.find(sound, b"")
    state, parts = b"", b""
    window = 20 * FRAME * 2
    for at in range(0, len(sound), window):
        voice, state = detector.find(sound[at : at + window], state)
        parts += voice
    assert len(parts) == len(whole)
    differing = sum((a > 128) != (b > 128) for a, b in zip(whole, parts, strict=True))
    assert differing <= len(whole) * 0.05


@pytest.mark.parametrize(
    "state", [b"x", b"\xff" * 1280, b"\x00" * 50_000], ids=["short", "no numbers", "long"]
)
def test_a_state_that_is_not_ours_does_no_harm(detector: Detecting, state: bytes) -> None:
    voice, _ = detector.find(silence(0.1), state)
    assert len(voice) == 4


def test_pocketsphinx_hears_a_clear_voice() -> None:
    recognizer = SphinxRecognizer()
    about = recognizer.describe()
    assert isinstance(about, Recognizer)
    assert (about.quality, about.languages) == (Quality.DEMO, ("en",))
    pcm = recordings.flite(TEXT)
    for _ in range(2):  # nor does one utterance spoil the next
        words = recognizer.transcribe(Ask(pcm, recognizer.name, "en"))
        heard = [word.text for word in words]
        said = TEXT.lower().rstrip(".")
        assert recordings.error_rate(said, heard) <= 0.25
        assert all(0 < word.confidence <= 1 for word in words)
        assert words[-1].end <= len(pcm) / 32_000 + 0.1
        assert not [word for word in heard if "(" in word or "<" in word]


def test_pocketsphinx_hears_nothing_in_silence() -> None:
    assert len(SphinxRecognizer().transcribe(Ask(silence(1.0), "pocketsphinx", "en"))) <= 1


async def test_real_speech_through_the_real_process(
    db: Database, tmp_path: Path, process: EngineProcess
) -> None:
    house = await build(db, tmp_path, process)
    take = new_id()
    sound = silence(1.0).join(recordings.austen(name) for name in sorted(recordings.SAID))
    message = house.audio_ready(take, await house.sound(take, in_wav(sound)))
    await house.publish(message)
    assert await house.work() == 1
    made = await house.heard(message)
    heard = [word.text for part in made.segments for word in part.words]
    said = " ".join(recordings.SAID[name] for name in sorted(recordings.SAID))
    assert (made.status, made.quality) == ("ready", Quality.DEMO)
    assert recordings.error_rate(said, heard) <= 0.6
    assert 0 < made.confidence < 1
    assert len(made.segments) >= 3
    assert made.duration_seconds == pytest.approx(len(sound) / 32_000)


@dataclass
class LoopWatch:
    """The most processor time that the event loop's thread gave to one callback, in seconds."""

    longest: float = 0.0


@pytest.fixture
def loop_watch(monkeypatch: pytest.MonkeyPatch) -> LoopWatch:
    import time  # noqa: PLC0415 - used here alone

    watch = LoopWatch()
    run = events.Handle._run

    def timed(handle: Any) -> None:
        began = time.thread_time()
        run(handle)
        watch.longest = max(watch.longest, time.thread_time() - began)

    monkeypatch.setattr(events.Handle, "_run", timed)
    return watch


async def transcribed(db: Database, folder: Path, engine: Engine, watch: LoopWatch) -> None:
    """A minute of speech.

    Raises:
        AssertionError: It held the event loop for more than 10 ms.
    """
    house = await build(db, folder, engine)
    take = new_id()
    sound = (recordings.flite(TEXT) + silence(0.7)) * 12
    message = house.audio_ready(take, await house.sound(take, in_wav(sound)))
    await house.publish(message)
    watch.longest = 0.0
    await house.work()
    assert (await house.heard(message)).status == "ready"
    assert watch.longest <= 0.010, "the event loop was held"


async def test_a_transcription_never_holds_the_event_loop(
    db: Database, tmp_path: Path, process: EngineProcess, loop_watch: LoopWatch
) -> None:
    await process.describe()  # what is imported at the first call is imported
    await transcribed(db, tmp_path, process, loop_watch)


async def test_the_same_check_sees_one_that_does(
    db: Database, tmp_path: Path, loop_watch: LoopWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(self: Hearing, work: Callable[[], Any]) -> Any:
        return work()

    monkeypatch.setattr(Hearing, "_alone", here)
    engine = Hearing(SphinxDetector(), [SphinxRecognizer()])
    with pytest.raises(AssertionError, match="held"):
        await transcribed(db, tmp_path, engine, loop_watch)


@dataclass
class FakeModel:
    """faster_whisper.WhisperModel, as far as it is called."""

    path: str
    options: dict[str, Any]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def transcribe(self, samples: Any, **options: Any) -> Any:
        self.asked.append({"samples": samples, **options})
        word = types.SimpleNamespace(word=" Hallo,", start=0.1, end=0.5, probability=0.8)
        quiet = types.SimpleNamespace(word=" du ", start=0.5, end=0.9, probability=0.0)
        return iter(
            [types.SimpleNamespace(words=[word, quiet]), types.SimpleNamespace(words=None)]
        ), None


def pulled(folder: Path, *sizes: str) -> Path:
    for size in sizes:
        (folder / "whisper" / size).mkdir(parents=True)
        for name in WHISPER_FILES:
            (folder / "whisper" / size / name).write_bytes(b"{}")
    return folder


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> list[FakeModel]:
    """A stand-in for the library, whose real models lie on a hub."""
    made: list[FakeModel] = []

    def model(path: str, **options: Any) -> FakeModel:
        made.append(FakeModel(path, options))
        return made[-1]

    module = types.ModuleType("faster_whisper")
    module.WhisperModel = model  # type: ignore[attr-defined]
    module.__spec__ = importlib.util.spec_from_loader("faster_whisper", None)
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    return made


def test_whisper_hears_by_the_largest_model_there_is(
    tmp_path: Path, library: list[FakeModel]
) -> None:
    recognizer = WhisperRecognizer([pulled(tmp_path, "base", "small")], None, 2)
    about = recognizer.describe()
    assert isinstance(about, Recognizer)
    assert (about.title, about.quality, about.joins) == (
        "faster-whisper small", Quality.FULL, True,
    )  # fmt: skip
    assert about.knows("de-AT")
    assert library == []  # nothing heavy yet
    words = recognizer.transcribe(Ask(silence(1.0), "whisper", "de-AT", ("Postgres",)))
    assert [(w.text, w.start, w.end, w.confidence) for w in words] == [
        ("Hallo,", 0.1, 0.5, 0.8), ("du", 0.5, 0.9, 0.001),
    ]  # fmt: skip
    (model,) = library
    assert model.path == str(tmp_path / "whisper" / "small")
    assert (model.options["device"], model.options["compute_type"]) == ("cpu", "int8")
    (asked,) = model.asked
    assert len(asked.pop("samples")) == 16_000
    assert asked == {
        "language": "de", "beam_size": 5, "temperature": 0.0, "word_timestamps": True,
        "vad_filter": False,
        "condition_on_previous_text": False, "initial_prompt": "Postgres",
    }  # fmt: skip


def test_an_english_model_knows_english_only(tmp_path: Path, library: list[FakeModel]) -> None:
    about = WhisperRecognizer([pulled(tmp_path, "base.en")], "base.en", 2).describe()
    assert isinstance(about, Recognizer)
    assert about.knows("en-GB")
    assert not about.knows("de")


def test_whisper_hears_by_the_model_that_is_wanted(
    tmp_path: Path, library: list[FakeModel]
) -> None:
    about = WhisperRecognizer([pulled(tmp_path, "base", "small")], "base", 2).describe()
    assert isinstance(about, Recognizer)
    assert about.title == "faster-whisper base"


@pytest.mark.parametrize("wanted", [None, "medium"], ids=["any", "medium"])
def test_without_a_model_whisper_says_what_to_do(
    tmp_path: Path, library: list[FakeModel], wanted: str | None
) -> None:
    folder = pulled(tmp_path, "small") if wanted else tmp_path
    recognizer = WhisperRecognizer([folder], wanted, 2)
    about = recognizer.describe()
    assert isinstance(about, Missing)
    assert f"parley models pull whisper-{wanted or 'small'}" in about.reason
    with pytest.raises(EngineUnavailable, match="models pull"):
        recognizer.transcribe(Ask(silence(1.0), "whisper", "en"))


def test_without_the_library_whisper_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    about = WhisperRecognizer([pulled(tmp_path, "small")], None, 2).describe()
    assert isinstance(about, Missing)
    assert "make extras" in about.reason


def test_a_model_that_is_damaged_is_told_by_the_real_library(tmp_path: Path) -> None:
    if importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("requires faster-whisper: make extras")
    recognizer = WhisperRecognizer([pulled(tmp_path, "small")], None, 1)
    with pytest.raises(EngineUnavailable, match="pull it again"):
        recognizer.transcribe(Ask(silence(1.0), "whisper", "en"))


def test_what_the_application_writes_the_child_reads(tmp_path: Path) -> None:
    from dataclasses import asdict  # noqa: PLC0415 - used here alone

    from parley.speech.ports import Cloud  # noqa: PLC0415 - likewise

    given = EngineSettings(cloud=Cloud("https://x", "k", "m", ("de",), ca_file=tmp_path))
    assert read_settings(json.loads(json.dumps(asdict(given), default=str))) == given
    plain = EngineSettings()
    assert read_settings(json.loads(json.dumps(asdict(plain)))) == plain


async def test_silero_is_used_where_it_was_pulled(tmp_path: Path) -> None:
    assert (await hearing(EngineSettings(), [tmp_path]).describe()).detector == "pocketsphinx VAD"
    (tmp_path / SILERO_FILE).write_bytes(zlib.compress(b"any"))
    found = await hearing(EngineSettings(), [tmp_path]).describe()
    assert found.detector.startswith("Silero")


def test_the_real_library_is_called_by_names_it_knows(
    tmp_path: Path, library: list[FakeModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    recognizer = WhisperRecognizer([pulled(tmp_path, "small")], None, 1)
    recognizer.transcribe(Ask(silence(0.1), "whisper", "en", ("hint",)))
    (model,) = library
    monkeypatch.delitem(sys.modules, "faster_whisper")
    if importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("requires faster-whisper: make extras")
    real = importlib.import_module("faster_whisper").WhisperModel
    constructor = inspect.signature(real.__init__).parameters
    # What it doesn't name goes on to CTranslate2's model.
    assert set(model.options) <= set(constructor)
    asked = set(model.asked[0]) - {"samples"}
    assert asked <= set(inspect.signature(real.transcribe).parameters)


async def read_four_hours(db: Database, folder: Path, watch: LoopWatch) -> None:
    """A transcript of the longest recording is read.

    Raises:
        AssertionError: It held the event loop for more than 10 ms.
    """
    house = await build(db, folder, FakeEngine())
    take = new_id()
    message = house.audio_ready(take, await house.sound(take))
    await house.publish(message)
    await house.work()
    async with db.unit("speech") as unit:
        row = await PostgresStore().get(unit, take)
        assert row is not None
        words = tuple(Word(f"word{n}", n / 3, n / 3 + 0.3, 0.5) for n in range(40_000))
        long = replace(row, heard=(spoken.segment(words),))
        await PostgresStore().settle(unit, long, house.clock.now())
    watch.longest = 0.0
    made = await house.heard(message)
    assert sum(len(part.words) for part in made.segments) == 40_000
    assert watch.longest <= 0.010, "the event loop was held"


async def test_reading_the_longest_never_holds_the_event_loop(
    db: Database, tmp_path: Path, loop_watch: LoopWatch
) -> None:
    await read_four_hours(db, tmp_path, loop_watch)


async def test_the_same_check_sees_reading_that_does(
    db: Database, tmp_path: Path, loop_watch: LoopWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)

    monkeypatch.setattr("parley.speech.store.asyncio.to_thread", here)
    with pytest.raises(AssertionError, match="held"):
        await read_four_hours(db, tmp_path, loop_watch)


async def test_a_model_is_heard_by_through_the_real_library(db: Database, tmp_path: Path) -> None:
    if importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("requires faster-whisper: make extras")
    tiny_whisper.write(tmp_path / "models" / "whisper" / "tiny")
    settings = Settings(models_dir=tmp_path / "models")
    engine = wire.engine_process(ground(db, tmp_path, ManualClock()), settings)
    try:
        about = await engine.describe()
        assert [one.name for one in about.recognizers] == ["whisper", "pocketsphinx"]
        assert about.recognizers[0].title == "faster-whisper tiny"
        # Its weights are made up, so that anything may be heard; but the same twice.
        ask = Ask(recordings.flite(TEXT), "whisper", "en", ("databases",))
        answer = await engine.transcribe(ask)
        assert answer == await engine.transcribe(ask)
        assert answer.words
        assert all(type(word.start) is float and word.confidence > 0 for word in answer.words)
    finally:
        await engine.stop()
