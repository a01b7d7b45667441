"""The scripted engine: for work on the pages, and for tests (settled.md, Interviews, voice, room).

It answers the sound it gets by a fixed sequence of captions, entries and audible tones in real
time; it neither hears nor understands anything.
"""

import asyncio
import math
from array import array
from collections.abc import AsyncIterator
from datetime import datetime

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.interviewer.domain.conversation import (
    RATE,
    Briefing,
    Caption,
    Changed,
    Finished,
    FromEngine,
    FromPerson,
    Lost,
    Regained,
    Sound,
    Spoke,
    StillThinking,
    Turn,
    Typed,
    Voice,
    seconds_of,
)
from parley.interviewer.domain.mind import Intent, Move
from parley.kit.clock import Clock
from parley.kit.ids import new_id

FRAME_SECONDS = 0.02
WORD_FRAMES = 12  # A word is a tone of 0.2 s and a short pause.
PAUSE_FRAMES = 2
ANSWER_SECONDS = 1.5  # So much sound from the person is an answer.
HERTZ = 450  # Nine whole waves a frame: no clicks.
AMPLITUDE = 6_000  # of 32768

GREETING = "Hello, I am a scripted interviewer and I only play tones."
AGAIN = "Let us go on where we were."
GOODBYE = "Thank you, that was all. The team will be in touch."
ANSWERS = (
    "I once built a small service and kept it running for years.",
    "I would first ask what really happened and then look at the logs.",
    "We tried it with a few people before we gave it to everybody.",
)


def _tone() -> bytes:
    count = int(RATE * FRAME_SECONDS)
    wave = (AMPLITUDE * math.sin(2 * math.pi * HERTZ * n / RATE) for n in range(count))
    return array("h", map(round, wave)).tobytes()


TONE = _tone()
REST = bytes(len(TONE))


class MockEngine:
    """Implements `ports.Engine`."""

    def __init__(self, clock: Clock) -> None:
        """Tell the time of entries by `clock`."""
        self._clock = clock

    async def start(self, briefing: Briefing) -> "MockLive":
        """Begin to play the script."""
        return MockLive(briefing, self._clock)


class MockLive:
    """Implements `ports.Live`."""

    def __init__(self, briefing: Briefing, clock: Clock) -> None:
        """Play the script for `briefing`'s plan."""
        self._briefing, self._clock = briefing, clock
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time() - briefing.elapsed
        self._events: asyncio.Queue[FromEngine | None] = asyncio.Queue()
        self._there = asyncio.Event()
        self._heard = 0.0
        self._answer: asyncio.Future[str | None] | None = None
        self._task = asyncio.create_task(self._play())

    async def hear(self, said: FromPerson) -> None:
        """Count sound; take what was typed."""
        match said:
            case Regained():
                self._there.set()
            case Lost():
                self._there.clear()
            case StillThinking():
                self._heard = 0.0
            case Typed(text):
                self._answered(text)
            case Sound(pcm) if self._answer is not None:
                self._heard += seconds_of(pcm)
                if self._heard >= ANSWER_SECONDS:
                    self._answered(None)
            case _:
                pass

    def _answered(self, typed: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(typed)

    async def events(self) -> AsyncIterator[FromEngine]:
        """What is played, in order."""
        while (event := await self._events.get()) is not None:
            yield event

    async def close(self) -> None:
        """Stop playing."""
        self._task.cancel()
        await asyncio.wait({self._task})

    # The script

    async def _play(self) -> None:
        try:
            await self._there.wait()
            items = self._briefing.items
            first, resumed = self._place()
            for number in range(first, len(items)):
                opening = "" if number > first else AGAIN if resumed else GREETING
                move = Move.ASK if number > first else Move.RESUME if resumed else Move.GREET
                await self._say(f"{opening} {items[number].text}".strip(), number, move)
                await self._listen(number)
            await self._say(GOODBYE, len(items) - 1, Move.CLOSE)
            self._events.put_nowait(Finished())
        finally:
            self._events.put_nowait(None)

    def _place(self) -> tuple[int, bool]:
        """The question to go on with, and whether somebody comes back."""
        history = self._briefing.history
        answered = {entry.item_id for entry in history if entry.speaker is Speaker.USER}
        open_items = [n for n, i in enumerate(self._briefing.items) if i.item_id not in answered]
        return (open_items[0] if open_items else len(self._briefing.items)), bool(history)

    def _now(self) -> float:
        return self._loop.time() - self._zero

    async def _say(self, text: str, number: int, move: Move) -> None:
        """One turn of the AI; from its beginning again when the person was away meanwhile."""
        while True:
            await self._there.wait()
            at, start = self._clock.now(), self._now()
            self._events.put_nowait(Changed(Turn.SPEAKING, number))
            if await self._sound(text):
                break
        self._spoke(Speaker.AI, text, number, (at, start), move.value)

    async def _sound(self, text: str) -> bool:
        """Tones for the words of `text`; False when the person is gone before its end."""
        said, due = "", self._loop.time()
        for word in text.split():
            said = f"{said} {word}".strip()
            self._events.put_nowait(Caption(Speaker.AI, said, final=False))
            for frame in range(WORD_FRAMES):
                if not self._there.is_set():
                    return False
                quiet = frame >= WORD_FRAMES - PAUSE_FRAMES
                self._events.put_nowait(Voice(REST if quiet else TONE))
                due += FRAME_SECONDS
                await asyncio.sleep(max(0.0, due - self._loop.time()))
        return True

    async def _listen(self, number: int) -> None:
        """One turn of the person, whatever they say."""
        self._heard, self._answer = 0.0, self._loop.create_future()
        self._events.put_nowait(Changed(Turn.LISTENING, number))
        at, start = self._clock.now(), self._now()
        typed = await self._answer
        self._answer = None
        text = ANSWERS[number % len(ANSWERS)] if typed is None else typed
        if typed is None:
            half = " ".join(text.split()[: len(text.split()) // 2])
            self._events.put_nowait(Caption(Speaker.USER, half, final=False))
        provenance = Provenance.HEARD if typed is None else Provenance.TYPED
        self._spoke(Speaker.USER, text, number, (at, start), Intent.ANSWER.value, provenance)
        self._events.put_nowait(Changed(Turn.THINKING, number))

    def _spoke(
        self,
        speaker: Speaker,
        text: str,
        number: int,
        begun: tuple[datetime, float],
        move: str,
        provenance: Provenance = Provenance.MODEL,
    ) -> None:
        items = self._briefing.items
        entry = Entry(
            entry_id=new_id(),
            speaker=speaker,
            text=text,
            at=begun[0],
            start=begun[1],
            end=self._now(),
            provenance=provenance,
            item_id=None if move == Move.CLOSE or number < 0 else items[number].item_id,
            move=move,
        )
        # What is seen as final is durable.
        self._events.put_nowait(Spoke(entry))
        self._events.put_nowait(Caption(speaker, text, final=True))
