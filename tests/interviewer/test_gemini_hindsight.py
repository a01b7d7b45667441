"""What the model has said aloud is looked at afterwards: counted, logged by its code, corrected."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.interviewer.clients.gemini_live import talk
from parley.interviewer.clients.gemini_live.hindsight import GRAVE, PIECE_WORDS, faults
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.guard import Fault
from tests.fakes import gemini_live as fake
from tests.interviewer.gemini_room import BRIEFING, Enter, answers, greeted

GERMAN = replace(BRIEFING, language="de")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def answered(text: str, item: str = "q1") -> Entry:
    return Entry("e1", Speaker.USER, text, MOMENT, 0, 2, Provenance.HEARD, item)


@pytest.mark.parametrize(
    ("text", "question", "fault"),
    [
        ("Great answer. What else do you look at?", 0, Fault.PRAISE),
        ("That is not quite right. Tell me more.", 0, Fault.JUDGEMENT),
        ("You are hired. Thank you.", 0, Fault.PROMISE),
        ("And do you have children?", 0, Fault.PROTECTED),
        ("I am a human, don't worry.", 0, Fault.PRETENCE),
        ("Have you read the plan?", 0, Fault.LEAK),
    ],
    ids=lambda given: given.value if isinstance(given, Fault) else "",
)
def test_a_rule_that_was_broken_is_seen(text: str, question: int, fault: Fault) -> None:
    assert fault in faults(text, question, (), BRIEFING)


def test_german_is_understood() -> None:
    assert faults("Das war eine sehr gute Antwort.", 0, (), GERMAN) == [Fault.PRAISE]


@pytest.mark.parametrize(
    "text",
    [
        "Hello. I am an AI interviewer, you can stop at any time. How do you find a slow query?",
        "All right. Which pipeline have you built yourself?",
        "Take your time.",
        "Thank you for your time. The result is there at once. Goodbye.",
        "",
    ],
)
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert faults(text, 0, (), BRIEFING) == []


def test_what_the_person_said_first_gives_nothing_away() -> None:
    said: Sequence[Entry] = (answered("I read the plan."),)
    assert faults("How do you read the plan?", 0, said, BRIEFING) == []
    assert faults("How do you read the plan?", 0, (answered("Plan.", "q2"),), BRIEFING) != []


def test_before_the_first_and_after_the_last_question_there_are_no_notes() -> None:
    for question in (-1, len(BRIEFING.items)):
        assert faults("Have you read the plan?", question, (), BRIEFING) == []


def test_a_transcription_without_full_stops_is_read_to_its_end() -> None:
    text = "so then we go on with the next one and " * PIECE_WORDS + "that was a great answer"
    assert Fault.PRAISE in faults(text, 0, (), BRIEFING)


def test_the_model_is_told_what_it_must_not_do_and_to_say_nothing() -> None:
    told = {instruction.correcting([fault]) for fault in GRAVE}
    assert len(told) == len(GRAVE)
    assert all("Say nothing now" in each for each in told)
    assert "never praise, say or hint" in instruction.correcting([Fault.PRAISE, Fault.LEAK])


async def corrected_in_time(double: fake.Double, enter: Enter, counted: list[Fault]) -> None:
    room = await enter(faulted=counted.append)
    call = await double.call(0)
    await greeted(room, call)
    await answers(room, call, "I look at what it does.")
    await call.says("Great answer. What else do you look at?")
    await call.done()
    await call.until(lambda c: len(c.texts) == 2)
    mark = call.texts[0].split(")")[0]
    assert call.texts[1].startswith(mark)
    assert "never praise" in call.texts[1]
    assert counted == [Fault.PRAISE]
    assert room.said[-1] == ("AI", "Great answer. What else do you look at?")


async def test_a_turn_that_broke_a_rule_is_counted_logged_and_corrected(
    double: fake.Double, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await corrected_in_time(double, enter, [])
    [record] = [each for each in caplog.records if each.message == "the model broke a rule"]
    assert record.__dict__["code"] == "praise"
    assert "answer" not in caplog.text


async def test_who_does_not_look_back_is_found_out(
    double: fake.Double, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> list[Fault]:
        return []

    monkeypatch.setattr(talk, "faults", nothing)
    monkeypatch.setattr(fake, "PATIENCE", 1.0)
    with pytest.raises(TimeoutError):
        await corrected_in_time(double, enter, [])


async def test_a_turn_that_broke_none_is_let_be(double: fake.Double, enter: Enter) -> None:
    counted: list[Fault] = []
    room = await enter(faulted=counted.append)
    call = await double.call(0)
    await greeted(room, call)
    await answers(room, call, "I look at what it does.")
    await call.says("And what do you do then?")
    await call.done()
    await room.until(lambda r: len(r.entries) == 3)
    assert len(call.texts) == 1
    assert counted == []


def test_briefings_without_questions_are_no_trouble() -> None:
    nothing: Briefing = replace(BRIEFING, items=())
    assert faults("Great.", -1, (), nothing) == [Fault.PRAISE]
