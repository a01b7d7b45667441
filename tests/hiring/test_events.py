"""Every event, as it lies in the outbox and goes on the wire (interview-service.md)."""

import re
from datetime import datetime
from typing import Any

import pytest

from parley.contracts.identity import Role
from parley.kit.ids import is_id, new_id
from parley.kit.messages import Message
from parley.kit.outbox import Relay
from tests.hiring.conftest import House
from tests.hiring.interviews import TEXT, VIDEO, Interview, interview, record

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


async def envelope(house: House, kind: str) -> dict[str, Any]:
    """The newest event of that type; its envelope and columns are right."""
    rows = [row for row in await house.events() if row["event_type"] == kind]
    assert rows, kind
    row = rows[-1]
    body: dict[str, Any] = row["payload"]
    assert set(body) == {"eventId", "eventType", "timestamp", "data"}
    assert (body["eventId"], body["eventType"]) == (row["id"], kind)
    assert is_id(body["eventId"])
    assert UTC_TIME.fullmatch(body["timestamp"])
    assert (row["topic"], row["status"]) == ("interview-events", "pending")
    return row


async def whole_interview(house: House) -> Interview:
    found = await interview(house, VIDEO, TEXT)
    url = await record(found, found.questions[0]["id"], 119.2)
    sent = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    await found.guest.ok("POST", f"{found.path}/responses", sent)
    return found


@pytest.mark.contract(
    "interview-service.md", "template.created", "template.published", "template.archived"
)
async def test_template_events(house: House) -> None:
    company = new_id()
    hr = house.person(Role.HR, company)
    made = await hr.ok("POST", "/templates", {"title": "Backend", "companyId": company})
    path = f"/templates/{made['id']}"
    await hr.ok("POST", f"{path}/questions", TEXT)
    await hr.ok("POST", f"{path}/publish")
    await hr.ok("POST", f"{path}/archive")
    for kind in ("template.created", "template.published", "template.archived"):
        row = await envelope(house, kind)
        assert row["payload"]["data"] == {
            "templateId": made["id"],
            "title": "Backend",
            "ownerId": hr.who.user_id,
            "companyId": company,
        }
        assert (row["key"], row["subject_id"]) == (made["id"], None)


@pytest.mark.contract("interview-service.md", "invitation.created")
async def test_invitation_created(house: House) -> None:
    found = await interview(house, start=False)
    body = await found.hr.ok("GET", found.path)
    row = await envelope(house, "invitation.created")
    assert row["payload"]["data"] == {
        "invitationId": found.id,
        "templateId": found.template_id,
        "templateTitle": "Backend engineer",
        "candidateId": body["candidateId"],
        "candidateEmail": "ana@example.com",
        "candidateName": "Ana Lima",
        "hrId": found.hr.who.user_id,
        "expiresAt": body["expiresAt"],
    }
    assert (row["key"], row["subject_id"]) == (found.id, body["candidateId"])


@pytest.mark.contract("interview-service.md", "invitation.started")
async def test_invitation_started(house: House) -> None:
    found = await interview(house)
    body = await found.hr.ok("GET", found.path)
    row = await envelope(house, "invitation.started")
    assert row["payload"]["data"] == {
        "invitationId": found.id,
        "templateId": found.template_id,
        "candidateId": body["candidateId"],
        "hrId": found.hr.who.user_id,
        "startedAt": body["startedAt"],
    }
    assert (row["key"], row["subject_id"]) == (found.id, body["candidateId"])


@pytest.mark.contract("interview-service.md", "response.submitted")
async def test_response_submitted(house: House) -> None:
    found = await whole_interview(house)
    body = await found.hr.ok("GET", found.path)
    row = await envelope(house, "response.submitted")
    (response,) = body["responses"]
    assert row["payload"]["data"] == {
        "responseId": response["id"],
        "invitationId": found.id,
        "questionId": found.questions[0]["id"],
        "type": "video",
        "mediaUrl": response["mediaUrl"],
        "duration": 120,
    }
    assert (row["key"], row["subject_id"]) == (found.id, body["candidateId"])
    text = {"questionId": found.questions[1]["id"], "type": "text", "content": "private words"}
    await found.guest.ok("POST", f"{found.path}/responses", text)
    written = await envelope(house, "response.submitted")
    assert written["payload"]["data"]["mediaUrl"] is None
    assert written["payload"]["data"]["duration"] is None
    assert "private words" not in str(written)


@pytest.mark.contract("interview-service.md", "invitation.completed")
async def test_invitation_completed(house: House) -> None:
    found = await whole_interview(house)
    text = {"questionId": found.questions[1]["id"], "type": "text", "content": "x"}
    await found.guest.ok("POST", f"{found.path}/responses", text)
    house.clock.advance(1800)
    done = await found.guest.ok("POST", f"{found.path}/complete")
    row = await envelope(house, "invitation.completed")
    assert row["payload"]["data"] == {
        "invitationId": found.id,
        "templateId": found.template_id,
        "candidateId": done["candidateId"],
        "hrId": found.hr.who.user_id,
        "responsesCount": 2,
        "duration": 1800,
        "completedAt": done["completedAt"],
    }
    moment = datetime.fromisoformat(row["payload"]["timestamp"])
    assert moment == datetime.fromisoformat(done["completedAt"])


async def test_no_event_carries_the_link(house: House) -> None:
    found = await whole_interview(house)
    assert found.token not in str(await house.events())


async def test_the_relay_publishes_them_in_order(house: House) -> None:
    found = await whole_interview(house)
    published: list[Message] = []

    class Listener:
        async def publish(self, messages: list[Message]) -> None:
            published.extend(messages)

    assert house.part.topics == ("interview-events", "plan-events", "privacy-events")
    relay = Relay(house.ground.db, "hiring", house.part.topics[0], Listener())
    await relay.step()
    mine = [message.type for message in published if message.key == found.id]
    assert mine == ["invitation.created", "invitation.started", "response.submitted"]
    states = {(row["topic"], row["status"]) for row in await house.events()}
    assert states == {("interview-events", "published"), ("plan-events", "pending")}
