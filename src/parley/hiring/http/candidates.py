"""`/api/v1/invitations` as the candidate uses it: link, consent, start, answers, completion."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.contracts.media import Consent
from parley.hiring.domain import consent as consent_text
from parley.hiring.domain.answers import Answer
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.http.invitation_bodies import (
    AccessIn,
    AccessOut,
    ConsentIn,
    ConsentOut,
    InvitationOut,
    ResponseIn,
    ResponseOut,
    StartedOut,
    TakeIn,
    TakeOut,
)
from parley.hiring.http.templates import Caller
from parley.hiring.service.commands.answers import (
    AnswerCommands,
    CompleteInvitationCommand,
    GiveConsentCommand,
    OpenTakeCommand,
    StartInvitationCommand,
    SubmitResponseCommand,
)
from parley.hiring.service.commands.privacy import PrivacyCommands, WithdrawConsentCommand
from parley.kit.errors import Malformed
from parley.kit.ratelimit import RateLimiter
from parley.kit.web.auth import client_address
from parley.kit.web.cookies import set_refresh

PREFIX_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps /access from being guessed at.

    Attributes:
        limiter: Counts.
        by_token, by_address: Rules, in the limiter's words.
        secure: Whether cookies are for https only.
    """

    limiter: RateLimiter
    by_token: str
    by_address: str
    secure: bool


def access_router(commands: AnswerCommands, guard: Guard) -> APIRouter:
    """The exchange of a link. There is no bearer yet, so no Idempotency-Key: it repeats freely."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["invitations"])

    @router.post("/access")
    async def access(body: AccessIn, request: Request, response: Response) -> AccessOut:
        address = client_address(request)
        await guard.limiter.hit(guard.by_address, "access-address", address)
        prefix = body.access_token[:PREFIX_LENGTH]
        await guard.limiter.hit(guard.by_token, "access-token", prefix)
        view, session = await commands.open_link(body.access_token)
        set_refresh(
            response,
            session.refresh_token,
            max_age=session.refresh_expires_in,
            invitation_id=view.id,
            secure=guard.secure,
        )
        return AccessOut(
            access_token=session.access_token,
            expires_in=session.expires_in,
            invitation=InvitationOut.of(view),
        )

    return router


def candidates_router(
    commands: AnswerCommands,
    privacy: PrivacyCommands,
    caller: Caller,
    route_class: type[APIRoute],
) -> APIRouter:
    """Consent, start, takes, responses, completion."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["invitations"], route_class=route_class)
    who_calls = Depends(caller)

    @router.post("/{invitation_id}/consent")
    async def give_consent(
        invitation_id: str, body: ConsentIn, who: Principal = who_calls
    ) -> ConsentOut:
        if not body.accepted:
            raise Malformed("accepted: only true can be recorded; to decline, send nothing")
        command = GiveConsentCommand(who, invitation_id, body.version)
        given = await commands.consent(command)
        return ConsentOut(version=given.version, text=list(given.text), given_at=given.given_at)

    @router.delete("/{invitation_id}/consent", status_code=204)
    async def withdraw_consent(invitation_id: str, who: Principal = who_calls) -> None:
        await privacy.withdraw_consent(WithdrawConsentCommand(who, invitation_id))

    @router.post("/{invitation_id}/start")
    async def start_invitation(invitation_id: str, who: Principal = who_calls) -> StartedOut:
        command = StartInvitationCommand(who, invitation_id)
        return StartedOut.started(await commands.start(command))

    @router.post(
        "/{invitation_id}/questions/{question_id}/takes",
        status_code=201,
        responses={200: {"model": TakeOut, "description": "The take that is open already."}},
    )
    async def open_take(
        invitation_id: str,
        question_id: str,
        response: Response,
        body: TakeIn | None = None,
        who: Principal = who_calls,
    ) -> TakeOut:
        retake = body is not None and body.retake
        take = await commands.open_take(OpenTakeCommand(who, invitation_id, question_id, retake))
        response.status_code = 201 if take.created else 200
        return TakeOut.of(take)

    @router.post("/{invitation_id}/responses", status_code=201)
    async def submit_response(
        invitation_id: str, body: ResponseIn, who: Principal = who_calls
    ) -> ResponseOut:
        answer = Answer(body.type, body.content, body.media_url)
        command = SubmitResponseCommand(who, invitation_id, body.question_id, answer)
        return ResponseOut.model_validate(await commands.submit(command))

    @router.post("/{invitation_id}/complete")
    async def complete_invitation(invitation_id: str, who: Principal = who_calls) -> InvitationOut:
        command = CompleteInvitationCommand(who, invitation_id)
        return InvitationOut.of(await commands.complete(command))

    return router


def consent_state(given: Consent | None, settings: InterviewSettings) -> ConsentOut:
    """The present text, and when it was agreed to; agreement to an older one doesn't count."""
    now = consent_text.current(settings.language, settings.mode)
    current = given is not None and given.version == now.version
    return ConsentOut(
        version=now.version,
        text=list(now.paragraphs),
        given_at=given.given_at if given is not None and current else None,
    )
