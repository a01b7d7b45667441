"""How a conversation comes to its end, under virtual time."""

import asyncio

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Mode,
    SessionStatus,
)
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import (
    Broken,
    Finished,
    Spoke,
)
from parley.interviewer.domain.outgoing import Ended, TimeLeft, Trouble
from parley.interviewer.domain.standing import Phase
from parley.interviewer.ports import Settings
from parley.interviewer.service.conversations.hub import Refused
from tests.interviewer.stage import (
    SOUND,
    Line,
    Theatre,
    answered,
    asked,
    in_virtual_time,
)
from tests.kit import virtual

# The ends


@in_virtual_time
async def test_the_person_ends_it_and_what_was_said_just_now_is_kept() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    last = answered("I would like to stop.")
    live.last = [SOUND, Spoke(last)]
    seat.end()
    await line.closed.wait()
    done = house.interviews.held[session.session_id]
    assert (done.status, done.end_reason) == (SessionStatus.COMPLETED, EndReason.USER_INITIATED)
    assert house.interviews.said[session.session_id] == [last]
    assert line.words == [Ended(EndReason.USER_INITIATED)]
    assert line.code == 1000


@in_virtual_time
async def test_session_ended_is_sent_only_when_the_transcript_is_committed() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    house.interviews.down = True
    seat.end()
    await asyncio.sleep(10)
    assert line.words == []
    house.interviews.down = False
    await line.closed.wait()
    assert line.words == [Ended(EndReason.USER_INITIATED)]


@in_virtual_time
async def test_an_entry_that_can_not_be_committed_completes_nothing() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    house.interviews.down = True
    live.say(Spoke(answered()))
    await live.said()
    seat.end()
    await line.closed.wait()
    house.interviews.down = False
    assert line.code == 1011
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS


@in_virtual_time
async def test_the_ai_ends_it() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    live.say(SOUND, Spoke(asked("Goodbye.")), Finished())
    await line.closed.wait()
    assert line.words == [SOUND, Ended(EndReason.AI_ENDED)]
    assert line.code == 1000
    assert len(house.hub) == 1 or house.engine.live.closed
    assert house.store.rows[session.session_id].phase is Phase.IDLE


@in_virtual_time
async def test_the_limit_ends_it_after_a_warning() -> None:
    house = Theatre(settings=Settings(warn_seconds=300))
    session, line = await house.session(limit=3600), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    await asyncio.sleep(3290)
    assert line.words == []
    await asyncio.sleep(15)
    assert [type(each) for each in line.words] == [TimeLeft]
    await asyncio.sleep(290)
    assert line.code is None
    await asyncio.wait_for(line.closed.wait(), 10)
    assert line.words[-1] == Ended(EndReason.TIMEOUT)
    done = house.interviews.held[session.session_id]
    assert done.started_at is not None
    assert done.completed_at is not None
    assert 3600 <= (done.completed_at - done.started_at).total_seconds() < 3602


@in_virtual_time
async def test_the_hour_runs_from_the_start_also_when_nobody_was_connected() -> None:
    house = Theatre(settings=Settings(grace_seconds=5))
    session = await house.session(limit=60)
    seat = await house.hub.attach(session.session_id, house.user_id, Line())
    await house.live()
    await seat.leave()
    await asyncio.sleep(61)
    line = Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await line.closed.wait()
    assert line.words == [Ended(EndReason.TIMEOUT)]
    assert line.code == 1000
    assert len(house.engine.lives) == 1


@in_virtual_time
async def test_a_short_session_is_warned_in_its_last_quarter() -> None:
    house = Theatre()
    session, line = await house.session(limit=40), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    await asyncio.sleep(28)
    assert line.words == []
    await asyncio.sleep(4)
    assert line.words == [TimeLeft(10)]


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "told"])
def test_an_engine_that_breaks_fails_the_session(silent: bool) -> None:
    async def check() -> None:
        house = Theatre()
        session, line = await house.session(), Line()
        await house.hub.attach(session.session_id, house.user_id, line)
        live = await house.live()
        if silent:
            live._events.put_nowait(None)
        else:
            live.say(Broken("gone"))
        await line.closed.wait()
        assert (line.words, line.code) == ([Trouble(Code.ENGINE)], 1011)
        assert house.interviews.held[session.session_id].status is SessionStatus.FAILED
        assert house.store.rows[session.session_id].phase is Phase.ERROR
        assert house.meters.failures == ["broken"]

    virtual.run(check())


@in_virtual_time
async def test_a_session_that_is_cancelled_ends_at_once_and_leaves_no_row() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    await house.interviews.cancel(session.session_id)
    async with asyncio.timeout(house.settings.lease_seconds / 3 + 1):
        await line.closed.wait()
    assert (line.words, line.code) == ([], Code.NOT_OPEN)
    await house.until(lambda: not len(house.hub))
    assert live.closed
    assert house.store.rows == {}


@in_virtual_time
async def test_one_that_is_over_says_why_and_lets_nobody_in() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.interviews.hold(session.session_id, ("q1", "A bridge."), reason=EndReason.TIMEOUT)
    await house.hub.attach(session.session_id, house.user_id, line)
    await line.closed.wait()
    assert (line.sent, line.code) == ([Ended(EndReason.TIMEOUT)], Code.NOT_OPEN)
    assert house.engine.asked == 0


@in_virtual_time
async def test_one_that_was_completed_by_the_sweep_says_why_at_the_next_word() -> None:
    house = Theatre(settings=Settings(lease_seconds=3000))
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    epoch = house.interviews.epochs[session.session_id]
    now = house.clock.now()
    await house.interviews.complete(
        Completion(session.session_id, EndReason.TIMEOUT, now, epoch=epoch)
    )
    live.say(Spoke(answered()), SOUND)
    await line.closed.wait()
    assert (line.words, line.code) == ([Ended(EndReason.TIMEOUT)], Code.NOT_OPEN)
    assert house.store.rows  # it is over, not gone


@in_virtual_time
async def test_a_room_is_not_opened_by_the_voice_socket() -> None:
    house = Theatre()
    session, line = await house.session(mode=Mode.ROOM), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await line.closed.wait()
    assert line.code == Code.NOT_OPEN


@in_virtual_time
async def test_a_stranger_with_a_good_token_is_refused() -> None:
    house = Theatre()
    session, line, mine = await house.session(), Line(), Line()
    await house.hub.attach(session.session_id, "somebody else", line)
    await line.closed.wait()
    assert line.code == Code.TOKEN
    assert house.leases.held == {}  # and has disturbed nobody
    await house.hub.attach(session.session_id, house.user_id, mine)
    await house.live()
    with pytest.raises(Refused) as refused:
        await house.hub.attach(session.session_id, "somebody else", Line())
    assert refused.value.code is Code.TOKEN
    assert mine.code is None
