"""Builds live interviews from their settings and what they stand on."""

from dataclasses import dataclass

from parley.contracts import erasure, interviews
from parley.contracts.identity import Identity
from parley.contracts.media import Media
from parley.contracts.scoring import Scoring
from parley.interviews.events import subscriptions
from parley.interviews.http import routers
from parley.interviews.ports import ROLE, Settings, Store
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
from parley.interviews.service.sessions import SessionCommands
from parley.interviews.store import PostgresStore
from parley.kit.jobs import JobWorker
from parley.kit.part import Ground, Part, Sweep

ERASED_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything that doors open onto, and that news set in motion."""

    store: Store
    contract: InterviewsService
    practice: PracticeCommands
    consents: ConsentCommands
    worker: WorkerCommands
    endings: Endings
    queries: Queries
    directory: Directory
    plans: PlanNews
    handing_in: HandingIn
    forgetting: Erasure


def use_cases(
    ground: Ground, settings: Settings, identity: Identity, media: Media, scoring: Scoring
) -> UseCases:
    """The services, joined to each other."""
    db, store = ground.db, PostgresStore()
    neighbours = Neighbours(identity, media, scoring)
    directory = Directory(db, store, neighbours)
    commands = SessionCommands(db, store, ground.jobs, directory)
    endings = Endings(db, store, ground.leases, commands, settings)
    queries = Queries(db, store, neighbours)
    return UseCases(
        store=store,
        contract=InterviewsService(db, store, commands),
        practice=PracticeCommands(
            db, store, neighbours, commands, queries, settings, ground.public_url
        ),
        consents=ConsentCommands(db, store, neighbours, ground.clock),
        worker=WorkerCommands(db, store, neighbours, commands, endings, settings),
        endings=endings,
        queries=queries,
        directory=directory,
        plans=PlanNews(db, store),
        handing_in=HandingIn(db, store, ground.jobs, neighbours, settings),
        forgetting=Erasure(db, store, ground.clock, settings),
    )


def build(
    ground: Ground, settings: Settings, identity: Identity, media: Media, scoring: Scoring
) -> Part:
    """Live interviews, ready to run."""
    return assemble(ground, settings, use_cases(ground, settings, identity, media, scoring))


def assemble(ground: Ground, settings: Settings, uses: UseCases) -> Part:
    """The context around its services: what it says, hears, works at and looks after."""
    contract: interviews.Interviews = uses.contract
    _measure(ground, uses.store)

    async def check() -> None:
        async with ground.db.unit(ROLE) as unit:
            await unit.fetchval("SELECT 1 FROM interviews.interview_sessions LIMIT 1")

    return Part(
        name="interviews",
        contract=contract,
        routers=routers(
            ground,
            settings.worker_secret,
            practice=uses.practice,
            consents=uses.consents,
            worker=uses.worker,
            endings=uses.endings,
            queries=uses.queries,
        ),
        topics=(interviews.TOPIC, erasure.TOPIC),
        subscriptions=subscriptions(uses.directory, uses.plans, uses.forgetting),
        workers=(
            JobWorker(
                QUEUE, {HAND_IN: uses.handing_in.work}, max_attempts=settings.hand_in_attempts
            ),
        ),
        sweeps=(
            Sweep("interviews.overdue", settings.overdue_seconds, uses.endings.sweep),
            Sweep("interviews.unscored", settings.unscored_seconds, uses.handing_in.sweep),
            Sweep("interviews.erased", ERASED_SECONDS, uses.forgetting.sweep),
        ),
        checks={"interviews": check},
    )


def _measure(ground: Ground, store: Store) -> None:
    async def count() -> dict[str, int]:
        async with ground.db.unit(ROLE) as unit:
            return dict(await store.count(unit))

    ground.metrics.rows(
        "interviews_sessions",
        "Live interviews by status.",
        "status",
        tuple(status.value for status in interviews.SessionStatus),
        count,
    )
