"""Domain errors as gRPC statuses and back: the code travels in the trailing metadata.

Statuses follow Google's AIP-193 and its table of HTTP equivalents; several of our kinds share
one, so the class found by `error-code` decides and the status only stands in for a code that
this process doesn't know.
"""

from collections.abc import Iterable

import grpc

from parley.kit.errors import (
    DeadlineExceeded,
    DomainError,
    Forbidden,
    Kind,
    Malformed,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)

ERROR_CODE = "error-code"
RETRY_AFTER = "retry-after"
MAX_SENTENCE = 1000  # characters; peers refuse metadata beyond 8 KB

STATUSES = {
    Kind.BAD_STATE: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.GONE: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.TOO_LARGE: grpc.StatusCode.OUT_OF_RANGE,
    Kind.UNSUPPORTED: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.MALFORMED: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.LOCKED: grpc.StatusCode.ABORTED,
    Kind.CHECKSUM: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.RATE_LIMITED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
}


class RemoteConflict(DomainError):
    """Something else changed this meanwhile: look at it again, then try once more."""

    kind = Kind.CONFLICT


class RemoteTooLarge(DomainError):
    """This is larger than what is accepted."""

    kind = Kind.TOO_LARGE


class RemoteFailure(Exception):
    """The other side broke; it says nothing more than that, so that nothing leaks."""


_STAND_INS: dict[grpc.StatusCode, type[DomainError]] = {
    grpc.StatusCode.FAILED_PRECONDITION: DomainError,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: Forbidden,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ABORTED: RemoteConflict,
    grpc.StatusCode.OUT_OF_RANGE: RemoteTooLarge,
    grpc.StatusCode.INVALID_ARGUMENT: Malformed,
    grpc.StatusCode.RESOURCE_EXHAUSTED: TooManyRequests,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
}


def status_of(error: DomainError) -> grpc.StatusCode:
    """The status that `error` leaves with."""
    if isinstance(error, DeadlineExceeded):
        return grpc.StatusCode.DEADLINE_EXCEEDED
    return STATUSES[error.kind]


def trailers_of(error: DomainError) -> tuple[tuple[str, str], ...]:
    """The trailing metadata that `error` leaves with."""
    code = ((ERROR_CODE, error.code),)
    if error.retry_after is None:
        return code
    return (*code, (RETRY_AFTER, repr(float(error.retry_after))))


def error_of(
    status: grpc.StatusCode, details: str | None, trailers: Iterable[tuple[str, str | bytes]]
) -> Exception:
    """The error that a failed call stands for.

    Returns:
        The `DomainError` whose code is in the trailers; for an unknown or missing code the one
        that its status stands for; `RemoteFailure` for a status that no domain error has.
    """
    found = {key: value for key, value in trailers if isinstance(value, str)}
    code = found.get(ERROR_CODE)
    known = DomainError.by_code.get(code) if code is not None else None
    cls = known or _STAND_INS.get(status)
    if cls is None:
        return RemoteFailure(f"gRPC status {status.name}")
    # Sentences of the transport itself name addresses and sockets: nothing for people.
    sentence = details if code is not None else None
    # Past the class's own constructor: it may ask for things that did not travel.
    error = cls.__new__(cls)
    DomainError.__init__(error, sentence, retry_after=_seconds(found))
    if code is None and error.kind is Kind.UNAVAILABLE:
        error.retry_after = 1.0
    return error


def _seconds(trailers: dict[str, str]) -> float | None:
    try:
        return float(trailers[RETRY_AFTER])
    except (KeyError, ValueError):
        return None
