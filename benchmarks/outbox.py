"""The outbox on PostgreSQL alone: from the commit of producers to handled by a consumer.

An embedded PostgreSQL with fsync, the kit's outbox, relay, bus and consumer, and a handler that
notes the event in its inbox, which is the least a handler can do. Producers, relay and consumer
share one process and its one core, as in the product.

The peer, in the same run on the same server: an insert and a NOTIFY in one commit, and a loop
that listens, reads what is new and marks it read: no order by key, no fan-out, no inbox.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import uvloop

from benchmarks.figures import percentile, ratio, tell
from parley.kit import db as kit_db
from parley.kit import migrate
from parley.kit.bus import Consumer, PostgresBus, once
from parley.kit.clock import SystemClock
from parley.kit.exclusive import Wakeups, run_exclusively
from parley.kit.ids import new_id
from parley.kit.messages import Message, Subscription
from parley.kit.outbox import Outbox, Relay
from parley.kit.postgres import EmbeddedPostgres

ROUNDS = 5
EVENTS = 4000
PRODUCERS = 16
PACE = 100  # events a second
PACED_SECONDS = 10
POOL = 30
TOPIC, TYPE, GROUP = "bench", "bench.happened", "notifications"
MILLI, MICRO = 1e3, 1e6

CREATE = "CREATE TABLE IF NOT EXISTS public.bare (id text PRIMARY KEY, body jsonb, read boolean)"
WRITE = """
WITH stored AS (INSERT INTO public.bare VALUES ($1, $2, false) RETURNING 1)
SELECT pg_notify('bare', '') FROM stored
"""
UNREAD = """
UPDATE public.bare SET read = true
WHERE id IN (SELECT id FROM public.bare WHERE NOT read LIMIT 200) RETURNING id
"""

Produce = Callable[[str], Awaitable[None]]


class Arrivals:
    """When events were committed and when they arrived."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.committed: dict[str, float] = {}
        self.handled: dict[str, float] = {}
        self._expected = 0
        self._all = asyncio.Event()

    def expect(self, count: int) -> None:
        """Forget what was, and wait for so many."""
        self.committed, self.handled, self._expected = {}, {}, count
        self._all = asyncio.Event()

    def arrived(self, name: str) -> None:
        """One was handled."""
        self.handled[name] = time.perf_counter()
        if len(self.handled) == self._expected:
            self._all.set()

    async def complete(self) -> None:
        """Until all have been handled."""
        await self._all.wait()

    def delays(self) -> list[float]:
        """Milliseconds from commit to handled."""
        return [max(0.0, self.handled[n] - at) * MILLI for n, at in self.committed.items()]


async def measure(folder: Path) -> None:
    """Both in turn, several times over."""
    async with EmbeddedPostgres(folder / "postgres") as server:
        kwargs: dict[str, Any] = {"dsn": server.dsn}
        await migrate.upgrade(kwargs, migrate.histories())
        database = await kit_db.connect(kwargs, size=POOL)
        try:
            await _compare(database, kwargs)
        finally:
            await database.close()


async def _compare(database: kit_db.Database, kwargs: dict[str, Any]) -> None:
    ours, peers = Arrivals(), Arrivals()
    async with product(database, kwargs, ours) as produce, bare(kwargs, peers) as produce_bare:
        # Before the floods: what they leave behind in the indexes slows every step until
        # autovacuum has come, which a steady pace never sees.
        for name, run, seen in (
            ("outbox.delay", produce, ours),
            ("outbox.bare_delay", produce_bare, peers),
        ):
            await paced(run, seen)
            delays = seen.delays()
            tell(f"{name}_p50", percentile(delays, 50), "ms")
            tell(f"{name}_p99", percentile(delays, 99), "ms")
        rates, costs, bare_rates, bare_costs = [], [], [], []
        for number in range(ROUNDS + 1):
            rate, cost = await flood(produce, ours)
            bare_rate, bare_cost = await flood(produce_bare, peers)
            if number:  # the first round warms both up
                rates.append(rate)
                costs.append(cost)
                bare_rates.append(bare_rate)
                bare_costs.append(bare_cost)
        tell("outbox.rate", median(rates), "events/s", peer=median(bare_rates))
        ratio("outbox.cpu", costs, bare_costs, "us")


async def flood(produce: Produce, seen: Arrivals) -> tuple[float, float]:
    """As many as will go: events a second, and microseconds of our CPU an event."""
    names = [new_id() for _ in range(EVENTS)]
    waiting = iter(names)

    async def producer() -> None:
        for name in waiting:
            await produce(name)
            seen.committed[name] = time.perf_counter()

    seen.expect(EVENTS)
    started, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(producer() for _ in range(PRODUCERS)))
    await seen.complete()
    seconds = time.perf_counter() - started
    return EVENTS / seconds, (time.process_time() - used) / EVENTS * MICRO


async def paced(produce: Produce, seen: Arrivals) -> None:
    """At a steady pace, each on its own."""
    count = PACE * PACED_SECONDS
    seen.expect(count)

    async def one(number: int, started: float) -> None:
        await asyncio.sleep(started + number / PACE - time.perf_counter())
        name = new_id()
        await produce(name)
        seen.committed[name] = time.perf_counter()

    started = time.perf_counter()
    await asyncio.gather(*(one(number, started) for number in range(count)))
    await seen.complete()


@asynccontextmanager
async def product(
    database: kit_db.Database, kwargs: dict[str, Any], seen: Arrivals
) -> AsyncIterator[Produce]:
    """The kit's way from outbox to handler; yields how to produce one event."""
    outbox, bus, clock = Outbox("hiring"), PostgresBus(database), SystemClock()

    async def handle(message: Message) -> None:
        async with database.unit(GROUP) as unit:
            await once(unit, GROUP, message)
        seen.arrived(message.id)

    async def produce(name: str) -> None:
        async with database.unit("hiring") as unit:
            await outbox.put(unit, Message(name, TOPIC, TYPE, name, clock.now(), {"n": 1}))

    subscription = Subscription(GROUP, TOPIC, {TYPE: handle})
    await bus.subscribe(subscription)
    wakeups = Wakeups(kwargs)
    loops = [
        asyncio.create_task(run_exclusively(Relay(database, "hiring", TOPIC, bus), wakeups)),
        asyncio.create_task(run_exclusively(Consumer(database, subscription), wakeups)),
    ]
    try:
        yield produce
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await wakeups.close()


@asynccontextmanager
async def bare(kwargs: dict[str, Any], seen: Arrivals) -> AsyncIterator[Produce]:
    """An insert, a LISTEN and a loop; yields how to produce one event."""
    listener = await asyncpg.connect(**kwargs)
    pool = await asyncpg.create_pool(**kwargs, min_size=1, max_size=POOL)
    woken = asyncio.Event()

    async def produce(name: str) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(WRITE, name, json.dumps({"n": 1}))

    async def consume() -> None:
        while True:
            await woken.wait()
            woken.clear()
            while rows := await pool.fetch(UNREAD):
                for row in rows:
                    seen.arrived(row["id"])

    await pool.execute(CREATE)
    await listener.add_listener("bare", lambda *_: woken.set())
    loop = asyncio.create_task(consume())
    try:
        yield produce
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await pool.close()
        await listener.close()


def main() -> None:
    """Measure and tell."""
    with (
        TemporaryDirectory(prefix="parley-bench-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
