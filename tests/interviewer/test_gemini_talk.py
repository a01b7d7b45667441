"""What follows from what was said, under virtual time and without a connection."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.clients.gemini_live import messages, talk, watch
from parley.interviewer.clients.gemini_live.talk import Talk
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import (
    Briefing,
    Changed,
    Finished,
    FromEngine,
    Lost,
    Regained,
    Spoke,
    StillThinking,
    Turn,
    Typed,
    Voice,
    seconds_of,
)

ITEMS = (
    PlanItem("q1", "How do you find a slow query?"),
    PlanItem("q2", "Which pipeline have you built yourself?"),
    PlanItem("q3", "What did you learn from an outage?"),
)
BRIEFING = Briefing(
    session_id="s1", language="en", title="Data engineer", job_description="", items=ITEMS,
    history=(), elapsed=0.0, planned_seconds=300, limit_seconds=3600, practice=True,
)  # fmt: skip
ZERO = datetime(2026, 1, 1, tzinfo=UTC)
LOUD = (b"\x00\x20" + b"\x00\xe0") * 800  # 0.1 s


def voice(seconds: float) -> messages.Audio:
    return messages.Audio(b"\x10\x20" * round(24_000 * seconds), 24_000)


@dataclass
class Played:
    """A talk, its clock, and what came of it."""

    briefing: Briefing = BRIEFING
    kind: type[Talk] = Talk
    now: float = 0.0
    out: list[tuple[float, FromEngine]] = field(default_factory=list)
    told: list[messages.ToModel] = field(default_factory=list)

    def __post_init__(self) -> None:
        ids = itertools.count()
        self.now = self.briefing.elapsed
        self.talk = self.kind(
            self.briefing, "5ec2e7", lambda at: ZERO + timedelta(seconds=at),
            lambda: f"e{next(ids)}",
        )  # fmt: skip

    def model(self, *said: messages.FromModel) -> None:
        for one in said:
            self.talk.model(one, self.now)

    def says(self, text: str, seconds: float = 1.0) -> None:
        self.model(messages.Said(text), voice(seconds), messages.Generated(), messages.TurnOver())

    def hears(self, text: str) -> None:
        self.talk.sound(LOUD, self.now)
        self.model(messages.Heard(text))

    def take(self) -> None:
        self.talk.tick(self.now)
        self.out += [(self.now, event) for event in self.talk.events]
        self.talk.events.clear()
        self.out += [(self.now, event) for event in self.talk.due(self.now)]
        self.told += self.talk.sends
        self.talk.sends.clear()

    def pass_(self, seconds: float) -> None:
        until = self.now + seconds
        self.take()
        while self.now < until and not self.talk.finished:
            self.now = min(until, max(self.now + 0.001, self.talk.wake(self.now)))
            self.take()

    @property
    def events(self) -> list[FromEngine]:
        return [event for _, event in self.out]

    @property
    def entries(self) -> list[Entry]:
        return [event.entry for event in self.events if isinstance(event, Spoke)]

    @property
    def said(self) -> list[str]:
        return [entry.text for entry in self.entries]

    @property
    def notes(self) -> list[str]:
        mark = instruction.mark_of("5ec2e7")
        return [t.text.removeprefix(mark + " ") for t in self.told if isinstance(t, messages.Tell)]

    @property
    def results(self) -> list[dict[str, object]]:
        return [t.result for t in self.told if isinstance(t, messages.Answer)]

    def when(self, kind: type) -> float:
        return next(now for now, event in self.out if isinstance(event, kind))


def begun(
    briefing: Briefing = BRIEFING, kind: type[Talk] = Talk, *, can_flush: bool = True
) -> Played:
    """The first question was asked, and the person has the word."""
    played = Played(briefing, kind)
    played.talk.person(Regained(can_flush), played.now)
    played.take()
    played.says("Hello. How do you find a slow query?")
    played.pass_(2)
    assert played.said == ["Hello. How do you find a slow query?"]
    assert played.events[-1] == Changed(Turn.LISTENING, 0)
    return played


# Silence and time


def test_silence_is_met_gently_then_with_an_offer_then_by_going_on() -> None:
    played = begun()
    first, *silences = 0, *watch.SILENT
    for nth, seconds in enumerate(silences):
        played.pass_(seconds - 2 if nth == 0 else seconds - 1.2)
        assert len(played.notes) == 1 + nth
        played.pass_(1.5)
        assert played.notes[1 + nth] == instruction.SILENCES[nth]
        played.says("Take your time.", 0.2)
        played.pass_(0.5)
    assert first == 0


def test_who_speaks_is_not_silent_also_where_no_words_come() -> None:
    played = begun()
    for _ in range(120):
        played.talk.sound(LOUD, played.now)
        played.pass_(0.5)
    assert len(played.notes) == 1


def test_who_still_thinks_is_left_alone() -> None:
    played = begun()
    played.talk.person(StillThinking(), played.now)
    played.pass_(watch.THINKING - 1)
    assert played.notes[1:] == [instruction.STILL_THINKING]
    played.pass_(2)
    assert played.notes[2:] == [instruction.SILENCES[0]]


def test_a_model_that_does_not_answer_is_told_to_go_on() -> None:
    played = begun()
    played.hears("I read the plan.")
    played.pass_(watch.UNANSWERED - 0.5)
    assert len(played.notes) == 1
    played.pass_(1)
    assert played.notes[1:] == [instruction.GO_ON]


def test_a_question_that_takes_too_long_is_left() -> None:
    played = begun(replace(BRIEFING, planned_seconds=120))  # 40 s a question
    while played.now < 79:
        played.hears("and ")
        played.pass_(1)
        played.says("Mhm.", 0.1)
        played.pass_(1)
    assert len(played.notes) == 1
    played.pass_(5)
    assert played.notes[1] == instruction.moving_on(ITEMS[1])


def test_a_model_that_never_uses_its_tools_is_told_when_to_close() -> None:
    played = begun()
    while played.now < 299:
        played.hears("and ")
        played.pass_(1)
        played.says("Go on.", 0.2)
        played.pass_(1)
    assert instruction.CLOSE not in played.notes
    played.pass_(4)
    assert instruction.CLOSE in played.notes
    played.says("Thank you, goodbye.")
    played.pass_(2)
    assert played.entries[-1].move == "close"
    played.pass_(60)
    assert isinstance(played.events[-1], Finished)
    assert played.now <= 300 + 60


def test_who_speaks_at_the_end_may_finish() -> None:
    played = begun()
    played.pass_(296 - played.now)
    while played.now < 300 + watch.PATIENCE - 1:
        played.hears("and ")
        played.pass_(0.5)
    assert instruction.CLOSE not in played.notes
    played.pass_(3)
    assert instruction.CLOSE in played.notes


# The plan


def test_questions_are_counted_without_tools() -> None:
    played = begun()
    played.hears("I read plans.")
    played.says("All right. Which pipeline have you built yourself?")
    played.pass_(2)
    assert played.entries[-1].item_id == "q2"
    played.hears("A small one.")
    played.says("And then?")
    played.pass_(2)
    assert [(e.speaker.value, e.item_id) for e in played.entries[-2:]] == [
        ("USER", "q2"), ("AI", "q2"),
    ]  # fmt: skip


def test_a_tool_used_after_the_acknowledgement_counts_for_the_turn() -> None:
    played = begun()
    played.hears("I read plans.")
    played.model(messages.Said("I see. "), voice(0.3))
    played.model(messages.Call("c1", instruction.NEXT, {"covered": []}))
    played.says("Which one was it?")
    played.pass_(3)
    assert [(e.item_id, e.move) for e in played.entries[1:]] == [("q1", ""), ("q2", "ask")]


def test_a_question_that_nobody_heard_is_asked_again() -> None:
    played = begun()
    played.hears("I read plans.")
    played.model(messages.Call("c1", instruction.NEXT, {"covered": []}))
    played.model(messages.Said("Which pipeline have you built"), voice(1))
    played.talk.person(Typed("Wait."), played.now)
    played.model(messages.Interrupted(), messages.TurnOver())
    played.model(messages.Call("c2", instruction.NEXT, {"covered": []}))
    played.take()
    assert [result["question"] for result in played.results] == [ITEMS[1].text] * 2


def test_after_the_last_question_the_tool_says_so() -> None:
    played = begun()
    for number in range(3):
        played.hears("Well.")
        played.model(messages.Call(f"c{number}", instruction.NEXT, {"covered": []}))
        played.says("Next?")
        played.pass_(2)
    assert [result.get("number") for result in played.results] == [2, 3, None]
    played.model(messages.Call("c9", instruction.END, {"reason": "done"}))
    played.says("Goodbye.")
    played.pass_(30)
    assert isinstance(played.events[-1], Finished)


def test_a_model_that_says_nothing_at_the_end_ends_all_the_same() -> None:
    played = begun()
    played.model(messages.Call("c1", instruction.END, {"reason": "asked_to_stop"}))
    played.model(messages.TurnOver())
    played.pass_(talk.GOODBYE_WAIT - 0.5)
    assert Finished() not in played.events
    played.pass_(1)
    assert played.events[-1] == Finished()


def test_a_model_that_does_not_stop_is_stopped() -> None:
    played = begun()
    played.model(messages.Call("c1", instruction.END, {"reason": "asked_to_stop"}))
    played.model(messages.Said("Goodbye. " * 50), voice(100))
    played.pass_(talk.CLOSING + 0.5)
    assert played.events[-1] == Finished()
    assert played.entries[-1].cut


def test_ending_early_is_refused_twice() -> None:
    played = begun()
    for number in range(3):
        played.model(messages.Call(f"c{number}", instruction.END, {"reason": "done"}))
    played.take()
    assert ["error" in result for result in played.results] == [True, True, False]


# Whatever happens


STEPS = st.one_of(
    st.tuples(st.just("pass"), st.floats(0.01, 4)),
    st.tuples(st.just("hear"), st.sampled_from(["I ", "read ", "plans."])),
    st.tuples(st.just("say"), st.sampled_from(["Well, ", "tell me more. ", ITEMS[1].text])),
    st.tuples(st.just("voice"), st.floats(0.04, 3)),
    st.tuples(
        st.sampled_from([
            "generated", "over", "interrupt", "next", "end", "type", "think", "lose", "regain",
            "drop",
        ]),
        st.none(),
    ),
)  # fmt: skip


def act(played: Played, step: str, value: object) -> None:
    now, made = played.now, played.talk
    acts: dict[str, Callable[[], None]] = {
        "pass": lambda: played.pass_(float(str(value))),
        "hear": lambda: played.hears(str(value)),
        "say": lambda: played.model(messages.Said(str(value))),
        "voice": lambda: played.model(voice(float(str(value)))),
        "generated": lambda: played.model(messages.Generated()),
        "over": lambda: played.model(messages.TurnOver()),
        "interrupt": lambda: played.model(messages.Interrupted()),
        "next": lambda: played.model(messages.Call("c", instruction.NEXT, {"covered": []})),
        "end": lambda: played.model(messages.Call("c", instruction.END, {"reason": "time"})),
        "type": lambda: made.person(Typed("typed"), now),
        "think": lambda: made.person(StillThinking(), now),
        "lose": lambda: made.person(Lost(), now),
        "regain": lambda: made.person(Regained(can_flush=True), now),
        "drop": made.disconnected,
    }
    acts[step]()
    if step == "drop":
        made.connected(now)
    played.take()


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_nothing_is_lost_and_it_always_ends(steps: list[tuple[str, object]]) -> None:
    played = begun()
    heard = ""
    there = True
    for step, value in steps:
        if played.talk.finished:
            break
        before = len(played.out)
        act(played, step, value)
        heard += str(value) if step == "hear" else ""
        there = {"lose": False, "regain": True}.get(step, there)
        if step == "lose":
            assert not any(isinstance(event, Voice) for event in played.events[before:])
        if not there:
            before = len(played.out)
            played.take()
            assert not any(isinstance(event, Voice) for event in played.events[before:])
    if not there and not played.talk.finished:
        act(played, "regain", None)
    if not played.talk.finished:
        played.pass_(max(0.0, 300 + 61 - played.now))
    assert played.talk.finished
    assert played.events[-1] == Finished()
    ids = [entry.entry_id for entry in played.entries]
    assert len(set(ids)) == len(ids)
    spoken = " ".join(
        entry.text
        for entry in played.entries
        if entry.speaker is Speaker.USER and entry.provenance is Provenance.HEARD
    )
    assert "".join(spoken.split()) == "".join(heard.split())
    assert all(0 <= entry.start <= entry.end <= played.now for entry in played.entries)


def check_recorded_first(kind: type[Talk]) -> None:
    """What is answered is an entry before a sound of the answer is there."""
    played = begun(kind=kind)
    played.hears("I read plans.")
    before = len(played.out)
    played.says("And then?")
    played.pass_(3)
    kinds = [type(event) for event in played.events[before:]]
    assert kinds.index(Spoke) < kinds.index(Voice)
    assert played.said[1:] == ["I read plans.", "And then?"]


class Hasty(Talk):
    """Broken: speaks first."""

    def _begin(self, now: float) -> None:
        words, self._words = self._words, ""
        super()._begin(now)
        self._words = words or self._words
        self._late = True
        self._hold_until = None
        self._playout.release()


def test_an_answer_is_recorded_first() -> None:
    check_recorded_first(Talk)
    with pytest.raises(AssertionError):
        check_recorded_first(Hasty)


def check_pace(kind: type[Talk], *, can_flush: bool, most: float) -> None:
    played = begun(kind=kind, can_flush=can_flush)
    played.hears("Well.")
    before = len(played.out)
    began = played.now
    played.says("word " * 40, 8.0)
    played.pass_(9)
    sent = 0.0
    for now, event in played.out[before:]:
        if isinstance(event, Voice):
            sent += seconds_of(event.pcm)
            assert sent <= now - began + most + 1e-6
    assert abs(sent - 8.0) < 0.001


class Eager(Talk):
    """Broken: sends what it has."""

    def due(self, now: float) -> list[FromEngine]:
        return [event for at in range(50) for event in Talk.due(self, now + at * 0.1)]


@pytest.mark.parametrize(("can_flush", "most"), [(False, 0.12), (True, 0.4)])
def test_little_is_sent_ahead_of_time(can_flush: bool, most: float) -> None:
    check_pace(Talk, can_flush=can_flush, most=most)
    with pytest.raises(AssertionError):
        check_pace(Eager, can_flush=can_flush, most=most)


def check_cut(kind: type[Talk]) -> None:
    """What is recorded of somebody interrupted is what was heard, to a word."""
    played = begun(kind=kind)
    played.hears("Well.")
    text = " ".join(f"word{at}" for at in range(20))
    played.model(messages.Said(text), voice(10.0), messages.Generated())
    played.pass_(4.0)
    played.model(messages.Interrupted(), messages.TurnOver())
    played.take()
    cut = played.entries[-1]
    assert cut.cut
    assert 6 <= len(cut.text.split()) <= 8
    assert text.startswith(cut.text)


class Boasting(Talk):
    """Broken: records what it wanted to say."""

    def _cut(self, now: float, *, flush: bool = True) -> None:
        for saying in self._sayings:
            saying.ends = 0.0
        super()._cut(now, flush=flush)


def test_an_interrupted_turn_is_cut_where_it_was_heard() -> None:
    check_cut(Talk)
    with pytest.raises(AssertionError):
        check_cut(Boasting)


def test_words_that_come_late_are_an_entry_before_the_reply() -> None:
    played = begun()
    played.hears("I read")
    played.model(messages.Said("And then?"), voice(3))
    played.pass_(0.5)
    played.model(messages.Heard(" plans."))
    played.model(messages.Generated(), messages.TurnOver())
    played.pass_(4)
    assert played.said[1:] == ["I read", "plans.", "And then?"]


def test_a_voice_waits_for_the_words_that_it_answers_but_not_for_ever() -> None:
    played = begun()
    played.talk.sound(LOUD, played.now)
    began = played.now
    before = len(played.out)
    played.says("And then?")
    played.pass_(2)
    first = next(now for now, event in played.out[before:] if isinstance(event, Voice))
    assert abs(first - began - talk.WORDS_WAIT) < 0.05


def test_a_resumed_conversation_stands_at_its_question() -> None:
    history = (Entry("x", Speaker.AI, "Q?", ZERO, 0, 1, Provenance.MODEL, "q2"),)
    played = Played(replace(BRIEFING, history=history, elapsed=50.0))
    played.talk.person(Regained(can_flush=True), 50.0)
    played.take()
    assert played.notes == [instruction.returning(ITEMS[1])]
    assert Changed(Turn.THINKING, 1) in played.events
