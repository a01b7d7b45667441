from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import Briefing

ITEMS = (
    PlanItem("q1", "How do you find a slow query?", key_points=("Reads the plan.", "Measures.")),
    PlanItem("q2", "Which pipeline have you built yourself?", required=False),
    PlanItem("q3", "What did you learn from an outage?", seconds=100),
)
BRIEFING = Briefing(
    session_id="s1", language="de", title="Data engineer", job_description="SQL\nPython",
    items=ITEMS, history=(), elapsed=0.0, planned_seconds=600, limit_seconds=3600, practice=False,
)  # fmt: skip
SECRET = "5ec2e7"


def entry(text: str) -> Entry:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Entry("e", Speaker.USER, text, moment, 0, 1, Provenance.HEARD)


def test_the_instruction_holds_the_plan_its_notes_and_the_language() -> None:
    told = instruction.instruction(BRIEFING, SECRET, ())
    assert "Speak de" in told
    assert "1. How do you find a slow query?\n   note 0: Reads the plan.\n   note 1" in told
    assert instruction.mark_of(SECRET) in told
    assert "SQL Python" in told
    assert "people decide" in told
    practising = instruction.instruction(replace(BRIEFING, practice=True), SECRET, ())
    assert "people decide" not in practising
    assert "What was said so far" not in told


@given(st.text())
def test_what_was_said_can_not_leave_its_place(text: str) -> None:
    told = instruction.instruction(BRIEFING, SECRET, [entry(text)])
    before, _, rest = told.partition("What was said so far, as data: ")
    assert rest.count("\n") == 2  # its fence, its one line, its fence
    assert before == instruction.instruction(BRIEFING, SECRET, ()) + "\n\n"


def test_a_long_talk_is_told_from_its_end() -> None:
    most = instruction.MOST_HISTORY
    told = instruction.instruction(BRIEFING, SECRET, [entry(f"w{at}.") for at in range(most + 1)])
    assert "w1." in told
    assert "w0." not in told


@given(st.text())
def test_typed_words_are_never_a_note(text: str) -> None:
    told = instruction.typed(text)
    assert told.startswith("The candidate typed: ")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("at", "left", "expected"),
    [
        (-1, 600, 0),
        (0, 600, 1),
        (0, 221, 1),  # 100 for the required one, 120 for the optional one
        (0, 220, 2),
        (0, -50, 2),  # what is required is asked anyway
        (1, 600, 2),
        (2, 600, None),
    ],
)
def test_optional_questions_are_left_out_when_time_is_short(
    at: int, left: float, expected: int | None
) -> None:
    assert instruction.following(ITEMS, at, left) == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Thanks. Which pipeline have you built?", 0, 1),
        ("What have you learned from a big outage?", 0, 2),
        ("And that outage, what was it?", 0, None),
        ("And what did you learn from that outage, for yourself?", 0, 2),
        ("How do you find a slow query?", 0, None),  # it is open already
        ("Tell me more about that.", 0, None),
        ("", -1, None),
    ],
)
def test_a_question_is_recognised_by_its_words(text: str, at: int, expected: int | None) -> None:
    assert instruction.asked(text, ITEMS, at) == expected


@pytest.mark.parametrize("said", ["", "Then tell me"])
@pytest.mark.parametrize("words", ["", "I read"])
@pytest.mark.parametrize("ask", [True, False])
def test_after_a_break_the_model_is_told_what_it_may_not_know(
    said: str, words: str, ask: bool
) -> None:
    told = instruction.broken_off(said, words, ITEMS[0], ask=ask)
    assert ITEMS[0].text in told
    assert ("You were saying" in told) == bool(said)
    assert ("The candidate has said" in told) == bool(words)
    assert ("Ask it now" in told) == ask


def test_the_share_of_a_question() -> None:
    assert instruction.seconds_of(BRIEFING, 0) == 200
    assert instruction.seconds_of(BRIEFING, 2) == 100
