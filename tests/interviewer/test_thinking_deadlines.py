"""How long a mind waits for a language model: as it is configured, to the edge, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from parley.contracts.interviews import PlanItem
from parley.interviewer.clients.asking import ModelBrain
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.mind import (
    Brief,
    Decided,
    Draft,
    DraftAsk,
    Heard,
    Intent,
    Opening,
    Reading,
    Situation,
)
from parley.interviewer.ports import BrainUnavailable, ModelSettings, Settings
from parley.interviewer.service.cascade import Cascade
from parley.interviewer.service.thinking import Minds
from parley.interviewer.service.thinking.streaming import Deadlines
from parley.interviewer.wire import engines
from parley.kit.clock import SystemClock
from parley.kit.resilience import Breaker, CircuitOpen
from tests.interviewer.stage import FakeSpeech
from tests.kit.virtual import run

ITEMS = (PlanItem("a", "What did you build?"), PlanItem("b", "What does the database do?"))
BRIEFING = Briefing("s", "en", "", "", ITEMS, (), 0.0, 900.0, 3600.0, practice=True)
ANSWER = Heard("We built a service with the others in spring, and it was ready in summer.")
OWN = "All right then. And what does the database do?"
EDGE = 0.01


class Slow:
    """A model that takes so many seconds to read, to begin, and to end."""

    title = "slow"

    def __init__(self, reading: float = 0.0, beginning: float = 0.0, ending: float = 0.0) -> None:
        self._reading, self._beginning, self._ending = reading, beginning, ending

    async def read(self, situation: Situation) -> Reading:
        await asyncio.sleep(self._reading)
        return Reading(Intent.UNKNOWN)

    async def word(self, brief: Brief) -> AsyncIterator[str]:
        await asyncio.sleep(self._beginning)
        yield "All right then. "
        await asyncio.sleep(self._ending)
        yield "And what does the database do?"

    async def draft(self, ask: DraftAsk) -> Draft:
        raise BrainUnavailable


def turn(model: Slow, deadlines: Deadlines) -> tuple[Intent | None, str]:
    """What an answer is read as, and what is said to it."""

    async def hold() -> tuple[Intent | None, str]:
        mind = Minds(model, deadlines)(BRIEFING)
        async for _ in mind.turn(Opening(), 0.0):
            pass
        pieces = [piece async for piece in mind.turn(ANSWER, 30.0)]
        decided = pieces[0]
        assert isinstance(decided, Decided)
        said = " ".join(piece.text for piece in pieces if not isinstance(piece, Decided))
        return decided.intent, said

    return run(hold())


@pytest.mark.parametrize(("late", "intent"), [(-EDGE, Intent.UNKNOWN), (EDGE, Intent.ANSWER)])
def test_a_reading_is_waited_for_as_long_as_is_set(late: float, intent: Intent) -> None:
    assert turn(Slow(reading=1.5 + late), Deadlines(read=1.5))[0] is intent


@pytest.mark.parametrize(("late", "own"), [(-EDGE, True), (EDGE, False)])
def test_first_words_are_waited_for_as_long_as_is_set(late: float, own: bool) -> None:
    assert (turn(Slow(beginning=1.5 + late), Deadlines(first=1.5))[1] == OWN) is own


@pytest.mark.parametrize(("late", "own"), [(-EDGE, True), (EDGE, False)])
def test_a_turn_is_waited_for_as_long_as_is_set(late: float, own: bool) -> None:
    said = turn(Slow(beginning=1.0, ending=3.0 + late), Deadlines(first=2.0, turn=4.0))[1]
    assert said.startswith("All right then.")
    assert (said == OWN) is own
    assert own or said.endswith(ITEMS[1].text)


def test_the_settings_are_the_minds() -> None:
    told = ModelSettings("gemini", "m", read_seconds=1.0, first_seconds=2.0, seconds=3.0)
    made = engines.engine(
        Settings(brain=told), cast("Any", FakeSpeech()), SystemClock(), cast("Any", Slow())
    )
    assert isinstance(made, Cascade)
    mind = cast("Any", made._minds(BRIEFING))
    later = engines.LATER
    assert mind._deadlines == Deadlines(1.0 + later, 2.0 + later, 3.0 + later)


class Silent:
    """A vendor's server that takes everything and never answers."""

    async def ask(self, *_asked: object) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def say(self, *_asked: object) -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield ""

    async def close(self) -> None:
        """Nothing is open."""


def left_alone(later: float) -> bool:
    """Whether a model that is always too slow is left alone after five turns."""
    told = ModelSettings("gemini", "m", read_seconds=1.0, first_seconds=1.0, seconds=3.0)

    async def hold() -> bool:
        breaker = Breaker("it", failures=5, clock=asyncio.get_running_loop().time)
        brain = ModelBrain(cast("Any", Silent()), told, breaker)
        mind = Minds(brain, Deadlines(1.0 + later, 1.0 + later, 3.0 + later))(BRIEFING)
        for at in range(5):
            async for _ in mind.turn(ANSWER if at else Opening(), 30.0 * at):
                pass
        try:
            breaker.enter()
        except CircuitOpen:
            return True
        return False

    return run(hold())


def test_a_model_that_is_always_too_slow_is_left_alone() -> None:
    assert left_alone(engines.LATER)


def test_a_mind_that_waits_no_longer_than_the_client_never_learns() -> None:
    assert not left_alone(0.0)
