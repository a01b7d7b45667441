"""Fifty at once: one effect, and the documented error for the others (quality.md, Faults)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest

from parley.contracts.identity import Account
from parley.kit.db import connect
from tests.fakes.identity import FakeIdentity
from tests.hiring.conftest import House
from tests.hiring.interviews import TEXT, VIDEO, interview, invite, record, template

AT_ONCE = 50
Send = Callable[[int], Awaitable[httpx.Response]]


WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""
HOLD = {
    "invitation": "SELECT 1 FROM hiring.invitations WHERE id = $1 FOR UPDATE",
    "template": "SELECT 1 FROM hiring.interview_templates WHERE id = $1 FOR UPDATE",
}


async def outcomes(send: Send) -> Counter[tuple[int, str]]:
    """How often each answer came."""
    answers: Sequence[httpx.Response] = await asyncio.gather(*map(send, range(AT_ONCE)))
    return Counter((a.status_code, a.json().get("error", "")) for a in answers)


async def crowd(house: House, kind: str, row_id: str, send: Send) -> Counter[tuple[int, str]]:
    """The same, but all of them surely at once: they gather at the row, which we hold.

    Code that decides before it has the row has decided by then, and wrongly.
    """
    async with house.ground.db.unit("hiring") as gate:
        await gate.execute(HOLD[kind], row_id)
        running = asyncio.create_task(outcomes(send))
        while await gate.fetchval(WAITING) < AT_ONCE:
            assert not running.done(), running.result()
            await asyncio.sleep(0.02)
    return await running


async def told(house: House, kind: str) -> int:
    return sum(row["event_type"] == kind for row in await house.events())


async def test_starting(house: House) -> None:
    found = await interview(house, start=False)
    counted = await crowd(
        house, "invitation", found.id, lambda _: found.guest("POST", f"{found.path}/start")
    )
    assert counted == {(200, ""): 1, (400, "invitation_already_started"): AT_ONCE - 1}
    assert await told(house, "invitation.started") == 1


async def test_submitting_the_same_text(house: House) -> None:
    found = await interview(house, TEXT)
    question_id = found.questions[0]["id"]
    counted = await crowd(
        house,
        "invitation",
        found.id,
        lambda place: found.guest(
            "POST",
            f"{found.path}/responses",
            {"questionId": question_id, "type": "text", "content": f"answer {place}"},
        ),
    )
    assert counted == {(201, ""): 1, (400, "response_already_submitted"): AT_ONCE - 1}
    assert await told(house, "response.submitted") == 1
    assert (await found.hr.ok("GET", found.path))["answeredCount"] == 1


async def test_submitting_the_same_recording(house: House) -> None:
    found = await interview(house, VIDEO)
    question_id = found.questions[0]["id"]
    url = await record(found, question_id)
    body = {"questionId": question_id, "type": "video", "mediaUrl": url}
    counted = await crowd(
        house,
        "invitation",
        found.id,
        lambda _: found.guest("POST", f"{found.path}/responses", body),
    )
    assert counted == {(201, ""): 1, (400, "response_already_submitted"): AT_ONCE - 1}
    assert await told(house, "response.submitted") == 1


async def test_completing(house: House) -> None:
    found = await interview(house, TEXT | {"isRequired": False})
    counted = await crowd(
        house, "invitation", found.id, lambda _: found.guest("POST", f"{found.path}/complete")
    )
    assert counted == {(200, ""): 1, (409, "invitation_already_completed"): AT_ONCE - 1}
    assert await told(house, "invitation.completed") == 1
    metrics = (await house.ground.metrics.render()).decode()
    assert 'interview_commands_total{command="complete_invitation"} 1.0' in metrics


async def test_publishing(house: House) -> None:
    hr = house.person()
    made = await template(hr, publish=False)
    counted = await crowd(
        house, "template", made["id"], lambda _: hr("POST", f"/templates/{made['id']}/publish")
    )
    assert counted == {(200, ""): 1, (409, "template_already_published"): AT_ONCE - 1}
    assert await told(house, "template.published") == 1


async def test_adding_questions_keeps_them_in_a_row(house: House) -> None:
    hr = house.person()
    made = await hr.ok("POST", "/templates", {"title": "x"})
    path = f"/templates/{made['id']}/questions"
    counted = await crowd(
        house, "template", made["id"], lambda place: hr("POST", path, TEXT | {"text": f"{place}"})
    )
    assert counted == {(201, ""): AT_ONCE}
    found = await hr.ok("GET", path)
    assert [question["order"] for question in found] == list(range(1, AT_ONCE + 1))
    assert {question["text"] for question in found} == {f"{place}" for place in range(AT_ONCE)}


async def test_revoking(house: House) -> None:
    hr = house.person()
    found = await invite(hr, (await template(hr))["id"])
    counted = await crowd(
        house, "invitation", found.id, lambda _: hr("POST", f"{found.path}/revoke")
    )
    assert counted == {(200, ""): AT_ONCE}
    metrics = (await house.ground.metrics.render()).decode()
    assert 'interview_commands_total{command="revoke_invitation"} 1.0' in metrics


async def test_one_idempotency_key(house: House) -> None:
    hr = house.person()
    counted = await outcomes(
        lambda _: hr("POST", "/templates", {"title": "x"}, **{"idempotency-key": "k"})
    )
    assert counted == {(201, ""): AT_ONCE}
    assert (await hr.ok("GET", "/templates"))["total"] == 1


async def test_deleting_while_inviting_leaves_either_or(house: House) -> None:
    hr = house.person()
    for _ in range(10):
        made = await template(hr)
        body = {"templateId": made["id"], "candidateEmail": "a@example.com", "candidateName": "A"}
        deleted, invited = await asyncio.gather(
            hr("DELETE", f"/templates/{made['id']}"), hr("POST", "/invitations", body)
        )
        assert (deleted.status_code, invited.status_code) in {(204, 404), (409, 201)}


class PooledIdentity(FakeIdentity):
    """Like the real one in the same process: it needs a connection of the same pool."""

    db: Any = None

    async def ensure_candidate(self, email: str, name: str) -> Account:
        async with self.db.unit("kit") as unit:
            await unit.fetchval("SELECT 1")
        return await super().ensure_candidate(email, name)


@pytest.mark.timeout(30)
async def test_more_keyed_requests_than_connections_do_not_wait_for_each_other(
    house: House, database: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = house.person()
    made = await template(hr)
    body = {"templateId": made["id"], "candidateEmail": "a@example.com", "candidateName": "A"}
    small = await connect(dict(database), size=4)
    try:
        monkeypatch.setattr(house.identity, "__class__", PooledIdentity)
        monkeypatch.setattr(house.identity, "db", small, raising=False)
        monkeypatch.setattr(house.ground.db, "pool", small.pool)
        monkeypatch.setattr(house.ground.db, "_shares", small._shares)
        counted = await outcomes(
            lambda place: hr("POST", "/invitations", body, **{"idempotency-key": f"{place}"})
        )
    finally:
        monkeypatch.undo()
        await small.close()
    assert counted == {(201, ""): AT_ONCE}
