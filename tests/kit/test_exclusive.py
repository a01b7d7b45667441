import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from parley.kit import exclusive
from parley.kit.db import Database
from parley.kit.exclusive import Wakeups, every, run_exclusively, wait_for


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusive, "TICK", 0.05)


class Work:
    """A loop that notes its steps."""

    channel = "outbox"

    def __init__(self, name: str = "loop") -> None:
        self.name = name
        self.steps: asyncio.Queue[int] = asyncio.Queue()
        self.faults = 0
        self.count = 0

    async def step(self) -> bool:
        if self.faults:
            self.faults -= 1
            raise LookupError("canary")
        self.count += 1
        self.steps.put_nowait(self.count)
        return False

    async def next_step(self, after: int | None = None) -> None:
        """Wait for a step later than number `after`, or than those made so far."""
        after = self.count if after is None else after
        while await asyncio.wait_for(self.steps.get(), 10) <= after:
            pass


@pytest.fixture
async def running() -> AsyncIterator[list["asyncio.Future[None]"]]:
    """Tasks to be stopped at the end."""
    tasks: list[asyncio.Future[None]] = []
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def others(login: dict[str, Any]) -> AsyncIterator[Wakeups]:
    made = Wakeups(login)
    yield made
    await made.close()


async def kill_loops(db: Database, wakeups: Wakeups) -> None:
    pid = (await wakeups.connection()).get_server_pid()
    async with db.pool.acquire() as connection:
        await connection.execute("SELECT pg_terminate_backend($1, 5000)", pid)


async def test_a_lock_is_one_holders(wakeups: Wakeups, others: Wakeups) -> None:
    assert await wakeups.try_lock("a")
    assert await wakeups.try_lock("a")
    assert not await others.try_lock("a")
    assert await others.try_lock("b")
    await wakeups.close()
    assert not wakeups.alive()
    assert await others.try_lock("a")


async def test_only_one_process_runs_a_loop_and_another_takes_over(
    kit_db: Database, wakeups: Wakeups, others: Wakeups, running: list["asyncio.Future[None]"]
) -> None:
    first, second = Work(), Work()
    running.append(asyncio.ensure_future(run_exclusively(first, wakeups)))
    await first.next_step()
    running.append(asyncio.ensure_future(run_exclusively(second, others)))
    for _ in range(3):
        await first.next_step()
    assert second.count == 0
    running[0].cancel()
    await asyncio.wait({running[0]})
    await wakeups.close()
    await second.next_step()
    stopped = first.count
    await second.next_step()
    assert first.count == stopped


async def test_killing_the_connection_gives_the_loop_to_another(
    kit_db: Database, wakeups: Wakeups, others: Wakeups, running: list["asyncio.Future[None]"]
) -> None:
    first, second = Work(), Work()
    running.append(asyncio.ensure_future(run_exclusively(first, wakeups)))
    await first.next_step(0)
    running.append(asyncio.ensure_future(run_exclusively(second, others)))
    # This process can't reach the database any more; the other one still can.
    wakeups._kwargs = {"host": "127.0.0.1", "port": 1, "user": "u", "database": "d"}
    await kill_loops(kit_db, wakeups)
    await second.next_step(0)
    assert not wakeups.alive()
    stopped = first.count
    await second.next_step()
    await second.next_step()
    assert first.count == stopped


async def test_a_loop_goes_on_after_its_connection_was_killed(
    kit_db: Database, wakeups: Wakeups, running: list["asyncio.Future[None]"]
) -> None:
    work = Work()
    running.append(asyncio.ensure_future(run_exclusively(work, wakeups)))
    for _ in range(3):
        await work.next_step()
        await kill_loops(kit_db, wakeups)
    await work.next_step()


async def test_a_loop_outlives_its_faults(
    wakeups: Wakeups, running: list["asyncio.Future[None]"], caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()
    work.faults = 3
    running.append(asyncio.ensure_future(run_exclusively(work, wakeups)))
    await work.next_step()
    assert [record.getMessage() for record in caplog.records] == ["loop failed"] * 3


async def test_a_notification_wakes_before_the_tick(
    kit_db: Database,
    wakeups: Wakeups,
    running: list["asyncio.Future[None]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exclusive, "TICK", 1000)
    work = Work()
    running.append(asyncio.ensure_future(run_exclusively(work, wakeups)))
    await work.next_step(0)

    async def notify() -> None:
        async with kit_db.unit("kit") as unit:
            await unit.execute("NOTIFY outbox")

    before = work.count
    await notify()
    await work.next_step(before)
    # A connection that was lost is listened on again, and making it wakes, too.
    before = work.count
    await kill_loops(kit_db, wakeups)
    await wakeups.connection()
    await work.next_step(before)
    before = work.count
    await notify()
    await work.next_step(before)


async def test_many_loops_share_the_connection(
    login: dict[str, Any], wakeups: Wakeups, running: list["asyncio.Future[None]"]
) -> None:
    loops = [Work(f"loop {n}") for n in range(20)]
    running += [asyncio.ensure_future(run_exclusively(loop, wakeups)) for loop in loops]
    for _ in range(2):
        await asyncio.gather(*(loop.next_step() for loop in loops))
    connection = await asyncpg.connect(**login)
    count = await connection.fetchval(
        """SELECT count(*) FROM pg_stat_activity
           WHERE application_name = 'parley-loops' AND datname = current_database()"""
    )
    await connection.close()
    assert count == 1


async def test_waiting_ends_by_the_event_or_by_time() -> None:
    event = asyncio.Event()
    await wait_for(event, 0.01)
    event.set()
    await asyncio.wait_for(wait_for(event, 1000), 5)
    assert not event.is_set()


async def test_a_sweep_outlives_its_faults(running: list["asyncio.Future[None]"]) -> None:
    runs: asyncio.Queue[None] = asyncio.Queue()

    async def sweep() -> None:
        runs.put_nowait(None)
        raise LookupError

    running.append(asyncio.ensure_future(every(0.001, "sweep", sweep)))
    for _ in range(3):
        await asyncio.wait_for(runs.get(), 5)
