"""`/api/v1/invitations` as the hiring team uses it, and what both sides read."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.review import Analysis, Sought
from parley.hiring.http.candidates import consent_state
from parley.hiring.http.fields import Id
from parley.hiring.http.invitation_bodies import (
    AgainIn,
    CandidateInvitationOut,
    InvitationCreate,
    InvitationMade,
    InvitationOut,
    LinkOut,
    PlaybackOut,
    TeamInvitationOut,
)
from parley.hiring.http.templates import Caller, Search
from parley.hiring.ports import Page
from parley.hiring.ports.reviews import Sort
from parley.hiring.service.commands.invitations import (
    CreateInvitationCommand,
    InvitationCommands,
    InviteAgainCommand,
    RenewLinkCommand,
    RevokeInvitationCommand,
)
from parley.hiring.service.queries import (
    GetInvitationQuery,
    GetPlaybackQuery,
    GetRecordingQuery,
    ListCandidateInvitationsQuery,
    ListHrInvitationsQuery,
    Queries,
    TeamInvitation,
)
from parley.kit.web.paging import PageNumber, PageOf, PageSize


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which invitations of the team's list, and in which order."""

    status: InvitationStatus | None
    q: str | None
    template_id: str | None
    decision: Sought | None
    analysis: Analysis | None
    sort: Sort


def _narrowed(
    status: InvitationStatus | None = None,
    q: Search = None,
    template_id: Annotated[Id | None, Query(alias="templateId")] = None,
    decision: Sought | None = None,
    analysis: Analysis | None = None,
    sort: Sort = Sort.CREATED,
) -> Narrowed:
    return Narrowed(status, q, template_id, decision, analysis, sort)


def invitations_router(
    commands: InvitationCommands, queries: Queries, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """Lists, one invitation, its playback; inviting, the link again, revoking."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["invitations"], route_class=route_class)
    who_calls = Depends(caller)
    _reading(router, queries, caller)

    @router.post("", status_code=201)
    async def create_invitation(
        body: InvitationCreate, who: Principal = who_calls
    ) -> InvitationMade:
        command = CreateInvitationCommand(
            who,
            body.template_id,
            body.candidate_email,
            body.candidate_name,
            body.expires_at,
            body.candidate_timezone,
        )
        view, link = await commands.create(command)
        return InvitationMade(**dict(InvitationOut.of_team(view)), link=link)

    @router.post("/{invitation_id}/again", status_code=201)
    async def invite_again(
        invitation_id: str, body: AgainIn | None = None, who: Principal = who_calls
    ) -> InvitationMade:
        """Invite the same person anew, where the conversation broke off; again gives the same."""
        expires_at = None if body is None else body.expires_at
        view, link = await commands.again(InviteAgainCommand(who, invitation_id, expires_at))
        return InvitationMade(**dict(InvitationOut.of_team(view)), link=link)

    @router.post("/{invitation_id}/link")
    async def renew_link(invitation_id: str, who: Principal = who_calls) -> LinkOut:
        return LinkOut(link=await commands.link(RenewLinkCommand(who, invitation_id)))

    @router.post("/{invitation_id}/revoke")
    async def revoke_invitation(invitation_id: str, who: Principal = who_calls) -> InvitationOut:
        command = RevokeInvitationCommand(who, invitation_id)
        return InvitationOut.of_team(await commands.revoke(command))

    return router


def _reading(router: APIRouter, queries: Queries, caller: Caller) -> None:
    who_calls = Depends(caller)

    @router.get("")
    async def list_invitations(
        narrowed: Annotated[Narrowed, Depends(_narrowed)],
        page: PageNumber = 1,
        page_size: PageSize = 20,
        who: Principal = who_calls,
    ) -> PageOf[InvitationOut]:
        wanted = ListHrInvitationsQuery(
            who,
            Page(page, page_size),
            narrowed.status,
            narrowed.q,
            narrowed.template_id,
            narrowed.decision,
            narrowed.analysis,
            narrowed.sort,
        )
        found, total = await queries.hr_invitations(wanted)
        items = [InvitationOut.of_team(view) for view in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    # Before the next: `candidate` is no invitation's id.
    @router.get("/candidate")
    async def list_candidate_invitations(
        status: InvitationStatus | None = None,
        q: Search = None,
        page: PageNumber = 1,
        page_size: PageSize = 20,
        who: Principal = who_calls,
    ) -> PageOf[InvitationOut]:
        wanted = ListCandidateInvitationsQuery(who, Page(page, page_size), status, q)
        found, total = await queries.candidate_invitations(wanted)
        items = [InvitationOut.of(view) for view in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    @router.get("/{invitation_id}")
    async def get_invitation(
        invitation_id: str, who: Principal = who_calls
    ) -> TeamInvitationOut | CandidateInvitationOut:
        found = await queries.invitation(GetInvitationQuery(who, invitation_id))
        if isinstance(found, TeamInvitation):
            return TeamInvitationOut.read(found)
        return CandidateInvitationOut.read(
            found, consent_state(found.consent, found.template.settings)
        )

    @router.get("/{invitation_id}/responses/{response_id}/playback")
    async def get_playback(
        invitation_id: str, response_id: str, who: Principal = who_calls
    ) -> PlaybackOut:
        query = GetPlaybackQuery(who, invitation_id, response_id)
        return PlaybackOut.of(await queries.playback(query))

    @router.post("/{invitation_id}/responses/{response_id}/playback")
    async def retry_playback(
        invitation_id: str, response_id: str, who: Principal = who_calls
    ) -> PlaybackOut:
        query = GetPlaybackQuery(who, invitation_id, response_id, retry=True)
        return PlaybackOut.of(await queries.playback(query))

    @router.get("/{invitation_id}/recording")
    async def get_recording(invitation_id: str, who: Principal = who_calls) -> PlaybackOut:
        """The sound of a conversation."""
        return PlaybackOut.of(await queries.recording(GetRecordingQuery(who, invitation_id)))

    @router.post("/{invitation_id}/recording")
    async def retry_recording(invitation_id: str, who: Principal = who_calls) -> PlaybackOut:
        """The same; what failed in its making is tried again."""
        query = GetRecordingQuery(who, invitation_id, retry=True)
        return PlaybackOut.of(await queries.recording(query))
