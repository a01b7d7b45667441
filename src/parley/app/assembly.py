"""Puts contexts together over one database: ground, parts, links, routes, gRPC services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from parley.app.links import Links
from parley.app.settings.installation import Settings
from parley.app.targets import TARGETS
from parley.gateway import wire as gateway
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import SystemClock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Check, Ground, Part
from parley.kit.ratelimit import RateLimiter
from parley.kit.rpc.serving import Service
from parley.kit.tokens import JwtVerifier
from parley.kit.web import errors
from parley.kit.web.edge import Edge


@dataclass(frozen=True, slots=True)
class Assembly:
    """Built contexts, ready to serve.

    Attributes:
        ground: What they stand on.
        parts: In the order they were built.
        links: Their contracts.
        api: All their routes.
        services: What they answer by gRPC.
    """

    ground: Ground
    parts: Sequence[Part]
    links: Links
    api: FastAPI
    services: Sequence[Service]


def assemble(db: Database, settings: Settings, contexts: Sequence[str]) -> Assembly:
    """Build `contexts` and the gateway over one database; opens nothing, starts nothing."""
    links = Links(settings.remotes, settings.service_token)
    metrics = Metrics()

    async def jwks() -> Mapping[str, Any]:
        return await links.identity().jwks()

    ground = Ground(
        db=db,
        jobs=JobQueue(db),
        leases=Leases(db),
        blobs=LocalBlobs(settings.data_dir / "blobs"),
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
    services: list[Service] = []
    for name, target in TARGETS.items():
        if name in contexts:
            part = target.build(ground, settings, links)
            links.add(name, part.contract)
            parts.append(part)
            services += target.services(part)

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
        responses=errors.RESPONSES,
        generate_unique_id_function=lambda route: route.name,
    )
    errors.install(api)
    for part in parts:
        for router in part.routers:
            api.include_router(router)
    return Assembly(ground, parts, links, api, services)


def edge(assembly: Assembly, settings: Settings) -> Edge:
    """The application as the network sees it."""
    return Edge(
        assembly.api,
        assembly.ground.metrics,
        allowed_hosts=settings.allowed_hosts,
        max_body=settings.max_body_bytes,
        large_bodies={
            "/api/v1/uploads": settings.max_upload_patch_bytes,
            "/api/ai/drafts": max(settings.max_body_bytes, settings.interviewer.document_bytes),
        },
        secure=assembly.ground.secure,
    )
