"""Candidates by the public API, up to where a fault is to strike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from parley.app.simulate import media
from parley.app.simulate.api import Api
from tests.e2e.installation import Installation
from tests.e2e.invitations import VIDEO, WRITTEN, Invited, enter, invite

WEBM = "video/webm"


@cache
def recording() -> bytes:
    """Two seconds of WebM."""
    return media.synthesize(2.0)


@dataclass(frozen=True, slots=True)
class Started:
    """A candidate in the middle of an interview.

    Attributes:
        api: As the candidate.
        base: The invitation's address.
        questions: As the candidate sees them: one by video, one by text.
        invited: As the hiring team sees it.
    """

    api: Api
    base: str
    questions: list[dict[str, Any]]
    invited: Invited

    async def take(self) -> dict[str, Any]:
        """Open a take of the first question."""
        path = f"{self.base}/questions/{self.questions[0]['id']}/takes"
        opened: dict[str, Any] = await self.api.call("POST", path)
        return opened

    async def hand_in(self, media_url: str) -> None:
        """Answer the first question by a recording."""
        answer = {"questionId": self.questions[0]["id"], "type": "video", "mediaUrl": media_url}
        await self.api.call("POST", f"{self.base}/responses", answer)


@asynccontextmanager
async def entered(installation: Installation, hr: Api) -> AsyncIterator[Started]:
    """A candidate who has agreed."""
    invited = await invite(hr, VIDEO, WRITTEN)
    async with Api(installation.url) as api:
        detail = await enter(api, invited)
        yield Started(api, f"/api/v1/invitations/{invited.id}", detail["questions"], invited)


@asynccontextmanager
async def started(installation: Installation, hr: Api) -> AsyncIterator[Started]:
    """A candidate who has begun."""
    async with entered(installation, hr) as candidate:
        await candidate.api.call("POST", f"{candidate.base}/start")
        yield candidate
