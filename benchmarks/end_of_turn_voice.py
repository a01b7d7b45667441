"""Voice to voice by stages: from the last audible sample of an answer to the AI's first.

The machine of turn-taking, Silero, pocketsphinx, the scripted interviewer and eSpeak as they are,
in virtual time: each call takes the processor time that it took, so that what else a machine does
changes little. What a network, a socket and waiting for a process add is not in it;
`parley simulate voice` has that. Answers are flite's (as in the simulation) and the clips of
`end_of_turn`, each followed by silence.
"""

import asyncio
import heapq
import itertools
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.end_of_turn import MEDIA, SAID, samples
from benchmarks.figures import percentile, tell
from parley.app.simulate import speech
from parley.app.simulate.talker import CHUNK, CHUNK_SECONDS, RATE, audible
from parley.contracts.interviews import PlanItem
from parley.contracts.speech import Hearing, Quality
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.machine import Machine, Setting
from parley.interviewer.service.thinking import Minds
from parley.speech.clients.espeak import EspeakSpeaker
from parley.speech.clients.silero import SileroDetector
from parley.speech.clients.sphinx import SphinxRecognizer
from parley.speech.domain.engines import POCKETSPHINX, Ask
from parley.speech.domain.words import confidence
from parley.speech.ports.settings import VoiceSettings

MODEL = Path(
    os.environ.get("PARLEY_TEST_MODELS", Path(sys.prefix) / "share" / "parley" / "models")
) / "silero_vad.onnx"  # fmt: skip
ITEMS = (PlanItem("a", "Tell us about an API you designed."), PlanItem("b", "What is REST?"))
LISTENED, LONGEST = 0.4, 90.0  # seconds until a person answers, and of one conversation
T = TypeVar("T")
STAGES = ("silence seen", "words known", "turn taken", "audible")


@dataclass
class Models:
    """What hears and speaks."""

    detector: SileroDetector = field(default_factory=lambda: SileroDetector(MODEL))
    recognizer: SphinxRecognizer = field(default_factory=SphinxRecognizer)
    speaker: EspeakSpeaker = field(
        default_factory=lambda: EspeakSpeaker(VoiceSettings().rate, VoiceSettings().pitch)
    )

    def warm(self) -> None:
        """Load them."""
        self.detector.find(bytes(CHUNK), b"")
        self.recognizer.transcribe(Ask(bytes(2 * RATE), POCKETSPHINX, "en"))
        list(self.speaker.speak("a", "en"))


class Answered:
    """One answer in one conversation, and when what came of it."""

    def __init__(self, models: Models, answer: bytes) -> None:
        """Play it."""
        self._models, self._answer = models, answer
        self._now, self._busy = 0.0, 0.0
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._state, self._wake, self._turn, self._line = b"", 0, 0, 0
        self._plays = 0.0
        self._begins: float | None = None
        self._ends = LONGEST
        self.at: dict[str, float] = {}
        self.cut_off = False
        ids = itertools.count()
        began = datetime(2026, 1, 1, tzinfo=UTC)
        self._machine = Machine(
            Setting("en", ITEMS, began, can_hear=True, can_speak=True,
                    new_id=lambda: str(next(ids))), 0.0,
        )  # fmt: skip
        self._mind = Minds(None)(
            talk.Briefing("s", "en", "Backend", "", ITEMS, (), 0.0, 900.0, 3600.0, practice=True)
        )
        self._later(0.0, lambda: self._feed(talk.Regained(can_flush=True)))
        self._later(CHUNK_SECONDS, self._microphone)
        while self._heap and self._now < LONGEST and "audible" not in self.at and not self.cut_off:
            self._now, _, act = heapq.heappop(self._heap)
            act()

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (self._now + seconds, next(self._order), act))

    def _after(self, seconds: float, happening: does.Happening) -> None:
        self._later(seconds, lambda: self._feed(happening))

    def _microphone(self) -> None:
        pcm = bytes(CHUNK)
        if self._begins is not None and self._now >= self._begins:
            at = round((self._now - self._begins) / CHUNK_SECONDS) * CHUNK
            pcm = self._answer[at : at + CHUNK].ljust(CHUNK, b"\0")
        self._feed(talk.Sound(pcm))
        self._later(CHUNK_SECONDS, self._microphone)

    def _feed(self, happening: does.Happening) -> None:
        for command in self._machine.feed(happening, self._now):
            self._do(command)

    def _do(self, command: does.Command) -> None:  # noqa: C901 - a table of what a machine asks for
        match command:
            case does.FindVoice(number, pcm):
                (found, self._state), took = timed(
                    lambda: self._models.detector.find(pcm, self._state)
                )
                self._after(took, does.VoiceFound(number, found))
            case does.Decode(number, pcm):
                self._decode(number, pcm)
            case does.Ask(number, cue):
                self._turn = number
                self._think(number, cue)
            case does.Abandon(_):
                self._turn = self._line = -1
            case does.Tell(text):
                self._mind.spoken(text)
            case does.Synthesize(number, text):
                self._line = number
                self._speak(number, text)
            case does.Wake(at):
                self._wake += 1
                if at is not None:
                    self._later(at - self._now, lambda number=self._wake: self._tick(number))  # type: ignore[misc]
            case talk.Changed(turn, _):
                self._changed(turn)
            case talk.Voice(pcm):
                self._voice(pcm)

    def _tick(self, number: int) -> None:
        if number == self._wake:
            self._feed(does.Tick())

    def _changed(self, turn: talk.Turn) -> None:
        if turn is talk.Turn.LISTENING and self._begins is None:
            self._begins = self._now + LISTENED
            self._ends = self._begins + (audible(self._answer)[1] or 0.0)
        if turn is not talk.Turn.LISTENING:
            self._note("turn taken")

    def _voice(self, pcm: bytes) -> None:
        plays = max(self._plays, self._now)
        self._plays = plays + talk.seconds_of(pcm)
        first, _ = audible(pcm)
        if first is not None and self._begins is not None:
            self.cut_off = plays + first < self._ends
            self._note("audible", plays + first)

    def _note(self, stage: str, at: float | None = None) -> None:
        at = self._now if at is None else at
        if at >= self._ends and stage not in self.at:
            self.at[stage] = at - self._ends

    def _decode(self, number: int, pcm: bytes) -> None:
        words, took = timed(
            lambda: self._models.recognizer.transcribe(Ask(pcm, POCKETSPHINX, "en"))
        )
        self._note("silence seen")
        # One process: a segment waits for the one before it.
        self._busy = max(self._busy, self._now) + took
        hearing = Hearing(tuple(words), confidence(words), Quality.DEMO)

        def heard() -> None:
            self.at.pop("words known", None)
            self._note("words known")
            self._feed(does.SegmentHeard(number, hearing))

        self._later(self._busy - self._now, heard)

    def _think(self, number: int, cue: Cue) -> None:
        async def turn() -> list[does.Thought]:
            return [does.Thought(number, it) async for it in self._mind.turn(cue, self._now)]

        pieces, took = timed(lambda: asyncio.run(turn()))
        for piece in pieces:
            self._unless_abandoned(took, piece)
        self._unless_abandoned(took, does.ThoughtEnded(number))

    def _speak(self, number: int, text: str) -> None:
        pcm, took = timed(lambda: b"".join(self._models.speaker.speak(text, "en")))
        self._unless_abandoned(took, does.Synthesized(number, pcm))
        self._unless_abandoned(took, does.SynthesisEnded(number))

    def _unless_abandoned(
        self,
        seconds: float,
        it: does.Thought | does.ThoughtEnded | does.Synthesized | does.SynthesisEnded,
    ) -> None:
        def feed() -> None:
            thought = isinstance(it, does.Thought | does.ThoughtEnded)
            if it.number == (self._turn if thought else self._line):
                self._feed(it)

        self._later(seconds, feed)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What came of it, and its processor time in seconds."""
    began = time.process_time()
    return work(), time.process_time() - began


def main() -> None:
    """Measure and tell."""
    if not speech.can_speak() or not MODEL.is_file():
        sys.stderr.write("end_of_turn_voice: skipped, without flite or Silero\n")
        return
    texts = dict.fromkeys(text for manner in speech.MANNERS for text in manner.texts)
    answers = {text: asyncio.run(speech.spoken(text, RATE)) for text in texts}
    for name in SAID:
        if (MEDIA / "audio" / name).is_file():
            answers[name] = samples(MEDIA / "audio" / name)
    models = Models()
    models.warm()
    played = {name: Answered(models, pcm) for name, pcm in answers.items()}
    for name, one in played.items():
        met = {stage: round(at, 2) for stage, at in one.at.items()}
        sys.stderr.write(f"{name[:40]:<40}  {'cut off' if one.cut_off else met}\n")
    whole = [one.at for one in played.values() if not one.cut_off and "audible" in one.at]
    for stage in STAGES:
        at = [times[stage] for times in whole if stage in times]
        tell(
            f"end_of_turn_voice.{stage.replace(' ', '_')}", median(at), "s",
            p95=percentile(at, 95), answers=len(at),
        )  # fmt: skip
    tell("end_of_turn_voice.cut_off", len(played) - len(whole), "answers", of=len(played))


if __name__ == "__main__":
    main()
