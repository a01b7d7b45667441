"""What a process does besides answering: relays, consumers, workers, sweeps."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from parley.kit.bus import Consumer, PostgresBus, purge_inbox
from parley.kit.exclusive import Wakeups, every, run_exclusively
from parley.kit.outbox import Relay
from parley.kit.part import Ground, Part, Sweep
from parley.kit.scrub import SWEEP_SECONDS, scrub

log = logging.getLogger(__name__)

KEEP_KEYS = timedelta(hours=24)
# A job that doesn't let go is left: its lease runs out, or the next start takes it up.
STOP_SECONDS = 2.0
UNLISTEN_SECONDS = 1.0

Work = Coroutine[Any, Any, None]


@asynccontextmanager
async def background(
    ground: Ground, parts: Sequence[Part], connect_kwargs: dict[str, Any], *, sole: bool
) -> AsyncIterator[None]:
    """Run everything that `parts` have to do on their own while this is open.

    Args:
        ground: What they stand on.
        parts: The contexts of this process.
        connect_kwargs: For the one connection that listens.
        sole: No other process runs jobs: what was running when it died is taken up at once.
    """
    wakeups, bus = Wakeups(connect_kwargs), PostgresBus(ground.db)
    if sole:
        await ground.jobs.recover()
    for part in parts:
        for subscription in part.subscriptions:
            await bus.subscribe(subscription)
    work = (*_kit(ground, wakeups, bus), *(w for p in parts for w in _of(p, ground, wakeups, bus)))
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            if late:
                log.warning("background work hangs", extra={"count": len(late)})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wakeups.close(), UNLISTEN_SECONDS)


def _kit(ground: Ground, wakeups: Wakeups, bus: PostgresBus) -> Iterator[Work]:
    async def forget_keys() -> None:
        async with ground.db.unit("kit") as unit:
            await unit.execute(
                "DELETE FROM kit.idempotency WHERE created_at < now() - $1::interval", KEEP_KEYS
            )

    yield _sweeping(wakeups, Sweep("kit:bus", 600, bus.purge))
    yield _sweeping(wakeups, Sweep("kit:jobs", 3600, ground.jobs.purge))
    yield _sweeping(wakeups, Sweep("kit:leases", 3600, ground.leases.purge))
    yield _sweeping(wakeups, Sweep("kit:idempotency", 600, forget_keys))
    yield _sweeping(wakeups, Sweep("kit:scrub", SWEEP_SECONDS, partial(scrub, ground.db)))


def _of(part: Part, ground: Ground, wakeups: Wakeups, bus: PostgresBus) -> Iterator[Work]:
    for topic in part.topics:
        relay = Relay(ground.db, part.name, topic, bus)
        yield run_exclusively(relay, wakeups)
        yield _sweeping(wakeups, Sweep(f"outbox:{part.name}:{topic}", 600, relay.purge))
    for subscription in part.subscriptions:
        yield run_exclusively(Consumer(ground.db, subscription), wakeups)
    if part.subscriptions:
        forget = partial(purge_inbox, ground.db, part.name)
        yield _sweeping(wakeups, Sweep(f"inbox:{part.name}", 3600, forget))
    for worker in part.workers:
        for _ in range(worker.concurrency):
            yield worker.run(ground.jobs, wakeups)
    for sweep in part.sweeps:
        yield _sweeping(wakeups, sweep)


def _sweeping(wakeups: Wakeups, sweep: Sweep) -> Work:
    return every(sweep.seconds, sweep.name, _exclusively(wakeups, sweep))


def _exclusively(wakeups: Wakeups, sweep: Sweep) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        if await wakeups.try_lock(f"sweep:{sweep.name}"):
            await sweep.run()

    return run
