"""Fifty times the same command at once, over real HTTP."""

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Any

import asyncpg
import httpx
import pytest

from parley.app.simulate.api import Api
from tests.e2e.installation import Installation
from tests.faults.candidates import WEBM, Started, entered, recording
from tests.faults.conftest import Faults

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults")]

TIMES = 50


async def at_once(candidate: Started, path: str, body: object) -> Counter[tuple[int, str]]:
    """The same POST many times, without an Idempotency-Key; the answers, counted."""
    limits = httpx.Limits(max_connections=TIMES)
    headers = {"Authorization": f"Bearer {candidate.api._token}"}
    async with httpx.AsyncClient(
        base_url=candidate.api._client.base_url, limits=limits, timeout=60, headers=headers
    ) as client:
        answers = await asyncio.gather(
            *(client.post(f"{candidate.base}{path}", json=body) for _ in range(TIMES))
        )
    return Counter(
        (answer.status_code, "" if answer.is_success else answer.json()["error"])
        for answer in answers
    )


def check(answers: Counter[tuple[int, str]], success: int, documented: tuple[int, str]) -> None:
    """One has its effect, the others are told so."""
    assert answers == {(success, ""): 1, documented: TIMES - 1}, "not one effect"


async def told(installation: Installation, event_type: str, candidate: Started) -> int:
    """How many events of a type were put in the outbox about the candidate's invitation."""
    connection = await asyncpg.connect(installation.dsn)
    try:
        return int(
            await connection.fetchval(
                "SELECT count(*) FROM hiring.outbox WHERE event_type = $1 AND key = $2",
                event_type,
                candidate.invited.id,
            )
        )
    finally:
        await connection.close()


async def test_one_of_fifty_starts_answers_and_completions_has_its_effect(
    installation: Installation, hr: Api
) -> None:
    async with entered(installation, hr) as candidate:
        check(
            await at_once(candidate, "/start", None),
            HTTPStatus.OK,
            (400, "invitation_already_started"),
        )
        take = await candidate.take()
        upload = await candidate.api.upload(take["takeId"], 0, recording(), 20_000, WEBM)
        video, written = candidate.questions
        answers: list[dict[str, Any]] = [
            {"questionId": video["id"], "type": "video", "mediaUrl": upload["mediaUrl"]},
            {"questionId": written["id"], "type": "text", "content": "Once."},
        ]
        for answer in answers:
            check(
                await at_once(candidate, "/responses", answer),
                HTTPStatus.CREATED,
                (400, "response_already_submitted"),
            )
        check(
            await at_once(candidate, "/complete", None),
            HTTPStatus.OK,
            (409, "invitation_already_completed"),
        )
        for event_type, times in {
            "invitation.started": 1,
            "response.submitted": 2,
            "invitation.completed": 1,
        }.items():
            assert await told(installation, event_type, candidate) == times


async def test_the_same_check_sees_a_row_that_wasnt_locked(
    installation: Installation, hr: Api, faults: Faults
) -> None:
    async with entered(installation, hr) as candidate:
        faults.make("unlocked")
        answers = await at_once(candidate, "/start", None)
        with pytest.raises(AssertionError, match="not one effect"):
            check(answers, HTTPStatus.OK, (400, "invitation_already_started"))
        assert await told(installation, "invitation.started", candidate) > 1
