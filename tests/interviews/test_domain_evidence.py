"""What of a conversation counts, and to which question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.interviews import EndReason, Entry, PlanItem, Provenance, Speaker
from parley.contracts.scoring import Answer, AnswerKind, Purpose
from parley.contracts.speech import Quality
from parley.interviews.domain.conversation import (
    ASIDE,
    InteractionType,
    answered,
    asked,
    progress,
    type_of,
)
from parley.interviews.domain.evidence import (
    LEAST_ALIKE,
    MOST_ITEMS,
    answer_count,
    by_question,
    gather,
)
from parley.interviews.domain.session import InterviewSession
from parley.interviews.domain.wording import content_words
from parley.scoring.domain.answer import Thresholds
from parley.scoring.service import OfflineScorer
from tests.interviews.talks import ITEMS, NOON, TALK, ai, handed_in, person, session, typed

FIRST, SECOND = ITEMS
AI, USER = Speaker.AI, Speaker.USER


def completed(**change: Any) -> InterviewSession:
    one = session(**change)
    one.begin((), NOON)
    one.complete(EndReason.AI_ENDED, NOON, NOON)
    return one


def answers_to(entries: Sequence[Entry], items: tuple[PlanItem, ...] = ITEMS) -> list[Answer]:
    evidence = gather(completed(items=items), entries)
    assert evidence is not None
    return list(evidence.answers)


def test_every_question_of_the_plan_has_one_answer() -> None:
    one = completed(purpose=Purpose.DEMO, language="de")
    evidence = gather(one, TALK)
    assert evidence is not None
    assert (evidence.evidence_id, evidence.subject_id) == (one.session_id, one.user_id)
    assert (evidence.purpose, evidence.language) == (Purpose.DEMO, "de")
    assert (evidence.started_at, evidence.completed_at) == (one.started_at, one.completed_at)
    said, none = evidence.answers
    assert said.text == (
        "I measured the query with a profiler. I added an index on the customer column."
    )
    assert said.words == TALK[1].words + TALK[3].words  # In the session's time.
    assert said.duration == pytest.approx(sum(TALK[n].end - TALK[n].start for n in (1, 3)))
    assert (said.kind, said.missing) == (AnswerKind.SPEECH, None)
    assert (said.question, said.category) == (FIRST.text, "databases")
    assert said.key_points == FIRST.key_points
    assert (none.item_id, none.text, none.words) == (SECOND.item_id, "", ())
    assert none.missing == "not_answered"
    assert answer_count(one, TALK) == 1


def test_what_lies_between_two_parts_of_an_answer_is_the_other_sides() -> None:
    [said, none] = answers_to(TALK)
    assert said.others == ((TALK[1].end, TALK[3].start),)
    assert none.others == ()
    assert answers_to(TALK[:2])[0].others == ()


def test_the_silence_that_ends_a_turn_is_no_pause_in_it() -> None:
    before, after = person("I measured.", FIRST, start=5.0), person("Twice.", FIRST, start=20.0)
    waited = replace(before, end=before.end + 1.5)  # the recogniser was still listening
    early = replace(after, start=after.start - 0.5)  # and began before there was a word
    [first, _] = answers_to([waited, early])
    assert first.others == ((before.end, after.start),)


def test_an_aside_and_something_typed_belong_to_what_lies_between() -> None:
    parts = [person("I measured.", FIRST, start=5.0), person("Twice.", FIRST, start=40.0)]
    between = [
        person("One moment.", FIRST, start=12.0, move="moment"),
        typed("With a profiler.", FIRST, start=20.0, end=30.0),
    ]
    elsewhere = [
        ai("Tell me about a conflict.", SECOND, start=50.0, end=52.0),
        person("There was one.", SECOND, start=53.0),
        person("And back to the page: an index.", FIRST, start=60.0),
    ]
    [first, second] = answers_to([parts[0], *between, parts[1], *elsewhere])
    assert first.others == ((parts[0].end, 40.0), (parts[1].end, 60.0))
    assert second.others == ()


def test_times_that_run_into_each_other_leave_nothing_between() -> None:
    one = person("I measured it twice.", FIRST, start=5.0)
    [first, _] = answers_to([one, person("And then", FIRST, start=one.end)])
    assert first.others == ()
    [first, _] = answers_to([one, person("And then", FIRST, start=one.end - 0.1)])
    assert first.others == ()
    [first, _] = answers_to(handed_in((AI, FIRST.text), (USER, "One."), (USER, "Two.")))
    assert first.others == ()


def measured(entries: Sequence[Entry]) -> dict[str, float]:
    """The answer to the first question, as scoring measures it."""
    evidence = gather(completed(), entries)
    assert evidence is not None
    scored = OfflineScorer(Thresholds()).answer(evidence, 0)
    return {measure.name: measure.value for measure in scored.measures}


def test_a_talk_is_measured_like_the_same_words_without_the_follow_up() -> None:
    first, second = "Um, I measured the query with a profiler.", "I mean, I added an index there."
    one = person(first, FIRST, start=5.0)
    talked = [
        one,
        ai("And what did you do about it?", FIRST, start=one.end + 1, end=one.end + 4),
        person(second, FIRST, start=one.end + 6),
    ]
    without = measured([one, person(second, FIRST, start=one.end)])
    assert measured(talked) == without
    assert {"words_per_minute", "pause_share", "fillers_per_minute"} <= without.keys()
    # One breath with that silence in it is measured otherwise.
    silent = replace(one, text=f"{first} {second}", words=one.words + talked[2].words)
    assert measured([replace(silent, end=talked[2].end)])["pause_share"] > without["pause_share"]


def test_nothing_is_scored_before_the_end() -> None:
    one = session()
    assert gather(one, TALK) is None
    one.begin((), NOON)
    assert gather(one, TALK) is None
    one.fail(NOON, NOON)
    assert gather(one, TALK) is None


@pytest.mark.parametrize("move", sorted(ASIDE))
def test_what_is_no_answer_is_no_evidence(move: str) -> None:
    aside = person("Could you say that again, please?", FIRST, move=move)
    [first, _] = answers_to([TALK[0], aside])
    assert first.missing == "not_answered"
    [first, _] = answers_to([*TALK, aside])
    assert "again" not in first.text


@pytest.mark.parametrize("move", ["answer", "unknown", "off_topic", "injection", "", "new word"])
def test_anything_else_counts(move: str) -> None:
    [first, _] = answers_to([person("I don't know.", FIRST, move=move)])
    assert (first.text, first.missing) == ("I don't know.", None)


def test_what_was_written_needs_no_sound() -> None:
    [first, _] = answers_to([typed("Because.", FIRST)])
    assert (first.kind, first.duration, first.words) == (AnswerKind.TEXT, 0.0, ())
    both = [person("I measured.", FIRST, start=5.0), typed("And indexed.", FIRST, start=9.0)]
    [first, _] = answers_to(both)
    assert (first.kind, first.text) == (AnswerKind.SPEECH, "I measured. And indexed.")
    assert first.words == both[0].words
    assert first.duration == pytest.approx(both[0].end - both[0].start)


def test_confidence_is_weighted_by_length_over_what_states_it() -> None:
    entries = [
        person("a" * 30, FIRST, confidence=0.9),
        person("b" * 10, FIRST, confidence=0.5),
        person("c" * 500, FIRST, confidence=0.0),
    ]
    [first, _] = answers_to(entries)
    assert first.confidence == pytest.approx(0.8)
    [first, _] = answers_to([replace(entries[2])])
    assert first.confidence == 0.0


def test_the_worst_recogniser_counts() -> None:
    good = person("One.", FIRST)
    assert answers_to([good])[0].quality is Quality.FULL
    bad = replace(good, quality=Quality.DEMO)
    assert answers_to([good, bad])[0].quality is Quality.DEMO
    written = typed("Two.", FIRST, quality=Quality.DEMO)
    assert answers_to([good, written])[0].quality is Quality.FULL


def test_what_belongs_to_no_question_of_the_plan_is_left_out() -> None:
    stranger = PlanItem("33333333-3333-4333-8333-333333333333", "Anything else?")
    entries = [person("Hello"), *TALK, person("No.", stranger), person("Bye")]
    assert answers_to(entries) == answers_to(TALK)


@given(st.permutations(range(6)), st.lists(st.sampled_from([FIRST, SECOND]), max_size=6))
def test_every_answer_lies_where_its_entry_is_said_to(
    order: list[int], owners: list[PlanItem]
) -> None:
    texts = ["One.", " Two words ", "drei", "四", "fünf  Wörter", "x"]
    entries = [
        person(texts[place], owner, start=float(n))
        for n, (place, owner) in enumerate(zip(order, owners, strict=False))
    ]
    if not entries:
        return
    found = by_question(ITEMS, entries)
    assert [one.item for one in found] == list(ITEMS)
    assert sum(len(one.entries) for one in found) == len(entries)
    for one in found:
        for part in one.parts():
            assert one.text[part.low : part.high] == part.entry.text.strip()
            assert one.entry_at(part.low) == one.entry_at(part.high - 1) == part.entry
        assert one.entry_at(len(one.text)) is None


# A transcript that an external worker handed in.

WORKERS = handed_in(
    (AI, "Welcome! So: how did you find out why that page was so slow?"),
    (USER, "I used a profiler."),
    (AI, "Interesting. Anything more?"),
    (USER, "And an index."),
    (AI, "Now please tell me about a conflict in your team, and how it was settled."),
    (USER, "We talked."),
    (AI, "Thank you."),
)


def test_the_ais_words_tell_which_question_it_put() -> None:
    first, second = answers_to(WORKERS)
    assert (first.item_id, first.text) == (FIRST.item_id, "I used a profiler. And an index.")
    assert (second.item_id, second.text) == (SECOND.item_id, "We talked.")
    assert {first.kind, second.kind} == {AnswerKind.SPEECH}
    assert (first.words, first.confidence, first.quality) == ((), 0.0, Quality.FULL)


def test_what_is_said_before_any_question_belongs_to_none() -> None:
    early = handed_in((USER, "Hello?"), (AI, "Hello."), (USER, "Hi."))
    first, second = answers_to([*early, *WORKERS])
    assert "H" not in first.text + second.text


def test_a_question_that_was_not_put_has_no_answer() -> None:
    first, second = answers_to(WORKERS[:2])
    assert (first.missing, second.missing) == (None, "not_answered")


def test_without_a_plan_each_question_of_the_ais_is_one() -> None:
    talk = handed_in(
        (AI, "Hello there."),
        (USER, "Hi."),
        (AI, "What do you do?"),
        (USER, "I build things."),
        (AI, "I see."),
        (USER, "Mostly bridges."),
        (AI, "Why?"),
    )
    for items in ((), ITEMS):  # A plan that none of it fits is none.
        found = answers_to(talk, items)
        assert [(one.question, one.text, one.missing) for one in found] == [
            ("What do you do?", "I build things. Mostly bridges.", None),
            ("Why?", "", "not_answered"),
        ]
        assert [one.item_id for one in found] == [talk[2].entry_id, talk[6].entry_id]


def test_a_transcript_without_questions_leaves_the_plan_unanswered() -> None:
    found = answers_to(handed_in((AI, "Hm."), (USER, "Hello?")))
    assert [one.missing for one in found] == ["not_answered"] * 2
    assert answers_to([]) == found
    assert answers_to([], ()) == []


@pytest.mark.parametrize("over", [0, 1])
def test_there_are_only_so_many_made_up_questions(over: int) -> None:
    lines = [(AI, f"What of {n}?") for n in range(MOST_ITEMS + over)]
    found = answers_to(handed_in(*lines, (USER, "This.")), ())
    assert len(found) == MOST_ITEMS
    assert found[-1].text == "This."


def test_how_alike_is_enough() -> None:
    five = PlanItem("five", "alpha bravo charlie delta echo")
    enough = round(LEAST_ALIKE * 5)
    words = sorted(content_words(five.text))
    for count in range(6):
        talk = handed_in((AI, " ".join([*words[:count], "Hmm?"])), (USER, "Yes."))
        [one] = answers_to(talk, (five,))
        assert (one.item_id == "five") == (count >= enough)


def test_questions_of_function_words_alone_can_be_told_too() -> None:
    assert content_words("How are you?") == {"how", "are", "you"}
    assert content_words("Wie geht es Ihnen?") == {"geht"}
    assert content_words("") == frozenset()


# How far it is.


def test_what_was_asked_and_answered() -> None:
    assert asked(ITEMS, []) == []
    assert asked(ITEMS, TALK) == [FIRST]
    later = [ai("Tell me about a conflict.", SECOND), *TALK]
    assert asked(ITEMS, later) == list(ITEMS)  # In the plan's order.
    assert answered(ITEMS, TALK[:1]) == frozenset()
    assert answered(ITEMS, TALK) == {FIRST.item_id}
    assert answered(ITEMS, [person("Again?", SECOND, move="repeat")]) == frozenset()


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [(0, 5, 0), (3, 5, 60), (5, 5, 100), (6, 5, 100), (1, 3, 33), (0, 0, 0)],
)
def test_progress(count: int, total: int, expected: int) -> None:
    assert progress(count, total) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ai("Hello."), InteractionType.COMMENT),
        (ai("Hello. Ready?"), InteractionType.QUESTION),
        (ai("Say more.", FIRST), InteractionType.QUESTION),
        (person("Hello."), InteractionType.COMMENT),
        (person("I did.", FIRST), InteractionType.ANSWER),
        (person("Again?", FIRST, move="repeat"), InteractionType.COMMENT),
        (person("I did.", provenance=Provenance.CLIENT), InteractionType.ANSWER),
    ],
    ids=["greeting", "asking", "question", "hello", "answer", "repeat", "handed-in"],
)
def test_what_an_entry_is_in_the_documents_words(entry: Entry, expected: InteractionType) -> None:
    assert type_of(entry) is expected
