from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from parley.contracts.erasure import ErasureRequested, Scope
from parley.contracts.hiring import CandidateLink, InvitationNotFoundException, TeamLetter
from parley.contracts.identity import Account, Role
from parley.identity.clients.keyring import Keyring
from parley.identity.domain import access_claims
from parley.kit.blobs import LocalBlobs
from parley.kit.bus import Consumer, PostgresBus
from parley.kit.clock import ManualClock, rfc3339
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.messages import Message
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier
from parley.kit.web import errors
from parley.notifications import wire
from parley.notifications.ports import Settings
from tests.identity.clock import now_clock

LINK = "https://parley.test/interview/s3cret-canary-t0ken"
REVIEW = "https://parley.test/invitations/1"


@dataclass
class FakeHiring:
    """Tells links until they are revoked."""

    timezone: str | None = "Europe/Berlin"
    language: str = "en"
    expires_at: datetime | None = None
    completed: bool = False
    revoked: bool = False
    down: bool = False

    async def candidate_link(self, invitation_id: str) -> CandidateLink:
        if self.down:
            raise ConnectionError
        if self.revoked:
            raise InvitationNotFoundException
        return CandidateLink(
            LINK, self.timezone, self.language, self.expires_at, completed=self.completed
        )

    async def team_letter(self, invitation_id: str) -> TeamLetter:
        if self.down:
            raise ConnectionError
        if self.revoked:
            raise InvitationNotFoundException
        return TeamLetter(
            "hana@example.com", "Hana Roe", "Cleo Doe", "Frontend Developer", REVIEW, self.language
        )


@dataclass
class House:
    """Notifications, built as the application builds it, and its loops turned by hand."""

    ground: Ground
    part: Part
    hiring: FakeHiring
    keyring: Keyring
    bus: PostgresBus
    published: list[Message] = field(default_factory=list)

    async def publish(self, message: Message) -> None:
        self.published.append(message)
        await self.bus.publish([message])
        await self.consume()

    async def consume(self) -> None:
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

    def invited(self, **change: object) -> Message:
        now = self.ground.clock.now()
        data: dict[str, Any] = {
            "invitationId": new_id(),
            "templateId": new_id(),
            "templateTitle": "Frontend Developer",
            "candidateId": new_id(),
            "candidateEmail": "cleo@example.com",
            "candidateName": "Cleo Doe",
            "hrId": new_id(),
            "expiresAt": rfc3339(now + timedelta(days=7)),
        }
        data |= change
        return Message(
            new_id(), "interview-events", "invitation.created", data["invitationId"], now, data,
            data["candidateId"],
        )  # fmt: skip

    def later(self, invited: Message, kind: str, **change: object) -> Message:
        """Another fact about the same invitation."""
        now = self.ground.clock.now()
        more = {
            "completedAt": rfc3339(now), "responsesCount": 2, "duration": 60, "status": "scored",
            "failedAt": rfc3339(now),
        }  # fmt: skip
        data = {**invited.data, **more, **change}
        return Message(new_id(), invited.topic, kind, invited.key, now, data, invited.subject_id)

    def erasure(self, scope: Scope, subject_id: str, *evidence_ids: str) -> Message:
        asked = ErasureRequested(new_id(), scope, subject_id, list(evidence_ids))
        now = self.ground.clock.now()
        return Message(
            new_id(), "privacy-events", asked.TYPE, asked.erasureId, now, asdict(asked), subject_id
        )

    async def answers(self) -> list[Message]:
        """What notifications told others."""
        async with self.ground.db.unit("notifications") as unit:
            rows = await unit.fetch("SELECT * FROM notifications.outbox ORDER BY position")
        return [
            Message.from_envelope(
                row["payload"], topic=row["topic"], key=row["key"], subject_id=row["subject_id"]
            )
            for row in rows
        ]

    async def mails(self) -> list[Mapping[str, Any]]:
        async with self.ground.db.unit("notifications") as unit:
            return [dict(r) for r in await unit.fetch("SELECT * FROM notifications.mails")]

    def token(self, role: Role, invitation_id: str | None = None) -> dict[str, str]:
        account = Account(new_id(), "a@example.com", "A", role)
        signed = self.keyring.sign(access_claims(account, invitation_id), timedelta(minutes=10))
        return {"authorization": f"Bearer {signed}"}

    def client(self) -> httpx.AsyncClient:
        app = FastAPI()
        errors.install(app)
        for router in self.part.routers:
            app.include_router(router)
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://parley.test")


async def build(db: Database, clock: ManualClock, settings: Settings) -> House:
    keyring = Keyring(settings.mails_dir.parent / "keys", clock, issuer="parley", audience="parley")

    async def jwks() -> Mapping[str, Any]:
        return keyring.jwks()

    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(settings.mails_dir.parent / "blobs"),
        clock=clock,
        metrics=Metrics(),
        limiter=RateLimiter(),
        verifier=JwtVerifier(jwks, issuer="parley", audience="parley"),
        data_dir=settings.mails_dir.parent,
        public_url="https://parley.test",
        secure=True,
    )
    hiring = FakeHiring()
    house = House(ground, wire.build(ground, settings, hiring), hiring, keyring, PostgresBus(db))
    for subscription in house.part.subscriptions:
        await house.bus.subscribe(subscription)
    return house


@pytest.fixture
def clock() -> ManualClock:
    return now_clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        mails_dir=tmp_path / "mails", sender="jobs@parley.test", demo=True, max_attempts=3
    )


@pytest.fixture
async def house(db: Database, clock: ManualClock, settings: Settings) -> House:
    return await build(db, clock, settings)


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as opened:
        yield opened
