"""Conversations that broke off: what both sides see of it, and the invitation in their place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from parley.contracts.identity import Principal, Role
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Unit
from parley.hiring.service.commands import invitations as commands
from parley.hiring.service.loading import as_inviter
from parley.kit.clock import rfc3339
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.conversations import broken, ending, hear, live, told
from tests.hiring.interviews import Interview
from tests.hiring.test_concurrency import AT_ONCE, crowd


async def broken_off(house: House, **settings: Any) -> Interview:
    """A conversation that broke off, and hiring has heard of it."""
    found = await live(house, **settings)
    await hear(house, await broken(house, found))
    return found


async def opened_by(house: House, token: str) -> dict[str, Any]:
    """What a link's token opens."""
    answer = await house.client.post("/api/v1/invitations/access", json={"accessToken": token})
    assert answer.status_code == 200
    return dict(answer.json())


async def listed(found: Interview) -> dict[str, Any]:
    """As the team's list shows it."""
    items = (await found.hr.ok("GET", "/invitations"))["items"]
    return next(one for one in items if one["id"] == found.id)


async def test_both_sides_see_when_it_broke_off(house: House) -> None:
    found = await live(house)
    message = await broken(house, found)
    for seen in (await listed(found), await found.guest.ok("GET", found.path)):
        assert (seen["status"], seen["failedAt"], seen["followedBy"]) == ("started", None, None)
    await hear(house, message)
    mine = (await found.guest.ok("GET", "/invitations/candidate"))["items"]
    views = [
        await listed(found),
        await found.hr.ok("GET", found.path),
        await found.guest.ok("GET", found.path),
        *mine,
    ]
    assert len(views) == 4
    for seen in views:
        # interview-service.md has four words, and none for this.
        assert seen["status"] == "started"
        assert seen["failedAt"] == message.data["failed_at"]
        assert seen["followedBy"] is None
    opened = await opened_by(house, found.token)
    assert opened["invitation"]["failedAt"] == message.data["failed_at"]


async def test_the_team_is_told_once_and_nobody_is_named(house: House) -> None:
    found = await live(house)
    message = await broken(house, found)
    for again in (message, message, replace(message, id=new_id())):
        await hear(house, again)
    (row,) = await told(house, "invitation.failed")
    assert row["payload"]["data"] == {
        "invitationId": found.id,
        "templateId": found.template_id,
        "hrId": found.hr.who.user_id,
        "failedAt": message.data["failed_at"],
    }
    assert (row["topic"], row["key"], row["subject_id"]) == (
        "interview-events",
        found.id,
        found.guest.who.user_id,
    )


async def test_what_was_completed_after_all_did_not_break_off(house: House) -> None:
    found = await broken_off(house)
    await hear(house, await ending(house, found))
    assert (await listed(found))["failedAt"] is None
    again = await found.hr("POST", f"{found.path}/again")
    assert (again.status_code, again.json()["error"]) == (409, "interview_not_broken_off")


async def test_nobody_is_called_to_what_can_not_go_on(house: House) -> None:
    found = await broken_off(house)
    other = await live(house)
    later = rfc3339(house.clock.now() + timedelta(days=9))
    for path, body in (("extend", {"expiresAt": later}), ("remind", None)):
        refused = await found.hr("POST", f"{found.path}/{path}", body)
        assert (refused.status_code, refused.json()["error"]) == (409, "interview_broke_off")
        await other.hr.ok("POST", f"{other.path}/{path}", body)


async def test_it_is_neither_due_nor_reminded_of(house: House) -> None:
    found = await broken_off(house)
    going = await live(house)
    house.clock.advance(6.5 * 86400)
    assert (await found.hr.ok("GET", "/invitations/dashboard"))["dueSoon"] == 0
    assert (await going.hr.ok("GET", "/invitations/dashboard"))["dueSoon"] == 1
    (sweep,) = (one for one in house.part.sweeps if one.name == "hiring.reminders")
    await sweep.run()
    assert [row["key"] for row in await told(house, "invitation.reminder")] == [going.id]


async def test_inviting_again_makes_the_same_offer_anew(house: House) -> None:
    found = await live(house, start=False)
    await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": 50})
    await found.guest.ok("POST", f"{found.path}/start")
    await hear(house, await broken(house, found))
    made = await found.hr.ok("POST", f"{found.path}/again")
    old = await listed(found)
    assert made["id"] not in {None, found.id}
    assert old["followedBy"] == made["id"]
    same = ("templateId", "candidateEmail", "candidateName", "hrId", "extraTimePercent", "mode")
    assert {name: made[name] for name in same} == {name: old[name] for name in same}
    assert (made["status"], made["failedAt"], made["followedBy"]) == ("pending", None, None)
    assert made["expiresAt"] == rfc3339(house.clock.now() + timedelta(days=7))
    stored = await found.hr.ok("GET", f"/invitations/{made['id']}")
    assert stored["extraTimePercent"] == 50
    assert found.token not in made["link"]
    # The candidate is told as of any invitation, and can talk in it.
    assert made["id"] in [row["key"] for row in await told(house, "invitation.created")]
    opened = await opened_by(house, made["link"].rsplit("/", 1)[1])
    assert opened["invitation"]["id"] == made["id"]
    # The candidate's own page leads there as well.
    assert (await found.guest.ok("GET", found.path))["followedBy"] == made["id"]
    trail = await found.hr.ok("GET", f"/invitations/{made['id']}/audit")
    assert [one["action"] for one in trail["items"]] == ["invited"]


async def test_asked_again_it_gives_back_the_one_it_made(house: House) -> None:
    found = await broken_off(house)
    made = await found.hr.ok("POST", f"{found.path}/again")
    again = await found.hr.ok("POST", f"{found.path}/again")
    assert (again["id"], again["link"]) == (made["id"], made["link"])
    # One that opens no more is no help.
    await found.hr.ok("POST", f"/invitations/{made['id']}/revoke")
    other = await found.hr.ok("POST", f"{found.path}/again")
    assert other["id"] not in {found.id, made["id"]}
    assert (await listed(found))["followedBy"] == other["id"]


async def hasty(
    unit: Unit, who: Principal, invitation_id: str, *, lock: bool = False
) -> tuple[Invitation, InterviewTemplate]:
    """As it must not be: it decides by what it read before it had the row."""
    return await as_inviter(unit, who, invitation_id)


@pytest.mark.parametrize(
    ("load", "made"), [(as_inviter, 1), (hasty, AT_ONCE)], ids=["real", "broken"]
)
async def test_many_at_once_invite_once(
    house: House, monkeypatch: pytest.MonkeyPatch, load: Any, made: int
) -> None:
    found = await broken_off(house)
    monkeypatch.setattr(commands, "as_inviter", load)
    ids = set()

    async def send(_place: int) -> httpx.Response:
        answer = await found.hr("POST", f"{found.path}/again")
        ids.add(answer.json()["id"])
        return answer

    counted = await crowd(house, "invitation", found.id, send)
    assert counted == {(201, ""): AT_ONCE}
    assert len(ids) == made
    assert len(await told(house, "invitation.created")) == 1 + made


async def test_the_deadline_is_the_teams_within_bounds(house: House) -> None:
    found = await broken_off(house)
    for days, status in ((-1, 422), (366, 422), (365, 201)):
        wanted = rfc3339(house.clock.now() + timedelta(days=days))
        answer = await found.hr("POST", f"{found.path}/again", {"expiresAt": wanted})
        assert answer.status_code == status
        if status == 201:
            assert answer.json()["expiresAt"] == wanted


async def test_only_who_invited_invites_again(house: House) -> None:
    found = await broken_off(house)
    assert (await found.guest("POST", f"{found.path}/again")).status_code == 403
    stranger = house.person()
    assert (await stranger("POST", f"{found.path}/again")).status_code == 404
    admin = house.person(role=Role.ADMIN)
    made = await admin.ok("POST", f"{found.path}/again")
    assert made["hrId"] == found.hr.who.user_id  # it stays theirs


async def test_an_archived_template_invites_nobody(house: House) -> None:
    found = await broken_off(house)
    await found.hr.ok("POST", f"/templates/{found.template_id}/archive")
    refused = await found.hr("POST", f"{found.path}/again")
    assert (refused.status_code, refused.json()["error"]) == (
        400,
        "template_not_published",
    )
    assert (await listed(found))["followedBy"] is None


@pytest.mark.parametrize("which", ["old", "new"])
async def test_whoever_is_deleted_is_not_found_by_the_other(house: House, which: str) -> None:
    found = await broken_off(house)
    made = await found.hr.ok("POST", f"{found.path}/again")
    gone = found.id if which == "old" else made["id"]
    await found.hr.ok("POST", f"/invitations/{gone}/deletion", {"confirm": True})
    assert (await listed(found))["followedBy"] is None
    refused = await found.hr("POST", f"{found.path}/again")
    # Of the old one nobody knows any more whom to invite.
    assert refused.status_code == (410 if which == "old" else 201)
