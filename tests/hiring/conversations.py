"""Live invitations as many tests begin with them: opened, talked in, ended, broken off."""

from dataclasses import asdict
from typing import Any

from parley.contracts import interviews as news
from parley.contracts import scoring
from parley.contracts.interviews import Speaker
from parley.contracts.media import OpenTake
from parley.contracts.scoring import (
    Answer,
    AnswerKind,
    Evidence,
    EvidenceScored,
    Purpose,
)
from parley.hiring import events
from parley.hiring.ports import Settings
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.store import PostgresStore
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.fakes.interviews import spoken
from tests.hiring.conftest import House
from tests.hiring.interviews import CHOICE, TEXT, VIDEO, Interview, interview
from tests.hiring.memory import CountedFigures
from tests.hiring.reviewing import deliver

VOICE: dict[str, Any] = {"settings": {"mode": "voice"}}
ASKED = VIDEO | {"keyPoints": ["Names the clients"]}
CANARY = "a pangolin"


async def live(house: House, *, start: bool = True, **settings: Any) -> Interview:
    """An invitation to talk about two questions; a third is a choice, and left out."""
    asked = (ASKED, CHOICE, TEXT)
    body = {"settings": {"mode": "voice"} | settings}
    return await interview(house, *asked, start=start, **body)


async def hear(house: House, message: Message) -> None:
    """Deliver it as the bus would."""
    for subscription in house.part.subscriptions:
        if subscription.topic == message.topic and message.type in subscription.types:
            await subscription.types[message.type](message)


async def talked(house: House, found: Interview) -> Message:
    """Both questions are talked about; `interview.completed`, not delivered yet."""
    first, _, second = found.questions
    return await house.interviews.hold(
        found.id, (first["id"], CANARY), (second["id"], "Twice is once.")
    )


async def finished(house: House, **settings: Any) -> Interview:
    found = await live(house, **settings)
    house.clock.advance(600)
    await hear(house, await talked(house, found))
    return found


async def scored(house: House, found: Interview, overall: float = 72.5) -> None:
    """Interviews has handed the evidence in, and scoring has scored it."""
    now = house.clock.now()
    answers = tuple(
        Answer(q["id"], q["text"], "general", (), AnswerKind.SPEECH, "Words.")
        for q in found.questions
        if q["type"] != "multiple_choice"
    )
    who = found.guest.who.user_id
    evidence = Evidence(found.id, who, Purpose.HIRING, "en", answers, now, now)
    if found.id not in house.scoring.submitted:
        await house.scoring.submit(evidence)
    made = house.scoring.score(found.id, overall)
    body = EvidenceScored(found.id, made.number, made.status.value, None, "offline", "1.0")
    await deliver(house, found.id, scoring.TOPIC, body)


async def sound(house: House, found: Interview) -> str:
    """The conversation was recorded; its media URL."""
    later = house.clock.now().replace(year=house.clock.now().year + 1)
    who = found.guest.who.user_id
    ask = OpenTake(found.id, "conversation", who, None, 1, retake=False, not_after=later)
    take = await house.media.open_take(ask)
    url = house.media.record(take.take_id, 42.0)
    await house.media.submit_take(url, found.id, "conversation")
    return url


async def told(house: House, kind: str) -> list[dict[str, Any]]:
    return [row for row in await house.events() if row["event_type"] == kind]


def built(house: House, kind: type[LiveSessions]) -> LiveSessions:
    store = PostgresStore(house.ground.db, events.message, house.clock.now)
    neighbours = Neighbours(
        house.identity, house.media, house.speech, house.scoring, house.interviews
    )
    settings = Settings("http://pages.test")
    return kind(store, house.clock, CountedFigures(), neighbours, settings)


async def broken(house: House, found: Interview) -> Message:
    """It fails after the first answer; `interview.failed`, not delivered yet."""
    first, *_ = found.questions
    session = await house.interviews.begin(found.id, house.interviews.held[found.id].items, 1)
    said = [
        spoken(Speaker.AI, first["text"], 0.0, first["id"], "ask"),
        spoken(Speaker.USER, CANARY, 8.0, first["id"], "answer"),
    ]
    await house.interviews.record(session.session_id, said, 1)
    await house.interviews.fail(found.id, house.clock.now(), None)
    message = house.interviews.told[-1]
    assert message.type == "interview.failed"
    return message


async def ending(house: House, found: Interview) -> Message:
    """`interview.completed` of the same session."""
    body = news.InterviewCompleted(found.id, found.guest.who.user_id, "2026-03-01T12:00:00Z", 60, 1)
    now = house.clock.now()
    return Message(
        new_id(), news.TOPIC, body.TYPE, found.id, now, asdict(body), found.guest.who.user_id
    )


async def shown(found: Interview) -> tuple[str, str, str | None, str | None]:
    """Status and analysis in the list; analysis and reason in the review."""
    (listed,) = [
        one for one in (await found.hr.ok("GET", "/invitations"))["items"] if one["id"] == found.id
    ]
    analysis = (await found.hr.ok("GET", f"{found.path}/review"))["analysis"]
    return listed["status"], listed["analysis"], analysis["status"], analysis["reason"]
