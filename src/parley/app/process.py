"""One process: opens the ground, builds contexts on it, serves them until told to stop."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI

from parley.app.background import background
from parley.app.links import Links
from parley.app.settings.installation import Settings
from parley.app.targets import TARGETS
from parley.contracts.identity import Identity
from parley.gateway import wire as gateway
from parley.kit import db as kit_db
from parley.kit.clock import SystemClock
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Check, Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier
from parley.kit.web import errors
from parley.kit.web.edge import Edge

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Assembly:
    """Built contexts, ready to serve.

    Attributes:
        ground: What they stand on.
        parts: In the order they were built.
        links: Their contracts.
        api: All their routes.
    """

    ground: Ground
    parts: Sequence[Part]
    links: Links
    api: FastAPI


def assemble(db: kit_db.Database, settings: Settings, contexts: Sequence[str]) -> Assembly:
    """Build `contexts` and the gateway over one database; opens nothing, starts nothing."""
    links = Links()
    metrics = Metrics()

    async def jwks() -> Mapping[str, Any]:
        identity: Identity = links.identity()
        return await identity.jwks()

    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        clock=SystemClock(),
        metrics=metrics,
        limiter=RateLimiter(),
        verifier=JwtVerifier(
            jwks, issuer=settings.identity.issuer, audience=settings.identity.audience
        ),
        data_dir=settings.data_dir,
        public_url=settings.public_url,
        secure=settings.public_url.startswith("https://"),
    )
    parts: list[Part] = []
    for name, target in TARGETS.items():
        if name in contexts:
            part = target.build(ground, settings, links)
            links.add(name, part.contract)
            parts.append(part)

    async def database() -> None:
        await db.pool.fetchval("SELECT 1")

    checks: dict[str, Check] = {"database": database}
    for part in parts:
        checks.update(part.checks)
    parts.append(gateway.build(ground, settings.gateway, checks))
    api = FastAPI(
        title="Parley",
        version=settings.gateway.version,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    errors.install(api)
    for part in parts:
        for router in part.routers:
            api.include_router(router)
    return Assembly(ground, parts, links, api)


def edge(assembly: Assembly, settings: Settings) -> Edge:
    """The application as the network sees it."""
    return Edge(
        assembly.api,
        assembly.ground.metrics,
        allowed_hosts=settings.allowed_hosts,
        max_body=settings.max_body_bytes,
        large_body=("/api/v1/uploads", settings.max_upload_patch_bytes),
        secure=assembly.ground.secure,
    )


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handling: this process stops more than HTTP."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    settings: Settings,
    connect_kwargs: dict[str, Any],
    contexts: Sequence[str],
    listener: socket.socket,
    *,
    sole: bool,
) -> None:
    """Serve `contexts` on `listener` until SIGTERM or SIGINT; then finish what is open."""
    db = await kit_db.connect(connect_kwargs)
    try:
        assembly = assemble(db, settings, contexts)
        config = uvicorn.Config(
            edge(assembly, settings),
            http="httptools",
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=8,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
        )
        server = _Server(config)
        loop = asyncio.get_running_loop()

        def stop() -> None:
            server.should_exit = True

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        async with background(assembly.ground, assembly.parts, connect_kwargs, sole=sole):
            await prepare(assembly, settings)
            await server.serve(sockets=[listener])
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(db.close(), 3)


async def prepare(assembly: Assembly, settings: Settings) -> None:
    """What must stand before the first request: nothing yet but the demo workspace."""
    if settings.gateway.demo:
        from parley.app import demo  # noqa: PLC0415 - only a demo workspace needs it

        await demo.ensure(assembly.links)
