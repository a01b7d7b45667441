"""Templates, invitations and candidates by the public API, for what isn't about the pages."""

import secrets
from dataclasses import dataclass
from typing import Any

from parley.app.simulate.api import Api
from tests.e2e.installation import HR, PASSWORD

VIDEO: dict[str, Any] = {"text": "What did you build last, and why?", "type": "video"}
WRITTEN: dict[str, Any] = {"text": "What would you do differently?", "type": "text"}
CHOICE: dict[str, Any] = {
    "text": "Which method is idempotent?",
    "type": "multiple_choice",
    "options": ["POST", "PUT", "PATCH"],
}
# Of every link that was made here: none may reach a log.
TOKENS: set[str] = set()
# Of everybody who was made up here, also those who were deleted since.
PEOPLE: set[str] = set()
RETAKES = {"allowRetakes": True, "maxRetakes": 1}


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the hiring team holds it.

    Attributes:
        id: The invitation's.
        link: Personal.
        name, email: The candidate's, found nowhere else in the installation.
    """

    id: str
    link: str
    name: str
    email: str

    @property
    def token(self) -> str:
        """The link's secret."""
        return self.link.rsplit("/", 1)[-1]


def somebody() -> tuple[str, str]:
    """A name and an address that no log may ever show."""
    mark = secrets.token_hex(4)
    name, email = f"Canary{mark} Testperson", f"canary-{mark}@candidates.example"
    PEOPLE.update((name, email))
    return name, email


async def sign_in(api: Api) -> None:
    """Sign in as the demo workspace's HR."""
    session = await api.call("POST", "/api/v1/auth/login", {"email": HR, "password": PASSWORD})
    api.signed_in(session["accessToken"])


async def publish(
    api: Api, *questions: dict[str, Any], settings: dict[str, Any] | None = None
) -> str:
    """Publish a template with those questions; its id."""
    template = await api.call(
        "POST", "/api/v1/templates", {"title": "Journey", "settings": settings or RETAKES}
    )
    base = f"/api/v1/templates/{template['id']}"
    for question in questions:
        await api.call("POST", f"{base}/questions", question)
    await api.call("POST", f"{base}/publish")
    return str(template["id"])


async def invite_with(api: Api, template_id: str) -> Invited:
    """Invite somebody with a template."""
    name, email = somebody()
    made = await api.call(
        "POST",
        "/api/v1/invitations",
        {"templateId": template_id, "candidateName": name, "candidateEmail": email},
    )
    invited = Invited(made["id"], made["link"], name, email)
    TOKENS.add(invited.token)
    return invited


async def invite(
    api: Api, *questions: dict[str, Any], settings: dict[str, Any] | None = None
) -> Invited:
    """Publish a template with those questions and invite somebody with it."""
    return await invite_with(api, await publish(api, *questions, settings=settings))


async def enter(api: Api, invited: Invited) -> dict[str, Any]:
    """Open the link and agree, as a candidate; the invitation as the candidate sees it."""
    opened = await api.call("POST", "/api/v1/invitations/access", {"accessToken": invited.token})
    api.signed_in(opened["accessToken"])
    base = f"/api/v1/invitations/{invited.id}"
    detail: dict[str, Any] = await api.call("GET", base)
    consent = {"version": detail["consent"]["version"], "accepted": True}
    await api.call("POST", f"{base}/consent", consent)
    return detail
