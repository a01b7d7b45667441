"""Builds live interviews from their settings and what they stand on."""

from dataclasses import dataclass

from parley.contracts import erasure, interviews
from parley.contracts.identity import Identity
from parley.contracts.media import Media
from parley.contracts.scoring import Scoring
from parley.interviews.events import subscriptions
from parley.interviews.ports import Settings
from parley.interviews.service import (
    ConsentCommands,
    Endings,
    InterviewsService,
    PracticeCommands,
    Queries,
    WorkerCommands,
)
from parley.interviews.service.erasure import Erasure
from parley.interviews.service.handing_in import HAND_IN, QUEUE, HandingIn
from parley.interviews.service.neighbours import Neighbours
from parley.interviews.service.people import Directory
from parley.interviews.service.plans import PlanNews
from parley.interviews.service.sessions import ROLE, SessionCommands
from parley.interviews.store import PostgresStore
from parley.kit.jobs import JobWorker
from parley.kit.part import Ground, Part, Sweep

ERASED_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything that the doors open onto."""

    contract: InterviewsService
    practice: PracticeCommands
    consents: ConsentCommands
    worker: WorkerCommands
    endings: Endings
    queries: Queries


def build(
    ground: Ground, settings: Settings, identity: Identity, media: Media, scoring: Scoring
) -> Part:
    """Live interviews, ready to run."""
    db, store = ground.db, PostgresStore()
    neighbours = Neighbours(identity, media, scoring)
    directory = Directory(db, store, neighbours)
    commands = SessionCommands(db, store, ground.jobs, directory)
    endings = Endings(db, store, ground.leases, commands, settings)
    queries = Queries(db, store, neighbours)
    handing_in = HandingIn(db, store, ground.jobs, neighbours, settings)
    forgetting = Erasure(db, store, ground.clock, settings)
    uses = UseCases(
        contract=InterviewsService(db, store, commands),
        practice=PracticeCommands(
            db, store, neighbours, commands, queries, settings, ground.public_url
        ),
        consents=ConsentCommands(db, store, neighbours, ground.clock),
        worker=WorkerCommands(db, store, neighbours, commands, endings, settings),
        endings=endings,
        queries=queries,
    )
    contract: interviews.Interviews = uses.contract

    async def count() -> dict[str, int]:
        async with db.unit(ROLE) as unit:
            return dict(await store.count(unit))

    ground.metrics.rows(
        "interviews_sessions",
        "Live interviews by status.",
        "status",
        tuple(status.value for status in interviews.SessionStatus),
        count,
    )

    async def check() -> None:
        async with db.unit(ROLE) as unit:
            await unit.fetchval("SELECT 1 FROM interviews.interview_sessions LIMIT 1")

    return Part(
        name="interviews",
        contract=contract,
        topics=(interviews.TOPIC, erasure.TOPIC),
        subscriptions=subscriptions(directory, PlanNews(db, store), forgetting),
        workers=(
            JobWorker(QUEUE, {HAND_IN: handing_in.work}, max_attempts=settings.hand_in_attempts),
        ),
        sweeps=(
            Sweep("interviews.overdue", settings.overdue_seconds, endings.sweep),
            Sweep("interviews.unscored", settings.unscored_seconds, handing_in.sweep),
            Sweep("interviews.erased", ERASED_SECONDS, forgetting.sweep),
        ),
        checks={"interviews": check},
    )
