"""`/api/v1/invitations/:id/audit`: who did what with an interview."""

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.http.privacy_bodies import AuditOut
from parley.hiring.http.templates import Caller
from parley.hiring.ports import Page
from parley.hiring.service.audit import AuditQueries, ListAuditQuery
from parley.kit.web.paging import PageNumber, PageOf, PageSize


def audit_router(queries: AuditQueries, caller: Caller, route_class: type[APIRoute]) -> APIRouter:
    """The audit trail of one invitation, for the hiring team."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["privacy"], route_class=route_class)
    who_calls = Depends(caller)

    @router.get("/{invitation_id}/audit")
    async def list_audit(
        invitation_id: str,
        page: PageNumber = 1,
        page_size: PageSize = 20,
        who: Principal = who_calls,
    ) -> PageOf[AuditOut]:
        wanted = ListAuditQuery(who, invitation_id, Page(page, page_size))
        found, total = await queries.of_invitation(wanted)
        items = [AuditOut.of(entry, name) for entry, name in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    return router
