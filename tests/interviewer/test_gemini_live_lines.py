"""Lines to the model that end, at every awkward moment, and that never come about."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from parley.interviewer.clients.gemini_live.line import LineLost
from parley.interviewer.clients.gemini_live.live import UNREACHABLE, GeminiLive
from parley.interviewer.domain.conversation import (
    Broken,
    Sound,
)
from parley.interviewer.ports import InterviewerUnavailable
from parley.kit.resilience import Breaker
from tests.fakes import gemini_live as fake
from tests.interviewer.gemini_room import (
    BRIEFING,
    CLOSES,
    FAST,
    ITEMS,
    LOUD,
    Enter,
    answers,
    engine,
    greeted,
)

# Connections that end


@pytest.mark.parametrize("code", CLOSES)
async def test_a_connection_that_ends_is_taken_up_again(
    code: int, double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await call.can_resume("h2")
    await answers(room, call, "I read the plan")
    await call.hang_up(code)
    again = await double.call(1)
    assert again.handle == "h2"
    await again.until(lambda c: c.texts)
    assert "I read the plan" in again.texts[0]
    for _ in range(10):
        await room.live.hear(Sound(LOUD))
    await again.until(lambda c: len(c.sound) >= 10 * len(LOUD))
    await again.hears(" and measure it.")
    await again.says("I see.")
    await again.done()
    await room.until(lambda r: len(r.entries) == 3)
    assert room.said[1:] == [("USER", "I read the plan and measure it."), ("AI", "I see.")]
    assert not room.has(Broken)


@pytest.mark.parametrize("code", CLOSES)
async def test_a_connection_that_ends_while_it_speaks(
    code: int, double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await answers(room, call, "I read the plan.")
    await call.says("Then tell me how you", 0.4)
    await room.until(lambda r: r.heard > 0.15)
    await call.hang_up(code)
    again = await double.call(1)
    assert again.handle == "h1"
    await again.until(lambda c: c.texts)
    assert "Then tell me how you" in again.texts[0]
    await again.says("measured it.")
    await again.done()
    await room.until(lambda r: len(r.entries) == 4)
    assert room.said[2:] == [("AI", "Then tell me how you"), ("AI", "measured it.")]
    assert abs(room.heard - 0.6) < 0.01  # nothing of either part was lost


@pytest.mark.parametrize("code", CLOSES)
async def test_a_connection_that_ends_while_it_uses_a_tool(
    code: int, double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await answers(room, call, "I read the plan.")
    await call.uses("next_question", covered=[0])
    await call.hang_up(code)
    again = await double.call(1)
    await again.until(lambda c: c.texts)
    assert ITEMS[1].text in again.texts[0]
    assert "Ask it now" in again.texts[0]
    assert not again.answers
    await again.uses("next_question", "c9", covered=[0])
    await again.until(lambda c: c.answers)
    assert again.answers[0]["response"]["question"] == ITEMS[1].text  # not one too far
    await again.says("Which pipeline have you built yourself?")
    await again.done()
    await room.until(lambda r: len(r.entries) == 3)
    assert room.entries[2].item_id == "q2"


@pytest.mark.parametrize("code", [*CLOSES, 1008, 500, 429, None])
async def test_a_connection_that_ends_before_it_is_set_up(
    code: int | None, double: fake.Double, enter: Enter
) -> None:
    double.before = [code]
    limits = replace(FAST, connect=0.5)
    room = await enter(limits=limits)
    await greeted(room, await double.call(0))
    assert double.knocks == 2
    double.before = [code, code]
    await double.calls[0].hang_up(1006)
    await double.call(1)
    assert double.knocks == 5
    assert not room.has(Broken)


async def test_a_greeting_that_nobody_gave_is_asked_for_again(
    double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await call.until(lambda c: c.texts)
    await call.hang_up(1011)
    again = await double.call(1)
    await again.until(lambda c: c.texts)
    assert again.texts == call.texts
    await greeted(room, again)


async def test_sound_of_the_gap_is_not_lost(double: fake.Double, enter: Enter) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    double.before = [1011]
    await call.hang_up(1006)
    while double.knocks < 2:  # only by then it knows
        await asyncio.sleep(0.001)
    pieces = [bytes([at + 1, 9]) * 320 for at in range(20)]
    for piece in pieces:
        await room.live.hear(Sound(piece))
    again = await double.call(1)
    await again.until(lambda c: len(c.sound) >= 20 * 640)
    assert again.sound.endswith(b"".join(pieces))


async def test_the_sound_of_a_long_gap_is_bounded(double: fake.Double, enter: Enter) -> None:
    room = await enter(limits=replace(FAST, sound=0.2))
    call = await double.call(0)
    await greeted(room, call)
    double.before = [1011]
    await call.hang_up(1006)
    while double.knocks < 2:  # only by then it knows
        await asyncio.sleep(0.001)
    for at in range(50):
        await room.live.hear(Sound(bytes([at + 1, 9]) * 320))
    again = await double.call(1)
    await again.until(lambda c: len(c.sound) >= 10 * 640)
    assert again.sound.endswith(bytes([50, 9]) * 320)
    assert len(again.sound) <= 12 * 640


async def test_a_session_that_is_forgotten_is_told_what_was_said(
    double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    double.known = set()
    await call.hang_up(1011)
    again = await double.call(1)
    assert again.handle is None
    assert "You: Hello. How do you find a slow query?" in again.instruction
    assert not room.has(Broken)


@pytest.mark.parametrize("left", ["1.5s", "0.3s", "0s"])
async def test_a_connection_that_goes_away_is_renewed_before(
    left: str, double: fake.Double, enter: Enter
) -> None:
    room = await enter()
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await call.go_away(left)
    again = await double.call(1)
    assert again.handle == "h1"
    await asyncio.wait_for(call.socket.wait_closed(), 5)
    assert call.socket.close_code == 1000  # it was us who left
    assert not room.has(Broken)


async def test_a_quiet_moment_is_waited_for(double: fake.Double, enter: Enter) -> None:
    limits = replace(FAST, lifetime=0.5, patience=30)
    room = await enter(limits=limits)
    call = await double.call(0)
    await call.until(lambda c: c.texts)
    await call.can_resume("h1")
    await call.says("Hello. How do you find a slow query?", 1.2)
    await room.until(lambda r: r.heard >= 1.1, 5)
    assert len(double.calls) == 1
    await call.done()
    again = await double.call(1)
    assert again.handle == "h1"
    assert room.said == [("AI", "Hello. How do you find a slow query?")]


@pytest.mark.parametrize("minutes", [8, 10, 15])
async def test_an_hour_over_connections_that_end(
    minutes: int, double: fake.Double, enter: Enter
) -> None:
    """Ours are renewed after 8.5 minutes: before the server's 15, after its 8; at 10 it warns."""
    limits = replace(FAST, patience=30, lifetime=0.3 if minutes == 15 else 600)
    room = await enter(limits=limits)
    for turn in range(6):
        call = await double.call(turn)
        assert call.handle == (f"h{turn - 1}" if turn else None)
        if turn == 0:
            await greeted(room, call)
        else:
            await answers(room, call, f"Answer {turn}.")
            await call.says(f"Reply {turn}.")
            await call.done()
            await room.until(lambda r, n=turn: len(r.entries) == 1 + 2 * n)  # type: ignore[misc]
        await call.can_resume(f"h{turn}")
        if minutes == 8:
            await call.hang_up(1011)
        elif minutes == 10:
            await call.go_away("0.4s")
    talk = [
        pair
        for turn in range(1, 6)
        for pair in (("USER", f"Answer {turn}."), ("AI", f"Reply {turn}."))
    ]
    assert room.said[1:] == talk
    assert not room.has(Broken)


async def test_it_breaks_only_when_all_retries_failed(double: fake.Double, enter: Enter) -> None:
    limits = replace(FAST, retry=0.6)
    room = await enter(limits=limits)
    call = await double.call(0)
    await greeted(room, call)
    await answers(room, call, "I read the plan.")
    double.before = [1011] * 1000
    knocks = double.knocks
    began = asyncio.get_running_loop().time()
    await call.hang_up(1006)
    await room.until(lambda r: r.has(Broken))
    assert asyncio.get_running_loop().time() - began > 0.25
    assert double.knocks - knocks >= 4
    assert room.events[-1] == Broken(UNREACHABLE)
    assert room.said[-1] == ("USER", "I read the plan.")


# The same, with an engine that is broken on purpose


class Forgetful(GeminiLive):
    """Broken: begins a new session with every connection, and tells it nothing."""

    async def _use(self) -> None:
        self._handle = None
        self._talk.said.clear()
        await super()._use()


class Patient(GeminiLive):
    """Broken: waits for the server to hang up."""

    async def _age(self) -> None:
        await asyncio.Event().wait()


class Hopeless(GeminiLive):
    """Broken: gives up at the first connection that ends."""

    async def _connect(self) -> None:
        await self._use()
        raise LineLost("gave up")


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (Forgetful, lambda d, e: test_a_connection_that_ends_is_taken_up_again(1011, d, e)),
        (Forgetful, test_a_session_that_is_forgotten_is_told_what_was_said),
        (Patient, test_a_quiet_moment_is_waited_for),
        (Patient, lambda d, e: test_a_connection_that_goes_away_is_renewed_before("0.3s", d, e)),
        (Hopeless, lambda d, e: test_a_connection_that_ends_while_it_speaks(1006, d, e)),
    ],
    ids=["handle", "context", "lifetime", "goAway", "retry"],
)
async def test_a_broken_engine_is_found_out(
    kind: type[GeminiLive],
    check: Callable[[fake.Double, Enter], Awaitable[None]],
    double: fake.Double,
    enter: Enter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parley.interviewer.clients.gemini_live.live.GeminiLive", kind)
    monkeypatch.setattr(fake, "PATIENCE", 1.5)
    with pytest.raises((AssertionError, TimeoutError)):
        await check(double, enter)


# A start that fails


async def test_nobody_there_is_unavailable_soon(double: fake.Double) -> None:
    double.before = [1011] * 1000
    breaker = Breaker("Gemini Live", failures=2)
    made = engine(double, replace(FAST, start=0.3), breaker)
    for _ in range(2):
        with pytest.raises(InterviewerUnavailable):
            await made.start(BRIEFING)
    knocks = double.knocks
    with pytest.raises(InterviewerUnavailable):
        await made.start(BRIEFING)
    assert double.knocks == knocks
    with pytest.raises(Exception, match="not answering"):
        await made.check()


async def test_a_server_that_says_nothing_is_given_up(double: fake.Double) -> None:
    double.before = [None] * 10
    with pytest.raises(InterviewerUnavailable):
        await engine(double, replace(FAST, connect=0.2, start=0.5)).start(BRIEFING)


async def test_a_start_may_be_abandoned(double: fake.Double) -> None:
    double.before = [None]
    starting = asyncio.create_task(engine(double).start(BRIEFING))
    while not double.sockets:
        await asyncio.sleep(0.01)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await asyncio.wait_for(double.sockets[0].wait_closed(), 5)
