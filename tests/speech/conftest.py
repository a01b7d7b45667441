from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.speech import Transcript
from parley.kit.blobs import LocalBlobs
from parley.kit.bus import Consumer, PostgresBus
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.messages import Message
from parley.kit.metrics import Metrics
from parley.kit.outbox import Relay
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.ports import Engine, Settings
from parley.speech.service.contract import LocalSpeech
from tests.fakes.speech_engine import FakeEngine, spoken


@dataclass
class House:
    """Speech, built as the application builds it, and its loops turned by hand."""

    ground: Ground
    part: Part
    bus: PostgresBus
    clock: ManualClock

    @property
    def speech(self) -> LocalSpeech:
        assert isinstance(self.part.contract, LocalSpeech)
        return self.part.contract

    async def sound(self, take_id: str, data: bytes | None = None) -> str:
        """Put a take's WAV into the blob store; its key."""
        key = f"takes/{take_id}/audio.wav"
        path = self.ground.data_dir / new_id()
        path.write_bytes(spoken(1.0) if data is None else data)
        await self.ground.blobs.put_file(key, path)
        return key

    def audio_ready(self, take_id: str, key: str | None, **change: object) -> Message:
        data: dict[str, Any] = {
            "takeId": take_id,
            "mediaUrl": f"blob://takes/{take_id}",
            "evidenceId": new_id(),
            "itemId": new_id(),
            "key": key,
            "durationSeconds": 3.0,
            "language": "en",
        }
        return self.message("audio.ready", take_id, data | change)

    def message(self, kind: str, key: str, data: dict[str, Any]) -> Message:
        subject = data.pop("subject", "subject-of-" + key)
        topic = "privacy-events" if kind.startswith("erasure") else "media-events"
        return Message(new_id(), topic, kind, key, self.clock.now(), data, subject)

    async def publish(self, message: Message) -> None:
        await self.bus.publish([message])
        for subscription in self.part.subscriptions:
            while await Consumer(self.ground.db, subscription).step():
                pass

    async def work(self) -> int:
        """Run the jobs that are due; how many."""
        (worker,) = self.part.workers
        done = 0
        while (job := await self.ground.jobs.take(worker.queue)) is not None:
            await worker.run_one(self.ground.jobs, job)
            done += 1
        return done

    async def make_due(self) -> None:
        """Let the waits of failed jobs pass."""
        async with self.ground.db.unit("kit") as unit:
            await unit.execute("UPDATE kit.jobs SET run_at = now() WHERE status = 'queued'")

    async def told(self) -> list[Message]:
        """What was told since the last look."""
        told = Told()
        for topic in self.part.topics:
            while await Relay(self.ground.db, "speech", topic, told).step():
                pass
        return told.messages

    async def publish_all(self) -> None:
        """Put what was told on the bus."""
        for topic in self.part.topics:
            while await Relay(self.ground.db, "speech", topic, self.bus).step():
                pass

    async def heard(self, message: Message) -> Transcript:
        (found,) = await self.speech.transcripts([message.data["mediaUrl"]])
        return found


@dataclass
class Told:
    """A `Publisher` that keeps what it gets."""

    messages: list[Message] = field(default_factory=list)

    async def publish(self, messages: list[Message]) -> None:
        self.messages += messages


def ground(db: Database, data_dir: Path, clock: ManualClock) -> Ground:
    async def jwks() -> dict[str, Any]:
        return {"keys": []}

    return Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(data_dir / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=JwtVerifier(jwks, issuer="parley", audience="parley"),
        data_dir=data_dir,
        public_url="http://parley.test",
        secure=False,
    )


async def build(
    db: Database, data_dir: Path, engine: Engine, settings: Settings | None = None
) -> House:
    clock = ManualClock(datetime.now(UTC))
    on = ground(db, data_dir, clock)
    house = House(on, wire.build(on, settings or Settings(), engine), PostgresBus(db), clock)
    for subscription in house.part.subscriptions:
        await house.bus.subscribe(subscription)
    return house


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def house(db: Database, tmp_path: Path, engine: FakeEngine) -> House:
    return await build(db, tmp_path, engine)


@pytest.fixture
async def process(db: Database, tmp_path: Path) -> AsyncIterator[EngineProcess]:
    """The real engine in its own process, with what needs no download."""
    settings = Settings(shared_dir=tmp_path / "shared")
    made = wire.engine_process(ground(db, tmp_path, ManualClock()), settings)
    yield made
    await made.stop()
