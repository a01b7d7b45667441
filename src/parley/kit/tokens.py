"""Signed tokens: verifying the JWTs that identity signs, and random secrets.

Asymmetric, so that a service needs only the public keys (RFC 7517); ES256 (RFC 7518).
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt

from parley.kit.errors import Unauthenticated

ALGORITHM = "ES256"
LEEWAY_S = 5
REFETCH_S = 10.0
REMEMBERED = 4096  # tokens of one process; about 2 MB


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a secret: SHA-256, hex. Enough for 256-bit secrets (no dictionary)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def derive(key: bytes, *parts: str) -> str:
    """A secret derived from `key` and `parts`: HMAC-SHA-256, URL-safe without padding."""
    digest = hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class JwtVerifier:
    """Verifies tokens against a JWKS that is fetched when an unknown key id turns up."""

    def __init__(
        self, jwks: Callable[[], Awaitable[Mapping[str, Any]]], *, issuer: str, audience: str
    ) -> None:
        """Fetch keys by `jwks`; accept only tokens of `issuer` for `audience`."""
        self._fetch, self._issuer, self._audience = jwks, issuer, audience
        self._keys: dict[str, Any] = {}
        self._verified: dict[str, Mapping[str, Any]] = {}
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str) -> Mapping[str, Any]:
        """The claims of a valid token.

        Raises:
            Unauthenticated: Wrong signature, issuer, audience, form or time.
        """
        # What was found good stays good until it ends; checking it again costs 0.15 ms.
        known = self._verified.get(token)
        if known is not None and time.time() - LEEWAY_S < known["exp"]:
            return known
        try:
            kid = jwt.get_unverified_header(token).get("kid", "")
            key = self._keys.get(kid) or await self._key(kid)
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthenticated from error
        if len(self._verified) >= REMEMBERED:
            self._verified.clear()
        self._verified[token] = claims
        return claims

    async def _key(self, kid: object) -> Any:
        async with self._lock:
            # A stranger's tokens with made-up key ids must not make us fetch all the time.
            if kid not in self._keys and time.monotonic() - self._fetched_at > REFETCH_S:
                document = await self._fetch()
                self._keys = {k["kid"]: jwt.PyJWK(k).key for k in document["keys"]}
                self._fetched_at = time.monotonic()
                self._verified.clear()  # a key may have been withdrawn
        if kid not in self._keys:
            raise Unauthenticated
        return self._keys[kid]
