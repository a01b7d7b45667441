"""What speaks: eSpeak NG and Piper as they are, a server's double."""

import asyncio
import math
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from parley.speech.clients import espeak as espeak_client
from parley.speech.clients import piper as piper_client
from parley.speech.clients.cloud_voice import SERVER_RATE, CloudSpeaker
from parley.speech.clients.espeak import EspeakSpeaker
from parley.speech.clients.piper import PiperSpeaker
from parley.speech.clients.resampling import PIECE_BYTES, Resampler, resampled
from parley.speech.clients.sphinx import SphinxDetector
from parley.speech.domain.engines import EngineUnavailable, Missing, Speaker
from parley.speech.domain.loudness import loudness
from parley.speech.domain.utterances import Cutting, utterances
from parley.speech.ports import CloudVoice, VoiceSettings
from tests import requires
from tests.speech import tiny_piper
from tests.speech.voice_server import Reply, VoiceServer, serving

TEXT = "Could you tell me about a time when you had to choose between two designs?"
GERMAN = "K\u00f6nnen Sie mir erz\u00e4hlen, wie Sie sich entschieden haben?"


def wave(rate: int, seconds: float, hertz: float = 440.0) -> bytes:
    turn = 2 * math.pi * hertz / rate
    return b"".join(
        struct.pack("<h", round(8000 * math.sin(turn * n))) for n in range(round(rate * seconds))
    )


def pitch(pcm: bytes) -> float:
    """The strongest frequency, in Hz, of 16 kHz sound."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return float(np.abs(np.fft.rfft(samples)).argmax() * 16_000 / len(samples))


@pytest.mark.parametrize("rate", [22_050, 24_000, 16_000, 8_000])
def test_another_rate_sounds_the_same_whatever_the_pieces(rate: int) -> None:
    sound = wave(rate, 1.0)
    whole = b"".join(resampled((sound,), rate))
    assert len(whole) == pytest.approx(32_000, abs=4)
    assert pitch(whole) == pytest.approx(440, abs=2)
    # Odd pieces, in the middle of a sample.
    pieces = [sound[at : at + 333] for at in range(0, len(sound), 333)]
    apart = np.frombuffer(b"".join(resampled(pieces, rate)), "<i2").astype(int)
    assert np.abs(apart - np.frombuffer(whole, "<i2")).max() <= 1
    made = list(resampled((sound,), rate))
    assert max(map(len, made)) <= PIECE_BYTES
    assert all(len(piece) % 2 == 0 for piece in made)


@pytest.mark.parametrize("rate", [0, 7_999, 96_001])
def test_no_engine_speaks_at_such_a_rate(rate: int) -> None:
    with pytest.raises(ValueError, match="rate"):
        Resampler(rate)
    for edge in (8_000, 96_000):
        Resampler(edge)


@pytest.fixture
def espeak() -> EspeakSpeaker:
    requires.require("espeak")
    settings = VoiceSettings()
    return EspeakSpeaker(settings.rate, settings.pitch)


def test_espeak_knows_its_languages(espeak: EspeakSpeaker) -> None:
    about = espeak.describe()
    assert isinstance(about, Speaker)
    assert {"en", "de", "fr", "zh"} <= set(about.languages)
    assert about.knows("de-CH")
    assert not about.knows("tlh")


@pytest.mark.parametrize(("language", "text"), [("en", TEXT), ("de-DE", GERMAN)], ids=["en", "de"])
def test_espeak_speaks_at_a_calm_pace(espeak: EspeakSpeaker, language: str, text: str) -> None:
    sound = b"".join(espeak.speak(text, language))
    minutes = len(sound) / 32_000 / 60
    assert 110 <= len(text.split()) / minutes <= 200
    level = np.abs(np.frombuffer(sound, "<i2").astype(int))
    assert 3_000 < level.max() <= 32_767
    voice, _ = SphinxDetector().find(sound, b"")
    (first, *_, last) = utterances(voice, loudness(sound), len(sound) // 2, Cutting()) * 2
    assert first.start < 8_000
    assert last.end > 0.8 * len(sound) / 2


def test_espeak_says_each_language_otherwise(espeak: EspeakSpeaker) -> None:
    english = b"".join(espeak.speak(GERMAN, "en"))
    german = b"".join(espeak.speak(GERMAN, "de"))
    assert english != german
    # Its breath is noise that goes on from sentence to sentence.
    again = b"".join(espeak.speak(GERMAN, "en"))
    assert len(again) == pytest.approx(len(english), rel=0.01)


def test_espeak_speaks_faster_when_told() -> None:
    requires.require("espeak")
    slow = b"".join(EspeakSpeaker(100, 50).speak(TEXT, "en"))
    fast = b"".join(EspeakSpeaker(200, 50).speak(TEXT, "en"))
    assert 1.6 < len(slow) / len(fast) < 2.4


def test_espeak_has_no_such_voice(espeak: EspeakSpeaker) -> None:
    with pytest.raises(EngineUnavailable):
        espeak.speak(TEXT, "tlh")


def test_espeak_stops_at_an_endless_sentence(
    espeak: EspeakSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espeak_client, "LONGEST_SECONDS", 1)
    sound = b"".join(espeak.speak("a very long sentence " * 40, "en"))
    assert 0.9 < len(sound) / 32_000 < 1.5


def test_without_the_library_espeak_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_client, "LIBRARY", "no_such_library")
    about = EspeakSpeaker(150, 50).describe()
    assert isinstance(about, Missing)
    assert "NO_VOICE" in about.reason


def test_piper_speaks_by_a_voice_that_lies_there(tmp_path: Path) -> None:
    requires.require("piper")
    tiny_piper.write(tmp_path / "piper", "en_US-tiny", "en_US")
    tiny_piper.write(tmp_path / "piper", "de_DE-tiny", "de_DE")
    piper = PiperSpeaker([tmp_path / "other", tmp_path], None)
    about = piper.describe()
    assert about == Speaker("piper", "Piper de_DE-tiny, en_US-tiny", ("de", "en"))
    short = b"".join(piper.speak("Hello.", "en-GB"))
    long = b"".join(piper.speak("Hello there, and how are you?", "en"))
    assert 0.05 < len(short) / 32_000 < len(long) / 32_000 < 3
    assert max(np.abs(np.frombuffer(long, "<i2").astype(int))) > 3_000
    with pytest.raises(EngineUnavailable):
        piper.speak("Bonjour", "fr")


def test_piper_makes_a_sentence_while_the_next_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requires.require("piper")
    tiny_piper.write(tmp_path / "piper", "en_US-tiny", "en_US")
    piper = PiperSpeaker([tmp_path], None)
    pieces = piper.speak("One sentence, which is long enough to fill a piece. " * 3, "en")
    first = len(next(pieces))
    rest = sum(len(piece) for piece in pieces)
    assert 0 < first < rest


def test_the_voice_that_was_named_wins(tmp_path: Path) -> None:
    requires.require("piper")
    tiny_piper.write(tmp_path / "piper", "en_US-tiny", "en_US")
    named = tiny_piper.write(tmp_path / "mine", "own", "de_DE")
    assert PiperSpeaker([tmp_path], named).describe() == Speaker("piper", "Piper own", ("de",))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.with_name(path.name + ".json").unlink(),
        lambda path: path.with_name(path.name + ".json").write_text("{"),
        lambda path: path.with_name(path.name + ".json").write_text("[]"),
        lambda path: path.with_name(path.name + ".json").write_text('{"language": 3}'),
        lambda path: path.unlink(),
    ],
    ids=["alone", "broken", "list", "odd", "absent"],
)
def test_what_is_no_voice_is_left_out(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    requires.require("piper")
    spoil(tiny_piper.write(tmp_path / "piper", "en_US-tiny", "en_US"))
    about = PiperSpeaker([tmp_path], None).describe()
    assert isinstance(about, Missing)
    assert "models/piper" in about.reason


def test_a_damaged_voice_is_unavailable(tmp_path: Path) -> None:
    requires.require("piper")
    tiny_piper.write(tmp_path / "piper", "en_US-tiny", "en_US").write_bytes(b"no model")
    with pytest.raises(EngineUnavailable, match="can't be loaded"):
        PiperSpeaker([tmp_path], None).speak("Hello", "en")


def test_without_the_library_piper_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper_client, "LIBRARY", "no_such_library")
    about = PiperSpeaker([], None).describe()
    assert isinstance(about, Missing)
    assert "make extras" in about.reason


SOUND = wave(SERVER_RATE, 1.0)
HALVES: list[bytes | asyncio.Event] = [SOUND[:12_001], SOUND[12_001:]]


async def said(speaker: CloudSpeaker, text: str = "Hello there") -> bytes:
    return b"".join([piece async for piece in speaker.speak(text)])


@pytest.fixture
async def voice() -> AsyncIterator[Callable[..., CloudSpeaker]]:
    made: list[CloudSpeaker] = []

    def make(server: VoiceServer, **knobs: object) -> CloudSpeaker:
        settings = CloudVoice(server.url, key="k3y", first_seconds=5.0, piece_seconds=5.0)
        made.append(CloudSpeaker(replace(settings, **knobs)))  # type: ignore[arg-type]  # knobs
        return made[-1]

    yield make
    for speaker in made:
        await speaker.close()


Make = Callable[..., CloudSpeaker]


async def test_a_server_is_asked_as_it_expects(voice: Make) -> None:
    async with serving(Reply(pieces=HALVES)) as server:
        speaker = voice(server, model="m", voice="v")
        sound = await said(speaker)
        await said(speaker)
    assert len(sound) == pytest.approx(32_000, abs=4)
    assert pitch(sound) == pytest.approx(440, abs=2)
    line, headers, body = server.asked[0]
    assert line == "POST /v1/audio/speech HTTP/1.1"
    assert headers["authorization"] == "Bearer k3y"
    assert body == {
        "model": "m", "voice": "v", "input": "Hello there", "response_format": "pcm"
    }  # fmt: skip
    assert "k3y" not in repr(CloudVoice(server.url, key="k3y"))


async def test_sound_is_handed_on_before_the_rest_is_made(voice: Make) -> None:
    go = asyncio.Event()
    async with (
        serving(Reply(pieces=[SOUND[:24_000], go, SOUND[24_000:]])) as server,
        aclosing(voice(server).speak("Hello")) as pieces,
    ):
        assert len(await anext(pieces)) > 3_000
        go.set()
        assert [piece async for piece in pieces]


async def test_whoever_stops_listening_hangs_up(voice: Make) -> None:
    async with serving(Reply(pieces=[SOUND[:24_000], asyncio.Event()])) as server:
        async with aclosing(voice(server).speak("Hello")) as pieces:
            await anext(pieces)
        async with asyncio.timeout(10):
            await server.gone.wait()


@pytest.mark.parametrize(
    "bad", [Reply(503), Reply(429), Reply(), Reply(cut=True)], ids=["503", "429", "none", "cut"]
)
async def test_a_busy_server_is_asked_again(voice: Make, bad: Reply) -> None:
    async with serving(bad, Reply(pieces=HALVES)) as server:
        assert len(await said(voice(server))) > 30_000
    assert len(server.asked) == 2


async def test_one_that_refuses_is_not(voice: Make) -> None:
    async with serving(Reply(401)) as server:
        with pytest.raises(EngineUnavailable, match="settings"):
            await said(voice(server))
    assert len(server.asked) == 1


async def test_no_sound_in_time_is_unavailable_and_then_left_alone(voice: Make) -> None:
    async with serving(Reply(pieces=[asyncio.Event()])) as server:
        speaker = voice(server, first_seconds=0.05)
        for _ in range(5):
            with pytest.raises(EngineUnavailable):
                await said(speaker)
        with pytest.raises(EngineUnavailable) as caught:
            await said(speaker)
    assert (caught.value.retry_after or 0) > 10
    assert len(server.asked) == 5


@pytest.mark.parametrize("cut", [True, False], ids=["breaks", "hangs"])
async def test_what_breaks_off_is_told_after_what_there_was(voice: Make, cut: bool) -> None:
    rest: list[bytes | asyncio.Event] = [] if cut else [asyncio.Event()]
    async with serving(Reply(pieces=[SOUND[:24_000], *rest], cut=cut)) as server:
        speaker = voice(server, piece_seconds=0.1)
        got = bytearray()
        with pytest.raises(EngineUnavailable):
            async for piece in speaker.speak("Hello"):
                got += piece
    assert len(got) > 10_000
    assert len(server.asked) == 1


async def test_more_sound_than_anybody_needs_for_that_is_cut(voice: Make) -> None:
    async with serving(Reply(pieces=[SOUND] * 30)) as server:
        assert len(await said(voice(server), "Hi")) / 32_000 == pytest.approx(10, abs=0.01)


async def test_nobody_configured_is_missing() -> None:
    speaker = CloudSpeaker(None)
    assert isinstance(speaker.describe(), Missing)
    with pytest.raises(EngineUnavailable):
        await said(speaker)
    about = CloudSpeaker(CloudVoice("https://voice.example/v1", languages=("de",))).describe()
    assert about == Speaker("cloud", "tts-1 alloy at voice.example", ("de",))


@pytest.mark.parametrize(
    "make",
    [
        lambda: CloudVoice("voice.example"),
        lambda: VoiceSettings(name="siri"),
        lambda: VoiceSettings(rate=79),
        lambda: VoiceSettings(rate=451),
        lambda: VoiceSettings(pitch=-1),
        lambda: VoiceSettings(pitch=101),
    ],
    ids=["address", "name", "slow", "fast", "low", "high"],
)
def test_settings_that_can_not_work_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        make()
    for rate, pitch_ in ((80, 0), (450, 100)):
        VoiceSettings(rate=rate, pitch=pitch_)


ROOT = Path(__file__).resolve().parents[2]
GPL = ("espeakng_loader", "piper")  # decision 17


def test_what_is_under_gpl_is_locked_apart_and_loaded_by_who_speaks_only() -> None:
    locked = (ROOT / "requirements" / "runtime.txt").read_text()
    assert not [line for line in locked.splitlines() if line.startswith(("espeakng", "piper"))]
    assert "espeakng-loader==" in (ROOT / "requirements" / "voice.txt").read_text()
    sources = (ROOT / "src").rglob("*.py")
    named = {path.name for path in sources if "espeakng_loader" in path.read_text()}
    assert named == {"espeak.py"}
    # Whoever holds conversations, transcribes or serves loads neither.
    code = (
        "import sys, parley.speech.wire.conversing, parley.speech.wire.engine;"
        f"print([name for name in {GPL!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
