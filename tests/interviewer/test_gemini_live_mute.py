"""Lines that die without a word, and models that fall silent in the middle of something."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from parley.interviewer.clients.gemini_live import owing
from parley.interviewer.clients.gemini_live.live import (
    AGE_TICK,
    MUTE_LINES,
    UNREACHABLE,
    GeminiLive,
    Limits,
)
from parley.interviewer.clients.gemini_live.owing import MUTE, PLENTY, Owing
from parley.interviewer.clients.gemini_live.talk import Talk
from parley.interviewer.domain.conversation import Broken
from tests.fakes import gemini_live as fake
from tests.interviewer.gemini_room import FAST, Enter, answers, greeted

WAKEFUL = replace(FAST, pulse=0.2, pong=0.2)
MOST = 10.0  # seconds in which silence is noticed
Check = Callable[[fake.Double, Enter, pytest.MonkeyPatch], Awaitable[None]]


def test_it_is_noticed_within_ten_seconds() -> None:
    assert Limits().pulse + Limits().pong <= MOST
    assert MUTE + AGE_TICK <= MOST


async def dies_while_nobody_speaks(
    double: fake.Double, enter: Enter, patched: pytest.MonkeyPatch
) -> None:
    room = await enter(limits=WAKEFUL)
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await answers(room, call, "I read")
    call.die()
    again = await double.call(1)
    assert again.handle == "h1"
    await again.until(lambda c: c.texts)
    assert "I read" in again.texts[0]
    assert not room.has(Broken)


async def dies_while_it_speaks(
    double: fake.Double, enter: Enter, patched: pytest.MonkeyPatch
) -> None:
    room = await enter(limits=WAKEFUL)
    call = await double.call(0)
    await greeted(room, call)
    await call.can_resume("h1")
    await answers(room, call, "I read the plan.")
    await call.says("Then tell me how you", 0.4)
    await room.until(lambda r: r.heard > 0.15)
    call.die()
    again = await double.call(1)
    assert again.handle == "h1"
    await again.until(lambda c: c.texts)
    assert "Then tell me how you" in again.texts[0]
    await again.says("measured it.")
    await again.done()
    await room.until(lambda r: len(r.entries) == 4)
    assert room.said[2:] == [("AI", "Then tell me how you"), ("AI", "measured it.")]


async def falls_silent_while_it_speaks(
    double: fake.Double, enter: Enter, patched: pytest.MonkeyPatch
) -> None:
    patched.setattr(owing, "MUTE", 0.5)
    patched.setattr(owing, "PLENTY", 0.5)
    room = await enter()
    call = await double.call(0)
    await call.until(lambda c: c.texts)
    await call.says("Hello. How do you find", 0.3)
    again = await double.call(1)  # though the line is well, and every ping is answered
    await again.until(lambda c: c.texts)
    assert "Hello. How do you find" in again.texts[0]
    assert not room.has(Broken)


async def says_nothing_to_a_note(
    double: fake.Double, enter: Enter, patched: pytest.MonkeyPatch
) -> None:
    patched.setattr(owing, "MUTE", 0.3)
    room = await enter()
    call = await double.call(0)
    await call.until(lambda c: c.texts)
    again = await double.call(1)
    await again.until(lambda c: c.texts)
    assert again.texts == call.texts
    patched.setattr(owing, "MUTE", 5.0)
    await greeted(room, again)


CHECKS: tuple[Check, ...] = (
    dies_while_nobody_speaks,
    dies_while_it_speaks,
    falls_silent_while_it_speaks,
    says_nothing_to_a_note,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_it_is_taken_up_on_another_line(
    check: Check, double: fake.Double, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check(double, enter, monkeypatch)


class Deaf(GeminiLive):
    """Broken: doesn't look whether anybody is there."""

    async def _pulse(self, up: object) -> None:
        await asyncio.Event().wait()


class Trusting(Talk):
    """Broken: waits for the model, however long."""

    def mute(self, now: float) -> bool:
        return False


@pytest.mark.parametrize("number", range(len(CHECKS)))
async def test_who_does_not_look_is_found_out(
    number: int, double: fake.Double, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = "parley.interviewer.clients.gemini_live.live"
    monkeypatch.setattr(f"{live}.GeminiLive", Deaf)
    monkeypatch.setattr(f"{live}.Talk", Trusting)
    monkeypatch.setattr(fake, "PATIENCE", 1.5)
    with pytest.raises(TimeoutError):
        await CHECKS[number](double, enter, monkeypatch)


async def test_a_model_that_never_says_anything_is_given_up(
    double: fake.Double, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owing, "MUTE", 0.2)
    room = await enter()
    await room.until(lambda r: r.has(Broken))
    assert room.events[-1] == Broken(UNREACHABLE)
    assert len(double.calls) == MUTE_LINES


def test_who_owes_nothing_may_be_silent() -> None:
    owes = Owing()
    assert not owes.mute(1e6, 0.0)
    owes.told(10.0)
    assert not owes.mute(10.0 + MUTE - 0.01, 0.0)
    assert owes.mute(10.0 + MUTE, 0.0)
    owes.came(20.0, more=True, over=False)
    assert not owes.mute(20.0 + MUTE - 0.01, 0.0)
    assert owes.mute(20.0 + MUTE, 0.0)
    owes.came(30.0, more=False, over=True)
    assert not owes.mute(1e6, 0.0)


def test_the_first_note_counts_and_every_sign() -> None:
    owes = Owing()
    owes.told(10.0)
    owes.told(15.0)
    assert owes.mute(10.0 + MUTE, 0.0)
    owes.came(15.0, more=False, over=False)
    assert not owes.mute(10.0 + MUTE, 0.0)
    assert owes.mute(15.0 + MUTE, 0.0)


def test_nobody_misses_what_is_still_being_heard() -> None:
    owes = Owing()
    owes.told(10.0)
    assert not owes.mute(60.0, PLENTY)
    assert not owes.mute(60.0 + MUTE - 0.01, PLENTY - 0.01)
    assert owes.mute(60.0 + MUTE, PLENTY - 0.01)
