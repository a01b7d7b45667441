"""`Idempotency-Key` on every POST: the same key gets the same answer for 24 hours.

The key is claimed, the command done and its answer stored in one transaction, so a crash at
any moment leaves either nothing or all of it. A second request with the key waits for the
first (the claim's unique row) and gets its answer.

What changes nothing needs no transaction around it: only its answer is stored. Of two such requests
at once with one key, both are worked on, and both get the answer that was stored first.
"""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from parley.kit.db import Database, Unit
from parley.kit.errors import IdempotencyKeyReused, Malformed

KEEP = timedelta(hours=24)
MAX_LENGTH = 255
REPLAYED_HEADERS = ("content-type", "location")

Subject = Callable[[Request], Awaitable[str]]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def idempotent_route(
    db: Database, role: str, subject: Subject, *, changes_nothing: bool = False
) -> type[APIRoute]:
    """A route class for `APIRouter(route_class=...)` whose commands run as `role`.

    Args:
        db: Where keys are kept.
        role: The context's.
        subject: Tells from a request who asks, stable over renewed tokens; raises
            Unauthenticated. Answers are replayed only to the same subject.
        changes_nothing: The routes only work something out, for longer perhaps than a connection
            of the pool may be held.
    """
    answered = _worked_out if changes_nothing else _commanded

    class IdempotentRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()
            if "POST" not in (self.methods or ()):
                return handle

            async def once(request: Request) -> Response:
                key = request.headers.get("idempotency-key")
                if key is None:
                    return await handle(request)
                if not key.isprintable() or not 0 < len(key) <= MAX_LENGTH:
                    raise Malformed(f"Idempotency-Key: 1 to {MAX_LENGTH} printable characters")
                claim = await _Claim.of(request, key, await subject(request))
                return await answered(db, role, claim, lambda: handle(request))

            return once

    return IdempotentRoute


@dataclass(frozen=True, slots=True)
class _Claim:
    """A key as it is stored."""

    scope: str
    sent: str
    subject: str
    path: str

    @classmethod
    async def of(cls, request: Request, key: str, subject: str) -> "_Claim":
        path = request.url.path
        scope = hashlib.sha256(f"{subject}\x1f{path}\x1f{key}".encode()).hexdigest()
        return cls(scope, hashlib.sha256(await request.body()).hexdigest(), subject, path)

    async def stored(self, unit: Unit) -> Response | None:
        """Claim the key; the answer that was given to it, None where it is new.

        Raises:
            IdempotencyKeyReused: Something else was asked with it.
        """
        row = await unit.fetchrow(
            "SELECT * FROM kit.claim_idempotency($1, $2, $3, $4, $5)",
            self.scope,
            self.sent,
            self.subject,
            KEEP,
            self.path,  # says what the answer is about, for `kit.erase`
        )
        assert row is not None  # noqa: S101 - the function always returns the claimed row
        if row["fingerprint"] != self.sent:
            raise IdempotencyKeyReused
        if row["fresh"]:
            return None
        return Response(
            row["body"], row["status"], {**row["headers"], "idempotency-replayed": "true"}
        )

    async def store(self, unit: Unit, response: Response) -> None:
        """Keep an answer."""
        await unit.execute(
            "SELECT kit.answer_idempotency($1, $2, $3, $4)",
            self.scope,
            response.status_code,
            {k: v for k, v in response.headers.items() if k in REPLAYED_HEADERS},
            bytes(response.body),
        )


async def _commanded(
    db: Database, role: str, claim: _Claim, handle: Callable[[], Awaitable[Response]]
) -> Response:
    async with db.shared(role) as unit:
        if (replay := await claim.stored(unit)) is not None:
            return replay
        response = await handle()
        await claim.store(unit, response)
    return response


class _New(Exception):
    """Undoes the claim of a key that has no answer yet."""


async def _worked_out(
    db: Database, role: str, claim: _Claim, handle: Callable[[], Awaitable[Response]]
) -> Response:
    with suppress(_New):
        async with db.unit(role) as unit:
            if (replay := await claim.stored(unit)) is not None:
                return replay
            raise _New
    response = await handle()
    async with db.unit(role) as unit:
        if (replay := await claim.stored(unit)) is not None:
            return replay
        await claim.store(unit, response)
    return response
