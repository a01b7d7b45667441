"""Live invitations: the end of the session is the invitation's."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from parley.contracts import interviews as news
from parley.contracts.interviews import SessionStatus
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import invitation_and_template
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import House
from tests.hiring.conversations import built, hear, live, talked, told
from tests.hiring.interviews import TEXT, interview
from tests.hiring.reviewing import deliver
from tests.hiring.test_concurrency import AT_ONCE, HOLD, WAITING

# The end


async def test_the_session_completes_the_invitation(house: House) -> None:
    found = await live(house)
    house.clock.advance(600)
    message = await talked(house, found)
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["answeredCount"], seen["questionsCount"]) == ("completed", 2, 2)
    assert seen["completedAt"] == message.data["completed_at"]
    (listed,) = (await found.hr.ok("GET", "/invitations?status=completed"))["items"]
    assert (listed["answeredCount"], listed["analysis"]) == (2, "processing")
    (row,) = await told(house, "invitation.completed")
    assert row["payload"]["data"]["responsesCount"] == 2
    dashboard = await found.hr.ok("GET", "/invitations/dashboard")
    assert (dashboard["funnel"]["started"], dashboard["funnel"]["completed"]) == (1, 1)


async def test_it_is_heard_once_however_often_it_comes(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await asyncio.gather(*(hear(house, message) for _ in range(AT_ONCE)))
    await hear(house, replace(message, id=new_id()))
    assert len(await told(house, "invitation.completed")) == 1
    kinds = Counter(row["event_type"] for row in await house.events())
    assert kinds["invitation.started"] == 1


class Forgetful(LiveSessions):
    """As it must not be: it decides before it has the row, and notes nothing in the inbox."""

    async def on_completed(self, message: Message) -> None:
        body = news.InterviewCompleted(**message.data)
        async with self._store.unit() as unit:
            invitation, _ = await invitation_and_template(unit, body.session_id)
        fact = invitation.complete_live(self._clock.now(), body.total_duration, body.answer_count)
        async with self._store.unit() as unit:
            if fact is not None:
                await unit.save_invitation(invitation)
                await unit.tell(fact, self._clock.now())


@pytest.mark.parametrize(
    ("kind", "once"), [(LiveSessions, True), (Forgetful, False)], ids=["real", "broken"]
)
async def test_fifty_deliveries_at_once_complete_once(
    house: House, kind: type[LiveSessions], once: bool
) -> None:
    found = await live(house)
    message = await talked(house, found)
    sessions = built(house, kind)
    async with house.ground.db.unit("hiring") as gate:
        await gate.execute(HOLD["invitation"], found.id)
        running = asyncio.gather(*(sessions.on_completed(message) for _ in range(AT_ONCE)))
        while await gate.fetchval(WAITING) < AT_ONCE:
            assert not running.done()
            await asyncio.sleep(0.02)
    await running
    assert (len(await told(house, "invitation.completed")) == 1) is once


async def test_a_deadline_that_passed_meanwhile_doesn_t_count(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    house.clock.advance(8 * 86400)
    (sweep,) = (one for one in house.part.sweeps if one.name == "hiring.expire-invitations")
    await sweep.run()
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["completedAt"]) == ("completed", message.data["completed_at"])


async def test_what_was_revoked_stays_revoked(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await found.hr.ok("POST", f"{found.path}/revoke")
    await hear(house, message)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["completedAt"]) == ("expired", None)


async def test_other_sessions_are_nothing_to_hiring(house: House) -> None:
    recorded = await interview(house, TEXT)
    for session_id in (new_id(), "no id", recorded.id):
        body = news.InterviewCompleted(session_id, "u", "2026-03-01T12:00:00Z", 60, 1)
        await deliver(house, session_id, news.TOPIC, body)
    assert (await recorded.hr.ok("GET", recorded.path))["status"] == "started"
    assert await told(house, "invitation.completed") == []


# A conversation that breaks off


async def test_revoking_cancels_the_session(house: House) -> None:
    found = await live(house)
    await found.hr.ok("POST", f"{found.path}/revoke")
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED
    other = await interview(house, TEXT)
    await other.hr.ok("POST", f"{other.path}/revoke")
    assert house.interviews.cancelled == [found.id]


async def test_revoking_again_reaches_what_was_away(house: House) -> None:
    found = await live(house)
    house.interviews.down = True
    failed = await found.hr("POST", f"{found.path}/revoke")
    assert failed.status_code == 503
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
    house.interviews.down = False
    await found.hr.ok("POST", f"{found.path}/revoke")
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED
