from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.erasure import ErasureRequested
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
from parley.scoring import wire
from parley.scoring.ports import Settings
from parley.scoring.service import Scores
from tests.scoring.interviews import COMPLETED


@dataclass
class House:
    """Scoring, built as the application builds it, and its loops turned by hand."""

    ground: Ground
    part: Part
    bus: PostgresBus

    @property
    def scores(self) -> Scores:
        assert isinstance(self.part.contract, Scores)
        return self.part.contract

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

    async def consume(self) -> None:
        for subscription in self.part.subscriptions:
            while await Consumer(self.ground.db, subscription).step():
                pass

    async def relay(self) -> None:
        for topic in self.part.topics:
            while await Relay(self.ground.db, "scoring", topic, self.bus).step():
                pass

    async def events(self, type_: str = "evidence.scored") -> list[Mapping[str, Any]]:
        """What the outbox holds, the oldest first."""
        async with self.ground.db.unit("scoring") as unit:
            rows = await unit.fetch(
                "SELECT payload FROM scoring.outbox WHERE event_type = $1 ORDER BY position", type_
            )
        return [row["payload"]["data"] for row in rows]

    async def rows(self, table: str) -> list[Mapping[str, Any]]:
        async with self.ground.db.unit("scoring") as unit:
            return [dict(r) for r in await unit.fetch(f"SELECT * FROM scoring.{table}")]  # noqa: S608 - our own tables

    def erasure(self, scope: str, subject_id: str, *ids: str, **change: Any) -> Message:
        stays = change.get("text_stays", False)
        request = ErasureRequested(new_id(), scope, subject_id, list(ids), textStays=stays)
        data = {name: getattr(request, name) for name in ErasureRequested.__slots__}
        moment = change.get("at", COMPLETED.replace(hour=12))
        return Message(
            new_id(), "privacy-events", "erasure.requested", request.erasureId, moment, data,
            subject_id,
        )  # fmt: skip

    async def erase(self, message: Message) -> None:
        (subscription,) = self.part.subscriptions
        await subscription.types[message.type](message)


def ground(db: Database, clock: ManualClock, folder: Path) -> Ground:
    async def jwks() -> Mapping[str, Any]:
        return {"keys": []}

    return Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(folder / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=JwtVerifier(jwks, issuer="parley", audience="parley"),
        data_dir=folder,
        public_url="https://parley.test",
        secure=True,
    )


async def build(db: Database, clock: ManualClock, folder: Path, settings: Settings) -> House:
    base = ground(db, clock, folder)
    house = House(base, wire.build(base, settings), PostgresBus(db))
    for subscription in house.part.subscriptions:
        await house.bus.subscribe(subscription)
    return house


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def house(db: Database, clock: ManualClock, tmp_path: Path) -> House:
    return await build(db, clock, tmp_path, Settings(max_attempts=3))
