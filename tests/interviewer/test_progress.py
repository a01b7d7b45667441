"""To which question words belong when the question was talked over."""

from datetime import UTC, datetime

import pytest

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.mind import Cue, Decided, Heard, Intent, Move, Opening, Sentence
from parley.interviewer.domain.progress import FEWEST_WORDS, Progress, fold
from parley.interviewer.service.thinking import Minds, Thinking

ITEMS = (
    PlanItem("a", "Tell us about an API you designed. What was hard about it?", "backend",
             ("Clients retried requests and customers were charged twice.",)),
    PlanItem("b", "What does idempotent mean?", "backend", ("Twice has the effect of once.",)),
)  # fmt: skip
HELLO = "Hello, I'm the AI interviewer."
BEGUN = f"{HELLO} We have two questions. Tell us about"
ANSWER = "I designed an API for payments with another team."
ELSEWHERE = "We were four people back then, and none had done that before."


def cut(text: str) -> Progress:
    """A greeting that was heard so far."""
    return Progress().after_ai(Move.GREET, 0, text, False)  # noqa: FBT003 - as everywhere


@pytest.mark.parametrize(
    ("heard", "said", "own"),
    [
        (HELLO, ANSWER, True),
        (HELLO, "People were charged twice when clients retried their requests.", True),
        (HELLO, ELSEWHERE, False),
        (HELLO, "Hello, nice to meet you.", False),
        (BEGUN, ELSEWHERE, True),
        (BEGUN, "Hello there to you", False),
        (BEGUN, " ".join(["one"] * FEWEST_WORDS), True),
        (BEGUN, " ".join(["one"] * (FEWEST_WORDS - 1)), False),
    ],
    ids=[
        "its-words", "what-it-asks-for", "before-it", "greeting", "begun", "begun-and-greeting",
        "edge", "below-the-edge",
    ],
)  # fmt: skip
def test_what_is_said_over_a_greeting(heard: str, said: str, *, own: bool) -> None:
    now = cut(heard)
    assert not now.asked
    assert now.taken_up(said, ITEMS, "en").answers == (0 if own else -1)


def test_who_talks_over_a_later_question_goes_on_with_the_one_before() -> None:
    now = Progress(question=0, asked=True, said=(HELLO,))
    now = now.after_ai(Move.ASK, 1, "Thank you. What does idem", False)  # noqa: FBT003 - see above
    assert now.taken_up(ELSEWHERE, ITEMS, "en").answers == 0
    assert now.taken_up("Twice has the effect of having done it once.", ITEMS, "en").answers == 1


async def turn(mind: Thinking, cue: Cue) -> tuple[Decided, list[str]]:
    pieces = [piece async for piece in mind.turn(cue, 30.0)]
    (decided,) = [it for it in pieces if isinstance(it, Decided)]
    return decided, [it.text for it in pieces if isinstance(it, Sentence)]


def mind() -> Thinking:
    return Minds(None)(
        Briefing("s1", "en", "Backend", "", ITEMS, (), 0.0, 900.0, 3600.0, practice=False)
    )


async def test_an_answer_that_cuts_the_greeting_belongs_to_its_question() -> None:
    thinking = mind()
    await turn(thinking, Opening())
    thinking.spoken(HELLO)
    decided, said = await turn(thinking, Heard(ANSWER))
    assert (decided.intent, decided.answered, decided.question) == (Intent.ANSWER, 0, 0)
    assert decided.move is Move.FOLLOW_UP
    assert said
    assert thinking.progress.heard == (ANSWER,)


async def test_what_is_no_answer_has_the_question_put_without_another_greeting() -> None:
    thinking = mind()
    await turn(thinking, Opening())
    thinking.spoken(HELLO)
    decided, said = await turn(thinking, Heard("Hello, nice to meet you."))
    assert (decided.move, decided.question, decided.answered) == (Move.ASK, 0, -1)
    assert ITEMS[0].text in " ".join(said)
    assert "interviewer" not in " ".join(said)


async def test_an_answer_that_only_grows_is_placed_anew() -> None:
    thinking = mind()
    await turn(thinking, Opening())
    thinking.spoken(HELLO)
    first, _ = await turn(thinking, Heard("Well, nice to meet you, I."))
    thinking.spoken("")
    second, _ = await turn(thinking, Heard("Well, nice to meet you, I. " + ANSWER))
    assert (first.answered, second.answered) == (-1, 0)


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Clients retried their requests, and customers were charged twice.", False),
        ("It means that twice has the effect of once.", True),
    ],
    ids=["goes on", "answers"],
)
def test_who_goes_on_with_the_question_before_answers_none(said: str, own: bool) -> None:
    asked = Progress().after_ai(Move.GREET, 0, ITEMS[0].text, True)  # noqa: FBT003 - as everywhere
    over = asked.after_ai(Move.ASK, 1, "Thank you. This is my", False)  # noqa: FBT003 - likewise
    assert over.taken_up(said, ITEMS, "en").asked is own


def test_who_takes_the_conversation_up_knows_it_too() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    history = [
        Entry("1", Speaker.AI, HELLO, at, 0.0, 1.0, Provenance.MODEL, "a", Move.GREET, cut=True),
        Entry("2", Speaker.USER, ANSWER, at, 1.0, 2.0, Provenance.HEARD, "a", Intent.ANSWER),
    ]
    assert fold(history, ITEMS, "en").asked
    assert fold(history, ITEMS, "en").heard == (ANSWER,)
    assert not fold(history[:1], ITEMS, "en").asked
