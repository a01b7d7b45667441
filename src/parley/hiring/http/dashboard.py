"""`/api/v1/invitations/dashboard`: figures over all invitations that somebody sees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.http.dashboard_bodies import DashboardOut
from parley.hiring.http.fields import Id
from parley.hiring.http.templates import Caller
from parley.hiring.service.dashboard import Dashboards, GetDashboardQuery


def dashboard_router(
    dashboards: Dashboards, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """The dashboard."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["reviews"], route_class=route_class)
    who_calls = Depends(caller)

    @router.get("/dashboard")
    async def get_dashboard(
        template_id: Annotated[Id | None, Query(alias="templateId")] = None,
        who: Principal = who_calls,
    ) -> DashboardOut:
        return DashboardOut.of(await dashboards.dashboard(GetDashboardQuery(who, template_id)))

    return router
