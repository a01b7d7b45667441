import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from parley.contracts.identity import Principal, Role
from parley.contracts.media import Consent, OpenTake, Take
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.web import errors
from parley.media import wire
from parley.media.ports import Settings
from parley.media.service.media import LocalMedia
from tests.fakes.identity import FakeIdentity

TUS = {"Tus-Resumable": "1.0.0"}
PATCH_TYPE = "application/offset+octet-stream"
ORIGIN = "http://parley.test"
# The tests' cluster lies in memory, where little may be free.
ROOMY = Settings(disk_floor_bytes=0)


@dataclass
class House:
    """Media, built as the application builds it, with somebody to record."""

    ground: Ground
    part: Part
    settings: Settings
    clock: ManualClock
    identity: FakeIdentity
    candidate: Principal
    evidence_id: str = field(default_factory=new_id)

    @property
    def media(self) -> LocalMedia:
        assert isinstance(self.part.contract, LocalMedia)
        return self.part.contract

    def app(self) -> FastAPI:
        app = FastAPI()
        errors.install(app)
        for router in self.part.routers:
            app.include_router(router)
        return app

    def client(self, who: Principal | None = None) -> "Tus":
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app()),
            base_url=ORIGIN,
            headers={"Authorization": f"Bearer {self.identity.token(who or self.candidate)}"},
        )
        return Tus(http)

    async def consent(self) -> Consent:
        return await self.media.give_consent(
            Consent(
                self.evidence_id, self.candidate.user_id, "1", ("We record you.",), self.clock.now()
            )
        )

    def ask(self, item_id: str = "q1", **changes: object) -> OpenTake:
        ask = OpenTake(
            evidence_id=self.evidence_id,
            item_id=item_id,
            subject_id=self.candidate.user_id,
            media_limit_seconds=60,
            takes_allowed=3,
            retake=False,
            not_after=self.clock.now() + timedelta(days=7),
        )
        return replace(ask, **changes)  # type: ignore[arg-type] # fields by name

    async def take(self, item_id: str = "q1", **changes: object) -> Take:
        await self.consent()
        return await self.media.open_take(self.ask(item_id, **changes))

    async def work(self) -> int:
        """Run every job that is due; how many."""
        done = 0
        while (job := await self.ground.jobs.take("media")) is not None:
            await self.part.workers[0].run_one(self.ground.jobs, job)
            done += 1
        return done

    def files(self, folder: str) -> list[Path]:
        root = self.ground.data_dir / folder
        return [path for path in root.rglob("*") if path.is_file()]


@dataclass
class Tus:
    """A small tus client, from the specification alone."""

    http: httpx.AsyncClient

    async def create(
        self, take_id: str, segment: int = 0, length: int | None = None, **metadata: str
    ) -> httpx.Response:
        sized = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        fields = {"takeId": take_id, "segment": str(segment), **metadata}
        header = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())
        return await self.http.post(
            "/api/v1/uploads", headers={**TUS, **sized, "Upload-Metadata": header}
        )

    async def patch(
        self, url: str, offset: int, data: object, *, length: int | None = None, **headers: str
    ) -> httpx.Response:
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        if length is not None:
            extra["Upload-Length"] = str(length)
        return await self.http.patch(
            url,
            content=data,  # type: ignore[arg-type] # bytes, or an iterator of them
            headers={**TUS, "Content-Type": PATCH_TYPE, "Upload-Offset": str(offset), **extra},
        )

    async def head(self, url: str) -> httpx.Response:
        return await self.http.head(url, headers=TUS)

    async def upload(self, take_id: str, data: bytes, segment: int = 0, piece: int = 8192) -> str:
        """A whole segment in pieces, its length told at the end; its address."""
        url = (await self.create(take_id, segment)).headers["Location"]
        for at in range(0, len(data), piece):
            part = data[at : at + piece]
            last = at + len(part) == len(data)
            answer = await self.patch(url, at, part, length=len(data) if last else None)
            assert answer.status_code == 204, answer.text
        return str(url)


def build(
    db: Database, data_dir: Path, clock: ManualClock, settings: Settings, identity: FakeIdentity
) -> House:
    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(data_dir / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=identity.verifier(),
        data_dir=data_dir,
        public_url=ORIGIN,
        secure=False,
    )
    candidate = identity.add(Role.CANDIDATE)
    return House(ground, wire.build(ground, settings), settings, clock, identity, candidate)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def settings() -> Settings:
    return ROOMY


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: ManualClock, settings: Settings) -> House:
    return build(db, tmp_path, clock, settings, FakeIdentity())


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    config = uvicorn.Config(house.app(), host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    running = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        assert not running.done()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest.fixture
async def tus(house: House) -> Tus:
    return house.client()
