"""Hiring as the application builds it, on real PostgreSQL, with identity and media in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.contracts.identity import Principal, Role
from parley.hiring import wire
from parley.hiring.ports import Settings
from parley.hiring.service.contract import HiringService
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.web import errors
from tests.fakes.identity import FakeIdentity
from tests.fakes.interviews import FakeInterviews
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.fakes.speech import FakeSpeech
from tests.hiring.desk import Desk

ORIGIN = "http://parley.test"


@dataclass
class House:
    """Hiring and what it stands on."""

    ground: Ground
    part: Part
    identity: FakeIdentity
    media: FakeMedia
    speech: FakeSpeech
    scoring: FakeScoring
    interviews: FakeInterviews
    clock: ManualClock
    client: httpx.AsyncClient

    @property
    def hiring(self) -> HiringService:
        assert isinstance(self.part.contract, HiringService)
        return self.part.contract

    def person(self, role: Role = Role.HR, company_id: str | None = None) -> "Caller":
        return Caller(self, self.identity.add(role, company_id=company_id))

    async def events(self) -> list[dict[str, Any]]:
        """What the outbox holds, in order."""
        async with self.ground.db.unit("hiring") as unit:
            rows = await unit.fetch("SELECT * FROM hiring.outbox ORDER BY position")
        return [dict(row) for row in rows]


@dataclass
class Caller:
    """Somebody who calls with their token."""

    house: House
    who: Principal

    async def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        token = self.house.identity.token(self.who)
        return await self.house.client.request(
            method,
            f"/api/v1{path}",
            json=body,
            headers={"authorization": f"Bearer {token}"} | headers,
        )

    async def ok(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The body of an answer that must be a success."""
        answer = await self(method, path, body, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC).replace(microsecond=123456))


@pytest.fixture
def settings() -> Settings:
    return Settings(frontend_url="http://pages.test/")


@pytest.fixture
async def house(
    db: Database, clock: ManualClock, settings: Settings, tmp_path: Path
) -> AsyncIterator[House]:
    identity, media = FakeIdentity(), FakeMedia(clock)
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
        secure=False,
    )
    speech, scoring, interviews = FakeSpeech(), FakeScoring(), FakeInterviews(clock)
    part = wire.build(ground, settings, identity, media, speech, scoring, interviews)
    app = FastAPI()
    errors.install(app)
    for router in part.routers:
        app.include_router(router)
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1234))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield House(ground, part, identity, media, speech, scoring, interviews, clock, client)


@pytest.fixture
def desk() -> Desk:
    return Desk()
