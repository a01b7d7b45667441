"""Ratings, notes and decisions: their bounds, whose they are, and what a late edit may not undo."""

from datetime import timedelta
from typing import Any

import pytest

from parley.hiring.domain.errors import (
    DecisionChanged,
    NoteChanged,
    NotYourNote,
    QuestionNotFoundException,
    TooManyNotes,
)
from parley.hiring.domain.review import (
    DECISION_REASON_MAX,
    MOMENT_MAX,
    NOTE_MAX,
    NOTES_MAX,
    Decision,
    Note,
    Rating,
    Verdict,
)
from parley.hiring.domain.template import InterviewTemplate
from parley.kit.errors import Malformed
from parley.kit.ids import new_id
from tests.hiring.test_domain_template import NOW, ask, draft

LATER = NOW + timedelta(microseconds=1)


def asked() -> InterviewTemplate:
    template = draft()
    template.add_question(ask(), None, NOW)
    return template


def write(template: InterviewTemplate, **changes: Any) -> Note:
    fields: dict[str, Any] = {
        "invitation_id": "i",
        "author_id": "me",
        "text": "Good.",
        "question_id": None,
        "at_seconds": None,
        "written": 0,
        "now": NOW,
    }
    return Note.write(template, **fields | changes)


@pytest.mark.parametrize("figure", [1, 5])
def test_a_rating_within_bounds(figure: int) -> None:
    template = asked()
    rating = Rating("me", figure, {template.questions[0].id: figure})
    assert rating.checked(template) is rating
    assert rating.given


@pytest.mark.parametrize("figure", [0, 6])
def test_a_rating_out_of_bounds(figure: int) -> None:
    template = asked()
    for rating in (Rating("me", figure), Rating("me", None, {template.questions[0].id: figure})):
        with pytest.raises(Malformed):
            rating.checked(template)


def test_only_questions_that_are_asked_are_rated() -> None:
    with pytest.raises(QuestionNotFoundException):
        Rating("me", None, {new_id(): 3}).checked(asked())


def test_an_empty_rating_is_none() -> None:
    assert not Rating("me", None).given


def test_a_note_at_its_bounds() -> None:
    template = asked()
    question_id = template.questions[0].id
    longest = write(template, text="x" * NOTE_MAX, written=NOTES_MAX - 1)
    assert len(longest.text) == NOTE_MAX
    assert write(template, question_id=question_id, at_seconds=MOMENT_MAX).at_seconds == MOMENT_MAX
    for wrong in (
        {"text": "x" * (NOTE_MAX + 1)},
        {"text": " \n"},
        {"at_seconds": 3.0},
        {"question_id": question_id, "at_seconds": MOMENT_MAX + 0.1},
        {"question_id": question_id, "at_seconds": -0.1},
        {"question_id": question_id, "at_seconds": float("nan")},
    ):
        with pytest.raises(Malformed):
            write(template, **wrong)
    with pytest.raises(QuestionNotFoundException):
        write(template, question_id=new_id())
    with pytest.raises(TooManyNotes):
        write(template, written=NOTES_MAX)


def test_a_note_is_its_authors() -> None:
    note = write(asked())
    assert note.owned_by("me") is note
    with pytest.raises(NotYourNote):
        note.owned_by("other")


def test_an_edit_of_an_older_state_is_refused() -> None:
    note = write(asked())
    edited = note.rewritten("Better.", NOW, LATER)
    assert (edited.text, edited.created_at, edited.updated_at) == ("Better.", NOW, LATER)
    with pytest.raises(NoteChanged):
        edited.rewritten("Worse.", NOW, LATER)
    assert edited.rewritten("Whatever.", None, LATER).text == "Whatever."
    with pytest.raises(Malformed):
        note.rewritten("", NOW, LATER)


def test_a_decision_and_taking_it_back() -> None:
    decided = Verdict().replaced(Decision.HOLD, "x" * DECISION_REASON_MAX, "me", NOW)
    assert (decided.decision, decided.decided_by, decided.decided_at) == (Decision.HOLD, "me", NOW)
    assert decided.replaced(None, "gone", "me", LATER) == Verdict()
    assert Verdict().replaced(Decision.REJECT, "", "me", NOW).reason is None
    with pytest.raises(Malformed):
        Verdict().replaced(Decision.HOLD, "x" * (DECISION_REASON_MAX + 1), "me", NOW)


def test_a_decision_on_an_older_state_is_refused() -> None:
    decided = Verdict().replaced(Decision.HOLD, None, "me", NOW)
    Verdict().check_seen(None)
    decided.check_seen(NOW)
    for seen in (None, LATER):
        with pytest.raises(DecisionChanged):
            decided.check_seen(seen)
