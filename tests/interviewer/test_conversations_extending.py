"""More time, given while a conversation goes on, under virtual time."""

import asyncio
from typing import Any

import pytest

from parley.contracts.interviews import EndReason, Entry, Session, SessionStatus
from parley.interviewer.clients.gemini_live.plan import Plan
from parley.interviewer.clients.gemini_live.watch import OVERRUN, Watch
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import Briefing, Sound, Voice
from parley.interviewer.domain.mind import Decided, Heard, Move
from parley.interviewer.domain.outgoing import Ended, State, TimeLeft
from parley.interviewer.ports import Settings
from parley.interviewer.service.conversations.conversation import Conversation
from parley.interviewer.service.conversations.recorder import MARGIN_SECONDS, WRITE_SECONDS
from parley.interviewer.service.thinking import Minds
from tests.interviewer.stage import ITEMS, Line, Theatre, answered, asked, in_virtual_time

SPOKEN = Sound(b"\1\0" * 16_000)


def states(line: Line) -> list[int]:
    """Seconds left, as they were shown."""
    return [told.seconds_left for told in line.sent if isinstance(told, State)]


async def held(limit: int = 600) -> tuple[Theatre, Session, Line]:
    house = Theatre(settings=Settings(warn_seconds=60))
    session, line = await house.session(limit=limit), Line()
    await house.agree(session.session_id)
    await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    return house, session, line


async def learn(house: Theatre) -> None:
    """As long as a conversation may not know."""
    await asyncio.sleep(house.settings.lease_seconds / 3 + 0.1)


@in_virtual_time
async def test_the_engine_the_page_and_the_end_go_by_it() -> None:
    house, session, line = await held()
    live = await house.live()
    assert (live.briefing.planned_seconds, live.briefing.limit_seconds) == (300, 600)
    await asyncio.sleep(200)
    before = states(line)[-1]
    await house.interviews.lengthen(session.session_id, 450, 900)
    await learn(house)
    assert (live.briefing.planned_seconds, live.briefing.limit_seconds) == (450, 900)
    assert states(line)[-1] == pytest.approx(450 - 205, abs=2)
    assert before == pytest.approx(300, abs=2)
    await asyncio.sleep(600 - 200)  # the end that it had
    assert line.code is None
    await asyncio.wait_for(line.closed.wait(), 300)
    assert line.words[-1] == Ended(EndReason.TIMEOUT)
    done = house.interviews.held[session.session_id]
    assert done.started_at is not None
    assert done.completed_at is not None
    assert 900 <= (done.completed_at - done.started_at).total_seconds() < 902


class Deaf(Conversation):
    """As it must not be: it goes by what it was told at the start."""

    def _lengthen(self, planned: int, limit: int) -> None:
        pass


@pytest.mark.parametrize(
    ("kind", "seconds"), [(Conversation, 900), (Deaf, 600)], ids=["real", "broken"]
)
def test_nobody_is_cut_off_in_the_time_they_were_given(
    monkeypatch: pytest.MonkeyPatch, kind: type[Conversation], seconds: int
) -> None:
    monkeypatch.setattr("parley.interviewer.service.conversations.hub.Conversation", kind)

    @in_virtual_time
    async def check() -> None:
        house, session, line = await held()
        await asyncio.sleep(300)
        await house.interviews.lengthen(session.session_id, 450, 900)
        began = asyncio.get_running_loop().time() - 300
        await asyncio.wait_for(line.closed.wait(), 1000)
        assert asyncio.get_running_loop().time() - began == pytest.approx(seconds, abs=3)

    check()


@in_virtual_time
async def test_the_warning_comes_again_before_the_new_end() -> None:
    house, session, line = await held()
    await asyncio.sleep(545)
    assert [told for told in line.words if isinstance(told, TimeLeft)] == [TimeLeft(60)]
    await house.interviews.lengthen(session.session_id, 450, 900)
    await learn(house)
    await asyncio.sleep(280)
    assert len(line.words) == 1
    await asyncio.sleep(20)
    assert [told for told in line.words if isinstance(told, TimeLeft)] == [TimeLeft(60)] * 2


@in_virtual_time
async def test_the_recording_goes_on_as_long() -> None:
    house, session, _ = await held()
    live = await house.live()
    await asyncio.sleep(WRITE_SECONDS + 1)
    [first] = house.media.asked
    assert first.media_limit_seconds == 600 + MARGIN_SECONDS
    await house.interviews.lengthen(session.session_id, 450, 900)
    await learn(house)
    live.say(Voice(b"\1\0" * 320))
    await asyncio.sleep(2 * WRITE_SECONDS)
    [_, second] = house.media.asked  # once, and not at every write
    assert second.media_limit_seconds == 900 + MARGIN_SECONDS
    assert second.not_after > first.not_after
    assert len(await house.media.takes(session.session_id)) == 1


@in_virtual_time
async def test_what_is_not_more_changes_nothing() -> None:
    house, session, line = await held()
    count = len(line.sent)
    await house.interviews.lengthen(session.session_id, 100, 200)
    await learn(house)
    assert house.interviews.held[session.session_id].limit_seconds == 600
    assert len(line.sent) == count
    assert house.interviews.held[session.session_id].status is SessionStatus.IN_PROGRESS


# The engines


def briefing(**change: Any) -> Briefing:
    history: list[Entry] = [asked(), answered()]
    given: dict[str, Any] = {
        "session_id": "s", "language": "en", "title": "Engineer", "job_description": "",
        "items": ITEMS, "history": history, "elapsed": 0.0, "planned_seconds": 300.0,
        "limit_seconds": 600.0, "practice": True,
    }  # fmt: skip
    return Briefing(**given | change)


async def next_move(told: Briefing, *, more: float, now: float) -> Move:
    """What the mind does after an answer, when more time was given since it began."""
    mind = Minds(None)(told)
    told.planned_seconds += more
    told.limit_seconds += more
    cue = Heard("I built a service for invoices, and the team used it every day.")
    async for piece in mind.turn(cue, now):
        if isinstance(piece, Decided):
            return piece.move
    raise AssertionError


async def test_the_mind_goes_on_in_the_time_that_was_given() -> None:
    late = 310.0
    assert await next_move(briefing(), more=0.0, now=late) is Move.CLOSE
    assert await next_move(briefing(), more=300.0, now=late) is not Move.CLOSE


def test_gemini_is_told_to_close_by_the_new_end() -> None:
    told = briefing()
    watch, plan = Watch(told), Plan(told)
    assert watch.overrun(300 + OVERRUN)
    told.planned_seconds, told.limit_seconds = 450.0, 900.0
    assert not watch.overrun(300 + OVERRUN)
    assert watch.overrun(450 + OVERRUN)
    assert watch.note(301.0, 2.0, plan, pending=False) != instruction.CLOSE
    assert watch.note(451.0, 2.0, plan, pending=False) == instruction.CLOSE
