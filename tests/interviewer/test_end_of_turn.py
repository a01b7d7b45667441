"""Turns on recorded speech: real voice, real words, cut and padded; only time is made up."""

import itertools
from pathlib import Path

import pytest
from benchmarks import end_of_turn as bench

from parley.contracts.speech import Hearing, Quality, Word
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue, Decided, Heard, Intent, Move, Opening, Sentence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.ears import FRAME_BYTES, FRAME_SECONDS
from parley.interviewer.domain.turns.endpointing import Sounding, patience, sounding
from parley.interviewer.domain.turns.machine import Machine, Setting
from parley.interviewer.domain.turns.rules import Patience, Rules
from parley.speech.clients.silero import SileroDetector
from parley.speech.clients.sphinx import SphinxRecognizer
from parley.speech.domain.engines import POCKETSPHINX, Ask
from tests import requires
from tests.interviewer.test_domain_turns_properties import Deaf
from tests.interviewer.turns_world import BEGAN, ITEMS
from tests.speech import recordings

DECODING = 0.15  # made-up seconds that a segment takes to recognise
ASKING = 1.6  # the AI's first question is over by then


def silero() -> SileroDetector:
    return SileroDetector(requires.require("silero"))


class Listening:
    """A machine that hears a recording in its own time."""

    machine: type[Machine] = Machine
    rules = Rules()

    def recognising(self, pcm: bytes) -> float:
        del pcm
        return DECODING

    def __init__(self, sound: bytes) -> None:
        ids = itertools.count()
        self.now, self.overs, self.heard = 0.0, [], []  # type: float, list[float], list[str]
        self.decoded_at: list[float] = []
        self.segments: list[tuple[float, float]] = []
        self._machine = self.machine(
            Setting(
                "en", ITEMS, BEGAN, can_hear=True, can_speak=True, new_id=lambda: str(next(ids))
            ),
            0.0,
            self.rules,
        )
        self._due: list[tuple[float, does.Happening]] = []
        self._detector, self._state = silero(), b""
        self._recognizer = SphinxRecognizer()
        self.feed(talk.Regained(can_flush=True))
        whole = bytes(int(ASKING / FRAME_SECONDS) * FRAME_BYTES) + sound
        for at in range(0, len(whole) - FRAME_BYTES, FRAME_BYTES):
            self.now = (at // FRAME_BYTES + 1) * FRAME_SECONDS
            for due in sorted((it for it in self._due if it[0] <= self.now), key=lambda it: it[0]):
                self._due.remove(due)
                self.feed(due[1])
            self.feed(talk.Sound(whole[at : at + FRAME_BYTES]))
            self.feed(does.Tick())

    def feed(self, happening: does.Happening) -> None:
        for command in self._machine.feed(happening, self.now):
            self._do(command)

    def _do(self, command: does.Command) -> None:
        match command:
            case does.FindVoice(number, pcm):
                found, self._state = self._detector.find(pcm, self._state)
                self.feed(does.VoiceFound(number, found))
            case does.Decode(number, pcm):
                self.decoded_at.append(self.now)
                words = tuple(
                    Word(it.text, it.start, it.end, it.confidence)
                    for it in self._recognizer.transcribe(Ask(pcm, POCKETSPHINX, "en"))
                )
                hearing = Hearing(words, 0.0, Quality.DEMO)
                due = self.now + self.recognising(pcm)
                self._due.append((due, does.SegmentHeard(number, hearing)))
            case does.Ask(number, cue):
                self._think(number, cue)
            case does.Synthesize(number, text):
                pcm = b"\1\1" * int(len(text) / 15 * talk.RATE)
                self._due.append((self.now, does.Synthesized(number, pcm)))
                self._due.append((self.now, does.SynthesisEnded(number)))
            case talk.Changed(talk.Turn.THINKING, _) if self.now > ASKING:
                self.overs.append(self.now - ASKING)
            case talk.Spoke(entry) if entry.speaker == "USER":
                self.heard.append(entry.text)

    def _think(self, number: int, cue: Cue) -> None:
        intent = Intent.ANSWER if isinstance(cue, Heard) else None
        decided = Decided(Move.ASK, 0, intent, 0 if intent else -1, closes=False)
        text = "Hello there." if isinstance(cue, Opening) else "I see. And what came after that?"
        for piece in (decided, Sentence(text)):
            self._due.append((self.now, does.Thought(number, piece)))
        self._due.append((self.now, does.ThoughtEnded(number)))


def pad(seconds: float) -> bytes:
    return bytes(int(seconds / FRAME_SECONDS) * FRAME_BYTES)


def cut(sound: bytes, seconds: float) -> bytes:
    return sound[: int(seconds / FRAME_SECONDS) * FRAME_BYTES]


def test_a_turn_ends_once_and_in_time() -> None:
    clip = recordings.austen("austen_0880")
    listening = Listening(clip + pad(6))
    (over,) = listening.overs
    (text,) = listening.heard
    # The voice ends 0.2 s before the clip does.
    delay = over - (talk.seconds_of(clip) - 0.2)
    expected = patience(sounding(text, "en"), Patience())
    assert expected - 0.2 <= delay <= expected + 0.25


def test_a_pause_in_mid_sentence_is_no_end() -> None:
    clip = recordings.austen("austen_0870")
    # "... had been at leisure to | consider how much ...": 1.2 s of silence between.
    place = 2.89
    sound = cut(clip, place) + pad(1.2) + clip[len(cut(clip, place)) :] + pad(6)
    listening = Listening(sound)
    assert sounding("have been at leisure to", "en") is Sounding.UNFINISHED
    (over,) = listening.overs
    assert over > talk.seconds_of(sound) - 6
    assert len(listening.heard) == 1


def test_what_was_said_before_a_pause_is_recognised_while_the_person_speaks_on() -> None:
    clip = recordings.austen("austen_0870")
    sound = cut(clip, 2.89) + pad(0.6) + clip[len(cut(clip, 2.89)) :] + pad(4)
    listening = Listening(sound)
    assert len(listening.decoded_at) == 2
    assert listening.decoded_at[0] - ASKING < 2.89 + 0.6


def test_speech_over_the_ai_stops_it_within_a_quarter_of_a_second() -> None:
    sound = {name: recordings.austen(name) for name in recordings.SAID}
    first = sound["austen_0880"]
    for clip in sound.values():
        listening = Interrupting(first + pad(1.6), clip)
        # It spoke until then, and not for long after.
        assert -0.2 <= listening.stopped - listening.began <= 0.25


def test_a_machine_that_hears_nobody_is_found() -> None:
    clip = recordings.austen("austen_0880")
    listening = Deafened(clip + pad(1.6), clip)
    assert listening.stopped - listening.began > 0.25


class Slowly(Listening):
    """Recognises as slowly as pocketsphinx does on a quiet machine, one segment after the other."""

    share = 0.12  # of a segment's length
    free = 0.0

    def recognising(self, pcm: bytes) -> float:
        self.free = max(self.free, self.now) + self.share * talk.seconds_of(pcm)
        return self.free - self.now


class InOnePiece(Slowly):
    """Recognises what was said without a pause when it is over."""

    rules = Rules(longest_segment=28.0)


def test_who_speaks_for_long_without_a_pause_is_answered_as_soon_as_anybody() -> None:
    text = (
        "We stored an idempotency key together with the payment so that clients could retry their"
        " requests and no customer was charged twice and in the end the team kept that key for"
        " every other service in the company"
    )
    clip = recordings.flite(text)
    length = talk.seconds_of(clip)
    assert length > 10
    clip += pad(6)
    (over,) = Slowly(clip).overs
    assert over - length <= Patience().finished + 0.1
    (late,) = InOnePiece(clip).overs
    assert late - length > Patience().finished + 0.1


class Interrupting(Listening):
    """Says one clip, then another while the AI speaks."""

    def __init__(self, first: bytes, second: bytes) -> None:
        self.began = ASKING + talk.seconds_of(first) + onset(second)
        self.stopped = 0.0
        super().__init__(first + second + pad(2))

    def _do(self, command: does.Command) -> None:
        super()._do(command)
        if isinstance(command, talk.Voice) and self.now < self.began + 1.5:
            self.stopped = self.now


class Deafened(Interrupting):
    machine = Deaf


def onset(pcm: bytes) -> float:
    """Where the voice begins, by the detector itself, one frame early: what it needs is ours."""
    found, _ = silero().find(pcm, b"")
    return max(0, next(at for at, value in enumerate(found) if value >= 128) - 1) * FRAME_SECONDS


def test_the_words_cut_off_fewer_than_silence_alone_at_the_same_delay() -> None:
    said = bench.cut([text.split() for text in bench.SAID.values()])
    rate, delay = bench.point(said, bench.ours(1.0))
    silent, same = bench.point(said, lambda _: delay)
    assert same == pytest.approx(delay)
    assert rate < silent / 2
    # And the curve of silence is the field's, by which the pauses were made up.
    assert bench.point(said, lambda _: bench.FIELD_DELAY)[0] == pytest.approx(bench.ALLOWED)


REACH = 1.05  # quality.md, end of turn


def waits(kinds: dict[Sounding, float]) -> float:
    """The delay at which 5 % of the pauses are cut off, by the words as they were said."""
    said = bench.cut([text.split() for text in bench.SAID.values()])
    for scale in bench.SCALES:
        rate, delay = bench.point(said, lambda text: scale * kinds[sounding(text, "en")])  # noqa: B023 - called at once
        if rate <= bench.ALLOWED:
            return delay
    raise AssertionError("never")


def test_with_the_right_words_one_in_twenty_is_cut_off_within_the_reach() -> None:
    assert waits({kind: patience(kind, Patience()) for kind in Sounding}) <= REACH + 1e-9
    assert waits({kind: Patience().finished for kind in Sounding}) > REACH


def test_the_clips_are_where_the_benchmark_looks() -> None:
    assert isinstance(bench.MEDIA, Path)
    for name in recordings.SAID:
        recordings.austen(name)
        assert bench.samples(bench.MEDIA / "audio" / f"{name}.wav")
