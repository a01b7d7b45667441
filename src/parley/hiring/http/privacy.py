"""Deletion, receipt, record, human look, extra time (docs: privacy), as people ask for them."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.http.invitation_bodies import InvitationOut
from parley.hiring.http.privacy_bodies import (
    DeletionIn,
    ExtensionIn,
    HumanLookAnswerIn,
    HumanLookIn,
    ReceiptOut,
    RecordOut,
    look_out,
)
from parley.hiring.http.review_bodies import HumanLookOut
from parley.hiring.http.templates import Caller
from parley.hiring.service.commands.extensions import (
    ExtendInvitationCommand,
    ExtensionCommands,
    RemindCandidateCommand,
)
from parley.hiring.service.commands.looks import (
    AnswerHumanLookCommand,
    AskHumanLookCommand,
    LookCommands,
)
from parley.hiring.service.commands.privacy import DeleteInvitationCommand, PrivacyCommands
from parley.hiring.service.record import GetDeletionQuery, GetRecordQuery, Records
from parley.kit.errors import Malformed
from parley.kit.ratelimit import RateLimiter
from parley.kit.web.auth import client_address

RECEIPTS = "/api/v1/receipts"


@dataclass(frozen=True, slots=True)
class Doors:
    """The use cases behind these routes."""

    privacy: PrivacyCommands
    looks: LookCommands
    extensions: ExtensionCommands
    records: Records


def privacy_router(doors: Doors, caller: Caller, route_class: type[APIRoute]) -> APIRouter:
    """Deletion, record and human look."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["privacy"], route_class=route_class)
    who_calls = Depends(caller)

    @router.post("/{invitation_id}/deletion", status_code=202)
    async def ask_deletion(
        invitation_id: str, body: DeletionIn, who: Principal = who_calls
    ) -> ReceiptOut:
        if not body.confirm:
            raise Malformed("confirm: must be true, because it can't be undone")
        asked = await doors.privacy.delete(DeleteInvitationCommand(who, invitation_id))
        return ReceiptOut.of(asked.deletion, asked.link)

    @router.get("/{invitation_id}/deletion")
    async def get_deletion(invitation_id: str, who: Principal = who_calls) -> ReceiptOut:
        return ReceiptOut.of(await doors.records.deletion(GetDeletionQuery(who, invitation_id)))

    @router.get("/{invitation_id}/record")
    async def get_record(invitation_id: str, who: Principal = who_calls) -> RecordOut:
        return RecordOut.of(await doors.records.record(GetRecordQuery(who, invitation_id)))

    @router.post("/{invitation_id}/human-look", status_code=201)
    async def ask_human_look(
        invitation_id: str, body: HumanLookIn, who: Principal = who_calls
    ) -> HumanLookOut:
        asked = await doors.looks.ask(AskHumanLookCommand(who, invitation_id, body.text))
        return look_out(asked, None)

    @router.post("/{invitation_id}/human-look/answer")
    async def answer_human_look(
        invitation_id: str, body: HumanLookAnswerIn, who: Principal = who_calls
    ) -> HumanLookOut:
        command = AnswerHumanLookCommand(who, invitation_id, body.text)
        answered, name = await doors.looks.answer(command)
        return look_out(answered, name)

    _extending(router, doors.extensions, caller)
    return router


def _extending(router: APIRouter, extensions: ExtensionCommands, caller: Caller) -> None:
    who_calls = Depends(caller)

    @router.post("/{invitation_id}/extend")
    async def extend_invitation(
        invitation_id: str, body: ExtensionIn, who: Principal = who_calls
    ) -> InvitationOut:
        command = ExtendInvitationCommand(
            who, invitation_id, body.expires_at, body.extra_time_percent
        )
        return InvitationOut.of_team(await extensions.extend(command))

    @router.post("/{invitation_id}/remind")
    async def remind_candidate(invitation_id: str, who: Principal = who_calls) -> InvitationOut:
        return InvitationOut.of_team(
            await extensions.remind(RemindCandidateCommand(who, invitation_id))
        )


def receipts_router(records: Records, limiter: RateLimiter, rule: str) -> APIRouter:
    """Receipts by their code; there is no bearer. `rule`: codes tried from one address."""
    router = APIRouter(prefix=RECEIPTS, tags=["privacy"])

    @router.get("/{code}")
    async def get_receipt(code: str, request: Request) -> ReceiptOut:
        await limiter.hit(rule, "receipt", client_address(request))
        return ReceiptOut.of(await records.receipt(code))

    return router
