"""Scoring's worker is killed at each step of a job: one score, one event, whatever happened."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.jobs import JobQueue
from parley.scoring.ports import Settings
from parley.scoring.service import OfflineScorer
from tests.fakes import scoring_worker
from tests.fakes.scoring_worker import DONE, HELD, NONE, STEPS
from tests.scoring.conftest import House, build
from tests.scoring.interviews import evidence

pytestmark = pytest.mark.fault
DEADLINE = 60


async def worker(dsn: str, folder: Path, step: str, mistake: str) -> asyncio.subprocess.Process:
    """Start it, and wait for its first line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", scoring_worker.__name__, dsn, str(folder), step, mistake,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), DEADLINE)
    assert line.decode().strip() == (DONE if step == NONE else HELD)
    return process


async def killed(
    house: House, database: dict[str, Any], folder: Path, step: str, mistake: str = NONE
) -> tuple[int, int]:
    """Hand in, kill the worker at a step, let another one finish: how many scores and events."""
    handed = evidence()
    await house.scores.submit(handed)
    first = await worker(database["dsn"], folder, step, mistake)
    first.kill()
    await first.wait()
    await house.ground.jobs.recover()
    second = await worker(database["dsn"], folder, NONE, mistake)
    assert await second.wait() == 0
    score = await house.scores.result(handed.evidence_id)
    assert score is not None
    assert score.status.value == "scored"
    return len(await house.rows("scores")), len(await house.events())


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> House:
    return await build(db, ManualClock(), tmp_path, Settings())


@pytest.mark.parametrize("step", STEPS)
async def test_a_killed_worker_leaves_one_score_and_one_event(
    house: House, database: dict[str, Any], tmp_path: Path, step: str
) -> None:
    assert await killed(house, database, tmp_path, step) == (1, 1)


@pytest.mark.parametrize(
    ("mistake", "step"),
    [("told apart", "settled, before commit"), ("settled again", "committed, before finishing")],
)
async def test_it_would_be_told_twice_if_it_were_done_wrong(
    house: House, database: dict[str, Any], tmp_path: Path, mistake: str, step: str
) -> None:
    assert await killed(house, database, tmp_path, step, mistake) == (1, 2)


@pytest.mark.parametrize("scope", ["recordings", "evidence", "person"])
async def test_a_job_that_runs_during_an_erasure_resurrects_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    real = OfflineScorer.score

    async def erased_meanwhile(self: OfflineScorer, *given: Any) -> Any:
        made = await real(self, *given)
        await house.erase(house.erasure(scope, handed.subject_id, handed.evidence_id))
        return made

    monkeypatch.setattr(OfflineScorer, "score", erased_meanwhile)
    await house.work()
    assert await house.rows("scores") == []
    assert await house.rows("evidence") == []
    assert await house.events() == []
    assert len(await house.events("erasure.done")) == 1


async def test_a_worker_that_was_thought_dead_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    real, jobs = OfflineScorer.score, house.ground.jobs
    overtaken: list[int] = []

    async def slow(self: OfflineScorer, *given: Any) -> Any:
        made = await real(self, *given)
        if not overtaken:
            overtaken.append(1)
            await jobs.recover()
            await house.work()  # the other worker takes it over and finishes
        return made

    monkeypatch.setattr(OfflineScorer, "score", slow)
    await house.work()
    assert isinstance(jobs, JobQueue)
    assert len(await house.events()) == 1
