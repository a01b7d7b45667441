"""One conversation under virtual time: what is durable when, who owns it, how it ends."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    Mode,
    SessionStatus,
    Speaker,
)
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import (
    Broken,
    Caption,
    Changed,
    Finished,
    Flush,
    Lost,
    Regained,
    Sound,
    Spoke,
    Turn,
    Typed,
    Voice,
)
from parley.interviewer.domain.outgoing import Ended, State, TimeLeft, Trouble
from parley.interviewer.domain.standing import Phase
from parley.interviewer.ports import EngineName, Settings
from parley.interviewer.service.conversations.conversation import (
    OUTAGE_SECONDS,
    START_SECONDS,
    Conversation,
)
from parley.interviewer.service.conversations.hub import Hub, Refused
from tests.interviewer.stage import (
    ITEMS,
    DirectedEngine,
    Line,
    Theatre,
    answered,
    asked,
)
from tests.kit import virtual

SOUND = Voice(b"\1\0" * 320)
QUIET = Sound(bytes(640))


def in_virtual_time(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test where sleeping costs nothing."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        virtual.run(test(*args, **kwargs))  # type: ignore[arg-type] # a coroutine function's

    return run


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


async def two_processes(settings: Settings | None = None) -> tuple[Theatre, Line, Line, str]:
    """The same session, opened in a second process while a first one holds it."""
    house = Theatre(settings=settings or Settings())
    session, first, second = await house.session(), Line(), Line()
    await house.hub.attach(session.session_id, house.user_id, first)
    await house.live()
    other = Hub(house.stage())
    await other.attach(session.session_id, house.user_id, second)
    await house.live(2)
    return house, first, second, session.session_id


@in_virtual_time
async def test_of_two_processes_the_later_one_has_it_and_the_first_stops_by_itself() -> None:
    house, first, second, _ = await two_processes()
    async with asyncio.timeout(house.settings.lease_seconds / 3 + 0.1):
        await first.closed.wait()
    assert first.code == Code.TAKEN_OVER
    await house.until(lambda: len(house.engine.talking) == 1)
    assert house.engine.talking == [house.engine.lives[1]]
    assert second.code is None


@in_virtual_time
async def test_the_first_one_begins_no_turn_any_more() -> None:
    house, first, _, session_id = await two_processes(Settings(lease_seconds=3000))
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
    house, first, _, session_id = await two_processes(Settings(lease_seconds=3000))
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
