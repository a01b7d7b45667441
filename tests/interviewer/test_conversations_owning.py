"""Who holds a conversation, under virtual time: lost connections, other processes, stopping."""

import asyncio
from datetime import timedelta

import pytest

from parley.contracts.interviews import (
    SessionStatus,
)
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import (
    Changed,
    Lost,
    Regained,
    Spoke,
    Turn,
    Typed,
)
from parley.interviewer.domain.outgoing import State
from parley.interviewer.ports import Settings
from parley.interviewer.service.conversations.hub import Hub, Refused
from tests.interviewer.stage import (
    QUIET,
    SOUND,
    DirectedEngine,
    Line,
    Theatre,
    answered,
    asked,
    in_virtual_time,
)

# Losing the connection, and coming back


@in_virtual_time
async def test_who_comes_back_replaces_the_connection_and_keeps_the_engine() -> None:
    house = Theatre()
    session, first, second = await house.session(), Line(can_flush=False), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, first)
    live = await house.live()
    live.say(Changed(Turn.LISTENING, 0))
    await live.said()
    again = await house.hub.attach(session.session_id, house.user_id, second)
    assert first.code == Code.TAKEN_OVER
    await seat.hear(QUIET)
    seat.end()
    await seat.leave()
    await again.hear(Typed("hello"))
    assert live.heard == [Regained(can_flush=False), Regained(can_flush=True), Typed("hello")]
    state = second.sent[0]
    assert isinstance(state, State)
    assert (state.turn, state.question, state.total) == (Turn.LISTENING, 1, 2)
    assert second.code is None
    assert house.engine.asked == 1


@in_virtual_time
async def test_a_lost_connection_keeps_its_place_for_the_grace() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    await seat.leave()
    await asyncio.sleep(house.settings.grace_seconds - 1)
    await house.hub.attach(session.session_id, house.user_id, Line())
    assert live.heard == [Regained(can_flush=True), Lost(), Regained(can_flush=True)]
    await asyncio.sleep(house.settings.grace_seconds + 1)
    assert not live.closed


@in_virtual_time
async def test_after_the_grace_it_is_taken_up_from_what_was_recorded() -> None:
    house = Theatre()
    session = await house.session()
    seat = await house.hub.attach(session.session_id, house.user_id, Line())
    live = await house.live()
    said = [asked(), answered()]
    live.say(*(Spoke(entry) for entry in said))
    await live.said()
    await seat.leave()
    await asyncio.sleep(house.settings.grace_seconds + 1)
    assert live.closed
    assert len(house.hub) == 0
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS
    line = Line()
    again = await house.hub.attach(session.session_id, house.user_id, line)
    await again.hear(QUIET)
    resumed = await house.live(2)
    assert list(resumed.briefing.history) == said
    [state] = [told for told in line.sent if isinstance(told, State)]
    assert state.question == 1, "the question that was open"
    assert resumed.briefing.elapsed == pytest.approx(house.settings.grace_seconds + 1, abs=1)
    # What was said into the gap is an answer here: a question was open.
    assert resumed.heard == [Regained(can_flush=True), QUIET]


@in_virtual_time
async def test_sound_before_the_first_question_answers_nothing() -> None:
    house = Theatre()
    house.engine.ready = asyncio.Event()
    session = await house.session()
    seat = await house.hub.attach(session.session_id, house.user_id, Line())
    await house.until(lambda: house.engine.asked)
    await seat.hear(QUIET)
    house.engine.ready.set()
    live = await house.live()
    assert live.heard == [Regained(can_flush=True)]


# One owner


async def two_processes(
    settings: Settings | None = None, *, deaf: bool = False
) -> tuple[Theatre, Line, Line, str]:
    """The same session, opened in a second process while a first one holds it.

    Args:
        settings: Of both.
        deaf: The first isn't told.
    """
    house = Theatre(settings=settings or Settings())
    house.leases.deaf = deaf
    session, first, second = await house.session(), Line(), Line()
    await house.hub.attach(session.session_id, house.user_id, first)
    await house.live()
    other = Hub(house.stage())
    await other.attach(session.session_id, house.user_id, second)
    await house.live(2)
    return house, first, second, session.session_id


@in_virtual_time
async def test_the_first_of_two_processes_falls_silent_before_the_second_speaks() -> None:
    house = Theatre()
    session, first, second = await house.session(), Line(), Line()
    await house.hub.attach(session.session_id, house.user_id, first)
    old = await house.live()
    old.say(SOUND)
    await old.said()
    assert first.words == [SOUND]
    began = asyncio.get_running_loop().time()
    other = DirectedEngine(ready=asyncio.Event())
    await Hub(house.stage(other)).attach(session.session_id, house.user_id, second)
    await first.closed.wait()
    old.say(SOUND)
    await old.said()
    assert asyncio.get_running_loop().time() - began < 0.1
    assert (first.code, first.words) == (Code.TAKEN_OVER, [SOUND])
    assert other.lives == []
    assert second.code is None


@in_virtual_time
async def test_whoever_is_not_told_stops_when_it_would_renew_its_lease() -> None:
    house, first, second, _ = await two_processes(deaf=True)
    async with asyncio.timeout(house.settings.lease_seconds / 3 + 0.1):
        await first.closed.wait()
    assert first.code == Code.TAKEN_OVER
    await house.until(lambda: len(house.engine.talking) == 1)
    assert house.engine.talking == [house.engine.lives[1]]
    assert second.code is None


@in_virtual_time
async def test_the_first_one_begins_no_turn_any_more() -> None:
    house, first, _, session_id = await two_processes(Settings(lease_seconds=3000), deaf=True)
    old = house.engine.lives[0]
    began = asyncio.get_running_loop().time()
    old.say(Changed(Turn.THINKING, 0))
    await first.closed.wait()
    old.say(Spoke(answered()), SOUND)
    await old.said()
    assert asyncio.get_running_loop().time() - began < 0.01
    assert (first.code, first.words) == (Code.TAKEN_OVER, [])
    assert house.interviews.said[session_id] == []


@in_virtual_time
async def test_the_first_one_records_nothing_and_says_nothing_of_it() -> None:
    house, first, _, session_id = await two_processes(Settings(lease_seconds=3000), deaf=True)
    house.engine.lives[0].say(Spoke(answered()), SOUND)
    await first.closed.wait()
    assert (first.code, first.words) == (Code.TAKEN_OVER, [])
    assert house.interviews.said[session_id] == []


@in_virtual_time
async def test_a_lease_that_ran_out_in_an_outage_is_taken_again_if_nobody_had_it() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    name = f"voice:{session.session_id}"
    holder, epoch, _ = house.leases.held[name]
    house.leases.held[name] = (holder, epoch, 0.0)
    await asyncio.sleep(house.settings.lease_seconds)
    live.say(Spoke(answered()), SOUND)
    await house.until(lambda: SOUND in line.sent)
    assert house.leases.held[name][:2] == (holder, epoch + 1)


@in_virtual_time
async def test_a_lease_that_somebody_had_meanwhile_is_lost() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    name = f"voice:{session.session_id}"
    house.leases.held[name] = ("somebody, gone again", house.leases.held[name][1] + 1, 0.0)
    await line.closed.wait()
    assert line.code == Code.TAKEN_OVER


@in_virtual_time
async def test_two_connections_at_once_are_one_conversation() -> None:
    house = Theatre()
    session, lines = await house.session(), [Line() for _ in range(20)]
    await asyncio.gather(
        *(house.hub.attach(session.session_id, house.user_id, line) for line in lines)
    )
    await house.live()
    assert house.engine.asked == 1
    assert [line.code for line in lines].count(None) == 1


# Stopping


@in_virtual_time
async def test_a_server_that_stops_gives_its_conversations_to_the_next() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    live.last = [Spoke(asked())]
    await house.hub.stop()
    assert (line.words, line.code) == ([], Code.STOPPING)
    assert live.closed
    assert len(house.interviews.said[session.session_id]) == 1
    with pytest.raises(Refused):
        await house.hub.attach(session.session_id, house.user_id, Line())
    name, ttl = f"voice:{session.session_id}", timedelta(seconds=1)
    assert await house.leases.acquire(name, "the next", ttl) is not None


@in_virtual_time
async def test_a_server_that_stops_does_not_wait_for_an_engine() -> None:
    house = Theatre()
    house.engine.ready = asyncio.Event()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.until(lambda: house.engine.asked)
    async with asyncio.timeout(6):
        await house.hub.stop()
    assert line.code == Code.STOPPING
    assert house.interviews.held[session.session_id].status is SessionStatus.SCHEDULED
