"""Scoring's worker in a process of its own, which can be held at a step and makes mistakes on ask.

    python -m tests.fakes.scoring_worker DSN FOLDER STEP MISTAKE

Prints a line when it stands at the step (then it waits to be killed), and when nothing is due.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from parley.contracts.scoring import EvidenceScore
from parley.kit.clock import ManualClock
from parley.kit.db import Database, Unit, connect
from parley.kit.jobs import Job, JobQueue
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.scoring import store as scoring_store
from parley.scoring.ports import Settings
from parley.scoring.service import OfflineScorer, Scores
from tests.scoring.conftest import build

STEPS = ("taken", "scored", "settled, before commit", "committed, before finishing")
NONE = "none"
HELD, DONE = "held", "done"


async def stand() -> None:
    """Stay here until killed."""
    print(HELD, flush=True)
    await asyncio.Event().wait()


def hold(step: str) -> None:
    """Stand still at that step of the next job."""
    score, put, finish, work = OfflineScorer.score, Outbox.put, JobQueue.finish, Scores.work

    async def working(self: Scores, job: Job) -> None:
        if step == "taken":
            await stand()
        await work(self, job)

    async def scoring(self: OfflineScorer, *given: Any) -> EvidenceScore:
        made = await score(self, *given)
        if step == "scored":
            await stand()
        return made

    async def putting(self: Outbox, unit: Unit, message: Message) -> None:
        await put(self, unit, message)
        if step == "settled, before commit":
            await stand()

    async def finishing(self: JobQueue, job: Job) -> None:
        if step == "committed, before finishing":
            await stand()
        await finish(self, job)

    Scores.work = working  # type: ignore[method-assign]
    OfflineScorer.score = scoring  # type: ignore[method-assign, assignment]
    Outbox.put = putting  # type: ignore[method-assign]
    JobQueue.finish = finishing  # type: ignore[method-assign]


def told_apart() -> None:
    """The event has a transaction of its own, before that of the score."""
    put = Outbox.put

    async def wrong(self: Outbox, unit: Unit, message: Message) -> None:
        async with opened[0]._begin(self.schema) as own:
            await put(self, own, message)

    Outbox.put = wrong  # type: ignore[method-assign]


def settled_again() -> None:
    """What was settled is scored and told once more."""
    scoring_store.EVIDENCE = scoring_store.EVIDENCE.replace("AND s.status = 'pending'", "")
    scoring_store.SETTLE = scoring_store.SETTLE.replace("AND s.status = 'pending'", "")


MISTAKES = {NONE: lambda: None, "told apart": told_apart, "settled again": settled_again}
opened: list[Database] = []


async def main(dsn: str, folder: str, step: str, mistake: str) -> None:
    """Work until nothing is due."""
    opened.append(await connect({"dsn": dsn}))
    MISTAKES[mistake]()
    hold(step)
    house = await build(opened[0], ManualClock(), Path(folder), Settings())
    await house.work()
    print(DONE, flush=True)
    await opened[0].close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
