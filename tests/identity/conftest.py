from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.identity import wire
from parley.identity.ports import Argon2, Settings
from parley.identity.service import IdentityService
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier
from parley.kit.web import errors
from tests.identity.clock import now_clock

ORIGIN = "http://parley.test"
CHEAP = Argon2(memory_kib=8, passes=1, lanes=1, at_once=4)


@pytest.fixture
def clock() -> ManualClock:
    return now_clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        keys_dir=tmp_path / "keys",
        argon2=CHEAP,
        login_pair_rule="3/15minutes",
        login_address_rule="6/15minutes",
        register_rule="5/15minutes",
    )


@dataclass
class House:
    """Identity, built as the application builds it."""

    ground: Ground
    part: Part
    settings: Settings

    @property
    def identity(self) -> IdentityService:
        assert isinstance(self.part.contract, IdentityService)
        return self.part.contract

    def app(self) -> FastAPI:
        app = FastAPI()
        errors.install(app)
        for router in self.part.routers:
            app.include_router(router)
        return app

    def client(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app(), client=(address, 1234))
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


def build(db: Database, clock: ManualClock, settings: Settings, *, secure: bool = False) -> House:
    parts: list[Part] = []

    async def jwks() -> Mapping[str, Any]:
        contract = parts[0].contract
        assert isinstance(contract, IdentityService)
        return await contract.jwks()

    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(settings.keys_dir.parent / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=JwtVerifier(
            jwks,
            issuer=settings.issuer,
            audience=settings.audience,
        ),
        data_dir=settings.keys_dir.parent,
        public_url=ORIGIN,
        secure=secure,
    )
    parts.append(wire.build(ground, settings))
    return House(ground, parts[0], settings)


@pytest.fixture
def house(db: Database, clock: ManualClock, settings: Settings) -> House:
    return build(db, clock, settings)


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as opened:
        yield opened
