"""Live invitations: plans, and a session with the invitation's id, up to its start."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.contracts.identity import Role
from parley.contracts.interviews import Mode, SessionStatus
from parley.contracts.scoring import (
    Purpose,
)
from parley.hiring import wire
from parley.hiring.ports import Settings
from parley.kit.ids import new_id
from parley.kit.metrics import Metrics
from tests.hiring.conftest import Caller, House
from tests.hiring.conversations import ASKED, VOICE, live, told
from tests.hiring.interviews import CHOICE, TEXT, interview, invite, template
from tests.hiring.test_concurrency import AT_ONCE, crowd

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
