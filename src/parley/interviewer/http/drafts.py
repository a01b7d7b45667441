"""`POST /api/ai/drafts`: questions for a job description, pasted or as a PDF."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, TypeAdapter, ValidationError

from parley.contracts.identity import Principal
from parley.interviewer.domain.mind import Draft, DraftAsk
from parley.interviewer.ports import DocumentReader, Settings
from parley.interviewer.service.drafting import MOST_QUESTIONS, Drafting
from parley.kit.errors import DomainError, Forbidden, Kind, Malformed
from parley.kit.ratelimit import RateLimiter
from parley.kit.web.paging import Camel

Caller = Callable[[Request], Awaitable[Principal]]
RATE = "30/hour"  # drafts of one account: each may cost a model's time
QUESTIONS = 6
JSON_BYTES_A_CHARACTER = 6  # an escaped character of the basic plane
JSON_SLACK = 2_000
JSON, PDF = "application/json", "application/pdf"

Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$")]
Count = Annotated[int, Field(ge=1, le=MOST_QUESTIONS)]


class DraftTooLarge(DomainError):
    """This job description is too large: send a shorter one."""

    kind = Kind.TOO_LARGE


class DraftUnsupported(DomainError):
    """A job description comes as `application/json` or as `application/pdf`."""

    kind = Kind.UNSUPPORTED


class DraftIn(Camel):
    """A pasted job description."""

    job_description: str
    language: Language = "en"
    questions: Count = QUESTIONS


class DraftQuestionOut(Camel):
    """One drafted question."""

    text: str
    competency: str
    key_points: list[str]


class DraftOut(Camel):
    """A draft, to be edited by a person before anybody is asked."""

    title: str
    source: str
    questions: list[DraftQuestionOut]

    @classmethod
    def of(cls, draft: Draft) -> "DraftOut":
        """The draft as a body."""
        return cls.model_validate(draft)


BODY = TypeAdapter(DraftIn)
OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": DraftIn.model_json_schema()},
            PDF: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def router(
    drafting: Drafting,
    documents: DocumentReader,
    settings: Settings,
    caller: Caller,
    limiter: RateLimiter,
    route_class: type[APIRoute] = APIRoute,
) -> APIRouter:
    """The route of drafts."""
    routes = APIRouter(prefix="/api/ai", tags=["drafts"], route_class=route_class)
    who_calls = Depends(caller)

    @routes.post("/drafts", openapi_extra=OPENAPI)
    async def draft(
        request: Request,
        language: Annotated[Language, Query()] = "en",
        questions: Annotated[Count, Query()] = QUESTIONS,
        who: Principal = who_calls,
    ) -> DraftOut:
        """Questions with key points; for a PDF, language and their number stand in the query."""
        if not who.is_staff:
            raise Forbidden  # before anything of theirs is read
        await limiter.hit(RATE, "drafts", who.user_id)
        match request.headers.get("content-type", "").partition(";")[0].strip().lower():
            case "application/json":
                most = settings.description_characters * JSON_BYTES_A_CHARACTER + JSON_SLACK
                ask = _pasted(await _body(request, most))
            case "application/pdf":
                pdf = await _body(request, settings.document_bytes)
                ask = DraftAsk(await documents.text(pdf), language, questions)
            case _:
                raise DraftUnsupported
        _check(ask, settings.description_characters)
        return DraftOut.of(await drafting.draft(ask, who))

    return routes


def _pasted(body: bytes) -> DraftAsk:
    try:
        sent = BODY.validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from error
    return DraftAsk(sent.job_description, sent.language, sent.questions)


def _check(ask: DraftAsk, most: int) -> None:
    """Refuse what can't be drafted from.

    Raises:
        Malformed: It is empty or too long.
    """
    if not ask.job_description.strip():
        raise Malformed("The job description is empty: paste it, or send it as a PDF.")
    if len(ask.job_description) > most:
        raise Malformed(f"The job description has more than {most} characters: shorten it.")


async def _body(request: Request, most: int) -> bytes:
    """The whole body.

    Raises:
        DraftTooLarge: It is longer than `most` bytes, declared or not.
    """
    told = DraftTooLarge(f"This job description has more than {most} bytes: send a shorter one.")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most:
        raise told
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise told
    return bytes(body)
