"""Live interviews as the application builds them, on real PostgreSQL, neighbours in memory."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.contracts.erasure import ErasureRequested
from parley.contracts.hiring import PLANS, PlanPublished, PlanQuestion
from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    PlanItem,
    Session,
    lease_name,
)
from parley.interviews import wire
from parley.interviews.ports import Settings
from parley.interviews.service import InterviewsService
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
from parley.kit.web import errors
from tests.fakes.identity import FakeIdentity
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.interviews.talks import ITEMS, ask, talk

ORIGIN = "https://parley.test"
SECRET = "the worker's own secret"


@dataclass
class House:
    """Live interviews and what they stand on; loops are turned by hand."""

    ground: Ground
    part: Part
    uses: wire.UseCases
    identity: FakeIdentity
    media: FakeMedia
    scoring: FakeScoring
    clock: ManualClock
    bus: PostgresBus
    client: httpx.AsyncClient

    @property
    def interviews(self) -> InterviewsService:
        assert isinstance(self.part.contract, InterviewsService)
        return self.part.contract

    def person(self, **change: Any) -> Principal:
        return self.identity.add(Role.CANDIDATE, **change)

    async def engine(self, session_id: str, *, take_over: bool = False) -> int:
        """An engine takes the interview; the epoch of its lease."""
        held = await self.ground.leases.acquire(
            lease_name(session_id), new_id(), timedelta(minutes=1), take_over=take_over
        )
        assert held is not None
        return held.epoch

    async def engine_gone(self, session_id: str) -> None:
        """Nobody renews the lease any more."""
        async with self.ground.db.unit("kit") as unit:
            await unit.execute(
                "UPDATE kit.leases SET expires_at = now() WHERE name = $1", lease_name(session_id)
            )

    async def begun(
        self, who: Principal, items: Sequence[PlanItem] = ITEMS, **change: Any
    ) -> tuple[Session, int]:
        """An interview that an engine conducts, and the epoch of it."""
        opened = await self.interviews.open(ask(who.user_id, **change))
        epoch = await self.engine(opened.session_id)
        return await self.interviews.begin(opened.session_id, items, epoch), epoch

    async def completed(
        self, who: Principal, entries: Sequence[Entry] | None = None, **change: Any
    ) -> Session:
        """One that was talked through."""
        begun, epoch = await self.begun(who, **change)
        await self.interviews.record(begun.session_id, entries or talk(), epoch)
        assert begun.started_at is not None
        ended = await self.interviews.complete(
            Completion(begun.session_id, EndReason.AI_ENDED, datetime.now(UTC), epoch=epoch)
        )
        await self.engine_gone(begun.session_id)
        return ended

    async def published(self, owner_id: str, **change: Any) -> PlanPublished:
        """A plan that hiring tells of."""
        made: dict[str, Any] = {
            "templateId": new_id(),
            "title": "Backend engineer",
            "ownerId": owner_id,
            "companyId": None,
            "language": "en",
            "practice": True,
            "plannedSeconds": 600,
            "items": [
                PlanQuestion(f"q{n}", f"Question {n}?", "general", ["One."], n % 2 == 0, None)
                for n in range(4)
            ],
        }
        plan = PlanPublished(**made | change)
        await self.hear(self.message(PLANS, plan.TYPE, plan.templateId, asdict(plan)))
        return plan

    def message(self, topic: str, type_: str, key: str, data: Mapping[str, Any]) -> Message:
        return Message(new_id(), topic, type_, key, self.clock.now(), data)

    async def hear(self, message: Message) -> None:
        """Deliver it as the bus would."""
        for subscription in self.part.subscriptions:
            if subscription.topic == message.topic and message.type in subscription.types:
                await subscription.types[message.type](message)

    def erasure(self, scope: str, subject_id: str, *ids: str) -> Message:
        request = ErasureRequested(new_id(), scope, subject_id, list(ids))
        return self.message("privacy-events", request.TYPE, request.erasureId, asdict(request))

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

    async def sweep(self, name: str) -> object:
        (found,) = [sweep for sweep in self.part.sweeps if sweep.name == name]
        return await found.run()

    async def relay(self) -> None:
        for topic in self.part.topics:
            while await Relay(self.ground.db, "interviews", topic, self.bus).step():
                pass

    async def consume(self) -> None:
        for subscription in self.part.subscriptions:
            while await Consumer(self.ground.db, subscription).step():
                pass

    async def events(self, type_: str) -> list[Mapping[str, Any]]:
        """What the outbox holds, the oldest first."""
        async with self.ground.db.unit("interviews") as unit:
            rows = await unit.fetch(
                "SELECT payload FROM interviews.outbox WHERE event_type = $1 ORDER BY position",
                type_,
            )
        return [row["payload"]["data"] for row in rows]

    async def rows(self, table: str) -> list[dict[str, Any]]:
        async with self.ground.db.unit("interviews") as unit:
            found = await unit.fetch(f"SELECT * FROM interviews.{table}")  # noqa: S608 - our own tables
        return [dict(row) for row in found]

    async def set(self, session_id: str, change: str) -> None:
        """Change a session behind everybody's back."""
        async with self.ground.db.unit("interviews") as unit:
            await unit.execute(
                f"UPDATE interviews.interview_sessions SET {change} WHERE session_id = $1",  # noqa: S608 - ours
                session_id,
            )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC).replace(microsecond=123456))


@pytest.fixture
def settings() -> Settings:
    return Settings(worker_secret=SECRET, demo_emails=frozenset({"candidate@demo.parley"}))


@pytest.fixture
async def house(
    db: Database, clock: ManualClock, settings: Settings, tmp_path: Path
) -> AsyncIterator[House]:
    identity, media, scoring = FakeIdentity(), FakeMedia(clock), FakeScoring()
    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(tmp_path / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=identity.verifier(),
        data_dir=tmp_path,
        public_url=ORIGIN,
        secure=True,
    )
    uses = wire.use_cases(ground, settings, identity, media, scoring)
    part = wire.assemble(ground, settings, uses)
    bus = PostgresBus(db)
    for subscription in part.subscriptions:
        await bus.subscribe(subscription)
    app = FastAPI()
    errors.install(app)
    for router in part.routers:
        app.include_router(router)
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1234))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield House(ground, part, uses, identity, media, scoring, clock, bus, client)
