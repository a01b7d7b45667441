"""The outermost layer, in plain ASGI: what every request and answer goes through.

Request id, Host allow-list (DNS rebinding reaches loopback installs), body limit, security
headers with a strict CSP, access log with redacted paths, request metrics.
"""

import contextlib
import json
import logging
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.kit.log import request_id
from parley.kit.metrics import Metrics

log = logging.getLogger("parley.access")

# Name or bracketed IPv6 address, and a port (RFC 9110, section 7.2).
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=()",
}


class BodyTooLarge(HTTPException):
    """The peer sent more than the limit while we were reading.

    An HTTPException, because FastAPI turns anything else that reading a body raises into a 400.
    """

    def __init__(self) -> None:
        super().__init__(413)


class Edge:
    """Wraps the application."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        *,
        allowed_hosts: Iterable[str],
        max_body: int,
        large_bodies: Mapping[str, int],
        secure: bool,
    ) -> None:
        """Guard `app`.

        Args:
            app: What to guard.
            metrics: Where durations go.
            allowed_hosts: Names (without port) that the Host header may have; `*` for any.
            max_body: Bytes of a request body at most.
            large_bodies: Another limit by path prefix, for uploads and documents.
            secure: Served over https: send HSTS.
        """
        self._app, self._metrics = app, metrics
        self._hosts = frozenset(h.lower() for h in allowed_hosts)
        self._max_body, self._large = max_body, tuple(large_bodies.items())
        self._extra = dict(SECURITY_HEADERS)
        if secure:
            self._extra["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket" and not self._host_allowed(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        rid = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(rid)
        started = time.perf_counter()
        status = 500
        answered = False
        body = _Body(receive)

        async def sending(message: Message) -> None:
            nonlocal status, answered
            if body.exceeded and not answered:
                return  # whatever the application made of it, the answer is ours
            if message["type"] == "http.response.start":
                status, answered = message["status"], True
                out = MutableHeaders(raw=message["headers"])
                out["x-request-id"] = rid
                for name, value in self._extra.items():
                    out.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    out.setdefault("cache-control", "no-store")
            await send(message)

        try:
            if not self._host_allowed(headers):
                await _refuse(sending, 421, "misdirected", "This address is not served here.", rid)
                return
            body.limit = limit = self._limit(scope["path"])
            length = headers.get("content-length", "0")
            if length.isdecimal() and int(length) > limit:
                body.exceeded = True
            else:
                with contextlib.suppress(BodyTooLarge):
                    await self._app(scope, body.receive, sending)
            if body.exceeded and not answered:
                body.exceeded = False
                text = f"The request is larger than {limit} bytes."
                await _refuse(sending, 413, "too_large", text, rid)
        finally:
            self._note(scope, status, time.perf_counter() - started)
            request_id.reset(token)

    def _limit(self, path: str) -> int:
        for prefix, limit in self._large:
            if path.startswith(prefix):
                return limit
        return self._max_body

    def _host_allowed(self, headers: Headers) -> bool:
        if "*" in self._hosts:
            return True
        host = _HOST.fullmatch(headers.get("host", "").lower())
        return host is not None and host[1] in self._hosts

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # The route's pattern, never the path: paths carry tokens and ids.
        route = getattr(scope.get("route"), "path", None) or "other"
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._metrics.http.labels(method, route, str(status)).observe(seconds)
        log.info(
            "request",
            extra={
                "method": method, "route": route, "status": status,
                "duration_ms": round(seconds * 1000, 1),
            },
        )  # fmt: skip


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Body:
    """Counts what a request's body brings, declared or not."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._seen = receive, 0
        self.limit = 0
        self.exceeded = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self.limit:
                self.exceeded = True
                raise BodyTooLarge
        return message


async def _refuse(send: Send, status: int, code: str, details: str, rid: str) -> None:
    payload: dict[str, Any] = {"error": code, "details": details, "requestId": rid}
    content = json.dumps(payload).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(content)).encode()),
                (b"connection", b"close"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": content})
