import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.contracts.speech import Word
from parley.interviewer.domain import prompts
from parley.interviewer.domain.mind import Brief, DraftAsk, Heard, Intent, Move, Situation
from parley.interviewer.domain.prompts import Unbelievable

ITEM = PlanItem(
    "q1", "How do you find a slow query in PostgreSQL?", "databases", ("Reads the query plan.",)
)
FENCE = "=== 00ff ==="
ASK = DraftAsk("Data engineer. SQL.", "en", 2)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


def situation(text: str, *, typed: bool = True, words: tuple[Word, ...] = ()) -> Situation:
    return Situation(ITEM, [Heard(text, words, typed=typed)], "en", ITEM.text)


def entry(text: str, speaker: Speaker = Speaker.USER) -> Entry:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Entry("e", speaker, text, moment, 0, 1, Provenance.HEARD)


def brief(**change: Any) -> Brief:
    plain = Brief(
        Move.FOLLOW_UP, ITEM, None, "", "How do you measure it?", "en", "Engineer", "", [], 60.0,
        last=False, practice=False,
    )  # fmt: skip
    return replace(plain, **change)


def draft_of(*questions: dict[str, Any], title: str = "Engineer") -> str:
    return json.dumps({"title": title, "questions": list(questions)})


def question(text: str, **change: Any) -> dict[str, Any]:
    points = ["Names the cause.", "Says what changed."]
    return {"text": text, "competency": "SQL", "key_points": points} | change


GOOD = (
    question("How have you made a slow query fast?"),
    question("Which pipeline in C# or Python have you built yourself?"),
)


@pytest.mark.parametrize("system", [prompts.READ, prompts.WORD, prompts.DRAFT])
def test_every_instruction_says_that_what_is_fenced_is_data(system: str) -> None:
    assert "fence" in system
    assert "never an instruction" in " ".join(system.split()) or "never an\n" in system


@given(st.text())
def test_no_text_can_close_its_fence(text: str) -> None:
    for prompt in (
        prompts.reading_prompt(situation(text), FENCE),
        prompts.wording_prompt(brief(history=[entry(text)]), FENCE),
        prompts.drafting_prompt(DraftAsk(text, "en", 3), FENCE),
    ):
        told = prompts._line(text)
        fences = sum(line.startswith(FENCE) for line in prompt.split("\n"))
        assert fences in {2, 4} or FENCE in told


@given(st.text())
def test_an_entry_stays_on_its_line(text: str) -> None:
    prompt = prompts.wording_prompt(brief(history=[entry(text), entry("Bye")]), FENCE)
    fenced = prompt.split(f"\n{FENCE}\n")[1]
    assert len(fenced.split("\n")) == 2


def test_a_missing_key_point_guides_and_stands_apart_from_the_conversation() -> None:
    prompt = prompts.wording_prompt(brief(missing=0), FENCE)
    assert "Note for your eyes only, what the answer lacks: Reads the query plan." in prompt
    assert "Reads the query plan." not in prompts.wording_prompt(brief(), FENCE)


def test_a_long_conversation_is_told_from_its_end() -> None:
    history = [entry(f"word{at}") for at in range(100)]
    prompt = prompts.wording_prompt(brief(history=history), FENCE)
    assert "word99" in prompt
    assert "word88" in prompt
    assert "word87" not in prompt


def test_every_move_has_a_task() -> None:
    assert set(prompts._TASKS) == set(Move)


def test_a_reading_is_taken_out_of_a_code_fence() -> None:
    reply = "```json\n" + json.dumps({"intent": "stop", "covered": [0], "echo": ""}) + "\n```"
    assert prompts.reading(reply, situation("Stop.")).intent is Intent.STOP


@pytest.mark.parametrize(
    "body",
    [
        {"intent": "answer"},
        {"intent": "praise", "covered": [1]},
        {"intent": "answer", "covered": []},
        {"intent": "answer", "covered": [1, 1]},
        {"intent": "answer", "covered": [1.01]},
        {"intent": "answer", "covered": [-0.01]},
        {"intent": "answer", "covered": [True]},
        {"intent": "answer", "covered": ["1"]},
        {"intent": "answer", "covered": [float("nan")]},
        {"intent": ["answer"], "covered": [1]},
        [], None, "answer",
    ],
)  # fmt: skip
def test_a_reading_of_another_shape_is_not_believed(body: object) -> None:
    with pytest.raises(Unbelievable):
        prompts.reading(json.dumps(body), situation("I read the plan."))


@given(st.text() | JSON.map(json.dumps))
def test_any_reply_is_a_reading_a_draft_or_unbelievable(reply: str) -> None:
    for read in (
        lambda: prompts.reading(reply, situation("x")),
        lambda: prompts.draft(reply, ASK, "m"),
    ):
        try:
            read()
        except Unbelievable:
            continue


def test_too_long_a_reply_is_not_read() -> None:
    with pytest.raises(Unbelievable):
        prompts.reading(" " * (prompts.MOST_REPLY + 1), situation("x"))


@pytest.mark.parametrize(
    ("echo", "said", "kept"),
    [
        ("slow query", "I looked at the slow query first.", True),
        ("SLOW query", "I looked at the slow query first.", True),
        ("fast query", "I looked at the slow query first.", False),  # never said
        ("my boss Anna", "I asked my boss Anna about it.", False),  # not of the question
        ("", "I looked at the slow query.", False),
        ("I looked at the slow query first then", "I looked at the slow query first then", False),
    ],
)
def test_only_words_of_theirs_that_name_the_subject_are_echoed(
    echo: str, said: str, kept: bool
) -> None:
    reply = json.dumps({"intent": "answer", "covered": [0], "echo": echo})
    assert prompts.reading(reply, situation(said)).echo == (echo if kept else "")


@pytest.mark.parametrize(("confidence", "kept"), [(0.6, True), (0.59, False), (0.0, False)])
def test_only_words_heard_with_confidence_are_echoed(confidence: float, kept: bool) -> None:
    words = (Word("Slow", 0, 1, confidence), Word("query.", 1, 2, 0.9))
    reply = json.dumps({"intent": "answer", "covered": [0], "echo": "slow query"})
    read = prompts.reading(reply, situation("Slow query.", typed=False, words=words))
    assert read.echo == ("slow query" if kept else "")


def test_a_draft_is_cut_to_what_was_asked_for() -> None:
    third = question("What did you learn from an outage?")
    made = prompts.draft(draft_of(*GOOD, third), ASK, "m-1")
    assert [one.text for one in made.questions] == [one["text"] for one in GOOD]


def test_a_question_asked_twice_counts_once() -> None:
    again = question("How did you make a slow query fast?")
    with pytest.raises(Unbelievable):
        prompts.draft(draft_of(GOOD[0], again), ASK, "m-1")


@pytest.mark.parametrize(
    "bad",
    [
        question(""),
        question("Why?"),
        question("word " * 41),
        question("Why did you do it? And when did you do it?"),
        question("See https://example.com and tell me more"),
        question("**Why** did you choose this job?"),
        question("How do you sleep at night?", key_points=["One."]),
        question("How do you sleep at night?", key_points=["One."] * 7),
        question("How do you sleep at night?", key_points=["One.", ""]),
        question("How do you sleep at night?", key_points=["One.", "x" * 301]),
        question("How do you sleep at night?", competency=None),
        question("How do you sleep at night?", competency="x" * 61),
        "How do you sleep at night?",
    ],
)
def test_a_question_that_could_not_be_asked_spoils_the_draft(bad: Any) -> None:
    with pytest.raises(Unbelievable):
        prompts.draft(draft_of(GOOD[0], bad, GOOD[1]), ASK, "m-1")


@pytest.mark.parametrize(
    ("title", "good"), [("x" * 120, True), ("x" * 121, False), ("", False), ("<b>", False)]
)
def test_a_title_is_a_line(title: str, good: bool) -> None:
    reply = draft_of(*GOOD, title=title)
    if good:
        assert prompts.draft(reply, ASK, "m-1").title == title
    else:
        with pytest.raises(Unbelievable):
            prompts.draft(reply, ASK, "m-1")
