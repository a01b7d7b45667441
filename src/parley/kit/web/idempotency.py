"""`Idempotency-Key` on every POST: the same key gets the same answer for 24 hours.

The key is claimed, the command done and its answer stored in one transaction, so a crash at
any moment leaves either nothing or all of it. A second request with the key waits for the
first (the claim's unique row) and gets its answer.
"""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from parley.kit.db import Database
from parley.kit.errors import IdempotencyKeyReused, Malformed

KEEP = timedelta(hours=24)
MAX_LENGTH = 255
REPLAYED_HEADERS = ("content-type", "location")

Subject = Callable[[Request], Awaitable[str]]


def idempotent_route(db: Database, role: str, subject: Subject) -> type[APIRoute]:
    """A route class for `APIRouter(route_class=...)` whose commands run as `role`.

    Args:
        db: Where keys are kept.
        role: The context's.
        subject: Tells from a request who asks, stable over renewed tokens; raises
            Unauthenticated. Answers are replayed only to the same subject.
    """

    class IdempotentRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()
            if "POST" not in (self.methods or ()):
                return handle

            async def once(request: Request) -> Response:
                key = request.headers.get("idempotency-key")
                if key is None:
                    return await handle(request)
                if not key.isprintable() or not 0 < len(key) <= MAX_LENGTH:
                    raise Malformed(f"Idempotency-Key: 1 to {MAX_LENGTH} printable characters")
                scope = (await subject(request), request.url.path, key)
                return await _replay_or_run(db, role, scope, request, handle)

            return once

    return IdempotentRoute


async def _replay_or_run(
    db: Database,
    role: str,
    scope_parts: tuple[str, str, str],
    request: Request,
    handle: Callable[[Request], Coroutine[Any, Any, Response]],
) -> Response:
    scope = hashlib.sha256("\x1f".join(scope_parts).encode()).hexdigest()
    sent = hashlib.sha256(await request.body()).hexdigest()
    async with db.shared(role) as unit:
        row = await unit.fetchrow(
            "SELECT * FROM kit.claim_idempotency($1, $2, $3, $4, $5)",
            scope,
            sent,
            scope_parts[0],
            KEEP,
            request.url.path,  # says what the answer is about, for `kit.erase`
        )
        assert row is not None  # noqa: S101 - the function always returns the claimed row
        if row["fingerprint"] != sent:
            raise IdempotencyKeyReused
        if not row["fresh"]:
            return Response(
                row["body"], row["status"], {**row["headers"], "idempotency-replayed": "true"}
            )
        response = await handle(request)
        kept = {k: v for k, v in response.headers.items() if k in REPLAYED_HEADERS}
        await unit.execute(
            "SELECT kit.answer_idempotency($1, $2, $3, $4)",
            scope,
            response.status_code,
            kept,
            bytes(response.body),
        )
    return response
