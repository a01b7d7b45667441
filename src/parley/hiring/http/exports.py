"""Exports as attachments: one interview, or a row an invitation; JSON or CSV."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.review import Analysis, Sought
from parley.hiring.http.fields import Id
from parley.hiring.http.templates import Caller, Search
from parley.hiring.service.exports import (
    Export,
    ExportInvitationQuery,
    ExportListQuery,
    Exports,
    Format,
)

MEDIA_TYPES = {Format.JSON: "application/json", Format.CSV: "text/csv; charset=utf-8"}
ATTACHMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The attachment.",
        "content": {
            "application/json": {"schema": {}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


def exports_router(exports: Exports, caller: Caller, route_class: type[APIRoute]) -> APIRouter:
    """Both exports."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["reviews"], route_class=route_class)
    who_calls = Depends(caller)

    @router.get("/export", response_class=StreamingResponse, responses=ATTACHMENT)
    async def export_invitations(
        format: Format = Format.CSV,  # noqa: A002 - the parameter's name in the address
        template_id: Annotated[Id | None, Query(alias="templateId")] = None,
        status: InvitationStatus | None = None,
        q: Search = None,
        decision: Sought | None = None,
        analysis: Analysis | None = None,
        who: Principal = who_calls,
    ) -> StreamingResponse:
        query = ExportListQuery(who, format, template_id, status, q, decision, analysis)
        return _attachment(await exports.invitations(query))

    @router.get("/{invitation_id}/export", response_class=StreamingResponse, responses=ATTACHMENT)
    async def export_invitation(
        invitation_id: str,
        format: Format = Format.JSON,  # noqa: A002 - the parameter's name in the address
        who: Principal = who_calls,
    ) -> StreamingResponse:
        return _attachment(
            await exports.invitation(ExportInvitationQuery(who, invitation_id, format))
        )

    return router


def _attachment(export: Export) -> StreamingResponse:
    # File names are made of ids and dates alone (`Export`), so they need no quoting rules.
    headers = {
        "content-disposition": f'attachment; filename="{export.filename}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return StreamingResponse(export.chunks, media_type=MEDIA_TYPES[export.format], headers=headers)
