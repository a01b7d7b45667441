"""One conversation under virtual time: what is durable when, and how it begins."""

import asyncio
from collections.abc import Sequence

import pytest

from parley.contracts.interviews import (
    Entry,
    SessionStatus,
    Speaker,
)
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import (
    Caption,
    Changed,
    Flush,
    Regained,
    Spoke,
    Turn,
)
from parley.interviewer.domain.outgoing import State, Trouble
from parley.interviewer.domain.standing import Phase
from parley.interviewer.ports import EngineName, Settings
from parley.interviewer.service.conversations.conversation import (
    OUTAGE_SECONDS,
    START_SECONDS,
    Conversation,
)
from parley.interviewer.service.conversations.hub import Hub
from tests.interviewer.stage import (
    ITEMS,
    SOUND,
    DirectedEngine,
    Line,
    Theatre,
    answered,
    asked,
    in_virtual_time,
)
from tests.kit import virtual

# From PENDING to IN_PROGRESS


@in_virtual_time
async def test_a_session_is_in_progress_only_once_the_engine_is_connected() -> None:
    house = Theatre()
    house.engine.ready = asyncio.Event()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.until(lambda: house.engine.asked)
    assert house.interviews.held[session.session_id].status is SessionStatus.SCHEDULED
    house.engine.ready.set()
    live = await house.live()
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS
    assert live.heard == [Regained(can_flush=True)]
    assert live.briefing.practice
    assert (live.briefing.items, list(live.briefing.history)) == (ITEMS, [])
    assert isinstance(line.sent[0], State)


@in_virtual_time
async def test_an_engine_that_is_not_there_leaves_the_session_pending_and_is_tried_again() -> None:
    house = Theatre()
    house.engine.down = True
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await line.closed.wait()
    assert (line.sent, line.code) == ([Trouble(Code.ENGINE)], 1011)
    assert house.interviews.held[session.session_id].status is SessionStatus.SCHEDULED
    assert house.meters.failures == ["start"]
    house.engine.down = False
    await house.hub.attach(session.session_id, house.user_id, Line())
    await house.live()
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS


@in_virtual_time
async def test_an_engine_that_never_answers_is_given_up() -> None:
    house = Theatre()
    house.engine.ready = asyncio.Event()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    async with asyncio.timeout(START_SECONDS + 1):
        await line.closed.wait()
    assert line.code == 1011


@in_virtual_time
async def test_who_leaves_before_the_engine_is_there_has_begun_nothing() -> None:
    house = Theatre()
    house.engine.ready = asyncio.Event()
    session = await house.session()
    seat = await house.hub.attach(session.session_id, house.user_id, Line())
    await house.until(lambda: house.engine.asked)
    await seat.leave()
    house.engine.ready.set()
    await house.until(lambda: not len(house.hub))
    assert house.interviews.held[session.session_id].status is SessionStatus.SCHEDULED
    assert house.engine.live.closed


@in_virtual_time
async def test_a_plan_is_drafted_where_there_is_none_and_then_stays() -> None:
    house = Theatre()
    session = await house.session(items=())
    await house.hub.attach(session.session_id, house.user_id, Line())
    await house.live()
    assert house.interviews.held[session.session_id].items == ITEMS
    await house.hub.stop()
    second = Hub(house.stage())
    await second.attach(session.session_id, house.user_id, Line())
    await house.live(2)
    assert house.drafter.asked == 1


# Durable before it is heard


async def recorded_before_sent(conversation: type[Conversation]) -> None:
    """Sound that follows an entry is not sent while the entry isn't committed.

    Raises:
        AssertionError: It is.
    """
    house = Theatre()
    gate = asyncio.Event()
    real = house.interviews.record

    async def slow(session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        await gate.wait()
        await real(session_id, entries, epoch)

    house.interviews.record = slow  # type: ignore[method-assign]
    session, line = await house.session(), Line()
    one = conversation(session.session_id, house.user_id, house.stage())
    running = asyncio.create_task(one.run())
    await one.attach(line)
    live = await house.live()
    entry = answered()
    live.say(Spoke(entry), Caption(Speaker.AI, "Why?", final=False), SOUND)
    await live.said()
    early = list(line.words)
    gate.set()
    await house.until(lambda: SOUND in line.sent)
    await live.said()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert early == [], "something was sent before the entry was committed"
    assert house.interviews.said[session.session_id] == [entry]


class Hasty(Conversation):
    """Commits beside the conversation instead of before it goes on."""

    async def _record(self, entry: Entry) -> None:
        self._spawn(super()._record(entry))


@in_virtual_time
async def test_nothing_is_sent_that_rests_on_an_entry_not_yet_committed() -> None:
    await recorded_before_sent(Conversation)


@in_virtual_time
async def test_the_same_check_sees_a_conversation_that_does_not_wait() -> None:
    with pytest.raises(AssertionError, match="before the entry was committed"):
        await recorded_before_sent(Hasty)


@in_virtual_time
async def test_through_a_short_outage_sound_waits_and_nothing_is_lost() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    house.interviews.down = True
    live.say(Spoke(answered()), SOUND)
    await asyncio.sleep(OUTAGE_SECONDS / 2)
    assert SOUND not in line.sent
    house.interviews.down = False
    await house.until(lambda: SOUND in line.sent)
    assert len(house.interviews.said[session.session_id]) == 1
    assert line.code is None
    assert house.meters.latencies[0] >= OUTAGE_SECONDS / 2


@in_virtual_time
async def test_a_long_outage_ends_the_connection_and_leaves_the_session_open() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    house.interviews.down = True
    live.say(Spoke(answered()), SOUND)
    async with asyncio.timeout(OUTAGE_SECONDS * 3):
        await line.closed.wait()
    assert (line.words, line.code) == ([Trouble(Code.ENGINE)], 1011)
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS


# What is told


@in_virtual_time
async def test_the_last_minute_lasts_until_goodbye() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    for seconds, shown in ((230, 70), (60, 60), (600, 60)):
        await asyncio.sleep(seconds)  # of virtual time
        live.say(Changed(Turn.SPEAKING, 1))
        await live.said()
        state = line.sent[-1]
        assert isinstance(state, State)
        assert state.seconds_left == pytest.approx(shown, abs=2)


@in_virtual_time
async def test_turns_are_told_and_noted() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    live.say(Changed(Turn.SPEAKING, 1), Flush(), Caption(Speaker.USER, "Well", final=False))
    await live.said()
    state = line.sent[-3]
    assert isinstance(state, State)
    assert (state.turn, state.question, state.can_hear, state.can_speak, state.recording) == (
        Turn.SPEAKING, 2, True, True, False,
    )  # fmt: skip
    assert state.seconds_left == pytest.approx(300, abs=2)  # as planned, not as the limit is
    assert line.sent[-2:] == [Flush(), Caption(Speaker.USER, "Well", final=False)]
    row = house.store.rows[session.session_id]
    assert (row.phase, row.pending_question, row.question) == (Phase.SPEAKING, ITEMS[1].text, 2)
    live.say(Spoke(asked()), Spoke(answered()))
    await live.said()
    assert house.meters.turns == ["AI", "USER"]


@in_virtual_time
async def test_engines_of_two_sessions_do_not_wait_for_each_other() -> None:
    house = Theatre()
    slow, quick = DirectedEngine(ready=asyncio.Event()), house.engine
    a, b = await house.session(), await house.session()
    await Hub(house.stage(slow)).attach(a.session_id, house.user_id, Line())
    await house.hub.attach(b.session_id, house.user_id, Line())
    await house.live()
    assert (len(slow.lives), len(quick.lives)) == (0, 1)


@pytest.mark.parametrize("engine", ["cascade", "mock"], ids=["cascade", "mock"])
def test_what_can_be_heard_and_spoken_is_told(engine: EngineName) -> None:
    async def check() -> None:
        house = Theatre(settings=Settings(engine=engine))
        house.speech.can_speak = False
        session, line = await house.session(), Line()
        await house.hub.attach(session.session_id, house.user_id, line)
        await house.live()
        state = line.sent[0]
        assert isinstance(state, State)
        # An engine of its own ears and mouth doesn't ask ours.
        assert (state.can_hear, state.can_speak) == (True, engine == "mock")
        assert house.speech.asked == (engine == "cascade")

    virtual.run(check())


@in_virtual_time
async def test_without_speech_nothing_begins_and_it_may_be_tried_again() -> None:
    house = Theatre()
    house.speech.down = True
    session, line = await house.session(), Line()
    await house.hub.attach(session.session_id, house.user_id, line)
    await line.closed.wait()
    assert (line.sent, line.code) == ([Trouble(Code.ENGINE)], 1011)
    assert house.interviews.held[session.session_id].status is SessionStatus.SCHEDULED
