"""Live speech: what is chosen, what is tried next, what people get."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from parley.contracts.speech import (
    LONGEST_UTTERANCE,
    LiveAbility,
    LiveSpeech,
    Quality,
    SpeechUnavailable,
    VoiceStream,
    Word,
)
from parley.kit.errors import Malformed
from parley.kit.metrics import Metrics
from parley.speech.domain.engines import (
    Ask,
    EngineUnavailable,
    Missing,
    Recognizer,
    Speaker,
)
from parley.speech.ports import LiveSettings, Settings, VoiceSettings
from parley.speech.service.hearing import MOST_HINTS
from parley.speech.service.live import Live, Parts
from parley.speech.service.pool import Pool
from tests.fakes.speech_child import DEMO, ESPEAK, FakeChild
from tests.fakes.speech_engine import FULL, silence, tone

PIPER = Speaker("piper", "Piper fake", ("en",))
SERVER = Recognizer("cloud", "whisper-1 at x", (), Quality.FULL, joins=True)
SERVER_VOICE = Speaker("cloud", "tts-1 at x", ())
QUICK = Settings(live=LiveSettings(recognizers=1, least_seconds=20))


@dataclass
class FakeServer:
    """A server that hears and speaks, or `fails`."""

    hears: Recognizer | Missing = field(default_factory=lambda: Missing("cloud", "none"))
    speaks: Speaker | Missing = field(default_factory=lambda: Missing("cloud", "none"))
    fails: bool = False
    breaks: bool = False
    asked: list[Ask] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    closed: int = 0

    async def hear(self, ask: Ask) -> Sequence[Word]:
        self.asked.append(ask)
        if self.fails:
            raise EngineUnavailable(retry_after=9.0)
        return [Word("server", 0.0, 0.5, 0.0)]

    async def speak(self, text: str) -> AsyncGenerator[bytes]:
        self.said.append(text)
        if self.fails:
            raise EngineUnavailable
        yield b"server"
        if self.breaks:
            raise EngineUnavailable

    async def close(self) -> None:
        self.closed += 1


class Ear(FakeServer):
    def describe(self) -> Recognizer | Missing:
        return self.hears


class Mouth(FakeServer):
    def describe(self) -> Speaker | Missing:
        return self.speaks


@dataclass
class NoFinding:
    title: str = "fake VAD"
    closed: bool = False

    def stream(self) -> VoiceStream:
        raise NotImplementedError

    async def close(self) -> None:
        self.closed = True


@dataclass
class House:
    child: FakeChild = field(default_factory=FakeChild)
    speaking: FakeChild = field(default_factory=FakeChild)
    ear: Ear = field(default_factory=Ear)
    mouth: Mouth = field(default_factory=Mouth)
    finding: NoFinding = field(default_factory=NoFinding)
    settings: Settings = QUICK
    metrics: Metrics = field(default_factory=Metrics)

    @asynccontextmanager
    async def live(self) -> AsyncIterator[LiveSpeech]:
        pool = Pool([self.child], self.settings.live)
        parts = Parts(self.finding, pool, self.speaking, self.ear, self.mouth)
        made = Live(parts, self.settings, self.metrics)
        try:
            yield made
        finally:
            await made.close()


async def said(live: LiveSpeech, text: str, language: str = "en") -> bytes:
    return b"".join([piece async for piece in live.speak(text, language)])


async def test_ability_names_who_hears_and_speaks_and_loads_it() -> None:
    house = House()
    async with house.live() as live:
        assert await live.ability("en-GB") == LiveAbility(
            "pocketsphinx fake", Quality.DEMO, "eSpeak fake", "fake VAD"
        )
        while not house.child.asked:
            await asyncio.sleep(0)
        assert (await live.ability("de")).recognizer is None
        assert (await live.ability("de")).voice == "eSpeak fake"
        assert (await live.ability("tlh")).voice is None


async def test_a_voice_is_loaded_once_before_its_first_sentence() -> None:
    house = House()
    async with house.live() as live:
        await live.ability("en")
        while len(house.speaking.said) < 1:
            await asyncio.sleep(0)
        assert await said(live, "Hello")
        await live.ability("en")
        await asyncio.sleep(0)
        assert [one.text for one in house.speaking.said] == ["a", "Hello"]
        house.speaking.die()  # as one does that nobody has needed for long
        await live.ability("en")
        while len(house.speaking.said) < 3:
            await asyncio.sleep(0)


async def test_hearing_asks_nobody_what_there_is() -> None:
    house = House()
    async with house.live() as live:
        await live.ability("en")
        await live.transcribe(silence(0.1), "en", [])
        asked = house.child.described
        await live.transcribe(silence(0.1), "en", [])
        assert house.child.described == asked


async def test_a_server_comes_first_where_it_knows_the_language() -> None:
    house = House(
        ear=Ear(hears=replace(SERVER, languages=("en",))), mouth=Mouth(speaks=SERVER_VOICE)
    )
    async with house.live() as live:
        ability = await live.ability("en")
        assert (ability.recognizer, ability.voice) == ("whisper-1 at x", "tts-1 at x")
        assert ability.quality is Quality.FULL
        assert (await live.ability("de")).recognizer is None
        assert house.child.asked == []


@pytest.mark.parametrize(
    ("recognizer", "voice", "heard", "spoken"),
    [
        ("pocketsphinx", "espeak", "pocketsphinx fake", "eSpeak fake"),
        ("cloud", "cloud", "whisper-1 at x", "tts-1 at x"),
        ("whisper", "piper", None, None),
    ],
    ids=["local", "cloud", "absent"],
)
async def test_what_was_named_is_used_and_nothing_else(
    recognizer: str, voice: str, heard: str | None, spoken: str | None
) -> None:
    settings = replace(QUICK, recognizer=recognizer, voice=VoiceSettings(name=voice))
    house = House(ear=Ear(hears=SERVER), mouth=Mouth(speaks=SERVER_VOICE), settings=settings)
    async with house.live() as live:
        ability = await live.ability("en")
        assert (ability.recognizer, ability.voice) == (heard, spoken)


async def test_what_can_not_be_started_is_absent() -> None:
    house = House(child=FakeChild(starts=False), speaking=FakeChild(starts=False))
    async with house.live() as live:
        ability = await live.ability("en")
        assert (ability.recognizer, ability.voice) == (None, None)
        with pytest.raises(SpeechUnavailable) as caught:
            await live.transcribe(silence(0.5), "en", [])
        assert caught.value.retry_after == 7.0
        with pytest.raises(SpeechUnavailable):
            await said(live, "Hello")
        # Once it can, it does.
        house.speaking.starts = True
        assert await said(live, "Hello")


async def test_confidence_is_weighed_by_length() -> None:
    async with House().live() as live:
        heard = await live.transcribe(silence(0.5), "en", ["Redis"])
    assert heard.text == "a words"
    # 0.1 s at 0.9 and 0.2 s at 0.6
    assert heard.confidence == pytest.approx(0.7)
    assert heard.quality is Quality.DEMO


async def test_times_that_nobody_can_believe_are_mended() -> None:
    async with House(ear=Ear(hears=SERVER)).live() as live:
        heard = await live.transcribe(silence(0.25), "fr", [])
    assert heard.words == (Word("server", 0.0, 0.25, 0.0),)
    assert heard.confidence == 0.0


async def test_only_whole_utterances_that_are_not_too_long() -> None:
    async with House().live() as live:
        longest = silence(LONGEST_UTTERANCE)
        assert (await live.transcribe(longest, "en", [])).words
        for pcm in (longest + b"\0\0", b"", b"\0"):
            with pytest.raises(Malformed):
                await live.transcribe(pcm, "en", [])


async def test_hints_are_bounded() -> None:
    house = House()
    async with house.live() as live:
        await live.transcribe(silence(0.1), "en", ["x"] * (MOST_HINTS + 1))
    assert len(house.child.asked[-1].hints) == MOST_HINTS


@pytest.mark.parametrize("spare", [FULL, DEMO], ids=["full", "demo"])
async def test_a_server_that_fails_is_stood_in_for_by_one_as_good_only(spare: Recognizer) -> None:
    house = House(child=FakeChild(recognizers=(spare,)), ear=Ear(hears=SERVER, fails=True))
    async with house.live() as live:
        if spare is FULL:
            heard = await live.transcribe(silence(0.5), "en", [])
            assert (heard.text, heard.quality) == ("a words", Quality.FULL)
        else:
            with pytest.raises(SpeechUnavailable) as caught:
                await live.transcribe(silence(0.5), "en", [])
            assert caught.value.retry_after == 9.0


async def test_a_crash_is_speech_unavailable() -> None:
    async with House().live() as live:
        with pytest.raises(SpeechUnavailable):
            await live.transcribe(silence(0.5), "en", ["crash"])
        assert (await live.transcribe(silence(0.5), "en", [])).words


async def test_what_is_said_is_made_sayable() -> None:
    house = House()
    async with house.live() as live:
        sound = await said(live, "**Why** Redis, e.g.?")
        assert house.speaking.said[0].text == "Why Redis, for example?"
        assert sound == tone(0.01) * 4
        assert await said(live, "\U0001f600 ...") == b""
    assert len(house.speaking.said) == 1


async def test_voices_are_tried_in_their_order_until_one_sounds() -> None:
    house = House(
        mouth=Mouth(speaks=SERVER_VOICE, fails=True),
        speaking=FakeChild(speakers=(ESPEAK, PIPER)),
    )
    async with house.live() as live:
        assert await said(live, "Hello") == tone(0.01)
        assert house.mouth.said == ["Hello"]
        assert [one.speaker for one in house.speaking.said] == ["piper"]


async def test_a_process_that_died_is_given_another_chance_before_it_sounds() -> None:
    house = House()
    async with house.live() as live:
        with pytest.raises(SpeechUnavailable):
            await said(live, "crash")
        assert len(house.speaking.said) == 2
        assert house.speaking.lives == 2


async def test_what_breaks_off_is_not_begun_anew() -> None:
    house = House(mouth=Mouth(speaks=SERVER_VOICE, breaks=True))
    got = b""
    async with house.live() as live:
        with pytest.raises(SpeechUnavailable):
            async for piece in live.speak("Hello", "en"):
                got += piece
    assert got == b"server"
    assert house.speaking.said == []


async def test_a_language_that_nothing_speaks_is_unavailable() -> None:
    async with House().live() as live:
        with pytest.raises(SpeechUnavailable):
            await said(live, "Hello", "tlh")


async def test_whoever_stops_listening_stops_the_voice() -> None:
    house = House()
    async with house.live() as live:
        speaking = live.speak("one hang", "en")
        assert isinstance(speaking, AsyncGenerator)
        async with aclosing(speaking) as pieces:
            await anext(pieces)
        assert await said(live, "two")


async def test_everything_is_measured_and_nothing_said_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House()
    async with house.live() as live:
        await live.transcribe(silence(0.5), "en", ["canary"])
        with pytest.raises(SpeechUnavailable):
            await live.transcribe(silence(0.5), "en", ["crash", "canary"])
        await said(live, "canary")
        with pytest.raises(SpeechUnavailable):
            await said(live, "canary crash")
    told = (await house.metrics.render()).decode()
    for outcome in ("heard", "not_heard", "spoken", "not_spoken"):
        assert f'speech_live_calls_total{{outcome="{outcome}"}} 1.0' in told
    assert "speech_live_hearing_seconds_count 1.0" in told
    assert "speech_live_first_sound_seconds_count 2.0" in told
    assert "canary" not in told + caplog.text


async def test_closing_closes_everything() -> None:
    house = House()
    async with house.live() as live:
        await live.ability("en")
    assert house.child.stopped
    assert house.speaking.stopped
    assert house.finding.closed
    assert (house.ear.closed, house.mouth.closed) == (1, 1)
