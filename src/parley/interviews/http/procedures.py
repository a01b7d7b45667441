"""The procedures of realtime-session.md, section 3.1, and ours beside them, at `/trpc`."""

import hmac
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import AliasChoices, AwareDatetime, Field

from parley.contracts.identity import Principal
from parley.contracts.interviews import Speaker
from parley.interviews.domain.status import WORDS, Realtime
from parley.interviews.http.bodies import ID_MAX, Text
from parley.interviews.http.trpc import Procedure, Refused, answer, refusal
from parley.interviews.service import (
    PracticeCommands,
    Queries,
    StartPractice,
    TranscriptEntry,
    WorkerCommands,
)
from parley.interviews.service.views import SessionView
from parley.kit.clock import rfc3339
from parley.kit.db import Database
from parley.kit.errors import DomainError, Forbidden, TooManyRequests, Unauthenticated
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier, fingerprint
from parley.kit.web.auth import bearer, client_address
from parley.kit.web.idempotency import idempotent_route
from parley.kit.web.paging import Camel

ROLE = "interviews"
WORKER = "worker"
SECRET_HEADER = "x-worker-secret"  # noqa: S105 - a header's name
SECRET_MAX = 4096
GUESSES = "30/minute"  # wrong secrets of one address
Json = Mapping[str, object]
SUCCESS: Json = {"success": True}

SessionId = Annotated[Text, Field(min_length=1, max_length=ID_MAX)]


class CreateIn(Camel):
    """What to practise."""

    job_description: Text = ""
    template_id: Annotated[Text, Field(max_length=ID_MAX)] | None = None


class InterviewIn(Camel):
    """Which interview."""

    interview_id: SessionId


class GetIn(Camel):
    """Which interview; `id` says the same."""

    interview_id: SessionId = Field(validation_alias=AliasChoices("interviewId", "id"))


class UpdateStatusIn(InterviewIn):
    """The next status; `endedAt` left out is now."""

    status: Literal[Realtime.IN_PROGRESS, Realtime.COMPLETED, Realtime.ERROR]
    ended_at: AwareDatetime | None = None


class TranscriptEntryIn(Camel):
    """What one of the two said."""

    speaker: Speaker
    content: Text
    timestamp: AwareDatetime


class SubmitTranscriptIn(InterviewIn):
    """The final transcript, in order."""

    transcript: list[TranscriptEntryIn]
    ended_at: AwareDatetime


class Callers:
    """Tells who sends a request: a person by their session, a worker by the shared secret."""

    def __init__(self, verifier: JwtVerifier, limiter: RateLimiter, secret: str) -> None:
        """Know a worker by `secret`; an empty one is nobody's."""
        self._verifier, self._limiter = verifier, limiter
        self._secret = fingerprint(secret) if secret else None

    async def person(self, request: Request) -> Principal:
        """The person.

        Raises:
            Unauthenticated: No valid session.
            TooManyRequests: This address has tried too many secrets.
        """
        who = await self.anybody(request)
        if who is None:
            raise Unauthenticated("This needs a person's session: a worker has none.")
        return who

    async def worker(self, request: Request) -> None:
        """Let a worker through.

        Raises:
            Forbidden: A person calls.
            Unauthenticated, TooManyRequests: As above.
        """
        if await self.anybody(request) is not None:
            raise Forbidden("Only the worker that holds the interview may do this.")

    async def anybody(self, request: Request) -> Principal | None:
        """The person; None for a worker.

        Raises:
            Unauthenticated: Neither; a wrong secret counts, whatever else is shown with it.
            TooManyRequests: This address has tried too many secrets.
        """
        shown = request.headers.get(SECRET_HEADER)
        if shown is None:
            shown = bearer(request)
            if _is_signed(shown):
                return Principal.from_claims(await self._verifier.verify(shown))
        if not await self._knows(request, shown):
            raise Unauthenticated
        return None

    async def subject(self, request: Request) -> str:
        """Whose Idempotency-Key it is."""
        who = await self.anybody(request)
        return WORKER if who is None else who.user_id

    async def _knows(self, request: Request, shown: str) -> bool:
        address = client_address(request)
        wait = await self._limiter.full(GUESSES, "worker-secret", address)
        if wait is not None:
            raise TooManyRequests(retry_after=wait)
        # Of equal length, so that the time taken says nothing.
        given = fingerprint(shown[:SECRET_MAX])
        if self._secret is not None and hmac.compare_digest(given, self._secret):
            return True
        await self._limiter.hit(GUESSES, "worker-secret", address)
        return False


def _is_signed(token: str) -> bool:
    """Whether it is a JWT by its looks (RFC 7519); a secret that looks so goes by its header."""
    return token.startswith("eyJ") and token.count(".") == 2  # noqa: PLR2004 - its three parts


def procedures(
    practice: PracticeCommands, worker: WorkerCommands, queries: Queries, callers: Callers
) -> Mapping[str, Procedure]:
    """By their paths."""

    async def create(who: Principal, asked: CreateIn) -> Json:
        ask = StartPractice(job_description=asked.job_description, template_id=asked.template_id)
        return {"interviewId": (await practice.create(who, ask)).standing.id}

    async def get(who: Principal, asked: GetIn) -> Json:
        return _interview(await queries.view(who, asked.interview_id))

    async def generate(who: Principal, asked: InterviewIn) -> Json:
        return {"token": await worker.generate_token(who, asked.interview_id)}

    async def resume(who: Principal, asked: InterviewIn) -> Json:
        return {"token": await worker.resume_token(who, asked.interview_id)}

    async def update(who: Principal | None, asked: UpdateStatusIn) -> Json:
        await worker.update_status(who, asked.interview_id, asked.status, asked.ended_at)
        return SUCCESS

    async def submit(_worker: None, asked: SubmitTranscriptIn) -> Json:
        said = [TranscriptEntry(e.speaker, e.content, e.timestamp) for e in asked.transcript]
        await worker.submit_transcript(asked.interview_id, said, asked.ended_at)
        return SUCCESS

    person, anybody = callers.person, callers.anybody
    return {
        "interview.create": Procedure("mutation", person, CreateIn, create),
        "interview.getById": Procedure("query", person, GetIn, get),
        "interview.generateWorkerToken": Procedure("mutation", person, InterviewIn, generate),
        "interview.resumeWorkerToken": Procedure("mutation", person, InterviewIn, resume),
        "interview.updateStatus": Procedure("mutation", anybody, UpdateStatusIn, update),
        "interview.submitTranscript": Procedure(
            "mutation", callers.worker, SubmitTranscriptIn, submit
        ),
    }


def _interview(view: SessionView) -> Json:
    standing = view.standing
    return {
        "id": standing.id,
        "status": WORDS[standing.status].realtime.value,
        "mode": view.mode.value,
        "title": view.title,
        "jobDescription": view.job_description,
        "language": view.language,
        "totalQuestions": standing.total_questions,
        "currentQuestion": standing.current_question,
        "createdAt": rfc3339(view.created_at),
        "startedAt": _moment(view.started_at),
        "endedAt": _moment(view.completed_at),
        "secondsLeft": view.seconds_left,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


def trpc_router(served: Mapping[str, Procedure], callers: Callers, db: Database) -> APIRouter:
    """The mount. A key's answer is kept only where the call succeeded: else nothing was done."""
    once = idempotent_route(db, ROLE, callers.subject)

    class TrpcRoute(once):  # type: ignore[valid-type, misc]  # made anew for each mount
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

            async def run(request: Request) -> Response:
                try:
                    return await handle(request)
                except Refused as refused:
                    return refused.response
                except DomainError as error:  # of the key, or of whose it is
                    return refusal(error)

            return run

    route: type[APIRoute] = TrpcRoute
    # Its own protocol: the pages' types don't come from OpenAPI.
    router = APIRouter(prefix="/trpc", route_class=route, include_in_schema=False)

    @router.api_route("/{path}", methods=["GET", "POST"])
    async def call(path: str, request: Request) -> Response:
        return await answer(served, path, request)

    return router
