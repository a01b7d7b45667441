"""Work to be done later: a queue on PostgreSQL with leases, retries and progress.

A job is put in the transaction that makes it necessary. A worker takes it under a lease with
an epoch; every write of the holder checks the epoch, so a worker that was thought dead can't
overwrite its successor. Failures wait with backoff and jitter, and end as `dead`, where they
can be looked at and tried again. RabbitMQ is the other transport of the same port.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from parley.kit.db import Database, Unit
from parley.kit.errors import Unavailable
from parley.kit.exclusive import Wakeups, wait_for
from parley.kit.resilience import backoff_seconds

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)

ENQUEUE = "SELECT kit.enqueue_job($1, $2, $3, $4, $5, $6)"

TAKE = """
UPDATE kit.jobs SET status = 'running', epoch = epoch + 1, attempts = attempts + 1,
    lease_until = now() + $2::interval, started_at = coalesce(started_at, now())
WHERE id = (
    SELECT id FROM kit.jobs
    WHERE queue = $1
      AND ((status = 'queued' AND run_at <= now()) OR (status = 'running' AND lease_until < now()))
    ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, queue, kind, key, payload, subject_id, attempts, max_attempts, epoch
"""

RENEW = """
UPDATE kit.jobs SET lease_until = now() + $3::interval
WHERE id = $1 AND epoch = $2 AND status = 'running'
"""

PROGRESS = """
UPDATE kit.jobs SET progress = $3, stage = $4, lease_until = now() + $5::interval
WHERE id = $1 AND epoch = $2 AND status = 'running'
"""

FINISH = """
UPDATE kit.jobs SET status = 'done', progress = 1, finished_at = now(), last_error = NULL
WHERE id = $1 AND epoch = $2 AND status = 'running'
"""

FAIL = """
UPDATE kit.jobs SET status = $3::varchar, last_error = $4, run_at = now() + $5::interval,
    finished_at = CASE WHEN $3::varchar = 'dead' THEN now() END
WHERE id = $1 AND epoch = $2 AND status = 'running'
"""

STATE = """
SELECT status, progress, stage, attempts, last_error FROM kit.jobs WHERE queue = $1 AND key = $2
"""

RETRY = """
UPDATE kit.jobs SET status = 'queued', attempts = 0, run_at = now(), progress = 0
WHERE queue = $1 AND key = $2 AND status = 'dead'
"""

RECOVER = "UPDATE kit.jobs SET lease_until = now() WHERE status = 'running' AND lease_until > now()"

PURGE = "DELETE FROM kit.jobs WHERE status = 'done' AND finished_at < now() - $1::interval"


class LeaseLost(Exception):
    """Another worker has taken this job over: what this one still does may not count."""


class Permanent(Exception):
    """This job can't succeed however often it is tried: bury it at once."""


class WorkerDied(Exception):
    """This job's workers died at it, as often as it may be tried."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its handler sees it.

    Attributes:
        id: The row.
        queue, kind: Which queue, and which handler in it.
        key: The idempotency key: unique within the queue.
        payload: JSON-able arguments.
        subject_id: Whom the work is about.
        attempt: This try, from 1.
        epoch: Of the lease.
    """

    id: str
    queue: str
    kind: str
    key: str
    payload: Mapping[str, Any]
    subject_id: str | None
    attempt: int
    epoch: int
    _queue: "JobQueue" = field(repr=False, compare=False)

    async def progress(self, fraction: float, stage: str) -> None:
        """Show how far it is (0 to 1) and keep the lease.

        Raises:
            LeaseLost: Stop.
        """
        await self._queue.progress(self, fraction, stage)

    @contextlib.asynccontextmanager
    async def unit(self, db: Database, role: str) -> AsyncIterator[Unit]:
        """A transaction that commits only while this job's lease stands.

        Raises:
            LeaseLost: Nothing was written.
        """
        async with db.unit(role) as unit:
            yield unit
            if not await unit.fetchval("SELECT kit.hold_job($1, $2)", self.id, self.epoch):
                raise LeaseLost(self.id)


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job stands, for people.

    Attributes:
        status: queued, running, done or dead.
        progress: 0 to 1.
        stage: What it is doing, one word.
        attempts: Tries so far.
        error: The last failure's type, if any.
    """

    status: str
    progress: float
    stage: str | None
    attempts: int
    error: str | None


JobHandler = Callable[[Job], Awaitable[None]]


class JobQueue:
    """Puts jobs and tells how they stand."""

    def __init__(self, db: Database) -> None:
        """Keep everything in `kit.jobs`."""
        self._db = db

    async def put(
        self,
        unit: Unit,
        *,
        queue: str,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        subject_id: str | None = None,
        delay: timedelta = timedelta(),
    ) -> None:
        """Store a job in the running transaction; a job of the same queue and key stands."""
        await unit.fetchval(ENQUEUE, queue, kind, key, dict(payload), subject_id, delay)

    async def state(self, queue: str, key: str) -> JobState | None:
        """How the job stands, or None when there is none (any more)."""
        async with self._db.unit("kit") as unit:
            row = await unit.fetchrow(STATE, queue, key)
        if row is None:
            return None
        return JobState(
            row["status"], row["progress"], row["stage"], row["attempts"], row["last_error"]
        )

    async def retry(self, queue: str, key: str) -> bool:
        """Try a dead job again."""
        async with self._db.unit("kit") as unit:
            return bool(await unit.execute(RETRY, queue, key))

    async def progress(self, job: Job, fraction: float, stage: str) -> None:
        """See `Job.progress`."""
        async with self._db.unit("kit") as unit:
            if not await unit.execute(PROGRESS, job.id, job.epoch, fraction, stage, LEASE):
                raise LeaseLost(job.id)

    async def take(self, queue: str) -> Job | None:
        """Take the next due job under a lease, or None."""
        async with self._db.unit("kit") as unit:
            row = await unit.fetchrow(TAKE, queue, LEASE)
        if row is None:
            return None
        return Job(
            row["id"], row["queue"], row["kind"], row["key"], row["payload"], row["subject_id"],
            row["attempts"], row["epoch"], self,
        )  # fmt: skip

    async def renew(self, job: Job) -> bool:
        """Keep the lease; False when it is lost."""
        async with self._db.unit("kit") as unit:
            return bool(await unit.execute(RENEW, job.id, job.epoch, LEASE))

    async def finish(self, job: Job) -> None:
        """It is done."""
        async with self._db.unit("kit") as unit:
            await unit.execute(FINISH, job.id, job.epoch)

    async def fail(self, job: Job, error: BaseException, *, max_attempts: int) -> None:
        """It failed: wait and try again, or bury it."""
        dead = isinstance(error, Permanent) or job.attempt >= max_attempts
        delay = timedelta(seconds=backoff_seconds(job.attempt - 1, base=1.0, limit=600))
        async with self._db.unit("kit") as unit:
            await unit.execute(
                FAIL, job.id, job.epoch, "dead" if dead else "queued", type(error).__name__, delay
            )

    async def recover(self) -> int:
        """Free what a dead predecessor was running; only where no other process runs jobs."""
        async with self._db.unit("kit") as unit:
            return await unit.execute(RECOVER)

    async def purge(self, keep: timedelta = timedelta(days=7)) -> int:
        """Forget jobs done long ago."""
        async with self._db.unit("kit") as unit:
            return await unit.execute(PURGE, keep)


class JobWorker:
    """Runs the jobs of one queue, `concurrency` at a time."""

    def __init__(
        self,
        queue: str,
        handlers: Mapping[str, JobHandler],
        *,
        concurrency: int = 1,
        max_attempts: int = 8,
    ) -> None:
        """Handle each kind with its handler."""
        self.queue, self.concurrency = queue, concurrency
        self._handlers, self._max_attempts = handlers, max_attempts

    async def run(self, jobs: JobQueue, wakeups: Wakeups) -> None:
        """Work for ever; survives the database going away."""
        event = None
        while True:
            try:
                event = event or await wakeups.event("jobs")
                while (job := await jobs.take(self.queue)) is not None:
                    await self.run_one(jobs, job)
                await wakeups.connection()
                await wait_for(event, 1.0)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.warning(
                    "worker failed",
                    extra={"queue": self.queue, "error_type": type(error).__name__},
                    exc_info=error,
                )
                await asyncio.sleep(0.5)

    async def run_one(self, jobs: JobQueue, job: Job) -> None:
        """Run one taken job to its end, keeping its lease meanwhile."""
        if job.attempt > self._max_attempts:
            # Only leases that ran out lead here: it has taken its workers down with it.
            await self._bury_or_retry(jobs, job, WorkerDied(job.kind))
            return
        handler = self._handlers.get(job.kind)
        work = asyncio.ensure_future(handler(job) if handler else _unknown(job.kind))
        keeper = asyncio.ensure_future(self._keep(jobs, job, work))
        try:
            await asyncio.wait({work})
            lost = keeper.done()
        finally:
            keeper.cancel()
            work.cancel()
            # Also when this worker is stopped, the handler cleans up before anybody goes on.
            await asyncio.gather(work, keeper, return_exceptions=True)
        error = asyncio.CancelledError() if work.cancelled() else work.exception()
        if lost or isinstance(error, LeaseLost):
            log.warning("lease lost", extra={"job_id": job.id, "job_kind": job.kind})
        elif error is not None:
            await self._bury_or_retry(jobs, job, error)
        else:
            await jobs.finish(job)

    async def _bury_or_retry(self, jobs: JobQueue, job: Job, error: BaseException) -> None:
        log.warning(
            "job failed",
            extra={
                "job_id": job.id, "job_kind": job.kind, "attempt": job.attempt,
                "error_type": type(error).__name__,
            },
            exc_info=error,
        )  # fmt: skip
        await jobs.fail(job, error, max_attempts=self._max_attempts)

    async def _keep(self, jobs: JobQueue, job: Job, work: "asyncio.Future[None]") -> None:
        """Renew the lease until it is lost; a database that is away may be back in time."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                kept = await jobs.renew(job)
            except Unavailable:
                continue
            if not kept:
                work.cancel()
                return


async def _unknown(kind: str) -> None:
    raise Permanent(kind)
