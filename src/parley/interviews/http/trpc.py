"""The HTTP protocol of tRPC 11, as far as queries and mutations of JSON go (no transformer).

One call a request, or several (`?batch=1`) with their paths joined by commas and their inputs in
one object by place: each fares by itself, and the status is 207 unless all have the same. What
`@trpc/client` makes of it is tried in tests/interviews/test_trpc_client.py.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError

from parley.contracts.identity import Principal
from parley.kit.errors import DomainError, Kind, Malformed

log = logging.getLogger(__name__)

BATCH_MAX = 10  # calls in one request
MULTI_STATUS = 207


class Code(NamedTuple):
    """A name of tRPC's errors with its JSON-RPC number and HTTP status."""

    name: str
    number: int
    status: int


BAD_REQUEST = Code("BAD_REQUEST", -32600, 400)
UNAUTHORIZED = Code("UNAUTHORIZED", -32001, 401)
FORBIDDEN = Code("FORBIDDEN", -32003, 403)
NOT_FOUND = Code("NOT_FOUND", -32004, 404)
METHOD_NOT_SUPPORTED = Code("METHOD_NOT_SUPPORTED", -32005, 405)
CONFLICT = Code("CONFLICT", -32009, 409)
PRECONDITION_FAILED = Code("PRECONDITION_FAILED", -32012, 412)
PAYLOAD_TOO_LARGE = Code("PAYLOAD_TOO_LARGE", -32013, 413)
UNSUPPORTED_MEDIA_TYPE = Code("UNSUPPORTED_MEDIA_TYPE", -32015, 415)
TOO_MANY_REQUESTS = Code("TOO_MANY_REQUESTS", -32029, 429)
INTERNAL_SERVER_ERROR = Code("INTERNAL_SERVER_ERROR", -32603, 500)
SERVICE_UNAVAILABLE = Code("SERVICE_UNAVAILABLE", -32603, 503)

CODES: Mapping[Kind, Code] = {
    Kind.BAD_STATE: BAD_REQUEST,
    Kind.UNAUTHENTICATED: UNAUTHORIZED,
    Kind.FORBIDDEN: FORBIDDEN,
    Kind.NOT_FOUND: NOT_FOUND,
    Kind.CONFLICT: CONFLICT,
    Kind.GONE: PRECONDITION_FAILED,
    Kind.TOO_LARGE: PAYLOAD_TOO_LARGE,
    Kind.UNSUPPORTED: UNSUPPORTED_MEDIA_TYPE,
    Kind.MALFORMED: BAD_REQUEST,
    Kind.LOCKED: CONFLICT,
    Kind.CHECKSUM: BAD_REQUEST,
    Kind.RATE_LIMITED: TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure.

    Attributes:
        kind: Queries are asked for by GET, mutations by POST.
        admits: Tells who sends the request, before anything is said of its input: a person, or
            None for a worker; raises for whom it isn't.
        takes: Its input.
        run: Does it and gives JSON.
    """

    kind: Literal["query", "mutation"]
    admits: Callable[[Request], Awaitable[Principal | None]]
    takes: type[BaseModel]
    run: Callable[[Any, Any], Awaitable[Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call came to.

    Attributes:
        status: HTTP's.
        body: `{"result": {"data"}}` or `{"error": {"message", "code", "data"}}`.
        retry_after: Seconds, where waiting helps.
    """

    status: int
    body: dict[str, Any]
    retry_after: float | None = None


class Refused(Exception):
    """A single call failed: what it may have written must not be kept.

    Raised through the transaction of an Idempotency-Key, and answered behind it.
    """

    def __init__(self, response: Response) -> None:
        """Carry the answer."""
        super().__init__()
        self.response = response


async def answer(procedures: Mapping[str, Procedure], path: str, request: Request) -> Response:
    """Answer a request to `path` (behind the mount).

    Raises:
        Refused: A single call failed.
    """
    batch = request.query_params.get("batch") == "1"
    names = path.split(",") if batch else [path]
    try:
        inputs = await _inputs(request, len(names), batch=batch)
    except _Unreadable as error:
        raise Refused(_respond(_error(error.code, error.sentence, path))) from error
    outcomes = [
        await _call(procedures, name, request, inputs.get(str(place)))
        for place, name in enumerate(names)
    ]
    if not batch or len(outcomes) == 1:
        response = _respond(outcomes[0], batch=batch)
        if outcomes[0].status >= 400:  # noqa: PLR2004 - where errors begin
            raise Refused(response)
        return response
    statuses = {outcome.status for outcome in outcomes}
    status = statuses.pop() if len(statuses) == 1 else MULTI_STATUS
    return _json(status, [outcome.body for outcome in outcomes], outcomes)


class _Unreadable(Exception):
    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


async def _inputs(request: Request, calls: int, *, batch: bool) -> Mapping[str, Any]:
    """The calls' inputs by their place."""
    if calls > BATCH_MAX:
        raise _Unreadable(BAD_REQUEST, f"A batch has at most {BATCH_MAX} calls.")
    if calls > 1 and "idempotency-key" in request.headers:
        sentence = "An Idempotency-Key goes with one call: send it without others."
        raise _Unreadable(BAD_REQUEST, sentence)
    if request.method == "GET":
        text: str | bytes = request.query_params.get("input", "")
    else:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise _Unreadable(UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
        text = await request.body()
    if not text:
        return {}
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(BAD_REQUEST, "The input can't be read: send JSON.") from error
    if not batch:
        return {"0": given}
    if not isinstance(given, dict):
        raise _Unreadable(BAD_REQUEST, '"input" needs to be an object when doing a batch call')
    return given


async def _call(
    procedures: Mapping[str, Procedure], name: str, request: Request, given: object
) -> Outcome:
    procedure = procedures.get(name)
    if procedure is None:
        # A made-up path is not repeated: it may hold anything.
        return _error(NOT_FOUND, "There is no such procedure.", "")
    method = "GET" if procedure.kind == "query" else "POST"
    if request.method != method:
        return _error(METHOD_NOT_SUPPORTED, f"A {procedure.kind} is called by {method}.", name)
    try:
        who = await procedure.admits(request)
        asked = procedure.takes.model_validate({} if given is None else given)
        found = await procedure.run(who, asked)
    except ValidationError as error:
        return _error(BAD_REQUEST, _issues(error), name, Malformed.code)
    except DomainError as error:
        return _refusal(error, name)
    except Exception as error:
        log.exception("procedure failed", extra={"error_type": type(error).__name__})
        sentence = "Something broke on our side. Nothing you saved is lost; try again in a moment."
        return _error(INTERNAL_SERVER_ERROR, sentence, name)
    return Outcome(200, {"result": {"data": found}})


def refusal(error: DomainError) -> Response:
    """The answer to a request that is refused whole."""
    return _respond(_refusal(error, ""))


def _refusal(error: DomainError, path: str) -> Outcome:
    return _error(CODES[error.kind], error.details, path, error.code, error.retry_after)


def _issues(error: ValidationError) -> str:
    """What is wrong as zod's issues, which clients of tRPC read; without the input itself."""
    found = [
        {
            "code": "unrecognized_keys" if one["type"] == "extra_forbidden" else one["type"],
            "path": [part for part in one["loc"] if one["type"] != "extra_forbidden"],
            "message": one["msg"],
        }
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:5]
    ]
    return json.dumps(found)


def _error(
    code: Code,
    sentence: str,
    path: str,
    error: str | None = None,
    retry_after: float | None = None,
) -> Outcome:
    data: dict[str, Any] = {"code": code.name, "httpStatus": code.status}
    if path:
        data["path"] = path
    if error is not None:
        data["error"] = error  # the code that REST would say
    body = {"error": {"message": sentence, "code": code.number, "data": data}}
    return Outcome(code.status, body, retry_after)


def _respond(outcome: Outcome, *, batch: bool = False) -> Response:
    body = [outcome.body] if batch else outcome.body
    return _json(outcome.status, body, [outcome])


def _json(status: int, body: object, outcomes: list[Outcome]) -> Response:
    headers = {"cache-control": "no-store", "vary": "trpc-accept"}
    waits = [outcome.retry_after for outcome in outcomes if outcome.retry_after is not None]
    if waits:
        headers["retry-after"] = str(max(1, round(max(waits))))
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, headers, "application/json")
