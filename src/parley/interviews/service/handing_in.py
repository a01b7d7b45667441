"""Hands a completed interview's evidence to scoring: a job, because an outage may last."""

import logging

from parley.interviews.domain.evidence import gather
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import ROLE, Settings, Store
from parley.interviews.service.neighbours import Neighbours
from parley.kit.db import Database, Unit
from parley.kit.errors import DomainError, Unavailable
from parley.kit.jobs import Job, JobQueue, Permanent

log = logging.getLogger(__name__)

QUEUE = "interviews"
HAND_IN = "interviews.hand_in"


async def put(jobs: JobQueue, unit: Unit, session: InterviewSession) -> None:
    """Queue it, in the transaction that completes the session."""
    await jobs.put(
        unit,
        queue=QUEUE,
        kind=HAND_IN,
        key=session.session_id,
        payload={"sessionId": session.session_id},
        subject_id=session.user_id,
    )


class HandingIn:
    """The job, and a look for interviews whose job gave up."""

    def __init__(
        self,
        db: Database,
        store: Store,
        jobs: JobQueue,
        neighbours: Neighbours,
        settings: Settings,
    ) -> None:
        """Hand in what `store` holds."""
        self._db, self._store, self._jobs = db, store, jobs
        self._neighbours, self._settings = neighbours, settings

    async def work(self, job: Job) -> None:
        """Hand in the evidence of one interview; again is harmless to scoring.

        Raises:
            Unavailable, OSError: Scoring doesn't answer; the job is tried again.
            Permanent: It refuses the evidence.
        """
        session_id = str(job.payload["sessionId"])
        async with self._db.unit(ROLE) as unit:
            session = await self._store.session(unit, session_id)
            entries = await self._store.entries(unit, session_id)
        evidence = None if session is None else gather(session, entries)
        if evidence is None:
            return  # it was erased meanwhile
        try:
            await self._neighbours.submit(evidence)
        except Unavailable:
            raise
        except DomainError as error:
            raise Permanent(error.code) from error  # scoring refuses it, and will again
        async with job.unit(self._db, ROLE) as unit:
            await self._store.handed_in(unit, session_id)

    async def sweep(self) -> int:
        """Try again what was given up; how many."""
        again, after = 0, ""
        while True:
            async with self._db.unit(ROLE) as unit:
                waiting = await self._store.unscored(
                    unit, self._settings.hand_in_for, after, self._settings.overdue_batch
                )
            for session_id in waiting:
                again += await self._jobs.retry(QUEUE, session_id)
            if len(waiting) < self._settings.overdue_batch:
                if again:
                    log.warning("evidence handed in again", extra={"count": again})
                return again
            after = waiting[-1]
