"""Speech's worker with places to kill it at, and broken on purpose; only tests of faults run it.

`python -m tests.speech.broken_worker DSN DATA_DIR` does the jobs that are due, publishes what was
told and ends; see tests/faults/broken_app.py for PARLEY_TEST_FAULTS.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from parley.kit import db as kit_db
from parley.kit.jobs import Job, JobQueue
from parley.kit.outbox import Outbox
from parley.speech.service import messages
from parley.speech.service.transcribing import Transcribing
from tests.fakes.speech_engine import FakeEngine
from tests.faults.broken_app import Method, after, before, hold, instead
from tests.speech import conftest

MODULE = "tests.speech.broken_worker"
PLACES = ("taken", "described", "listened", "heard", "told, before commit", "before finishing")


async def _tell_apart(_real: Method, self: Any, job: Job, done: Any) -> None:
    """The event in a transaction of its own, before the transcript."""
    now = self._clock.now()
    async with self._db.unit("speech") as unit:
        await self._outbox.put(unit, messages.ready(done, now))
    await hold("told apart")
    async with job.unit(self._db, "speech") as unit:
        await self._store.settle(unit, done, now)


async def _take_for_good(real: Method, self: JobQueue, queue: str) -> Job | None:
    job: Job | None = await real(self, queue)
    if job is not None:
        await self.finish(job)
    return job


async def _no_progress(*_given: object) -> None:
    return


def places() -> None:
    after("taken", JobQueue, "take")
    after("described", FakeEngine, "describe")
    after("listened", FakeEngine, "find_voice")
    after("heard", FakeEngine, "transcribe")
    after("told, before commit", Outbox, "put")
    before("before finishing", JobQueue, "finish")
    instead("told apart", Transcribing, "_settle", _tell_apart)
    instead("taken is done", JobQueue, "take", _take_for_good)
    instead("taken is done", JobQueue, "progress", _no_progress)


async def work(dsn: str, data_dir: Path) -> None:
    db = await kit_db.connect({"dsn": dsn}, size=4)
    try:
        house = await conftest.build(db, data_dir, FakeEngine())
        await house.ground.jobs.recover()
        await house.work()
        await house.publish_all()
    finally:
        await db.close()


def main() -> None:
    places()
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))


if __name__ == "__main__":
    main()
