"""Promises of turn-taking, whatever people, delays and failures; each broken once on purpose."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parley.contracts.interviews import Speaker
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Heard, Opening, Silence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns import playout
from parley.interviewer.domain.turns.answer import Answer
from parley.interviewer.domain.turns.machine import Machine
from parley.interviewer.domain.turns.playout import Playout
from parley.interviewer.domain.turns.rules import Rules
from parley.interviewer.domain.turns.saying import Saying
from tests.interviewer.turns_world import STEP, Models, Utterance, World

HORIZON = 150.0
STOPS_WITHIN = 0.25  # quality.md, barge-in
LOOKING = 0.03  # the slowest detector here
WORDS = [
    "well", "i", "built", "that", "service", "and", "then", "it", "was", "fast", "because", "of",
    "indexes", "okay", "no", "yes", "um",
]  # fmt: skip
Check = Callable[[World], None]
# A world takes a tenth of a second: shrinking one would take minutes, and tells little more.
QUICKLY = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip


# What must hold.


def no_two_voices(world: World) -> None:
    """Nobody is spoken over for longer than it takes to notice."""
    for at, command in world.log:
        if isinstance(command, talk.Voice):
            assert world.voiced_for(at) <= STOPS_WITHIN + LOOKING + STEP


def paced(world: World) -> None:
    """No sound is sent further ahead of real time than the client can take."""
    ahead = playout.AHEAD_FLUSHABLE_SECONDS if world.can_flush else playout.AHEAD_SECONDS
    ends = 0.0
    for at, command in world.log:
        if isinstance(command, talk.Regained):
            ends = at  # Another player, which holds nothing yet.
        if isinstance(command, talk.Flush) and world.can_flush:
            ends = at
        if isinstance(command, talk.Voice):
            ends = max(ends, at) + talk.seconds_of(command.pcm)
            assert ends <= at + ahead + 1e-6


def nothing_to_nobody(world: World) -> None:
    """After a loss nothing is sent until somebody is there."""
    there = False
    for _, command in world.log:
        match command:
            case talk.Lost():
                there = False
            case talk.Regained():
                there = True
            case talk.Voice() | talk.Caption() | talk.Flush() | talk.Changed():
                assert there


def recorded_once(world: World) -> None:
    """No entry twice, no time runs backwards, nothing is empty."""
    entries = world.entries()
    assert len({entry.entry_id for entry in entries}) == len(entries)
    assert all(entry.text and entry.start <= entry.end + 1e-6 for entry in entries)
    mine = world.entries(Speaker.USER)
    assert [entry.start for entry in mine] == sorted(entry.start for entry in mine)


def recorded_before_answered(world: World) -> None:
    """What the AI answers to is recorded before its sound; final captions are of entries."""
    recorded, heard = 0, 0
    for _, command in world.log:
        match command:
            case does.Ask(_, Heard()):
                heard += 1
            case talk.Spoke(entry) if entry.speaker is Speaker.USER:
                recorded += 1
                heard = 0
            case talk.Caption(speaker, text, True):
                assert text in {e.text for e in world.entries(speaker)}
            case talk.Changed(talk.Turn.SPEAKING, _):
                assert heard == 0 or recorded, "an answer to what is not recorded"


def no_word_twice(world: World) -> None:
    """Each word stands in one entry at most, in the order in which it was said."""
    for entry in world.entries(Speaker.USER):
        if entry.words:
            assert [word.start for word in entry.words] == sorted(w.start for w in entry.words)
    told = sorted((word.start, word.text) for e in world.entries(Speaker.USER) for word in e.words)
    assert all(b[0] - a[0] > STEP / 2 for a, b in pairwise(told))


def comes_to_an_end(world: World) -> None:
    """Nobody waits for ever: it is over, or somebody was just spoken to."""
    if world.finished:
        return
    last = max(
        at
        for at, it in world.log
        if isinstance(it, talk.Voice | talk.Caption | talk.Lost | talk.StillThinking)
    )
    gaps = Rules().silences if world.can_hear else Rules().unheard
    assert world.now - last < Rules().patience.asked + max(gaps) + 10


def every_word_is_recorded(world: World) -> None:
    """Where nothing fails: what was said, but back-channels and what came after the end."""
    told = [word.text for entry in world.entries(Speaker.USER) for word in entry.words]
    until = world.now - 4
    # Back-channels, and what was said after the AI's last question, are in no answer.
    meant = [it for it in world.said if it.end < until and not (set(it.words) <= {"okay", "yes"})]
    if world.finished:
        meant = [it for it in meant if it.end < world.entries()[-1].start]
    for utterance in meant:
        assert all(word in told for word in utterance.words), utterance


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        no_two_voices, paced, nothing_to_nobody, recorded_once, recorded_before_answered,
        no_word_twice, comes_to_an_end,
    )
}  # fmt: skip


# Whom it is tried with.


@st.composite
def people(draw: st.DrawFn) -> list[Utterance]:
    """Utterances, one after the other, with pauses of all lengths."""
    found, at = [], draw(st.floats(0.2, 6))
    for _ in range(draw(st.integers(0, 12))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
        # Frames divide words exactly: each sample is of one word.
        found.append(Utterance(round(at / STEP) * STEP, " ".join(words)))
        at = found[-1].end + draw(st.sampled_from([0.2, 0.4, 0.7, 0.9, 1.3, 2.2, 4.0, 11.0, 27.0]))
    return found


@st.composite
def doings(draw: st.DrawFn) -> list[tuple[float, talk.FromPerson]]:
    """What is done besides speaking: typing, losing the connection, the button."""
    found: list[tuple[float, talk.FromPerson]] = []
    for at in sorted(draw(st.lists(st.floats(0.5, 90), max_size=4))):
        match draw(st.sampled_from(["type", "lose", "think", "replace"])):
            case "type":
                found.append((at, talk.Typed("typed words")))
            case "lose":
                found.append((at, talk.Lost()))
                found.append((at + draw(st.floats(0, 40)), talk.Regained(draw(st.booleans()))))
            case "think":
                found.append((at, talk.StillThinking()))
            case "replace":
                found.append((at, talk.Regained(draw(st.booleans()))))
    return sorted(found, key=lambda it: it[0])


def models(seed: int, fails: float, slow: float) -> Models:
    """Calls that take any time up to `slow`, and fail now and then."""
    random = Random(seed)  # noqa: S311 - a made-up world, not secrecy

    def taking(low: float, high: float, share: float) -> Callable[[], float | None]:
        return lambda: None if random.random() < share else random.uniform(low, high)

    return Models(
        find=taking(0.001, LOOKING, 0), hear=taking(0.05, slow, fails),
        think=taking(0.01, slow, fails / 4), speak=taking(0.01, slow / 4, fails),
    )  # fmt: skip


WORLDS: dict[str, Any] = {
    "said": people(), "events": doings(), "seed": st.integers(0, 10_000),
    "fails": st.sampled_from([0.0, 0.0, 0.2, 0.6]), "slow": st.sampled_from([0.2, 1.0, 4.0]),
    "can_flush": st.booleans(), "can_hear": st.sampled_from([True, True, True, False]),
    "can_speak": st.sampled_from([True, True, True, False]),
}  # fmt: skip


def world(machine: type[Machine] = Machine, **drawn: Any) -> World:
    """One drawn world, played."""
    seed, fails, slow = (drawn.pop(name) for name in ("seed", "fails", "slow"))
    # A client is of one kind; whoever comes back is the same one.
    drawn["events"] = [
        (at, replace(event, can_flush=drawn["can_flush"]))
        if isinstance(event, talk.Regained)
        else (at, event)
        for at, event in drawn["events"]
    ]
    return World(**drawn, models=models(seed, fails, slow), machine_type=machine).run(HORIZON)


@QUICKLY
@given(**WORLDS)
def test_promises_hold(**drawn: Any) -> None:
    played = world(**dict(drawn))  # A failure prints what was drawn.
    for check in CHECKS.values():
        check(played)


@QUICKLY
@given(said=people(), seed=st.integers(0, 10_000), slow=st.sampled_from([0.2, 1.0]))
def test_every_word_is_recorded_and_every_question_answered_or_left(
    said: Sequence[Utterance], seed: int, slow: float
) -> None:
    played = world(
        said=said, events=[], seed=seed, fails=0.0, slow=slow, can_flush=True, can_hear=True,
        can_speak=True,
    )  # fmt: skip
    every_word_is_recorded(played)
    cues = [ask.cue for ask in played.of(does.Ask)]
    assert isinstance(cues[0], Opening)
    assert played.finished or len(cues) > 1
    for before, after in pairwise(cues):
        if isinstance(before, Silence) and isinstance(after, Silence):
            assert after.nth == before.nth + 1


# Each promise, broken.


class Deaf(Machine):
    """Hears nobody while it speaks."""

    def _interruption(self, saying: Saying) -> None:
        return


class Hasty(Machine):
    """Sends all that it has."""

    def _speak(self, saying: Saying) -> None:
        saying.playout._ahead = 9.0
        super()._speak(saying)


class Talkative(Machine):
    """Speaks although nobody is there."""

    def _do(self, command: does.Command) -> None:
        self._out.append(command)


class Forgetful(Machine):
    """Records what it recorded before."""

    def _do(self, command: does.Command) -> None:
        super()._do(command)
        if isinstance(command, talk.Spoke) and command.entry.speaker is Speaker.AI:
            super()._do(command)


class Rash(Machine):
    """Answers before what it answers to is recorded."""

    def _record(self, item_id: str | None, move: str) -> None:
        return


class Repeating(Machine):
    """Keeps an answer that was recorded."""

    def _record(self, item_id: str | None, move: str) -> None:
        kept = self._answer
        super()._record(item_id, move)
        self._answer = kept


class Absent(Machine):
    """Forgets an answer that somebody goes on with."""

    def _abandon(self) -> None:
        super()._abandon()
        self._answer = Answer()


class Waiting(Machine):
    """Never speaks to who is silent."""

    def _rest(self) -> None:
        return


BROKEN: dict[str, tuple[type[Machine], str]] = {
    "deaf": (Deaf, "no_two_voices"),
    "hasty": (Hasty, "paced"),
    "talkative": (Talkative, "nothing_to_nobody"),
    "forgetful": (Forgetful, "recorded_once"),
    "rash": (Rash, "recorded_before_answered"),
    "repeating": (Repeating, "no_word_twice"),
    "waiting": (Waiting, "comes_to_an_end"),
    "absent": (Absent, "every_word_is_recorded"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_machine_is_found(name: str) -> None:
    machine, promise = BROKEN[name]
    # Speaks over the AI, loses the connection while it speaks, comes back, falls silent.
    said = [Utterance(0.96, " ".join(WORDS[:9])), Utterance(6.4, "it was fast"),
            Utterance(8.32, " ".join(WORDS[:9])), Utterance(16.0, "no indexes")]  # fmt: skip
    events: list[tuple[float, talk.FromPerson]] = [
        (0.5, talk.Lost()), (0.7, talk.Regained(can_flush=True)),
    ]  # fmt: skip

    def play(kind: type[Machine]) -> World:
        return World(said, events, machine_type=kind, models=Models(questions=9)).run(HORIZON)

    check = CHECKS.get(promise, every_word_is_recorded)
    check(play(Machine))
    with pytest.raises(AssertionError):
        check(play(machine))


def plays(
    kind: type[Playout], pieces: list[int], steps: list[float], stop: int, *, can_flush: bool
) -> None:
    """Sends each sample once, in order, in time; tells what was heard."""
    pace = kind(can_flush=can_flush)
    whole = b"".join(bytes([1 + number % 250, 0]) * count for number, count in enumerate(pieces))
    sent, now, ends = b"", 0.0, 0.0
    pace.push(whole)
    pace.finish()
    for number, step in enumerate(steps):
        now += step
        if number == stop:
            heard = pace.flush(now)
            assert not pace.due(now)
            assert heard * talk.RATE * 2 <= len(sent) + 1e-6
            assert can_flush or heard == pytest.approx(talk.seconds_of(sent))
            sent = sent[: round(heard * talk.RATE) * 2]
            ends = now if can_flush else ends
            pace.release()
        for chunk in pace.due(now):
            sent += chunk
            ends = max(ends, now) + talk.seconds_of(chunk)
            assert ends <= now + pace._ahead + 1e-6
        assert whole.startswith(sent)
        assert 0 <= pace.heard(now) <= pace.sent <= pace.pushed


@given(
    pieces=st.lists(st.integers(1, 4000), min_size=1, max_size=20), can_flush=st.booleans(),
    steps=st.lists(st.floats(0.001, 0.3), min_size=1, max_size=60),
    stop=st.integers(0, 60),
)  # fmt: skip
def test_playout_sends_each_sample_once_and_tells_what_was_heard(
    pieces: list[int], steps: list[float], stop: int, *, can_flush: bool
) -> None:
    plays(Playout, pieces, steps, stop, can_flush=can_flush)


class Sure(Playout):
    """Takes for heard what was sent, and sends what follows."""

    def flush(self, now: float) -> float:
        self.hold()
        return self.heard(now)


def test_a_broken_playout_is_found() -> None:
    plays(Playout, [50] * 180, [0.02] * 20, 5, can_flush=True)
    with pytest.raises(AssertionError):
        plays(Sure, [50] * 180, [0.02] * 20, 5, can_flush=True)
