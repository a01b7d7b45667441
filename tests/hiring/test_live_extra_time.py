"""Extra time for a conversation: before it, and while it goes on."""

from typing import Any

import pytest

from parley.contracts.interviews import OpenSession, Session
from parley.hiring.service.live import LiveSessions
from tests.hiring.conftest import House
from tests.hiring.conversations import live, talked
from tests.hiring.interviews import TEXT, Interview, interview

PLANNED, LIMIT = 120 + 150, 3600  # a question with a limit of two minutes, one without


async def extend(found: Interview, percent: int) -> Any:
    return await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": percent})


def allotted(house: House, found: Interview) -> tuple[int, int]:
    session = house.interviews.held[found.id]
    return session.planned_seconds, session.limit_seconds


@pytest.mark.parametrize("talking", [False, True], ids=["opened", "talking"])
async def test_a_conversation_that_goes_on_gets_the_time(house: House, talking: bool) -> None:
    found = await live(house)
    assert allotted(house, found) == (PLANNED, LIMIT)
    if talking:
        await house.interviews.begin(found.id, house.interviews.held[found.id].items, 1)
    await extend(found, 50)
    assert allotted(house, found) == (PLANNED * 3 // 2, LIMIT * 3 // 2)
    await extend(found, 300)
    assert allotted(house, found) == (PLANNED * 4, LIMIT * 4)
    # What was promised is not taken back in the midst of it.
    assert (await extend(found, 0))["extraTimePercent"] == 0
    assert allotted(house, found) == (PLANNED * 4, LIMIT * 4)


async def test_before_it_is_opened_there_is_nothing_to_lengthen(house: House) -> None:
    found = await live(house, start=False)
    await extend(found, 50)
    assert found.id not in house.interviews.held
    await found.guest.ok("POST", f"{found.path}/start")
    assert allotted(house, found) == (PLANNED * 3 // 2, LIMIT * 3 // 2)


async def test_recorded_interviews_have_no_conversation(house: House) -> None:
    found = await interview(house, TEXT)
    house.interviews.down = True
    await extend(found, 50)


async def test_asked_again_it_reaches_what_was_away(house: House) -> None:
    found = await live(house)
    house.interviews.down = True
    body = {"extraTimePercent": 50}
    refused = await found.hr("POST", f"{found.path}/extend", body)
    assert refused.status_code == 503
    assert (await found.hr.ok("GET", found.path))["extraTimePercent"] == 50
    house.interviews.down = False
    await extend(found, 50)
    assert allotted(house, found) == (PLANNED * 3 // 2, LIMIT * 3 // 2)


async def test_what_is_over_gets_no_more(house: House) -> None:
    found = await live(house)
    await talked(house, found)
    await extend(found, 50)  # hiring has not heard yet that it ended
    assert allotted(house, found) == (PLANNED, LIMIT)


class Forgetful(LiveSessions):
    """As it must not be: who opens a session goes by what was read before."""

    async def lengthen(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("kind", "factor"), [(LiveSessions, 1.5), (Forgetful, 1.0)], ids=["real", "broken"]
)
async def test_time_given_while_it_is_being_opened_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch, kind: type[LiveSessions], factor: float
) -> None:
    found = await live(house, start=False)
    opened = house.interviews.open

    async def slowly(ask: OpenSession) -> Session:
        """The team gives time after the start has read, and before there is a session."""
        await extend(found, 50)
        return await opened(ask)

    monkeypatch.setattr(LiveSessions, "lengthen", kind.lengthen)
    monkeypatch.setattr(house.interviews, "open", slowly)
    await found.guest.ok("POST", f"{found.path}/start")
    assert allotted(house, found) == (PLANNED * factor, LIMIT * factor)
