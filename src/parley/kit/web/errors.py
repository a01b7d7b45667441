"""Translates errors to the one body: `{"error", "details", "requestId"}` (product.md, Errors)."""

import logging
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from parley.kit.errors import DomainError, Kind
from parley.kit.log import request_id

log = logging.getLogger(__name__)

CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media",
    422: "malformed",
    429: "too_many_requests",
    503: "unavailable",
}


class ErrorBody(BaseModel):
    """The body of every error, as the OpenAPI document tells of it."""

    model_config = ConfigDict(extra="forbid")

    error: str
    details: str | None = None
    requestId: str | None = None  # noqa: N815 - its name in product.md


# For `FastAPI(responses=...)`: without it the document promises the framework's own errors.
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": ErrorBody, "description": "What is wrong, and what to do about it."}
}


def body(code: str, details: str) -> dict[str, str | None]:
    """The body of every error."""
    out: dict[str, str | None] = {"error": code}
    if details:
        out["details"] = details
    out["requestId"] = request_id.get()
    return out


def respond(error: DomainError) -> JSONResponse:
    """The answer for a domain error."""
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    elif error.kind in {Kind.UNAVAILABLE, Kind.RATE_LIMITED}:
        headers["Retry-After"] = "1"
    if error.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body(error.code, error.details), error.kind.value, headers)


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def _field(location: tuple[int | str, ...]) -> str:
    """The field's path, as far as its names can be ours: a client makes up others."""
    named = (str(part) for part in location if part not in {"body", "query", "header"})
    return ".".join(takewhile(lambda part: part.isdecimal() or _WORD.fullmatch(part), named))


def _sentence(found: Mapping[str, Any]) -> str:
    """What is wrong, without the input where pydantic or a validator quotes it."""
    if found["type"] == "union_tag_invalid":
        return f"Input should be one of {found['ctx']['expected_tags']}"
    said = str(found["msg"])
    given = str(found.get("input"))
    quoted = len(given) > 3 and given in said  # noqa: PLR2004 - shorter ones are in any sentence
    if found["type"] in {"value_error", "assertion_error"} and quoted:
        return "Input is not valid"
    return said


async def _domain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101 - registered for it
    return respond(error)


async def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    # Never echo the input: it may be a password or an answer.
    found = [f"{_field(tuple(e['loc'])) or 'body'}: {_sentence(e)}" for e in error.errors()[:5]]
    return JSONResponse(body("malformed", "; ".join(found)), HTTPStatus.UNPROCESSABLE_ENTITY)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if error.status_code == HTTPStatus.NOT_FOUND:
        return JSONResponse({"error": "not found"}, HTTPStatus.NOT_FOUND)  # settled.md: literally
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework could not even parse it
        text = "The body can't be read: send JSON in UTF-8."
        return JSONResponse(body("malformed", text), HTTPStatus.UNPROCESSABLE_ENTITY)
    code = CODES.get(error.status_code, "error")
    details = HTTPStatus(error.status_code).phrase + "."
    return JSONResponse(body(code, details), error.status_code, dict(error.headers or {}))


async def _crash(_request: Request, error: Exception) -> JSONResponse:
    log.error("unhandled", exc_info=error, extra={"error_type": type(error).__name__})
    text = "Something broke on our side. Nothing you saved is lost; try again in a moment."
    return JSONResponse(body("internal", text), HTTPStatus.INTERNAL_SERVER_ERROR)


def install(app: FastAPI) -> None:
    """Make `app` answer every error in the one shape."""
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _crash)
