"""The cascade: voice found, segments recognised, a mind asked, sentences spoken, one by one.

`domain/turns` decides; this runs what it asks for, each call in a task of its own with a deadline,
and hands back what came of it. Nothing here waits for a model but the task that called it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar, cast

from parley.contracts.speech import LiveAbility, LiveSpeech, SpeechUnavailable
from parley.interviewer.domain.conversation import (
    RATE,
    SAMPLE_BYTES,
    Briefing,
    Broken,
    Finished,
    FromEngine,
    FromPerson,
)
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.machine import Machine, Setting
from parley.interviewer.domain.turns.rules import Rules
from parley.interviewer.ports import InterviewerUnavailable, Mind
from parley.kit.clock import Clock
from parley.kit.ids import new_id
from parley.kit.resilience import Breaker, CircuitOpen, guarded

_log = logging.getLogger(__name__)
T = TypeVar("T")

_REST = 10.0  # seconds that what keeps failing is left alone: somebody waits
# What a call may fail with and be worth another look; everything else is a defect, and told as one.
_FAILED = (SpeechUnavailable, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds that a call may take while somebody listens.

    Attributes:
        ability: Until what can be done is known.
        find: For voice in a few frames; then loudness has to do.
        hear: For the words of a segment, besides its own length times `hear_share`.
        hear_share: Of its length.
        speak: Until the first sound of a sentence, and between its pieces.
        think: Until the mind's first piece, and between its pieces.
    """

    ability: float = 20.0
    find: float = 1.0
    hear: float = 8.0
    hear_share: float = 1.5
    speak: float = 5.0
    think: float = 15.0


class Cascade:
    """Implements `ports.Engine`."""

    def __init__(
        self,
        speech: LiveSpeech,
        minds: Callable[[Briefing], Mind],
        clock: Clock,
        *,
        rules: Rules | None = None,
        deadlines: Deadlines | None = None,
    ) -> None:
        """Hear and speak by `speech`, think by what `minds` makes."""
        self._speech, self._minds, self._clock = speech, minds, clock
        self._rules, self._deadlines = rules or Rules(), deadlines or Deadlines()
        # Shared by all conversations: what fails for one fails for the others.
        self._hearing = Breaker("live hearing", rest=_REST)
        self._speaking = Breaker("live speaking", rest=_REST)

    async def start(self, briefing: Briefing) -> "CascadeLive":
        """Find out what can be done in its language, and begin to listen.

        Raises:
            InterviewerUnavailable: Speech doesn't answer.
        """
        try:
            async with asyncio.timeout(self._deadlines.ability):
                ability = await self._speech.ability(briefing.language)
        except _FAILED as error:
            raise InterviewerUnavailable from error
        calls = Calls(self._speech, briefing.language, self._deadlines, self._hearing)
        live = CascadeLive(calls, self._speaking, self._minds(briefing))
        live.begin(self._machine(briefing, ability), briefing.elapsed)
        return live

    def _machine(self, briefing: Briefing, ability: LiveAbility) -> Machine:
        setting = Setting(
            briefing.language,
            briefing.items,
            self._clock.now() - timedelta(seconds=briefing.elapsed),
            ability.recognizer is not None,
            ability.voice is not None,
            new_id,
        )
        return Machine(setting, briefing.elapsed, self._rules)


class Calls:
    """Calls to speech, each with its deadline."""

    def __init__(
        self, speech: LiveSpeech, language: str, deadlines: Deadlines, hearing: Breaker
    ) -> None:
        """For one conversation."""
        self._speech, self._language = speech, language
        self.deadlines = deadlines
        self._hearing = hearing
        self._stream = speech.stream()
        # One that hangs would put every frame behind by a deadline.
        self._finding = Breaker("voice detection", failures=2, rest=_REST)

    async def find(self, pcm: bytes) -> bytes | None:
        """Probabilities of voice; None where there are none in time."""
        try:
            self._finding.enter()
            async with asyncio.timeout(self.deadlines.find):
                found = await self._stream.find(pcm)
        except CircuitOpen:
            return None
        except _FAILED as error:
            _failed("detector", error)
            self._finding.failed()
            return None
        self._finding.succeeded()
        return found

    async def hear(self, command: does.Decode, hints: tuple[str, ...]) -> does.FromSpeech:
        """The words of a segment; tried twice."""
        seconds = len(command.pcm) / RATE / SAMPLE_BYTES
        try:
            hearing = await guarded(
                lambda: self._speech.transcribe(command.pcm, self._language, hints),
                breaker=self._hearing,
                deadline=self.deadlines.hear + self.deadlines.hear_share * seconds,
                attempts=2,
                retry_on=_FAILED,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits to be answered
            _failed("recogniser", error)
            return does.SegmentUnheard(command.number)
        return does.SegmentHeard(command.number, hearing)

    def speak(self, text: str) -> AsyncIterator[bytes]:
        """The sound of a sentence."""
        return self._speech.speak(text, self._language)

    def close(self) -> None:
        """Forget the person's sound."""
        self._stream.close()


class CascadeLive:
    """Implements `ports.Live` around a machine of turns."""

    def __init__(self, calls: Calls, speaking: Breaker, mind: Mind) -> None:
        """Think by `mind`."""
        self._calls, self._speaking, self._mind = calls, speaking, mind
        self._out: asyncio.Queue[FromEngine | None] = asyncio.Queue()
        self._frames: asyncio.Queue[does.FindVoice] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thinking: asyncio.Task[None] | None = None
        self._sounding: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._closed = False

    def begin(self, machine: Machine, elapsed: float) -> None:
        """Take turns by `machine`, `elapsed` seconds after the session started."""
        self._machine, self._zero = machine, self._loop.time() - elapsed
        self._task(self._look())

    async def hear(self, said: FromPerson) -> None:
        """Take in what comes from the person."""
        self._feed(said)

    async def events(self) -> AsyncIterator[FromEngine]:
        """What it says and does, in order."""
        while (event := await self._out.get()) is not None:
            yield event
            if isinstance(event, Finished | Broken):
                return

    async def close(self) -> None:
        """Stop everything."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._calls.close()
        self._out.put_nowait(None)

    @property
    def _now(self) -> float:
        return self._loop.time() - self._zero

    def _feed(self, happening: does.Happening) -> None:
        if self._closed:
            return
        try:
            commands = self._machine.feed(happening, self._now)
        except Exception:  # noqa: BLE001 - told, and the page says so; never a hang
            # The conversation can't go on by a machine in an unknown state.
            _log.exception("turn-taking failed")
            commands = [Broken("turns")]
        for command in commands:
            self._do(command)

    def _do(self, command: does.Command) -> None:
        match command:
            case does.FindVoice():
                self._frames.put_nowait(command)
            case does.Decode():
                self._task(self._hear(command))
            case does.Ask():
                self._thinking = self._task(self._think(command, self._thinking))
            case does.Abandon():
                _cancel(self._thinking)
                _cancel(self._sounding)
            case does.Tell(text):
                self._mind.spoken(text)
            case does.Synthesize():
                self._sounding = self._task(self._synthesize(command, self._sounding))
            case does.Wake(at):
                self._wake(at)
            case _:
                self._out.put_nowait(command)

    def _wake(self, at: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = (
            self._loop.call_at(self._zero + at, self._feed, does.Tick()) if at is not None else None
        )

    def _task(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not self._closed:
            _log.error("a conversation's task failed", exc_info=error)
            self._out.put_nowait(Broken("task"))

    async def _look(self) -> None:
        """One after the other: the detector carries a state from frame to frame."""
        while True:
            asked = await self._frames.get()
            self._feed(does.VoiceFound(asked.number, await self._calls.find(asked.pcm)))

    async def _hear(self, command: does.Decode) -> None:
        self._feed(await self._calls.hear(command, tuple(self._mind.vocabulary())))

    async def _think(self, ask: does.Ask, before: asyncio.Task[None] | None) -> None:
        await _ended(before)
        seconds = self._calls.deadlines.think
        try:
            async with _closing(self._mind.turn(ask.cue, self._now)) as turn:
                while (piece := await _next(turn, seconds)) is not None:
                    self._feed(does.Thought(ask.number, piece))
        except Exception as error:  # noqa: BLE001 - the person is told, and the interview goes on
            _failed("mind", error)
        self._feed(does.ThoughtEnded(ask.number))

    async def _synthesize(
        self, command: does.Synthesize, before: asyncio.Task[None] | None
    ) -> None:
        await _ended(before)
        failed = False
        try:
            self._speaking.enter()
            await self._speak(command)
        except CircuitOpen:
            failed = True
        except asyncio.CancelledError:
            self._speaking.abandoned()
            raise
        except Exception as error:  # noqa: BLE001 - the sentence is read instead of heard
            _failed("voice", error)
            self._speaking.failed()
            failed = True
        else:
            self._speaking.succeeded()
        self._feed(does.SynthesisEnded(command.number, failed))

    async def _speak(self, command: does.Synthesize) -> None:
        seconds = self._calls.deadlines.speak
        async with _closing(self._calls.speak(command.text)) as sound:
            while (pcm := await _next(sound, seconds)) is not None:
                self._feed(does.Synthesized(command.number, pcm))


def _failed(what: str, error: Exception) -> None:
    _log.warning("a part failed", extra={"target": what, "error_type": type(error).__name__})


def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()


async def _ended(task: asyncio.Task[None] | None) -> None:
    """Until a task that was cancelled has let go of what it held: the mind, the voice."""
    if task is not None and not task.done():
        await asyncio.wait({task})


async def _next(pieces: AsyncIterator[T], seconds: float) -> T | None:
    async with asyncio.timeout(seconds):
        return await anext(pieces, None)


def _closing(pieces: AsyncIterator[T]) -> aclosing[AsyncGenerator[T]]:
    """Ends a generator where it stands: what the ports call iterators are generators."""
    return aclosing(cast("AsyncGenerator[T]", pieces))
