"""The one error shape: a small tree of domain errors with a code and a sentence.

Contexts raise subclasses of `DomainError`; only `kit.web` and `kit.rpc` translate them
(to an HTTP status, to a gRPC status with the code in the trailer). Pure: no I/O.
"""

import re
from enum import Enum
from typing import ClassVar


class Kind(Enum):
    """What went wrong, independent of any transport; the value is the HTTP status."""

    BAD_STATE = 400
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    NOT_FOUND = 404
    CONFLICT = 409
    GONE = 410
    TOO_LARGE = 413
    UNSUPPORTED = 415
    MALFORMED = 422
    LOCKED = 423
    CHECKSUM = 460  # tus 1.0, checksum extension
    RATE_LIMITED = 429
    UNAVAILABLE = 503


_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class DomainError(Exception):
    """Something the caller did or met that has a name.

    The class's docstring is the default sentence for people; `code` is the class name in
    snake_case without `Exception` or `Error` (data-contracts.md, ErrorResponse).

    Attributes:
        details: A sentence that says what to do.
        retry_after: Seconds to wait before trying again, where waiting helps.
    """

    kind: ClassVar[Kind] = Kind.BAD_STATE
    code: ClassVar[str] = "domain_error"
    by_code: ClassVar[dict[str, type["DomainError"]]] = {}

    def __init_subclass__(cls) -> None:
        """Derive the code from the name, so that the two can't disagree."""
        super().__init_subclass__()
        name = re.sub(r"(Exception|Error)$", "", cls.__name__)
        cls.code = _WORD.sub("_", name).lower()
        other = DomainError.by_code.setdefault(cls.code, cls)
        if other.__module__ != cls.__module__ and _ours(other) and _ours(cls):
            # Over a link one of them would arrive as the other.
            raise TypeError(f"{cls.__module__} and {other.__module__} both have {cls.code}")
        DomainError.by_code[cls.code] = cls

    def __init__(self, details: str | None = None, *, retry_after: float | None = None) -> None:
        """Keep the sentence, or take the class's own."""
        default = " ".join((type(self).__doc__ or "").split())
        self.details = details or default
        self.retry_after = retry_after
        super().__init__(self.details)


def _ours(error: type[DomainError]) -> bool:
    return error.__module__.startswith("parley.")


class Malformed(DomainError):
    """The request is not understood: check its fields."""

    kind = Kind.MALFORMED


class Unauthenticated(DomainError):
    """Sign in first: the token is missing, wrong or has expired."""

    kind = Kind.UNAUTHENTICATED


class Forbidden(DomainError):
    """Your role does not permit this."""

    kind = Kind.FORBIDDEN


class NotFound(DomainError):
    """There is nothing here, or it is not yours to see."""

    kind = Kind.NOT_FOUND


class TooManyRequests(DomainError):
    """Too many requests: wait a little and try again."""

    kind = Kind.RATE_LIMITED


class Unavailable(DomainError):
    """A part of the system is not reachable just now: try again in a moment."""

    kind = Kind.UNAVAILABLE


class DeadlineExceeded(Unavailable):
    """This took too long and was stopped: try again in a moment."""


class IdempotencyKeyReused(DomainError):
    """This Idempotency-Key was used for another request: take a new key."""

    kind = Kind.CONFLICT
