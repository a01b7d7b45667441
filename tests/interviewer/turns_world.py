"""A world of virtual time around the machine of turns: a person, models, a network, all made up.

A person's sound says which word it is: every sample of word `n` is `WORD + n`. So what a segment
holds is known exactly, and nothing has to be recognised.
"""

import heapq
import itertools
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from parley.contracts.interviews import Entry, PlanItem, Speaker
from parley.contracts.speech import FRAME, Hearing, Quality, Word
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue, Decided, Heard, Intent, Move, Opening, Sentence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.machine import Machine, Setting
from parley.interviewer.domain.turns.rules import Rules

WORD = 2_000
STEP = FRAME / talk.RATE
FRAME_BYTES = FRAME * talk.SAMPLE_BYTES
SILENT = bytes(FRAME_BYTES)
BEGAN = datetime(2026, 1, 1, 9, tzinfo=UTC)
WORD_SECONDS = 0.32  # ten frames, by which they are told apart
ITEMS = tuple(PlanItem(f"q{n}", f"Question number {n}?") for n in range(3))


@dataclass(frozen=True)
class Utterance:
    """Words said without a pause, from `at` on."""

    at: float
    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def end(self) -> float:
        return self.at + len(self.words) * WORD_SECONDS


@dataclass
class Models:
    """How long each call takes (drawn anew each time), and whether it fails."""

    find: Callable[[], float | None] = lambda: 0.002
    hear: Callable[[], float | None] = lambda: 0.15
    think: Callable[[], float | None] = lambda: 0.05
    speak: Callable[[], float | None] = lambda: 0.03
    reply: Callable[[Cue, int], Sequence[Any]] | None = None
    questions: int = 3


@dataclass
class World:
    """Plays a person against a machine and keeps what it did."""

    said: Sequence[Utterance] = ()
    events: Sequence[tuple[float, talk.FromPerson]] = ()
    models: Models = field(default_factory=Models)
    rules: Rules = field(default_factory=Rules)
    can_flush: bool = True
    can_hear: bool = True
    can_speak: bool = True
    language: str = "en"
    machine_type: type[Machine] = Machine
    muted: Sequence[tuple[float, float]] = ()

    def __post_init__(self) -> None:
        ids = itertools.count()
        self.now = 0.0
        self.log: list[tuple[float, does.Command | talk.FromPerson]] = []
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._turn = self._synthesis = -1  # what was not abandoned
        self._wake = 0
        self.question = -1
        self.finished = False
        self.words = [word for utterance in self.said for word in utterance.words]
        setting = Setting(
            self.language, ITEMS, BEGAN, self.can_hear, self.can_speak, lambda: f"e{next(ids)}"
        )
        self.machine = self.machine_type(setting, 0.0, self.rules)

    def run(self, until: float) -> "World":
        self.at(0.0, lambda: self.feed(talk.Regained(self.can_flush)))
        for when, event in self.events:
            self.at(when, lambda event=event: self.feed(event))  # type: ignore[misc]
        self.at(STEP, self._sound)
        while self._heap and not self.finished and self._heap[0][0] <= until:
            self.now, _, act = heapq.heappop(self._heap)
            act()
        return self

    def at(self, when: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (max(when, self.now), next(self._order), act))

    def after(self, delay: float, happening: does.Happening) -> None:
        self.at(self.now + delay, lambda: self.feed(happening))

    def feed(self, happening: does.Happening) -> None:
        if isinstance(happening, talk.Lost | talk.Regained | talk.StillThinking):
            self.log.append((self.now, happening))
        for command in self.machine.feed(happening, self.now):
            self.log.append((self.now, command))
            self._do(command)

    # What was met.

    def of(self, *kinds: type) -> list[Any]:
        return [command for _, command in self.log if isinstance(command, kinds)]

    def times(self, kind: type) -> list[float]:
        return [at for at, command in self.log if isinstance(command, kind)]

    def entries(self, speaker: Speaker | None = None) -> list[Entry]:
        spoke = [command.entry for command in self.of(talk.Spoke)]
        return [entry for entry in spoke if speaker in (None, entry.speaker)]

    def heard_cues(self) -> list[Heard]:
        return [ask.cue for ask in self.of(does.Ask) if isinstance(ask.cue, Heard)]

    def voiced_for(self, now: float) -> float:
        """How long the person has been speaking without a pause."""
        return max((now - it.at for it in self.said if it.at <= now < it.end), default=0.0)

    # The shell, the models.

    def _do(self, command: does.Command) -> None:
        match command:
            case does.FindVoice(number, pcm):
                self._find(number, pcm)
            case does.Decode(number, pcm):
                delay = self.models.hear()
                if delay is None:
                    self.after(0.2, does.SegmentUnheard(number))
                else:
                    self.after(delay, does.SegmentHeard(number, self._hearing(pcm)))
            case does.Ask(number, cue):
                assert self._turn == -1, "the mind is asked for one turn at a time"
                self._turn = number
                self._think(number, cue)
            case does.Abandon():
                self._turn = self._synthesis = -1
            case does.Synthesize(number, text):
                assert self._synthesis == -1, "one sentence is synthesized at a time"
                self._synthesis = number
                self._speak(number, text)
            case does.Wake(at):
                self._wake += 1
                if at is not None:
                    self.at(at, lambda number=self._wake: self._tick(number))  # type: ignore[misc]
            case talk.Finished() | talk.Broken():
                self.finished = True

    def _tick(self, number: int) -> None:
        if number == self._wake:
            self.feed(does.Tick())

    def _sound(self) -> None:
        if not any(start <= self.now < end for start, end in self.muted):
            self.feed(talk.Sound(self._frame(self.now - STEP / 2)))
        self.at(self.now + STEP, self._sound)

    def _frame(self, time: float) -> bytes:
        count = 0
        for utterance in self.said:
            if utterance.at <= time < utterance.end:
                word = count + int((time - utterance.at) / WORD_SECONDS)
                return struct.pack("<h", WORD + word) * FRAME
            count += len(utterance.words)
        return SILENT

    def _find(self, number: int, pcm: bytes) -> None:
        delay = self.models.find()
        found = bytes(
            230 if pcm[at : at + 2] != b"\0\0" else 3 for at in range(0, len(pcm), FRAME_BYTES)
        )
        self.after(delay or 0.05, does.VoiceFound(number, None if delay is None else found))

    def _hearing(self, pcm: bytes) -> Hearing:
        indices: dict[int, list[int]] = {}
        for frame, at in enumerate(range(0, len(pcm) - 1, FRAME_BYTES)):
            value = struct.unpack_from("<h", pcm, at)[0]
            if value >= WORD:
                indices.setdefault(value - WORD, []).append(frame)
        words = tuple(
            Word(self.words[index], found[0] * STEP, (found[-1] + 1) * STEP, 0.9)
            for index, found in sorted(indices.items())
            if len(found) >= 3
        )
        return Hearing(words, 0.9 if words else 0.0, Quality.FULL)

    def _think(self, number: int, cue: Cue) -> None:
        delay = self.models.think()
        if delay is None:
            self._say_at(self.now + 0.05, number, does.ThoughtEnded(number))
            return
        pieces = (self.models.reply or self._reply)(cue, self.question)
        when = self.now
        for piece in pieces:
            when += delay
            self._say_at(when, number, does.Thought(number, piece))
        self._say_at(when, number, does.ThoughtEnded(number))

    def _say_at(self, when: float, number: int, happening: does.Happening) -> None:
        def say() -> None:
            if self._turn == number:
                if isinstance(happening, does.ThoughtEnded):
                    self._turn = -1
                self.feed(happening)

        self.at(when, say)

    def _reply(self, cue: Cue, question: int) -> Sequence[Any]:
        """Asks its questions one after the other, and closes."""
        answered = len([e for e in self.entries(Speaker.AI) if e.move in ("greet", "ask")]) - 1
        if isinstance(cue, Opening) and answered < 0:
            return Decided(Move.GREET, 0, None, -1, closes=False), Sentence("Hello. What is new?")
        if not isinstance(cue, Heard):
            move = Move.RESUME if isinstance(cue, Opening) else Move.PROMPT
            return Decided(move, answered, None, -1, closes=False), Sentence("Take your time.")
        following = answered + 1
        if following >= self.models.questions:
            decided = Decided(Move.CLOSE, following, Intent.ANSWER, answered, closes=True)
            return decided, Sentence("Thank you, and goodbye.")
        decided = Decided(Move.ASK, following, Intent.ANSWER, answered, closes=False)
        return decided, Sentence("I see."), Sentence(f"What about number {following} of them?")

    def _speak(self, number: int, text: str) -> None:
        when, left = self.now, len(text) / 15
        while left > 0:
            delay = self.models.speak()
            when += delay or 0.05
            if delay is None:
                self._sound_at(when, number, does.SynthesisEnded(number, failed=True))
                return
            seconds = min(left, 0.25)
            pcm = b"\x01\x02" * round(seconds * talk.RATE)
            self._sound_at(when, number, does.Synthesized(number, pcm))
            left -= seconds
        self._sound_at(when, number, does.SynthesisEnded(number))

    def _sound_at(self, when: float, number: int, happening: does.Happening) -> None:
        def sound() -> None:
            if self._synthesis == number:
                if isinstance(happening, does.SynthesisEnded):
                    self._synthesis = -1
                self.feed(happening)

        self.at(when, sound)
