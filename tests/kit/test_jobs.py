import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from parley.kit import jobs as kit_jobs
from parley.kit.db import Database, DatabaseUnavailable
from parley.kit.exclusive import Wakeups
from parley.kit.jobs import Job, JobQueue, JobState, JobWorker, LeaseLost, Permanent
from tests.kit.messaging import wait_is_over


@pytest.fixture
def queue(kit_db: Database) -> JobQueue:
    return JobQueue(kit_db)


async def put(db: Database, queue: JobQueue, key: str = "k", **other: object) -> None:
    async with db.unit("alpha") as unit:
        await queue.put(unit, queue="q", kind="do", key=key, payload={"key": key}, **other)  # type: ignore[arg-type]


async def taken(queue: JobQueue) -> Job:
    job = await queue.take("q")
    assert job is not None
    return job


async def state(queue: JobQueue, key: str = "k") -> JobState:
    found = await queue.state("q", key)
    assert found is not None
    return found


async def lease_is_over(db: Database) -> None:
    async with db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET lease_until = now() - interval '1 second'")


def worker(handler: Callable[[Job], Awaitable[None]], *, max_attempts: int = 3) -> JobWorker:
    return JobWorker("q", {"do": handler}, max_attempts=max_attempts)


async def test_a_job_is_done_with_what_it_was_given(kit_db: Database, queue: JobQueue) -> None:
    got: list[Job] = []

    async def handle(job: Job) -> None:
        got.append(job)

    await put(kit_db, queue, subject_id="s")
    assert (await state(queue)).status == "queued"
    await worker(handle).run_one(queue, await taken(queue))
    assert await state(queue) == JobState("done", 1.0, None, 1, None)
    assert (got[0].key, got[0].payload, got[0].subject_id, got[0].attempt) == (
        "k",
        {"key": "k"},
        "s",
        1,
    )
    assert await queue.take("q") is None


async def test_a_rolled_back_job_never_was(kit_db: Database, queue: JobQueue) -> None:
    with pytest.raises(ValueError, match="no"):
        async with kit_db.unit("alpha") as unit:
            await queue.put(unit, queue="q", kind="do", key="k", payload={})
            raise ValueError("no")
    assert await queue.state("q", "k") is None


async def test_a_key_is_one_job(kit_db: Database, queue: JobQueue) -> None:
    await asyncio.gather(*(put(kit_db, queue) for _ in range(5)))
    first = await taken(queue)
    await put(kit_db, queue)
    assert await queue.take("q") is None
    await queue.finish(first)
    await put(kit_db, queue)
    assert (await state(queue)).status == "done"
    async with kit_db.unit("alpha") as unit:
        await queue.put(unit, queue="other", kind="do", key="k", payload={})
    assert await queue.state("other", "k") is not None


async def test_a_delayed_job_waits(kit_db: Database, queue: JobQueue) -> None:
    await put(kit_db, queue, delay=timedelta(hours=1))
    assert await queue.take("q") is None
    await wait_is_over(kit_db)
    assert await queue.take("q") is not None


async def test_two_workers_never_take_the_same(kit_db: Database, queue: JobQueue) -> None:
    for n in range(5):
        await put(kit_db, queue, f"k{n}")
    found = await asyncio.gather(*(queue.take("q") for _ in range(10)))
    keys = [job.key for job in found if job]
    assert sorted(keys) == [f"k{n}" for n in range(5)]


async def test_an_expired_lease_is_taken_over_with_a_higher_epoch(
    kit_db: Database, queue: JobQueue
) -> None:
    await put(kit_db, queue)
    paused = await taken(queue)
    assert await queue.take("q") is None
    assert await queue.renew(paused)
    await lease_is_over(kit_db)
    second = await taken(queue)
    assert (second.epoch, second.attempt) == (paused.epoch + 1, 2)
    # Nothing that the first one still does counts.
    assert not await queue.renew(paused)
    with pytest.raises(LeaseLost):
        await paused.progress(0.9, "late")
    with pytest.raises(LeaseLost):
        async with paused.unit(kit_db, "alpha") as unit:
            await unit.execute("INSERT INTO alpha.things (id) VALUES ('late')")
    await queue.finish(paused)
    await queue.fail(paused, ValueError(), max_attempts=1)
    assert (await state(queue)).status == "running"
    async with second.unit(kit_db, "alpha") as unit:
        await unit.execute("INSERT INTO alpha.things (id) VALUES ('in time')")
    async with kit_db.unit("alpha") as unit:
        assert await unit.fetchval("SELECT array_agg(id) FROM alpha.things") == ["in time"]


async def test_progress_is_shown_and_keeps_the_lease(kit_db: Database, queue: JobQueue) -> None:
    await put(kit_db, queue)
    job = await taken(queue)
    await lease_is_over(kit_db)
    await job.progress(0.5, "remux")
    assert await state(queue) == JobState("running", 0.5, "remux", 1, None)
    assert await queue.take("q") is None


async def test_failures_wait_and_end_as_dead(kit_db: Database, queue: JobQueue) -> None:
    async def fail(job: Job) -> None:
        raise LookupError("canary")

    await put(kit_db, queue)
    for attempt in (1, 2):
        await worker(fail).run_one(queue, await taken(queue))
        assert await state(queue) == JobState("queued", 0.0, None, attempt, "LookupError")
        assert await queue.take("q") is None
        await wait_is_over(kit_db)
    await worker(fail).run_one(queue, await taken(queue))
    assert (await state(queue)).status == "dead"
    await wait_is_over(kit_db)
    assert await queue.take("q") is None


async def test_a_dead_job_can_be_tried_again(kit_db: Database, queue: JobQueue) -> None:
    await put(kit_db, queue)
    assert not await queue.retry("q", "k")
    await queue.fail(await taken(queue), ValueError(), max_attempts=1)
    assert await queue.retry("q", "k")
    assert await state(queue) == JobState("queued", 0.0, None, 0, "ValueError")
    await queue.finish(await taken(queue))
    assert await state(queue) == JobState("done", 1.0, None, 1, None)


async def test_what_cannot_succeed_is_buried_at_once(kit_db: Database, queue: JobQueue) -> None:
    async def give_up(job: Job) -> None:
        raise Permanent("for good")

    await put(kit_db, queue, "a")
    await worker(give_up).run_one(queue, await taken(queue))
    assert (await state(queue, "a")).status == "dead"
    await put(kit_db, queue, "b")
    await JobWorker("q", {}).run_one(queue, await taken(queue))
    assert (await state(queue, "b")).status == "dead"


async def test_a_job_that_kills_its_workers_is_buried(kit_db: Database, queue: JobQueue) -> None:
    ran: list[int] = []

    async def handle(job: Job) -> None:
        ran.append(job.attempt)

    await put(kit_db, queue)
    for _ in range(2):
        await taken(queue)
        await lease_is_over(kit_db)
    await worker(handle, max_attempts=2).run_one(queue, await taken(queue))
    assert ran == []
    assert await state(queue) == JobState("dead", 0.0, None, 3, "WorkerDied")


async def test_the_lease_is_kept_while_it_runs(
    kit_db: Database, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_jobs, "LEASE", timedelta(seconds=0.06))
    renewed = asyncio.Event()
    renew = queue.renew
    faults = [DatabaseUnavailable()]

    async def counting(job: Job) -> bool:
        if faults:
            raise faults.pop()
        kept = await renew(job)
        renewed.set()
        return kept

    async def handle(job: Job) -> None:
        await renewed.wait()

    monkeypatch.setattr(queue, "renew", counting)
    await put(kit_db, queue)
    await asyncio.wait_for(worker(handle).run_one(queue, await taken(queue)), 10)
    assert (await state(queue)).status == "done"


async def test_a_handler_whose_lease_is_lost_is_stopped(
    kit_db: Database, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_jobs, "LEASE", timedelta(seconds=0.06))
    stopped = asyncio.Event()

    async def handle(job: Job) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    await put(kit_db, queue)
    job = await taken(queue)
    async with kit_db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET epoch = epoch + 1")
    await asyncio.wait_for(worker(handle).run_one(queue, job), 10)
    assert stopped.is_set()
    assert (await state(queue)).status == "running"


async def test_stopping_a_worker_stops_its_handler_first(kit_db: Database, queue: JobQueue) -> None:
    running, cleaned = asyncio.Event(), asyncio.Event()

    async def handle(job: Job) -> None:
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.set()

    await put(kit_db, queue)
    run = asyncio.ensure_future(worker(handle).run_one(queue, await taken(queue)))
    await running.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert cleaned.is_set()
    assert (await state(queue)).status == "running"


async def test_a_handler_that_was_cancelled_from_inside_has_failed(
    kit_db: Database, queue: JobQueue
) -> None:
    async def handle(job: Job) -> None:
        raise asyncio.CancelledError

    await put(kit_db, queue)
    await worker(handle).run_one(queue, await taken(queue))
    assert await state(queue) == JobState("queued", 0.0, None, 1, "CancelledError")


async def test_a_worker_is_woken_and_survives_a_fault(
    kit_db: Database, queue: JobQueue, wakeups: Wakeups, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: asyncio.Queue[str] = asyncio.Queue()
    faults = [DatabaseUnavailable()]
    take = queue.take

    async def sometimes(name: str) -> Job | None:
        if faults:
            raise faults.pop()
        return await take(name)

    async def handle(job: Job) -> None:
        done.put_nowait(job.key)

    monkeypatch.setattr(queue, "take", sometimes)
    run = asyncio.ensure_future(worker(handle).run(queue, wakeups))
    for key in ("a", "b"):
        await put(kit_db, queue, key)
        assert await asyncio.wait_for(done.get(), 10) == key
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run


async def test_only_old_done_jobs_are_purged(kit_db: Database, queue: JobQueue) -> None:
    for key in ("old", "fresh", "waits"):
        await put(kit_db, queue, key)
    for _ in range(2):
        await queue.finish(await taken(queue))
    async with kit_db.unit("kit") as unit:
        await unit.execute(
            "UPDATE kit.jobs SET finished_at = finished_at - interval '8 days' WHERE key = 'old'"
        )
    assert await queue.purge() == 1
    assert await queue.state("q", "old") is None
    assert (await state(queue, "fresh")).status == "done"
