"""Commands and queries on scores.

A hand-in stores the evidence, its pending score and the job in one transaction. The job reads,
scores without a transaction, and settles the pending row under its lease together with the event:
killed anywhere before, nothing has changed; killed after, the next attempt finds it settled.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from parley.contracts.scoring import (
    TOPIC,
    Evidence,
    EvidenceNotFound,
    EvidenceScore,
    EvidenceScored,
)
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.jobs import Job, JobQueue, LeaseLost, Permanent
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.scoring.domain.evidence import check, digest
from parley.scoring.domain.whole import delayed, failed, pending
from parley.scoring.ports import Current, JudgeUnavailable, Scorer, Settings, Store

ROLE = "scoring"
QUEUE = "scoring"
SCORE = "scoring.score"
# How far a job may be behind: told where nothing else is.
STAGE = "scoring"


class Scores:
    """`contracts.scoring.Scoring`, and the job behind it."""

    def __init__(
        self,
        db: Database,
        store: Store,
        jobs: JobQueue,
        scorer: Scorer,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Score by `scorer`."""
        self._db, self._store, self._jobs = db, store, jobs
        self._scorer, self._clock, self._settings = scorer, clock, settings
        self._outbox = Outbox(ROLE)

    # Commands

    async def submit(self, evidence: Evidence) -> None:
        """Store the evidence and score it soon; the same evidence again is harmless.

        Evidence of an interview that was erased after its end is dropped.

        Raises:
            EvidenceTooLarge: More than can be scored.
        """
        check(evidence)
        fingerprint = await asyncio.to_thread(digest, evidence)
        evidence_id = evidence.evidence_id
        async with self._db.unit(ROLE) as unit:
            await self._store.lock(unit, [evidence_id])
            if await self._store.was_erased(unit, evidence_id, evidence.completed_at):
                return
            current = await self._store.current(unit, evidence_id)
            if current is not None and current.digest == fingerprint:
                return
            score = await self._next(unit, evidence_id, current)
            await self._store.add(unit, evidence, fingerprint, score, self._clock.now())
            await self._enqueue(unit, evidence_id, score.number, evidence.subject_id)

    async def retry(self, evidence_id: str) -> None:
        """Score the same evidence afresh, unless that is being done.

        Raises:
            EvidenceNotFound: Nothing was handed in.
        """
        async with self._db.unit(ROLE) as unit:
            current = await self._store.current(unit, evidence_id)
        if current is None:
            raise EvidenceNotFound
        number = current.number
        state = await self._jobs.state(QUEUE, _key(evidence_id, number))
        working = state is not None and state.status in ("queued", "running")
        async with self._db.unit(ROLE) as unit:
            await self._store.lock(unit, [evidence_id])
            if await self._store.current(unit, evidence_id) != current:
                return  # somebody else asked meanwhile
            evidence = await self._store.evidence(unit, evidence_id, number)
            if evidence is not None and working:
                return
            if evidence is not None:  # its workers died at it
                await self._settle(unit, self._failure(evidence, number, "uncertain"))
            score = await self._next(unit, evidence_id, current)
            await self._store.again(unit, score, current.digest, self._clock.now())
            await self._enqueue(unit, evidence_id, score.number, current.subject_id)

    async def work(self, job: Job) -> None:
        """Make the score of a job.

        Raises:
            JudgeUnavailable: The judge is down; the job is tried again.
            Exception: Anything else is tried again as well.
        """
        evidence_id, number = job.payload["evidenceId"], job.payload["number"]
        async with self._db.unit(ROLE) as unit:
            evidence = await self._store.evidence(unit, evidence_id, number)
        if evidence is None:
            return  # settled by an attempt that was thought dead, or erased

        async def progress(fraction: float) -> None:
            await job.progress(fraction, STAGE)

        try:
            score = await self._scorer.score(evidence, number, self._clock.now(), progress)
        except LeaseLost:
            raise
        except JudgeUnavailable as error:
            await self._put_off(job, evidence, "provider_unavailable", error)
            raise
        except Exception as error:
            await self._put_off(job, evidence, None, error)
            raise
        async with job.unit(self._db, ROLE) as unit:
            await self._settle(unit, score)

    async def _put_off(
        self, job: Job, evidence: Evidence, reason: str | None, error: Exception
    ) -> None:
        """Note why it takes longer, or at the last attempt that it won't come."""
        number = job.payload["number"]
        last = job.attempt >= self._settings.max_attempts or isinstance(error, Permanent)
        async with job.unit(self._db, ROLE) as unit:
            if last:
                failure = self._failure(evidence, number, reason or "uncertain")
                await self._settle(unit, failure)
            elif reason is not None:
                await self._store.delayed(unit, delayed(evidence, number, reason))

    def _failure(self, evidence: Evidence, number: int, reason: str) -> EvidenceScore:
        return failed(evidence, number, self._scorer.making(self._clock.now()), reason)

    async def _next(self, unit: Unit, evidence_id: str, current: Current | None) -> EvidenceScore:
        """A pending score after the current one, whose making is shown meanwhile."""
        if current is None:
            return pending(evidence_id, 1, None)
        (newest,) = await self._store.newest(unit, [evidence_id])
        return pending(evidence_id, current.number + 1, newest.making)

    async def _enqueue(self, unit: Unit, evidence_id: str, number: int, subject_id: str) -> None:
        await self._jobs.put(
            unit,
            queue=QUEUE,
            kind=SCORE,
            key=_key(evidence_id, number),
            payload={"evidenceId": evidence_id, "number": number},
            subject_id=subject_id,
        )

    async def _settle(self, unit: Unit, score: EvidenceScore) -> None:
        """Put the score in its row and tell of it, once."""
        await self._store.lock(unit, [score.evidence_id])
        now = self._clock.now()
        subject_id = await self._store.settle(unit, score, now)
        if subject_id is None:
            return
        made = score.making or self._scorer.making(now)
        event = EvidenceScored(
            score.evidence_id, score.number, score.status.value, score.reason, made.scorer,
            made.version,
        )  # fmt: skip
        await self._outbox.put(
            unit,
            Message(
                new_id(), TOPIC, EvidenceScored.TYPE, score.evidence_id, now, asdict(event),
                subject_id,
            ),
        )  # fmt: skip

    # Queries

    async def result(self, evidence_id: str) -> EvidenceScore | None:
        """The newest score, or None when nothing was handed in."""
        found = await self.history(evidence_id)
        return found[0] if found else None

    async def results(self, evidence_ids: Sequence[str]) -> list[EvidenceScore]:
        """The newest scores of those that have one, without their answers."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.newest(unit, evidence_ids)

    async def history(self, evidence_id: str) -> list[EvidenceScore]:
        """All scores, the newest first."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.history(unit, evidence_id)

    async def count(self) -> dict[str, int]:
        """How many scores there are by status."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.count(unit)


def _key(evidence_id: str, number: int) -> str:
    return f"{evidence_id}:{number}"
