"""The cascade under virtual time, with made-up speech and minds: deadlines, failures, endings."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from parley.contracts.interviews import PlanItem, Speaker
from parley.contracts.speech import (
    FRAME,
    Hearing,
    LiveAbility,
    Quality,
    SpeechUnavailable,
    VoiceStream,
    Word,
)
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import (
    Cue,
    Decided,
    Heard,
    Intent,
    Move,
    Opening,
    Piece,
    Sentence,
)
from parley.interviewer.domain.turns.machine import Machine
from parley.interviewer.domain.turns.phrases import ENGLISH
from parley.interviewer.ports import InterviewerUnavailable
from parley.interviewer.service.cascade import Cascade, CascadeLive, Deadlines
from parley.interviewer.service.thinking import Minds
from parley.kit.clock import ManualClock
from tests.kit import virtual

LOUD = b"\x00\x20" * FRAME
QUIET = bytes(2 * FRAME)
STEP = FRAME / talk.RATE


@dataclass
class Stream:
    """Finds voice in what is loud."""

    speech: "Speech"
    closed: bool = False

    async def find(self, pcm: bytes) -> bytes:
        await asyncio.sleep(self.speech.find_seconds)
        return bytes(240 if pcm[at + 1] else 2 for at in range(0, len(pcm), 2 * FRAME))

    def close(self) -> None:
        self.closed = True


@dataclass
class Speech:
    """Hears the same in everything, and speaks silence."""

    text: str = "i built it with postgres and python"
    recognizer: str | None = "made up"
    voice: str | None = "made up"
    find_seconds: float = 0.001
    hear_seconds: float = 0.2
    speak_seconds: float = 0.02
    fails: set[str] = field(default_factory=set)
    heard: int = 0
    hints: list[str] = field(default_factory=list)
    speaking: int = 0
    streams: list[Stream] = field(default_factory=list)

    async def ability(self, language: str) -> LiveAbility:
        if "ability" in self.fails:
            raise SpeechUnavailable
        return LiveAbility(self.recognizer, Quality.FULL, self.voice, "made up")

    def stream(self) -> VoiceStream:
        self.streams.append(Stream(self))
        return self.streams[-1]

    async def transcribe(self, pcm: bytes, language: str, hints: Sequence[str]) -> Hearing:
        self.heard += 1
        self.hints = list(hints)
        await asyncio.sleep(self.hear_seconds)
        if "hear" in self.fails:
            raise SpeechUnavailable
        words = tuple(Word(it, 0.1, 0.2, 0.9) for it in self.text.split())
        return Hearing(words, 0.9, Quality.FULL)

    async def speak(self, text: str, language: str) -> AsyncGenerator[bytes]:
        self.speaking += 1
        try:
            for _ in range(max(1, len(text) // 8)):
                await asyncio.sleep(self.speak_seconds)
                if "speak" in self.fails:
                    raise SpeechUnavailable
                yield b"\1\2" * 8000
        finally:
            self.speaking -= 1


@dataclass
class Thinker:
    """A mind that asks one question and closes."""

    briefing: talk.Briefing
    seconds: float = 0.05
    error: Exception | None = None
    told: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    open: int = 0

    async def turn(self, cue: Cue, now: float) -> AsyncIterator[Piece]:
        assert not self.open, "one turn at a time"
        self.open += 1
        self.cues.append(cue)
        try:
            await asyncio.sleep(self.seconds)
            if self.error is not None:
                raise self.error
            if isinstance(cue, Heard):
                yield Decided(Move.CLOSE, 1, Intent.ANSWER, 0, closes=True)
                yield Sentence("Thank you and goodbye.")
            else:
                yield Decided(Move.GREET, 0, None, -1, closes=False)
                yield Sentence("What did you build?")
        finally:
            self.open -= 1

    def spoken(self, text: str) -> None:
        self.told.append(text)

    def vocabulary(self) -> Sequence[str]:
        return ["postgres"]


BRIEFING = talk.Briefing(
    "s1", "en", "Engineer", "", (PlanItem("q1", "What did you build?"),), (), 0.0, 600, 3600,
    practice=True,
)  # fmt: skip


class Room:
    """A cascade, a person's microphone, and what came of both."""

    def __init__(self, speech: Speech | None = None, **thinker: Any) -> None:
        self.speech = speech or Speech()
        self.minds: list[Thinker] = []

        def think(briefing: talk.Briefing) -> Thinker:
            self.minds.append(Thinker(briefing, **thinker))
            return self.minds[-1]

        self.engine = Cascade(self.speech, think, ManualClock(), deadlines=Deadlines())
        self.events: list[tuple[float, talk.FromEngine]] = []
        self.lag = 0.0

    async def hold(self, seconds: float, said: Callable[[float], bool]) -> CascadeLive:
        """One conversation; `said` tells at which seconds the person speaks."""
        live = await self.engine.start(BRIEFING)
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def take() -> None:
            async for event in live.events():
                self.events.append((loop.time() - began, event))

        taking = asyncio.create_task(take())
        await live.hear(talk.Regained(can_flush=True))
        while (now := loop.time() - began) < seconds and not taking.done():
            await live.hear(talk.Sound(LOUD if said(now) else QUIET))
            await asyncio.sleep(STEP)
        if not taking.done():
            await live.close()
        await asyncio.wait_for(taking, 1)
        await live.close()
        return live

    def of(self, kind: type) -> list[Any]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def texts(self, speaker: Speaker) -> list[str]:
        return [it.entry.text for it in self.of(talk.Spoke) if it.entry.speaker is speaker]


def speaks(start: float, end: float) -> Callable[[float], bool]:
    return lambda now: start <= now < end


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return virtual.run(work)


def test_an_interview_is_held_to_its_end() -> None:
    room = Room()
    run(room.hold(60, speaks(3, 5)))
    assert room.texts(Speaker.AI) == ["What did you build?", "Thank you and goodbye."]
    assert room.texts(Speaker.USER) == [room.speech.text]
    assert isinstance(room.events[-1][1], talk.Finished)
    assert room.minds[0].told == ["What did you build?", "Thank you and goodbye."]
    assert [type(cue) for cue in room.minds[0].cues] == [Opening, Heard]
    assert room.speech.hints == ["postgres"]
    # Nothing is left behind.
    assert room.speech.streams[0].closed
    assert room.speech.speaking == room.minds[0].open == 0


def test_voice_over_the_ai_stops_mind_and_voice() -> None:
    room = Room(Speech(speak_seconds=3.0, text="wait a moment please i said"))
    run(room.hold(12, speaks(3.3, 6.3)))
    assert room.of(talk.Flush)
    assert room.speech.speaking == 0
    last = max(at for at, it in room.events if isinstance(it, talk.Voice) and at < 6.3)
    assert last <= 3.3 + 0.25


def test_speech_that_does_not_answer_is_no_start() -> None:
    room = Room(Speech(fails={"ability"}))
    with pytest.raises(InterviewerUnavailable):
        run(room.hold(5, speaks(9, 9)))


def test_a_segment_is_recognised_again_then_asked_for() -> None:
    room = Room(Speech(fails={"hear"}))
    run(room.hold(20, speaks(3, 6)))
    assert room.speech.heard == 2
    assert ENGLISH.again in room.texts(Speaker.AI)
    assert room.texts(Speaker.USER) == []


def test_a_recogniser_that_hangs_is_given_up() -> None:
    room = Room(Speech(hear_seconds=10_000))
    run(room.hold(40, speaks(3, 6)))
    assert ENGLISH.again in room.texts(Speaker.AI)


def test_a_detector_that_hangs_leaves_loudness() -> None:
    room = Room(Speech(find_seconds=10_000))
    run(room.hold(60, speaks(5, 8)))
    assert room.texts(Speaker.USER) == [room.speech.text]


@pytest.mark.parametrize("how", ["fails", "hangs", "missing"])
def test_a_voice_that_fails_leaves_captions(how: str) -> None:
    speech = Speech(
        fails={"speak"} if how == "fails" else set(),
        speak_seconds=10_000 if how == "hangs" else 0.02,
        voice=None if how == "missing" else "made up",
    )
    room = Room(speech)
    run(room.hold(60, speaks(8, 9.5)))
    assert room.texts(Speaker.AI) == ["What did you build?", "Thank you and goodbye."]
    assert not room.of(talk.Voice)
    captions = [it for it in room.of(talk.Caption) if it.speaker is Speaker.AI and not it.final]
    assert captions[0].text == "What did you build?"
    assert room.speech.speaking == 0


def test_a_voice_that_keeps_failing_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    speech = Speech(fails={"speak"})
    room = Room(speech)
    with caplog.at_level(logging.WARNING):
        for _ in range(8):
            run(room.hold(2, speaks(9, 9)))
    failed = [it.__dict__.get("target") for it in caplog.records]
    assert failed.count("voice") == 5


def test_a_mind_that_breaks_is_the_end_and_one_that_hangs_as_well() -> None:
    room = Room(error=RuntimeError("private words"))
    run(room.hold(20, speaks(99, 99)))
    assert room.of(talk.Broken) == [talk.Broken("mind")]
    room = Room(seconds=10_000)
    run(room.hold(200, speaks(999, 999)))
    assert room.of(talk.Broken) == [talk.Broken("mind")]


def test_failures_are_logged_without_words(caplog: pytest.LogCaptureFixture) -> None:
    room = Room(Speech(fails={"hear", "speak"}), error=RuntimeError("private words"))
    with caplog.at_level(logging.INFO):
        run(room.hold(20, speaks(3, 6)))
    assert caplog.records
    assert "private words" not in caplog.text
    assert "postgres" not in caplog.text


def test_a_defect_in_turn_taking_breaks_the_conversation_and_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Machine, "_sound", wrong)
    room = Room()
    run(room.hold(5, speaks(1, 2)))
    assert room.of(talk.Broken) == [talk.Broken("turns")]
    assert "turn-taking failed" in caplog.text


def test_closing_stops_everything_at_once() -> None:
    room = Room(Speech(hear_seconds=10_000, speak_seconds=10_000), seconds=10_000)

    async def leave() -> int:
        live = await room.engine.start(BRIEFING)
        await live.hear(talk.Regained(can_flush=True))
        for number in range(40):
            await live.hear(talk.Sound(LOUD if number < 20 else QUIET))
            await asyncio.sleep(STEP)
        await live.close()
        await live.close()
        await live.hear(talk.Sound(LOUD))
        assert [event async for event in live.events() if isinstance(event, talk.Voice)] == []
        return len(asyncio.all_tasks())

    assert run(leave()) == 1
    assert room.minds[0].open == room.speech.speaking == 0


def test_a_slow_conversation_does_not_delay_another() -> None:
    quick, slow = Room(), Room(Speech(hear_seconds=7, speak_seconds=2), seconds=5)

    async def both() -> None:
        await asyncio.gather(quick.hold(60, speaks(3, 5)), slow.hold(60, speaks(3, 5)))

    async def alone(room: Room) -> None:
        await room.hold(60, speaks(3, 5))

    run(both())
    single = Room()
    run(alone(single))
    assert [it for it, _ in quick.events] == pytest.approx([it for it, _ in single.events])


def test_after_a_restart_times_go_on() -> None:
    room = Room()

    async def later() -> CascadeLive:
        briefing = talk.Briefing(
            "s1", "en", "Engineer", "", BRIEFING.items, (), 300.0, 600, 3600, practice=True
        )
        live = await room.engine.start(briefing)
        await live.hear(talk.Regained(can_flush=True))
        async for event in live.events():
            if isinstance(event, talk.Spoke):
                room.events.append((0, event))
                break
        await live.close()
        return live

    run(later())
    (spoke,) = room.of(talk.Spoke)
    assert 300 < spoke.entry.start < 301
    assert (spoke.entry.at - ManualClock().now()).total_seconds() == pytest.approx(
        spoke.entry.start - 300.0
    )


def test_with_the_scripted_mind_a_whole_interview_comes_to_its_end() -> None:
    room = Room()
    room.engine = Cascade(room.speech, Minds(None), ManualClock())
    # Three seconds of speech after each of the AI's turns, some of it over the AI.
    run(room.hold(400, lambda now: now % 22 >= 18.5))
    assert isinstance(room.events[-1][1], talk.Finished)
    moves = [it.entry.move for it in room.of(talk.Spoke) if it.entry.speaker is Speaker.AI]
    assert (moves[0], moves[-1]) == (Move.GREET, Move.CLOSE)
    answers = [it.entry for it in room.of(talk.Spoke) if it.entry.speaker is Speaker.USER]
    assert answers
    assert {(it.item_id, it.move) for it in answers} == {("q1", Intent.ANSWER)}
    assert any(isinstance(event, talk.Flush) for _, event in room.events)
