"""The doors of live interviews: REST beside service-communication.md's, and tRPC."""

from fastapi import APIRouter

from parley.contracts.identity import Principal
from parley.interviews.http.procedures import ROLE, Callers, procedures, trpc_router
from parley.interviews.http.sessions import practice_router, sessions_router
from parley.interviews.service import (
    ConsentCommands,
    Endings,
    PracticeCommands,
    Queries,
    WorkerCommands,
)
from parley.kit.part import Ground
from parley.kit.web.auth import authenticated, subject_of
from parley.kit.web.idempotency import idempotent_route


def routers(
    ground: Ground,
    secret: str,
    *,
    practice: PracticeCommands,
    consents: ConsentCommands,
    worker: WorkerCommands,
    endings: Endings,
    queries: Queries,
) -> tuple[APIRouter, ...]:
    """All routes.

    Args:
        ground: Tokens, limits and keys.
        secret: What workers show.
        practice: Making and deleting.
        consents: To the sound being kept.
        worker: The procedures' own.
        endings: Of what nobody conducts.
        queries: What people see.
    """
    caller = authenticated(ground.verifier, Principal.from_claims)
    route = idempotent_route(ground.db, ROLE, subject_of(ground.verifier))
    callers = Callers(ground.verifier, ground.limiter, secret)
    served = procedures(practice, worker, queries, callers)
    return (
        practice_router(practice, queries, caller, route),
        sessions_router(queries, consents, endings, caller, route),
        trpc_router(served, callers, ground.db),
    )
