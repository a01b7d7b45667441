"""The page of demo mails is HR's, in a demo workspace only."""

from dataclasses import replace

import httpx
import pytest

from parley.contracts.identity import Role
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.notifications.ports import Settings
from tests.notifications.conftest import LINK, House, build

MAILS = "/api/v1/demo/mails"


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN])
async def test_staff_read_what_was_sent(
    client: httpx.AsyncClient, house: House, clock: ManualClock, role: Role
) -> None:
    for name in ("One", "Two"):
        await house.publish(house.invited(templateTitle=name))
        await house.work()
        clock.advance(1)
    await house.publish(house.invited(templateTitle="not sent yet"))
    answer = await client.get(MAILS, headers=house.token(role))
    body = answer.json()
    assert (answer.status_code, body["total"], body["page"], body["pageSize"]) == (200, 2, 1, 20)
    assert [m["subject"] for m in body["items"]] == ["Your interview: Two", "Your interview: One"]
    assert set(body["items"][0]) == {"id", "to", "subject", "sentAt"}
    page = await client.get(f"{MAILS}?page=2&pageSize=1", headers=house.token(role))
    assert [m["subject"] for m in page.json()["items"]] == ["Your interview: One"]


async def test_a_letter_is_shown_whole(client: httpx.AsyncClient, house: House) -> None:
    await house.publish(house.invited())
    await house.work()
    ((mail_id),) = [m["id"] for m in await house.mails()]
    answer = await client.get(f"{MAILS}/{mail_id}", headers=house.token(Role.HR))
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"id", "to", "subject", "sentAt", "text", "html", "attachments"}
    assert (body["to"], body["subject"]) == (
        "cleo@example.com", "Your interview: Frontend Developer",
    )  # fmt: skip
    assert LINK in body["text"]
    assert f'href="{LINK}"' in body["html"]
    assert "\r" not in body["text"]
    (file,) = body["attachments"]
    assert (file["filename"], file["contentType"]) == ("interview.ics", "text/calendar")
    assert file["size"] > 300


async def test_others_find_nothing(client: httpx.AsyncClient, house: House) -> None:
    await house.publish(house.invited())
    await house.work()
    (mail,) = await house.mails()
    for path in (MAILS, f"{MAILS}/{mail['id']}"):
        for token in (
            house.token(Role.CANDIDATE),
            house.token(Role.INTERVIEWER),
            house.token(Role.HR, invitation_id=new_id()),  # scoped to a link: a candidate
        ):
            assert (await client.get(path, headers=token)).status_code == 404
        assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize(
    "mail_id", ["x", "5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4", "..%2f..%2fetc%2fpasswd"]
)
async def test_no_such_mail(client: httpx.AsyncClient, house: House, mail_id: str) -> None:
    answer = await client.get(f"{MAILS}/{mail_id}", headers=house.token(Role.HR))
    assert answer.status_code == 404


async def test_a_mail_not_sent_yet_cannot_be_read(client: httpx.AsyncClient, house: House) -> None:
    await house.publish(house.invited())
    (mail,) = await house.mails()
    answer = await client.get(f"{MAILS}/{mail['id']}", headers=house.token(Role.HR))
    assert (answer.status_code, answer.json()["error"]) == (404, "mail_not_found")


async def test_without_a_demo_there_is_no_such_page(
    db: Database, clock: ManualClock, settings: Settings
) -> None:
    house = await build(db, clock, replace(settings, demo=False))
    async with house.client() as client:
        answer = await client.get(MAILS, headers=house.token(Role.HR))
    assert (answer.status_code, answer.json()["error"]) == (404, "not found")
