"""Interviews and conversations for tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from parley.contracts.interviews import (
    Entry,
    Mode,
    OpenSession,
    PlanItem,
    Provenance,
    Speaker,
)
from parley.contracts.scoring import Purpose
from parley.contracts.speech import Word
from parley.interviews.domain.session import InterviewSession
from parley.kit.ids import new_id

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
ITEMS = (
    PlanItem(
        "11111111-1111-4111-8111-111111111111",
        "How did you find out why the page was slow?",
        "databases",
        ("Measured the query with a profiler.", "Added an index."),
    ),
    PlanItem(
        "22222222-2222-4222-8222-222222222222",
        "Tell me about a conflict in your team and how you settled it.",
        key_points=("Listened to both sides.",),
        required=False,
        seconds=90,
    ),
)


def ask(user_id: str, **change: Any) -> OpenSession:
    made: dict[str, Any] = {
        "session_id": new_id(),
        "mode": Mode.VOICE,
        "user_id": user_id,
        "owner_id": user_id,
        "purpose": Purpose.PRACTICE,
        "language": "en",
        "title": "Backend engineer",
        "job_description": "Backend engineer",
        "items": ITEMS,
        "total_questions": len(ITEMS),
        "template_id": None,
        "planned_seconds": 300,
        "limit_seconds": 3600,
    }
    return OpenSession(**made | change)


def session(**change: Any) -> InterviewSession:
    return InterviewSession.opened(ask(new_id(), **change), NOON)


def words(text: str, start: float) -> tuple[Word, ...]:
    """Said evenly, two a second."""
    return tuple(
        Word(word, start + at / 2, start + at / 2 + 0.4, 0.8)
        for at, word in enumerate(text.split())
    )


def ai(text: str, item: PlanItem | None = None, **change: Any) -> Entry:
    made: dict[str, Any] = {
        "entry_id": new_id(),
        "speaker": Speaker.AI,
        "text": text,
        "at": NOON,
        "start": 0.0,
        "end": 2.0,
        "provenance": Provenance.MODEL,
        "item_id": None if item is None else item.item_id,
        "move": "greet" if item is None else "ask",
    }
    return Entry(**made | change)


def person(text: str, item: PlanItem | None = None, **change: Any) -> Entry:
    start = change.get("start", 2.0)
    said = words(text, start)
    made: dict[str, Any] = {
        "entry_id": new_id(),
        "speaker": Speaker.USER,
        "text": text,
        "at": NOON + timedelta(seconds=start),
        "start": start,
        "end": said[-1].end if said else start,
        "provenance": Provenance.HEARD,
        "item_id": None if item is None else item.item_id,
        "move": "" if item is None else "answer",
        "words": said,
        "confidence": 0.8,
    }
    return Entry(**made | change)


def typed(text: str, item: PlanItem, **change: Any) -> Entry:
    return person(text, item, **{"provenance": Provenance.TYPED, "words": (), **change})


def handed_in(*lines: tuple[Speaker, str]) -> Sequence[Entry]:
    """A transcript as an external worker has it: nothing says what belongs where."""
    return [
        ai(text, move="")
        if speaker is Speaker.AI
        else person(text, provenance=Provenance.CLIENT, words=(), confidence=0.0)
        for speaker, text in lines
    ]


TALK = (
    ai("Hello. How did you find out why the page was slow?", ITEMS[0], start=0.0, end=4.0),
    person("I measured the query with a profiler.", ITEMS[0], start=5.0),
    ai("And what did you do about it?", ITEMS[0], move="follow_up", start=10.0, end=12.0),
    person("I added an index on the customer column.", ITEMS[0], start=13.0),
    ai("Thank you, goodbye.", move="close", start=20.0, end=22.0),
)


def talk() -> tuple[Entry, ...]:
    """The conversation above with ids of its own."""
    return tuple(replace(entry, entry_id=new_id()) for entry in TALK)
