"""Ways through the HTTP interface that many tests begin with."""

from dataclasses import dataclass
from typing import Any

from parley.contracts.identity import Principal, Role
from tests.hiring.conftest import Caller, House

VIDEO = {"text": "Tell us about an API you designed.", "type": "video", "timeLimit": 120}
TEXT = {"text": "What does idempotent mean?", "type": "text"}
CHOICE = {
    "text": "Which of these are queues?",
    "type": "multiple_choice",
    "options": ["RabbitMQ", {"text": "PNG"}, {"id": "sqs", "text": "SQS"}],
    "isRequired": False,
}


@dataclass
class Interview:
    """An invitation with both sides of it."""

    hr: Caller
    guest: Caller
    id: str
    token: str
    questions: list[dict[str, Any]]
    template_id: str

    @property
    def path(self) -> str:
        return f"/invitations/{self.id}"


async def template(
    hr: Caller, *questions: dict[str, Any], publish: bool = True, **body: Any
) -> dict[str, Any]:
    """A template of `hr` with those questions."""
    made = await hr.ok("POST", "/templates", {"title": "Backend engineer"} | body)
    for question in questions or (VIDEO, TEXT, CHOICE):
        await hr.ok("POST", f"/templates/{made['id']}/questions", question)
    if publish:
        made = await hr.ok("POST", f"/templates/{made['id']}/publish")
    return dict(made)


async def invite(hr: Caller, template_id: str, **body: Any) -> Interview:
    """An invitation, and the guest whom its link lets in."""
    made = await hr.ok(
        "POST",
        "/invitations",
        {
            "templateId": template_id,
            "candidateEmail": "ana@example.com",
            "candidateName": "Ana Lima",
        }
        | body,
    )
    house: House = hr.house
    guest = Principal(made["candidateId"], Role.CANDIDATE, invitation_id=made["id"])
    return Interview(
        hr,
        Caller(house, guest),
        made["id"],
        made["link"].rsplit("/", 1)[1],
        await hr.ok("GET", f"/templates/{template_id}/questions"),
        template_id,
    )


async def interview(
    house: House, *questions: dict[str, Any], start: bool = True, **template_body: Any
) -> Interview:
    """A candidate who has agreed and, by default, started."""
    hr = house.person()
    made = await template(hr, *questions, **template_body)
    found = await invite(hr, made["id"])
    detail = await found.guest.ok("GET", found.path)
    version = detail["consent"]["version"]
    await found.guest.ok("POST", f"{found.path}/consent", {"version": version, "accepted": True})
    if start:
        await found.guest.ok("POST", f"{found.path}/start")
    return found


async def record(found: Interview, question_id: str, seconds: float = 12.2) -> str:
    """A recording of the question, ready to be submitted; its media URL."""
    take = await found.guest.ok("POST", f"{found.path}/questions/{question_id}/takes")
    return found.guest.house.media.record(take["takeId"], seconds)
