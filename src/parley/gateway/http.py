"""Health, metrics, what the page must know before sign-in, and the page itself."""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from parley.gateway.domain import is_page
from parley.gateway.ports import Check, Settings
from parley.gateway.service import health
from parley.kit.metrics import Metrics
from parley.kit.web.paging import Camel

FOREVER = "public, max-age=31536000, immutable"
NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Parley</title>"
    "<p>The pages are not built yet: run <code>make setup</code>, then start Parley again."
)


class DemoAccount(Camel):
    """An account of the demo workspace."""

    email: str
    role: str


class Config(Camel):
    """What the page must know before anybody signs in."""

    version: str
    demo: bool
    registration_open: bool
    demo_accounts: list[DemoAccount]


class HealthReport(Camel):
    """settled.md: health routes."""

    status: str
    checks: dict[str, str]


def health_router(checks: Mapping[str, Check], settings: Settings) -> APIRouter:
    """`/health`, `/health/live`, `/health/ready` (interview-service.md, Health)."""
    router = APIRouter(tags=["health"])

    async def answer() -> JSONResponse:
        found = await health(checks, settings.check_seconds)
        body = {"status": found.status.value, "checks": dict(found.checks)}
        return JSONResponse(body, 200 if found.ready else 503, {"Cache-Control": "no-store"})

    not_ready: dict[int | str, dict[str, Any]] = {503: {"model": HealthReport}}

    @router.get("/health", response_model=HealthReport, responses=not_ready)
    async def whole() -> JSONResponse:
        """How all parts are."""
        return await answer()

    @router.get("/health/ready", response_model=HealthReport, responses=not_ready)
    async def ready() -> JSONResponse:
        """Whether requests may be sent here."""
        return await answer()

    @router.get("/health/live")
    async def live() -> HealthReport:
        """Whether the process answers at all; asks nobody else."""
        return HealthReport(status="ok", checks={})

    return router


def config_router(settings: Settings) -> APIRouter:
    """`GET /api/v1/config`."""
    router = APIRouter(prefix="/api/v1", tags=["gateway"])

    @router.get("/config")
    async def config() -> Config:
        """What the page must know before anybody signs in."""
        return Config(
            version=settings.version,
            demo=settings.demo,
            registration_open=settings.registration_open,
            demo_accounts=[DemoAccount(email=e, role=r) for e, r in settings.demo_accounts],
        )

    return router


def metrics_router(metrics: Metrics) -> APIRouter:
    """`GET /metrics` in Prometheus's text format."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def scrape() -> Response:
        """The exposition."""
        return Response(await metrics.render(), media_type="text/plain; version=0.0.4")

    return router


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the build, in memory.

    Attributes:
        changed: Its modification time, nanoseconds.
        content: Its bytes.
        packed: The same compressed, None where that saves nothing.
        kind: Its media type.
    """

    changed: int
    content: bytes
    packed: bytes | None
    kind: str


class Pages:
    """The built browser application, kept in memory, compressed once (about 1 MB)."""

    def __init__(self, folder: Path) -> None:
        """Serve `folder` (Vite's dist)."""
        self._folder = folder.resolve()
        self._assets: dict[str, Asset] = {}

    def _load(self, name: str) -> Asset | None:
        if not name.isprintable():  # a NUL is no path
            return None
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        changed = path.stat().st_mtime_ns
        known = self._assets.get(name)
        if known is None or known.changed != changed:
            content = path.read_bytes()
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            text = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
            packed = gzip.compress(content, 9, mtime=0) if text else None
            known = self._assets[name] = Asset(changed, content, packed, kind)
        return known

    def _respond(self, request: Request, name: str, *, forever: bool) -> Response | None:
        found = self._load(name)
        if found is None:
            return None
        headers = {"Cache-Control": FOREVER if forever else "no-cache", "Vary": "Accept-Encoding"}
        if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(found.packed, 200, headers, found.kind)
        return Response(found.content, 200, headers, found.kind)

    def router(self) -> APIRouter:
        """Assets by name, pages by address; everything else stays 404."""
        router = APIRouter(include_in_schema=False)

        @router.api_route("/assets/{name:path}", methods=["GET", "HEAD"])
        async def asset(request: Request, name: str) -> Response:
            found = self._respond(request, f"assets/{name}", forever=True)
            return found or JSONResponse({"error": "not found"}, 404)

        @router.api_route("/{path:path}", methods=["GET", "HEAD"])
        async def page(request: Request, path: str) -> Response:
            if is_page("/" + path):
                index = self._respond(request, "index.html", forever=False)
                return index or Response(NOT_BUILT, 503, media_type="text/html")
            # Favicon, manifest and the like lie at the root of the build.
            found = None if "/" in path else self._respond(request, path, forever=False)
            return found or JSONResponse({"error": "not found"}, 404)

        return router
