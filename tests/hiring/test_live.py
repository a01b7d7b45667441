"""Live invitations: a session with the invitation's id, from the start to the receipt."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict, replace
from itertools import permutations
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.contracts import interviews as news
from parley.contracts import scoring
from parley.contracts.erasure import ErasureDone
from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import Mode, SessionStatus, Speaker
from parley.contracts.media import OpenTake
from parley.contracts.scoring import (
    Answer,
    AnswerKind,
    Evidence,
    EvidenceScored,
    Purpose,
)
from parley.hiring import events, wire
from parley.hiring.domain.review import Analysis
from parley.hiring.ports import Settings
from parley.hiring.ports.reviews import Standing
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import invitation_and_template
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.store import PostgresStore
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.metrics import Metrics
from tests.fakes.interviews import spoken
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import CHOICE, TEXT, VIDEO, Interview, interview, invite, template
from tests.hiring.memory import CountedFigures
from tests.hiring.reviewing import deliver
from tests.hiring.test_concurrency import AT_ONCE, HOLD, WAITING, crowd
from tests.hiring.test_privacy import OTHERS, all_answer, everything

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


# Templates


async def test_publishing_and_archiving_tell_of_the_plan(house: House) -> None:
    hr = house.person()
    made = await template(hr, ASKED, CHOICE, TEXT, **VOICE)
    (row,) = await told(house, "plan.published")
    assert (row["topic"], row["key"], row["subject_id"]) == ("plan-events", made["id"], None)
    data = row["payload"]["data"]
    assert [item["text"] for item in data["items"]] == [ASKED["text"], TEXT["text"]]
    assert data["items"][0]["keyPoints"] == ["Names the clients"]
    assert (data["plannedSeconds"], data["practice"]) == (120 + 150, False)
    assert await told(house, "plan.archived") == []
    await hr.ok("POST", f"/templates/{made['id']}/archive")
    (row,) = await told(house, "plan.archived")
    assert row["payload"]["data"] == {"templateId": made["id"]}


async def test_a_draft_that_is_archived_was_no_plan(house: House) -> None:
    hr = house.person()
    made = await template(hr, TEXT, publish=False, **VOICE)
    await hr.ok("POST", f"/templates/{made['id']}/archive")
    assert await told(house, "plan.archived") == []


async def test_choices_alone_can_t_be_talked_about(house: House) -> None:
    hr = house.person()
    made = await template(hr, CHOICE, publish=False, **VOICE)
    answer = await hr("POST", f"/templates/{made['id']}/publish")
    assert (answer.status_code, answer.json()["error"]) == (
        409,
        "template_has_nothing_to_talk_about",
    )
    assert "talked about" in answer.json()["details"]
    assert await told(house, "plan.published") == []


async def test_a_copy_is_as_live_as_its_original(house: House) -> None:
    hr = house.person()
    made = await template(hr, TEXT, settings={"mode": "voice", "practice": True})
    copy = await hr.ok("POST", f"/templates/{made['id']}/duplicate")
    assert copy["settings"] == made["settings"]
    assert (copy["settings"]["mode"], copy["settings"]["practice"]) == ("voice", True)


# The candidate's side


async def test_invitations_say_how_they_are_taken(house: House) -> None:
    found = await live(house, start=False)
    for caller in (found.hr, found.guest):
        assert (await caller.ok("GET", found.path))["mode"] == "voice"
    listed = (await found.hr.ok("GET", "/invitations"))["items"]
    assert [(one["mode"], one["questionsCount"]) for one in listed] == [("voice", 2)]
    assert (await found.hr.ok("GET", found.path))["questionsCount"] == 2
    (mine,) = (await found.guest.ok("GET", "/invitations/candidate"))["items"]
    assert mine["mode"] == "voice"


async def test_the_candidate_is_told_no_question_beforehand(house: House) -> None:
    found = await live(house, practice=True)
    answer = await found.guest("GET", found.path)
    seen = answer.json()
    assert seen["questions"] == []
    assert all(question["text"] not in answer.text for question in found.questions)
    assert "practice" not in seen["template"]["settings"]
    assert len((await found.hr.ok("GET", found.path))["questions"]) == 3


async def test_consent_is_about_a_conversation(house: House) -> None:
    found = await live(house, start=False)
    consent = (await found.guest.ok("GET", found.path))["consent"]
    assert consent["version"] == "2026-11-voice-en"
    text = " ".join(consent["text"])
    for words in (
        "artificial intelligence", "sound of the conversation", "language model",
        "The text of the conversation and its scores stay then.",
    ):  # fmt: skip
        assert words in text
    other = {"version": "2026-11-en", "accepted": True}
    refused = await found.guest("POST", f"{found.path}/consent", other)
    assert refused.json()["error"] == "consent_version_outdated"


async def test_starting_opens_the_session(house: House) -> None:
    found = await live(house, start=False)
    await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": 50})
    started = await found.guest.ok("POST", f"{found.path}/start")
    assert (started["sessionId"], started["status"], started["mode"]) == (
        found.id, "started", "voice",
    )  # fmt: skip
    opened = house.interviews.asked[found.id]
    assert (opened.session_id, opened.mode, opened.purpose) == (
        found.id, Mode.VOICE, Purpose.HIRING,
    )  # fmt: skip
    assert (opened.user_id, opened.owner_id) == (
        found.guest.who.user_id,
        found.hr.who.user_id,
    )
    assert [(item.text, item.seconds) for item in opened.items] == [
        (ASKED["text"], 180),
        (TEXT["text"], None),
    ]
    assert opened.items[0].key_points == ("Names the clients",)
    assert (opened.planned_seconds, opened.limit_seconds) == (405, 5400)
    again = await found.guest("POST", f"{found.path}/start")
    assert (again.status_code, again.json()["error"]) == (400, "invitation_already_started")
    assert len(await told(house, "invitation.started")) == 1


async def test_a_recorded_interview_has_no_session(house: House) -> None:
    found = await interview(house, TEXT, start=False)
    started = await found.guest.ok("POST", f"{found.path}/start")
    assert (started["sessionId"], started["mode"]) == (None, "recorded")
    assert house.interviews.held == {}


async def test_a_demo_accounts_interview_is_a_demonstration(house: House) -> None:
    hr = house.person()
    demo = Settings("http://pages.test", demo_emails=frozenset({(hr.who.email or "").upper()}))
    ground = replace(house.ground, metrics=Metrics())
    part = wire.build(
        ground, demo, house.identity, house.media, house.speech, house.scoring, house.interviews
    )
    app = FastAPI()
    for router in part.routers:
        app.include_router(router)
    made = await template(hr, TEXT, **VOICE)
    found = await invite(hr, made["id"])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://parley.test"
    ) as client:
        await Caller(replace(house, client=client), found.guest.who).ok(
            "POST", f"{found.path}/start"
        )
    assert house.interviews.asked[found.id].purpose is Purpose.DEMO


async def test_without_interviews_nothing_starts(house: House) -> None:
    found = await live(house, start=False)
    house.interviews.down = True
    refused = await found.guest("POST", f"{found.path}/start")
    assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")
    assert (await found.guest.ok("GET", found.path))["status"] == "pending"
    assert await told(house, "invitation.started") == []
    house.interviews.down = False
    await found.guest.ok("POST", f"{found.path}/start")


async def test_fifty_starts_are_one(house: House) -> None:
    found = await live(house, start=False)
    counted = await crowd(
        house, "invitation", found.id, lambda _: found.guest("POST", f"{found.path}/start")
    )
    assert counted == {(200, ""): 1, (400, "invitation_already_started"): AT_ONCE - 1}
    assert list(house.interviews.held) == [found.id]
    assert len(await told(house, "invitation.started")) == 1


async def test_a_key_starts_once(house: House) -> None:
    found = await live(house, start=False)
    key = {"idempotency-key": "k"}
    first = await found.guest("POST", f"{found.path}/start", None, **key)
    again = await found.guest("POST", f"{found.path}/start", None, **key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())


async def test_what_is_revoked_while_it_starts_is_cancelled(house: House) -> None:
    found = await live(house, start=False)
    opening = house.interviews.open

    async def revoked_meanwhile(ask: Any) -> Any:
        session = await opening(ask)
        await found.hr.ok("POST", f"{found.path}/revoke")
        house.interviews.cancelled.clear()
        return session

    house.interviews.open = revoked_meanwhile  # type: ignore[method-assign]  # between the two
    refused = await found.guest("POST", f"{found.path}/start")
    assert (refused.status_code, refused.json()["error"]) == (400, "invitation_expired")
    assert house.interviews.cancelled == [found.id]
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED


@pytest.mark.parametrize("begun", [False, True], ids=["pending", "started"])
async def test_nothing_is_handed_in(house: House, begun: bool) -> None:
    found = await live(house, start=begun)
    video, choice, text = found.questions
    url = {"questionId": video["id"], "type": "video", "mediaUrl": "blob://takes/x"}
    for path, body in (
        (f"{found.path}/questions/{video['id']}/takes", None),
        (f"{found.path}/questions/{new_id()}/takes", None),
        (f"{found.path}/responses", url),
        (f"{found.path}/responses", {"questionId": text["id"], "type": "text", "content": "x"}),
        (f"{found.path}/responses", {"questionId": choice["id"], "type": "choice", "content": "x"}),
        (f"{found.path}/complete", None),
    ):
        answer = await found.guest("POST", path, body)
        assert (answer.status_code, answer.json()["error"]) == (409, "live_interview"), path
        stranger = await house.person(Role.CANDIDATE)("POST", path, body)
        assert stranger.status_code == 404, path
    assert house.media.asked == []


# The end


async def test_the_session_completes_the_invitation(house: House) -> None:
    found = await live(house)
    house.clock.advance(600)
    message = await talked(house, found)
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["answeredCount"], seen["questionsCount"]) == ("completed", 2, 2)
    assert seen["completedAt"] == message.data["completed_at"]
    (listed,) = (await found.hr.ok("GET", "/invitations?status=completed"))["items"]
    assert (listed["answeredCount"], listed["analysis"]) == (2, "processing")
    (row,) = await told(house, "invitation.completed")
    assert row["payload"]["data"]["responsesCount"] == 2
    dashboard = await found.hr.ok("GET", "/invitations/dashboard")
    assert (dashboard["funnel"]["started"], dashboard["funnel"]["completed"]) == (1, 1)


async def test_it_is_heard_once_however_often_it_comes(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await asyncio.gather(*(hear(house, message) for _ in range(AT_ONCE)))
    await hear(house, replace(message, id=new_id()))
    assert len(await told(house, "invitation.completed")) == 1
    kinds = Counter(row["event_type"] for row in await house.events())
    assert kinds["invitation.started"] == 1


class Forgetful(LiveSessions):
    """As it must not be: it decides before it has the row, and notes nothing in the inbox."""

    async def on_completed(self, message: Message) -> None:
        body = news.InterviewCompleted(**message.data)
        async with self._store.unit() as unit:
            invitation, _ = await invitation_and_template(unit, body.session_id)
        fact = invitation.complete_live(self._clock.now(), body.total_duration, body.answer_count)
        async with self._store.unit() as unit:
            if fact is not None:
                await unit.save_invitation(invitation)
                await unit.tell(fact, self._clock.now())


def built(house: House, kind: type[LiveSessions]) -> LiveSessions:
    store = PostgresStore(house.ground.db, events.message, house.clock.now)
    neighbours = Neighbours(
        house.identity, house.media, house.speech, house.scoring, house.interviews
    )
    settings = Settings("http://pages.test")
    return kind(store, house.clock, CountedFigures(), neighbours, settings)


@pytest.mark.parametrize(
    ("kind", "once"), [(LiveSessions, True), (Forgetful, False)], ids=["real", "broken"]
)
async def test_fifty_deliveries_at_once_complete_once(
    house: House, kind: type[LiveSessions], once: bool
) -> None:
    found = await live(house)
    message = await talked(house, found)
    sessions = built(house, kind)
    async with house.ground.db.unit("hiring") as gate:
        await gate.execute(HOLD["invitation"], found.id)
        running = asyncio.gather(*(sessions.on_completed(message) for _ in range(AT_ONCE)))
        while await gate.fetchval(WAITING) < AT_ONCE:
            assert not running.done()
            await asyncio.sleep(0.02)
    await running
    assert (len(await told(house, "invitation.completed")) == 1) is once


async def test_a_deadline_that_passed_meanwhile_doesn_t_count(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    house.clock.advance(8 * 86400)
    (sweep,) = (one for one in house.part.sweeps if one.name == "hiring.expire-invitations")
    await sweep.run()
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["completedAt"]) == ("completed", message.data["completed_at"])


async def test_what_was_revoked_stays_revoked(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await found.hr.ok("POST", f"{found.path}/revoke")
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["completedAt"]) == ("expired", None)


async def test_other_sessions_are_nothing_to_hiring(house: House) -> None:
    recorded = await interview(house, TEXT)
    for session_id in (new_id(), "no id", recorded.id):
        body = news.InterviewCompleted(session_id, "u", "2026-03-01T12:00:00Z", 60, 1)
        await deliver(house, session_id, news.TOPIC, body)
    assert (await recorded.hr.ok("GET", recorded.path))["status"] == "started"
    assert await told(house, "invitation.completed") == []


# A conversation that breaks off


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


BROKEN_OFF = ("started", "failed", "failed", "interview_failed")
COMPLETED = ("completed", "processing", "processing", None)


async def test_the_team_sees_that_it_broke_off_and_what_was_said(house: House) -> None:
    found = await live(house)
    message = await broken(house, found)
    assert await shown(found) == ("started", "none", "none", None)
    await hear(house, message)
    assert await shown(found) == BROKEN_OFF
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert [one["text"] for one in review["conversation"]] == [ASKED["text"], CANARY]
    assert (review["analysis"]["stage"], review["score"]) == (None, None)
    (one,) = (await found.hr.ok("GET", "/invitations?analysis=failed"))["items"]
    assert one["id"] == found.id
    # There is nothing that could be scored again,
    again = await found.hr("POST", f"{found.path}/analysis")
    assert (again.status_code, again.json()["error"]) == (409, "not_completed_yet")
    # and the candidate is told nothing of it.
    assert (await found.guest.ok("GET", found.path))["analysis"] is None
    assert await told(house, "analysis.ready") == []


async def test_that_it_broke_off_is_heard_once_however_often_it_comes(house: House) -> None:
    found = await live(house)
    message = await broken(house, found)
    await asyncio.gather(*(hear(house, message) for _ in range(AT_ONCE)))
    await hear(house, replace(message, id=new_id()))
    assert await shown(found) == BROKEN_OFF


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=range(6))
async def test_what_was_completed_did_not_break_off(house: House, order: tuple[int, ...]) -> None:
    found = await live(house)
    failed = await broken(house, found)
    again, completed = replace(failed, id=new_id()), await ending(house, found)
    for at in order:
        await hear(house, (failed, again, completed)[at])
    assert await shown(found) == COMPLETED
    assert len(await told(house, "invitation.completed")) == 1
    await scored(house, found)
    assert await shown(found) == ("completed", "ready", "ready", None)
    await hear(house, replace(failed, id=new_id()))
    assert await shown(found) == ("completed", "ready", "ready", None)


class Hasty(LiveSessions):
    """As it must not be: it breaks off whatever there is, and notes nothing in the inbox."""

    async def on_failed(self, message: Message) -> None:
        async with self._store.unit() as unit:
            invitation, _ = await invitation_and_template(unit, message.key)
            broken = Standing(Analysis.FAILED, "interview_failed")
            await unit.save_standing(invitation.id, broken)


@pytest.mark.parametrize(
    ("kind", "kept"), [(LiveSessions, True), (Hasty, False)], ids=["real", "broken"]
)
@pytest.mark.parametrize("late", ["scored", "again"])
async def test_a_late_failure_takes_nothing_away(
    house: House, kind: type[LiveSessions], kept: bool, late: str
) -> None:
    found = await live(house)
    message = await broken(house, found)
    sessions = built(house, kind)
    if late == "again":  # the bus has brought it before, and the end after it
        await sessions.on_failed(message)
        await hear(house, await ending(house, found))
    else:  # scoring was quicker than the end
        await scored(house, found)
    before = await shown(found)
    await sessions.on_failed(message)
    assert (await shown(found) == before) is kept


@pytest.mark.parametrize("gone", ["revoked", "deleted"])
async def test_what_is_gone_does_not_break_off(house: House, gone: str) -> None:
    found = await live(house)
    message = await broken(house, found)
    if gone == "revoked":
        await found.hr.ok("POST", f"{found.path}/revoke")
    else:
        await found.guest.ok("POST", f"{found.path}/deletion", {"confirm": True})
    await hear(house, message)
    assert (await shown(found))[1:3] == ("none", "none")


async def test_past_the_deadline_it_still_shows_why(house: House) -> None:
    found = await live(house)
    message = await broken(house, found)
    house.clock.advance(8 * 86400)
    await hear(house, message)
    assert await shown(found) == ("expired", *BROKEN_OFF[1:])


async def test_failures_of_other_sessions_are_nothing_to_hiring(house: House) -> None:
    recorded = await interview(house, TEXT)
    for session_id in (new_id(), "no id", recorded.id):
        body = news.InterviewFailed(session_id, "u", "2026-03-01T12:00:00Z")
        await deliver(house, session_id, news.TOPIC, body)
    assert await shown(recorded) == ("started", "none", "none", None)


async def test_revoking_cancels_the_session(house: House) -> None:
    found = await live(house)
    await found.hr.ok("POST", f"{found.path}/revoke")
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED
    other = await interview(house, TEXT)
    await other.hr.ok("POST", f"{other.path}/revoke")
    assert house.interviews.cancelled == [found.id]


async def test_revoking_again_reaches_what_was_away(house: House) -> None:
    found = await live(house)
    house.interviews.down = True
    failed = await found.hr("POST", f"{found.path}/revoke")
    assert failed.status_code == 503
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
    house.interviews.down = False
    await found.hr.ok("POST", f"{found.path}/revoke")
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED


# Scores


async def test_hiring_hands_in_nothing_and_hears_the_score(house: House) -> None:
    found = await finished(house)
    completed = (await told(house, "invitation.completed"))[0]["payload"]["data"]
    for subscription in house.part.subscriptions:
        if handler := subscription.types.get("invitation.completed"):
            now = house.clock.now()
            await handler(
                Message(new_id(), subscription.topic, "invitation.completed", found.id, now,
                        completed)
            )  # fmt: skip
    house.clock.advance(3600)
    (sweep,) = (one for one in house.part.sweeps if one.name == "hiring.analyses")
    await sweep.run()
    assert house.scoring.submitted == {}
    await scored(house, found)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["analysis"], seen["overallScore"]) == ("ready", 72.5)
    assert len(await told(house, "analysis.ready")) == 1


async def test_the_review_has_conversation_recording_and_scores(house: House) -> None:
    found = await finished(house)
    url = await sound(house, found)
    await scored(house, found)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert review["mode"] == "voice"
    assert [(one["speaker"], one["text"], one["move"]) for one in review["conversation"]] == [
        ("AI", ASKED["text"], "ask"),
        ("USER", CANARY, "answer"),
        ("AI", TEXT["text"], "ask"),
        ("USER", "Twice is once.", "answer"),
    ]
    assert set(review["conversation"][0]) == {
        "entryId", "speaker", "text", "start", "end", "itemId", "move", "provenance", "cut",
        "words",
    }  # fmt: skip
    assert review["conversation"][1]["itemId"] == found.questions[0]["id"]
    playback = await house.media.playback(url)
    assert (review["recording"]["status"], review["recording"]["durationSeconds"]) == (
        "ready",
        playback.duration_seconds,
    )
    asked = [found.questions[0]["id"], found.questions[2]["id"]]
    assert [answer["questionId"] for answer in review["answers"]] == asked
    assert [answer["score"]["score"] for answer in review["answers"]] == [72.5, 72.5]
    assert {answer["transcript"] for answer in review["answers"]} == {None}
    assert (review["analysis"]["status"], review["score"]["overall"]) == ("ready", 72.5)
    actions = [
        entry["action"] for entry in (await found.hr.ok("GET", f"{found.path}/audit"))["items"]
    ]
    assert actions.count("review_seen") == 1


async def test_a_recorded_review_has_neither(house: House) -> None:
    found = await interview(house, TEXT)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["mode"], review["conversation"], review["recording"]) == (
        "recorded", None, None,
    )  # fmt: skip


async def test_the_review_is_there_while_interviews_is_not(house: House) -> None:
    found = await finished(house)
    await scored(house, found)
    house.interviews.down = True
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["conversation"], review["score"]["overall"]) == (None, 72.5)
    assert (await found.hr("GET", f"{found.path}/export?format=json")).status_code == 503


async def test_scoring_again_is_asked_of_scoring(house: House) -> None:
    found = await finished(house)
    pending = await found.hr.ok("POST", f"{found.path}/analysis")
    assert (pending["status"], house.scoring.retried) == ("processing", [])
    await scored(house, found)
    await found.hr.ok("POST", f"{found.path}/analysis")
    assert house.scoring.retried == [found.id]


async def test_the_sound_is_for_the_team_and_the_candidate(house: House) -> None:
    found = await finished(house)
    path = f"{found.path}/recording"
    missing = await found.hr("GET", path)
    assert (missing.status_code, missing.json()["error"]) == (404, "recording_not_found")
    await sound(house, found)
    colleague, stranger = house.person(), house.person(Role.CANDIDATE)
    account = Caller(house, Principal(found.guest.who.user_id, Role.CANDIDATE))
    twin = Principal(found.guest.who.user_id, Role.CANDIDATE, invitation_id=new_id())
    for method in ("GET", "POST"):
        for caller in (found.hr, found.guest, account, house.person(Role.ADMIN)):
            assert (await caller.ok(method, path))["status"] == "ready"
        for caller in (colleague, stranger, Caller(house, twin)):
            assert (await caller(method, path)).status_code == 404
    recorded = await interview(house, TEXT)
    assert (await recorded.hr("GET", f"{recorded.path}/recording")).status_code == 404
    seen = (await found.guest.ok("GET", f"{found.path}/record"))["seen"]
    assert "recording_seen" in {entry["action"] for entry in seen}


async def test_exports_have_the_conversation(house: House) -> None:
    found = await finished(house)
    await scored(house, found)
    whole = await found.hr.ok("GET", f"{found.path}/export?format=json")
    assert [entry["text"] for entry in whole["conversation"]][1] == CANARY
    assert [answer["answer"] for answer in whole["answers"]] == [CANARY, "Twice is once."]
    assert whole["invitation"]["mode"] == "voice"
    rows = (await found.hr("GET", f"{found.path}/export?format=csv")).text
    assert CANARY in rows
    listed = (await found.hr("GET", "/invitations/export?format=csv")).text.splitlines()
    assert listed[0].endswith(",mode")
    assert listed[1].endswith(",voice")
    (item,) = json.loads((await found.hr("GET", "/invitations/export?format=json")).text)
    assert (item["mode"], item["answeredCount"]) == ("voice", 2)


async def test_the_record_tells_the_candidate_what_was_said(house: House) -> None:
    found = await finished(house)
    record = await found.guest.ok("GET", f"{found.path}/record")
    assert record["answers"] == []
    assert [set(one) for one in record["conversation"][:1]] == [
        {"speaker", "text", "at", "provenance"}
    ]
    assert CANARY in {one["text"] for one in record["conversation"]}
    recorded = await interview(house, TEXT)
    assert (await recorded.guest.ok("GET", f"{recorded.path}/record"))["conversation"] == []


# Privacy


async def test_withdrawing_consent_leaves_the_words_and_their_scores(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    await scored(house, found)
    answer = await found.guest("DELETE", f"{found.path}/consent")
    assert answer.status_code == 204
    (row,) = await told(house, "erasure.requested")
    asked = row["payload"]["data"]
    assert (asked["scope"], asked["textStays"]) == ("recordings", True)
    assert await house.media.consent(found.id) is None
    # News of the very deletion's time count, as any other.
    await scored(house, found, 81.0)
    for context in OTHERS:
        done = ErasureDone(asked["erasureId"], context, {}, [])
        await deliver(house, asked["erasureId"], "privacy-events", done)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["analysis"], seen["overallScore"]) == ("completed", "ready", 81.0)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert len(review["conversation"]) == 4
    assert (review["analysis"]["status"], review["score"]["overall"]) == ("ready", 81.0)


async def test_of_recordings_the_scores_still_go(house: House) -> None:
    found = await interview(house, VIDEO)
    await found.guest("DELETE", f"{found.path}/consent")
    (row,) = await told(house, "erasure.requested")
    assert row["payload"]["data"]["textStays"] is False


async def test_deleting_stops_the_talk_and_leaves_nothing(house: House) -> None:
    found = await live(house)
    receipt = (await found.guest("POST", f"{found.path}/deletion", {"confirm": True})).json()
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED
    await all_answer(house, receipt["id"])
    done = await found.hr.ok("GET", f"{found.path}/deletion")
    assert (done["status"], done["scope"]) == ("done", "person")


async def test_deletion_doesn_t_wait_for_interviews(house: House) -> None:
    found = await live(house)
    house.interviews.down = True
    answer = await found.guest("POST", f"{found.path}/deletion", {"confirm": True})
    assert answer.status_code == 202
    assert len(await told(house, "erasure.requested")) == 1


async def test_hiring_keeps_no_word_of_a_conversation(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    await scored(house, found)
    await found.hr.ok("GET", f"{found.path}/review")
    await found.hr.ok("GET", f"{found.path}/export?format=json")
    await found.guest.ok("GET", f"{found.path}/record")
    before = await everything(house)
    assert CANARY.removeprefix("a ") not in before
    assert "ana" in before
    receipt = (await found.guest("POST", f"{found.path}/deletion", {"confirm": True})).json()
    after = await everything(house)
    assert [word for word in ("ana lima", "ana@", "pangolin") if word in after] == []
    await all_answer(house, receipt["id"])
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["conversation"], review["recording"]) == (None, None)
    assert (await found.hr("GET", f"{found.path}/recording")).status_code == 404
    gone = await found.hr.ok("GET", found.path)
    assert gone["answeredCount"] == 0


async def test_what_was_heard_late_of_the_deleted_is_dropped(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await found.guest("POST", f"{found.path}/deletion", {"confirm": True})
    await hear(house, message)
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
