"""Evidence for tests: an interview about a slow database, and ways to change it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from parley.contracts.scoring import Answer, AnswerKind, Evidence, Purpose
from parley.contracts.speech import Word
from parley.kit.ids import new_id

QUESTION = "How did you find out why the page was slow, and what did you do about it?"
KEY_POINTS = (
    "Measured the query with a profiler before changing anything.",
    "Added an index on the column in the filter.",
    "Checked afterwards that the latency went down.",
)
GOOD = (
    "When I joined, the orders page took eight seconds. First I measured the query with a profiler"
    " before I changed anything, because guessing had failed. Then I added an index on the"
    " customer column that stands in the filter. As a result the latency went down to 200"
    " milliseconds, which I checked afterwards in Grafana."
)
STARTED = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
COMPLETED = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)


def spoken(text: str, *, rate: float = 2.5) -> tuple[Word, ...]:
    """The words of a text, said evenly, `rate` a second."""
    return tuple(
        Word(word, at / rate, (at + 0.9) / rate, 0.9) for at, word in enumerate(text.split())
    )


def answer(text: str = GOOD, **change: Any) -> Answer:
    made = Answer(
        item_id=new_id(),
        question=QUESTION,
        category="databases",
        key_points=KEY_POINTS,
        kind=AnswerKind.TEXT,
        text=text,
    )
    return replace(made, **change)


def speech(text: str = GOOD, **change: Any) -> Answer:
    words = spoken(text)
    given: dict[str, Any] = {
        "kind": AnswerKind.SPEECH,
        "words": words,
        "duration": words[-1].end + 1 if words else 0.0,
        "confidence": 0.9,
    }
    return answer(text, **given | change)


def evidence(answers: Sequence[Answer] | None = None, **change: Any) -> Evidence:
    made = Evidence(
        evidence_id=new_id(),
        subject_id=new_id(),
        purpose=Purpose.HIRING,
        language="en",
        answers=tuple([answer(), speech()] if answers is None else answers),
        started_at=STARTED,
        completed_at=COMPLETED,
    )
    return replace(made, **change)
