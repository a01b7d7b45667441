"""The interviewer as the application builds it: what it serves, counts and listens to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from parley.contracts import erasure, interviews
from parley.contracts.media import Consent, OpenTake, SoundChunk
from parley.interviewer import wire
from parley.interviewer.ports import EngineName, Settings
from parley.interviewer.service.cascade import Cascade
from parley.interviewer.service.conversations.recorder import ITEM_ID
from parley.interviewer.service.mock import MockEngine
from parley.interviewer.wire import engines
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import SystemClock
from parley.kit.db import Database
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.messages import Message
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from tests.fakes.identity import FakeIdentity
from tests.fakes.interviews import FakeInterviews
from tests.fakes.media import FakeMedia
from tests.interviewer.stage import FakeSpeech


class House:
    def __init__(self, db: Database, data_dir: Path) -> None:
        self.media, self.interviews = FakeMedia(SystemClock()), FakeInterviews()
        self.ground = Ground(
            db=db, jobs=JobQueue(db), leases=Leases(db), blobs=LocalBlobs(data_dir / "blobs"),
            clock=SystemClock(), metrics=Metrics(), limiter=RateLimiter(),
            verifier=FakeIdentity().verifier(), data_dir=data_dir,
            public_url="https://parley.test", secure=True,
        )  # fmt: skip
        self.part: Part = wire.build(
            self.ground, Settings(engine="mock"), self.interviews, cast("Any", self.media),
            cast("Any", FakeSpeech()),
        )  # fmt: skip

    async def completed(self, session_id: str) -> None:
        """`interview.completed`, as the bus brings it."""
        now = datetime.now(UTC)
        kind = interviews.InterviewCompleted.TYPE
        message = Message(new_id(), interviews.TOPIC, kind, session_id, now, {})
        for subscription in self.part.subscriptions:
            if subscription.topic == interviews.TOPIC:
                await subscription.types[kind](message)

    async def recorded(self, session_id: str, *, pcm: bytes = bytes(64_000)) -> None:
        now = datetime.now(UTC)
        await self.media.give_consent(Consent(session_id, "ada", "1", ("Yes.",), now))
        ask = OpenTake(
            session_id, ITEM_ID, "ada", 60, 1, retake=False, not_after=now + timedelta(hours=1),
            transcribe=False,
        )  # fmt: skip
        take = await self.media.open_take(ask)
        if pcm:
            await self.media.write_sound(SoundChunk(take.media_url, 0, 0, pcm))


@pytest.fixture
def house(db: Database, tmp_path: Path) -> House:
    return House(db, tmp_path)


async def test_everything_is_counted_from_the_start(house: House) -> None:
    text = (await house.ground.metrics.render()).decode()
    for line in (
        'interviewer_conversations{state="active"} 0.0',
        'interviewer_turns_total{speaker="USER"} 0.0',
        'interviewer_turns_total{speaker="AI"} 0.0',
        'interviewer_engine_failures_total{when="start"} 0.0',
        'interviewer_engine_failures_total{when="broken"} 0.0',
        "interviewer_added_seconds_count 0.0",
    ):
        assert line in text


async def test_it_answers_for_deletions(house: House) -> None:
    assert "interviewer" in erasure.CONTEXTS
    assert list(house.part.topics) == [erasure.TOPIC]
    assert {each.topic for each in house.part.subscriptions} == {erasure.TOPIC, interviews.TOPIC}


async def test_it_is_well_until_it_stops(house: House) -> None:
    await house.part.checks["interviewer"]()
    for close in house.part.closing:
        await close()
    with pytest.raises(Unavailable):
        await house.part.checks["interviewer"]()


async def test_a_recording_nobody_could_submit_is_submitted_by_the_event(house: House) -> None:
    await house.recorded("s1")
    for _ in range(2):
        await house.completed("s1")
    [take] = await house.media.takes("s1")
    assert take.submitted


@pytest.mark.parametrize("there", [True, False], ids=["empty", "absent"])
async def test_no_recording_is_nothing_to_submit(house: House, there: bool) -> None:
    if there:
        await house.recorded("s1", pcm=b"")
    await house.completed("s1")
    assert [take.submitted for take in await house.media.takes("s1")] == [False] * there


async def test_what_can_not_be_submitted_now_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_given: object) -> float:
        raise Unavailable

    await house.recorded("s1")
    monkeypatch.setattr(house.media, "submit_take", away)
    with pytest.raises(Unavailable):  # the bus brings it again
        await house.completed("s1")


@pytest.mark.parametrize(
    ("name", "kind"), [("mock", MockEngine), ("cascade", Cascade)], ids=["mock", "cascade"]
)
def test_the_engine_is_the_one_that_is_configured(name: EngineName, kind: type) -> None:
    made = engines.engine(Settings(engine=name), cast("Any", FakeSpeech()), SystemClock(), None)
    assert isinstance(made, kind)


def test_gemini_live_needs_its_settings() -> None:
    with pytest.raises(ValueError, match="settings"):
        engines.engine(
            Settings(engine="gemini-live"), cast("Any", FakeSpeech()), SystemClock(), None
        )
