"""Live invitations: a conversation that breaks off, in whatever order that is heard."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from parley.contracts import interviews as news
from parley.hiring.domain.review import Analysis
from parley.hiring.ports.reviews import Standing
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import invitation_and_template
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import House
from tests.hiring.conversations import (
    ASKED,
    CANARY,
    broken,
    built,
    ending,
    hear,
    live,
    scored,
    shown,
    told,
)
from tests.hiring.interviews import TEXT, interview
from tests.hiring.reviewing import deliver
from tests.hiring.test_concurrency import AT_ONCE

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
