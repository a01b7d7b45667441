"""Bearer tokens at the edge, and where a request really comes from."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi import Request

from parley.kit.errors import Unauthenticated
from parley.kit.tokens import JwtVerifier

P = TypeVar("P")
MAX_TOKEN = 4096


def bearer(request: Request) -> str:
    """The bearer token of a request (RFC 6750, section 2.1).

    Raises:
        Unauthenticated: There is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
        raise Unauthenticated
    return token.strip()


def authenticated(
    verifier: JwtVerifier, read: Callable[[Mapping[str, Any]], P]
) -> Callable[[Request], Awaitable[P]]:
    """A dependency that gives the caller's principal, read from verified claims by `read`."""

    async def principal(request: Request) -> P:
        return read(await verifier.verify(bearer(request)))

    return principal


def subject_of(verifier: JwtVerifier) -> Callable[[Request], Awaitable[str]]:
    """The `sub` of the caller's verified token, for idempotency keys."""

    async def subject(request: Request) -> str:
        return str((await verifier.verify(bearer(request)))["sub"])

    return subject


def client_address(request: Request) -> str:
    """The peer's address as the socket has it; no header a client can forge is asked.

    Behind a proxy the server is started with that proxy trusted (`PARLEY_TRUSTED_PROXIES`),
    which puts the real address into the scope.
    """
    return request.client.host if request.client else "unknown"
