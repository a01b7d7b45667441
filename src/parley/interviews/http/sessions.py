"""`/api/v1/interviews`: practice, and what a person sees of their own interviews."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.contracts.interviews import SessionNotFound
from parley.interviews.http.bodies import (
    ID_MAX,
    DetailOut,
    ListedOut,
    LiveConsentIn,
    LiveConsentOut,
    LiveStartedOut,
    PlanOut,
    StandingOut,
    StartIn,
)
from parley.interviews.http.result_bodies import ResultOut
from parley.interviews.service import ConsentCommands, Endings, PracticeCommands, Queries
from parley.interviews.service.views import Page
from parley.kit.web.paging import PageNumber, PageOf, PageSize

Caller = Callable[[Request], Awaitable[Principal]]


def _named(session_id: str) -> str:
    """An id that may be one: any other is nobody's (settled.md, Ids).

    Raises:
        SessionNotFound: It can't even be looked for.
    """
    if "\x00" in session_id or len(session_id) > ID_MAX:
        raise SessionNotFound
    return session_id


Named = Annotated[str, Depends(_named)]


def practice_router(
    practice: PracticeCommands, queries: Queries, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """Beginning, listing and deleting. Fixed paths: before those with an id in their place."""
    router = APIRouter(prefix="/api/v1/interviews", tags=["interviews"], route_class=route_class)
    who_calls = Depends(caller)

    @router.post("/start", status_code=201)
    async def start_interview(body: StartIn, who: Principal = who_calls) -> LiveStartedOut:
        return LiveStartedOut.of(await practice.start(who, body.ask()))

    @router.get("")
    async def list_interviews(
        page: PageNumber = 1, page_size: PageSize = 20, who: Principal = who_calls
    ) -> PageOf[ListedOut]:
        found, total = await queries.mine(who, Page(page, page_size))
        items = [ListedOut.listed(view) for view in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    @router.get("/plans")
    async def list_plans(
        page: PageNumber = 1, page_size: PageSize = 20, who: Principal = who_calls
    ) -> PageOf[PlanOut]:
        found, total = await queries.plans(who, Page(page, page_size))
        items = [PlanOut.of(plan) for plan in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    @router.delete("/{session_id}", status_code=204)
    async def delete_interview(session_id: Named, who: Principal = who_calls) -> None:
        await practice.delete(who, session_id)

    return router


def sessions_router(
    queries: Queries,
    consents: ConsentCommands,
    endings: Endings,
    caller: Caller,
    route_class: type[APIRoute],
) -> APIRouter:
    """One interview: how far it is, what came of it, its sound, its end."""
    router = APIRouter(prefix="/api/v1/interviews", tags=["interviews"], route_class=route_class)
    who_calls = Depends(caller)

    @router.get("/{session_id}")
    async def get_interview(session_id: Named, who: Principal = who_calls) -> DetailOut:
        return DetailOut.whole(await queries.view(who, session_id))

    @router.get("/{session_id}/status")
    async def get_interview_status(session_id: Named, who: Principal = who_calls) -> StandingOut:
        return StandingOut.of(await queries.standing(who, session_id))

    @router.post("/{session_id}/complete")
    async def complete_interview(session_id: Named, who: Principal = who_calls) -> StandingOut:
        return StandingOut.of(await endings.abandoned(who, session_id))

    @router.get("/{session_id}/result")
    async def get_interview_result(
        session_id: Named, response: Response, who: Principal = who_calls
    ) -> ResultOut:
        response.headers["cache-control"] = "no-store"
        return ResultOut.of(await queries.result(who, session_id))

    @router.post("/{session_id}/consent")
    async def give_sound_consent(
        session_id: Named, body: LiveConsentIn, who: Principal = who_calls
    ) -> LiveConsentOut:
        return LiveConsentOut.model_validate(await consents.give(who, session_id, body.version))

    @router.delete("/{session_id}/consent", status_code=204)
    async def withdraw_sound_consent(session_id: Named, who: Principal = who_calls) -> None:
        await consents.withdraw(who, session_id)

    return router
