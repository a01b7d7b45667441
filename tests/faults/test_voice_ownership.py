"""Two processes and one interview, on one database: never two AIs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from parley.contracts.identity import Role
from parley.contracts.interviews import EndReason, SessionStatus
from parley.contracts.speech import LiveSpeech
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import Changed, Spoke, Turn
from parley.interviewer.domain.outgoing import Ended
from parley.interviewer.ports import Leasing, Settings
from parley.interviewer.service.conversations.hub import Hub
from parley.interviewer.service.conversations.stage import Stage
from parley.interviewer.store import PostgresStore
from parley.interviews import wire as interviews_wire
from parley.interviews.ports import Settings as InterviewsSettings
from parley.kit import db as kit_db
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import SystemClock
from parley.kit.db import Database, Unit
from parley.kit.jobs import JobQueue
from parley.kit.lease import Lease, Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Ground
from parley.kit.ratelimit import RateLimiter
from tests.fakes.identity import FakeIdentity
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.interviewer.stage import (
    Counted,
    DirectedEngine,
    FakeDrafter,
    FakeSpeech,
    Line,
    answered,
    asked,
)
from tests.interviews.talks import ITEMS, ask

pytestmark = [pytest.mark.fault]

QUICK = Settings(lease_seconds=1.5)
SLOW = Settings(lease_seconds=600)  # looks at its lease every 200 s
WITHIN = 15.0
TOLD_WITHIN = 3.0


class Process:
    """What one process of a deployment holds: a pool, a hub, its own engine."""

    def __init__(self, db: Database, data_dir: Path, settings: Settings) -> None:
        identity, clock = FakeIdentity(), SystemClock()
        self.engine = DirectedEngine()
        self.user_id = identity.add(Role.CANDIDATE).user_id
        ground = Ground(
            db=db, jobs=JobQueue(db), leases=Leases(db), blobs=LocalBlobs(data_dir / "blobs"),
            clock=clock, metrics=Metrics(), limiter=RateLimiter(), verifier=identity.verifier(),
            data_dir=data_dir, public_url="https://parley.test", secure=True,
        )  # fmt: skip
        media = FakeMedia(clock)
        part = interviews_wire.build(
            ground, InterviewsSettings(worker_secret="secret"), cast("Any", identity),
            cast("Any", media), FakeScoring(),
        )  # fmt: skip
        self.interviews = cast("Any", part.contract)
        self.stage = Stage(
            interviews=self.interviews, media=cast("Any", media),
            speech=cast("LiveSpeech", FakeSpeech()), engine=self.engine, drafter=FakeDrafter(),
            leases=ground.leases, db=db, store=PostgresStore(), clock=clock, meters=Counted(),
            settings=settings,
        )  # fmt: skip
        self.hub = Hub(self.stage)

    async def sits(self, session_id: str, user_id: str) -> Line:
        """A connection to this process, its engine ready."""
        count, line = len(self.engine.lives), Line()
        await self.hub.attach(session_id, user_id, line)
        async with asyncio.timeout(WITHIN):
            while len(self.engine.lives) == count or not self.engine.live.heard:
                await asyncio.sleep(0.01)
        return line


@pytest.fixture
async def pools(database: dict[str, Any]) -> AsyncIterator[list[Database]]:
    opened = [await kit_db.connect(database, size=8) for _ in range(2)]
    yield opened
    for each in opened:
        await asyncio.wait_for(each.close(), 10)


class Deaf:
    """Leases whose holder isn't told of a take-over."""

    def __init__(self, real: Leasing) -> None:
        self.acquire, self.renew, self.release = real.acquire, real.renew, real.release

    def watch(self, lease: Lease, lost: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


class Blind(Deaf):
    """Leases that are never seen to be lost."""

    def __init__(self, real: Leasing) -> None:
        async def renew(lease: Lease, ttl: timedelta) -> bool:
            return True

        super().__init__(real)
        self.renew = renew


class Blindfolded(PostgresStore):
    """Writes whoever asks."""

    async def stand(self, unit: Unit, standing: object, lease: Lease) -> bool:
        return True


async def taken_over(pools: list[Database], data_dir: Path, *, blind: bool = False) -> None:
    """A second process takes an interview over while the first one talks.

    Raises:
        AssertionError: Both talk on, or both are in the transcript.
    """
    one, two = (Process(pool, data_dir, QUICK) for pool in pools)
    if blind:
        wrong = replace(one.stage, leases=Blind(one.stage.leases), store=Blindfolded())
        one.hub = Hub(wrong)
    session = await one.interviews.open(ask(one.user_id))
    first = await one.sits(session.session_id, one.user_id)
    said = replace(asked(), item_id=ITEMS[0].item_id)
    one.engine.live.say(Changed(Turn.SPEAKING, 0), Spoke(said))
    async with asyncio.timeout(WITHIN):
        while not await one.interviews.entries(session.session_id):
            await asyncio.sleep(0.01)
    second = await two.sits(session.session_id, one.user_id)
    assert [entry.entry_id for entry in two.engine.live.briefing.history] == [said.entry_id]
    try:
        async with asyncio.timeout(QUICK.lease_seconds):
            await first.closed.wait()
            while one.engine.talking:
                await asyncio.sleep(0.01)
    except TimeoutError:
        await two.hub.stop()
        raise AssertionError("two AIs talk") from None
    finally:
        await one.hub.stop()
    assert (first.code, second.code) == (Code.TAKEN_OVER, None)
    theirs = replace(answered(), item_id=ITEMS[0].item_id)
    two.engine.live.say(Spoke(theirs))
    two.hub._open[session.session_id].end(second)
    async with asyncio.timeout(WITHIN):
        await second.closed.wait()
    assert second.words == [Ended(EndReason.USER_INITIATED)]
    entries = await two.interviews.entries(session.session_id)
    assert [entry.entry_id for entry in entries] == [said.entry_id, theirs.entry_id]
    done = await two.interviews.session(session.session_id)
    assert done.status is SessionStatus.COMPLETED
    await two.hub.stop()


async def test_the_later_process_has_it_and_the_first_falls_silent(
    pools: list[Database], tmp_path: Path
) -> None:
    await taken_over(pools, tmp_path)


async def test_the_same_check_sees_two_ais(pools: list[Database], tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="two AIs"):
        await taken_over(pools, tmp_path, blind=True)


async def silent_at_once(
    pools: list[Database], data_dir: Path, heard: Callable[[Leasing], Leasing] | None = None
) -> None:
    """The first one is told, long before it would look at its lease.

    Raises:
        TimeoutError: It isn't.
    """
    one, two = (Process(pool, data_dir, SLOW) for pool in pools)
    if heard is not None:
        one.hub = Hub(replace(one.stage, leases=heard(one.stage.leases)))
    session = await one.interviews.open(ask(one.user_id))
    first = await one.sits(session.session_id, one.user_id)
    try:
        await two.sits(session.session_id, one.user_id)
        async with asyncio.timeout(TOLD_WITHIN):
            await first.closed.wait()
    finally:
        await asyncio.gather(one.hub.stop(), two.hub.stop())
    assert first.code == Code.TAKEN_OVER


async def test_the_first_one_is_told_and_falls_silent_at_once(
    pools: list[Database], tmp_path: Path
) -> None:
    await silent_at_once(pools, tmp_path)


async def test_the_same_check_sees_one_that_is_not_told(
    pools: list[Database], tmp_path: Path
) -> None:
    with pytest.raises(TimeoutError):
        await silent_at_once(pools, tmp_path, Deaf)


async def test_whatever_the_first_one_says_late_is_not_recorded(
    pools: list[Database], tmp_path: Path
) -> None:
    one, two = (Process(pool, tmp_path, SLOW) for pool in pools)
    one.hub = Hub(replace(one.stage, leases=Deaf(one.stage.leases)))  # nor by itself for long
    session = await one.interviews.open(ask(one.user_id))
    first = await one.sits(session.session_id, one.user_id)
    await two.sits(session.session_id, one.user_id)
    one.engine.live.say(Spoke(replace(asked(), item_id=ITEMS[0].item_id)))
    async with asyncio.timeout(WITHIN):
        await first.closed.wait()
    assert first.code == Code.TAKEN_OVER
    assert await two.interviews.entries(session.session_id) == []
    await asyncio.gather(one.hub.stop(), two.hub.stop())


async def test_many_connections_at_both_at_once_leave_one_ai(
    pools: list[Database], tmp_path: Path
) -> None:
    one, two = (Process(pool, tmp_path, QUICK) for pool in pools)
    session = await one.interviews.open(ask(one.user_id))
    lines = [Line() for _ in range(20)]
    await asyncio.gather(
        *(
            (one, two)[number % 2].hub.attach(session.session_id, one.user_id, line)
            for number, line in enumerate(lines)
        )
    )
    async with asyncio.timeout(WITHIN):
        while [line.code for line in lines].count(None) > 1:
            await asyncio.sleep(0.01)
    await asyncio.sleep(QUICK.lease_seconds)
    assert [line.code for line in lines].count(None) == 1
    assert len(one.engine.talking) + len(two.engine.talking) == 1
    await asyncio.gather(one.hub.stop(), two.hub.stop())
