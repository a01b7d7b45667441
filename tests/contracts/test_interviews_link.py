"""The contract of interviews at the end of both links: the fake in memory behind each."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    Interviews,
    Mode,
    NotTheOwner,
    OpenSession,
    PlanItem,
    Provenance,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    Speaker,
)
from parley.contracts.scoring import Purpose
from parley.contracts.speech import Quality, Word
from parley.interviews import rpc
from parley.kit.clock import ManualClock
from tests.contracts.test_links import Linker, linked  # noqa: F401 - a fixture
from tests.fakes.interviews import FakeInterviews

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, UTC)
ITEMS = (
    PlanItem("q1", "Why?", "depth", ("Because", "Therefore"), required=False, seconds=90),
    PlanItem("q2", "How?"),
)
ASK = OpenSession(
    "s1", Mode.VOICE, "u1", "o1", Purpose.PRACTICE, "de", "Titel", "", ITEMS, 2, None, 300, 3600
)
WORDS = (Word("So", 1.25, 1.5, 0.5), Word("it is.", 1.5, 2.0, 0.0))
SAID = Entry(
    "e1", Speaker.USER, "So it is.", NOON, 1.25, 2.0, Provenance.HEARD, "q1", "answer", WORDS,
    0.25, Quality.DEMO, cut=True,
)  # fmt: skip
HEARD = Entry("e0", Speaker.AI, "Why?", NOON, 0.0, 1.0, Provenance.MODEL)


@pytest.fixture
def memory() -> FakeInterviews:
    return FakeInterviews(ManualClock(NOON))


@pytest.fixture
async def interviews(linked: Linker, memory: FakeInterviews) -> AsyncIterator[Interviews]:  # noqa: F811 - that fixture
    async with linked(rpc, memory) as contract:
        yield contract


async def test_a_session_from_its_opening_to_its_end(
    interviews: Interviews, memory: FakeInterviews
) -> None:
    made = await interviews.open(ASK)
    assert memory.asked["s1"] == ASK
    assert (made.status, made.created_at, made.end_reason) == (SessionStatus.SCHEDULED, NOON, None)
    assert await interviews.open(replace(ASK, title="Else")) == made
    assert await interviews.session("s1") == made
    assert await interviews.sessions(["nobody's", "s1"]) == [made]
    assert await interviews.sessions([]) == []
    assert await interviews.entries("s1") == []
    begun = await interviews.begin("s1", ITEMS[:1], 7)
    assert (begun.status, begun.items, begun.started_at) == (
        SessionStatus.IN_PROGRESS, ITEMS[:1], NOON,
    )  # fmt: skip
    await interviews.record("s1", [HEARD, SAID], 7)
    await interviews.record("s1", [SAID], 7)
    assert await interviews.entries("s1") == [HEARD, SAID]
    ended = NOON + timedelta(microseconds=1)
    done = await interviews.complete(Completion("s1", EndReason.TIMEOUT, ended, None, 7))
    assert (done.status, done.completed_at, done.end_reason) == (
        SessionStatus.COMPLETED, ended, EndReason.TIMEOUT,
    )  # fmt: skip
    assert await interviews.session("s1") == done
    assert await interviews.entries("s1") == [HEARD, SAID]


async def test_no_transcript_is_not_an_empty_one(
    interviews: Interviews, memory: FakeInterviews
) -> None:
    await interviews.open(ASK)
    await interviews.begin("s1", ITEMS, 1)
    await interviews.record("s1", [SAID], 1)
    await interviews.complete(Completion("s1", EndReason.AI_ENDED, NOON, ()))
    assert memory.said["s1"] == []


async def test_errors_are_the_same(interviews: Interviews, memory: FakeInterviews) -> None:
    with pytest.raises(SessionNotFound):
        await interviews.session("s1")
    with pytest.raises(SessionNotFound):
        await interviews.entries("s1")
    await interviews.open(ASK)
    with pytest.raises(SessionConflict):
        await interviews.record("s1", [SAID], 1)
    memory.epochs["s1"] = 2
    with pytest.raises(NotTheOwner):
        await interviews.begin("s1", ITEMS, 1)
    assert (await interviews.fail("s1", NOON, 2)).status is SessionStatus.FAILED
    assert (await interviews.fail("s1", NOON, None)).status is SessionStatus.FAILED
    with pytest.raises(SessionConflict):
        await interviews.begin("s1", ITEMS, 2)
    await interviews.cancel("s1")
    await interviews.cancel("unknown")
    assert memory.cancelled == ["s1", "unknown"]
    assert (await interviews.session("s1")).status is SessionStatus.FAILED


async def test_time_is_given_over_the_link(interviews: Interviews) -> None:
    opened = await interviews.open(ASK)
    planned, limit = opened.planned_seconds + 60, opened.limit_seconds + 120
    await interviews.lengthen("s1", planned, limit)
    await interviews.lengthen("unknown", planned, limit)
    seen = await interviews.session("s1")
    assert (seen.planned_seconds, seen.limit_seconds) == (planned, limit)


async def test_an_epoch_that_is_none_is_a_workers(
    interviews: Interviews, memory: FakeInterviews
) -> None:
    await interviews.open(ASK)
    memory.epochs["s1"] = 2
    await interviews.begin("s1", ITEMS, 2)
    with pytest.raises(NotTheOwner):
        await interviews.fail("s1", NOON, 1)
    assert (await interviews.fail("s1", NOON, None)).status is SessionStatus.FAILED
