"""What a context is given to stand on (`Ground`) and what it hands back (`Part`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from parley.kit.blobs import BlobStore
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue, JobWorker
from parley.kit.lease import Leases
from parley.kit.messages import Subscription
from parley.kit.metrics import Metrics
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import JwtVerifier

if TYPE_CHECKING:
    from fastapi import APIRouter

Check = Callable[[], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ground:
    """The kit, opened once a process.

    Attributes:
        db, jobs, leases: On PostgreSQL.
        blobs: Where files are kept; a context reads another's only by a key it was told.
        clock: The time.
        metrics: The registry.
        limiter: Rate limits.
        verifier: Of access tokens.
        data_dir: Where files of this installation lie.
        public_url: The installation's own address, without a trailing slash.
        secure: Whether that address is https (cookies are `Secure` then).
    """

    db: Database
    jobs: JobQueue
    leases: Leases
    blobs: BlobStore
    clock: Clock
    metrics: Metrics
    limiter: RateLimiter
    verifier: JwtVerifier
    data_dir: Path
    public_url: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something done again and again: one process at a time runs it.

    Attributes:
        name: For logs and the lock.
        seconds: Between runs.
        run: One run.
    """

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Part:
    """A built context.

    Attributes:
        name: Of the context.
        contract: Its implementation of the Protocol in `contracts`, or None.
        routers: HTTP routes.
        topics: Topics that its outbox publishes.
        subscriptions: What it listens to.
        workers: Its job queues.
        sweeps: Its housekeeping.
        checks: By name, for /health: raise when it isn't well.
        closing: Run before the process stops to serve: what is open for long is closed here.
    """

    name: str
    contract: object = None
    routers: Sequence["APIRouter"] = ()
    topics: Sequence[str] = ()
    subscriptions: Sequence[Subscription] = ()
    workers: Sequence[JobWorker] = ()
    sweeps: Sequence[Sweep] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)
    closing: Sequence[Close] = ()
