"""Commands on a session's lifecycle and conversation, each one transaction under its row's lock.

Whoever conducts an interview shows the epoch of its lease: the check and the write are one
transaction, so an engine that was replaced can't write any more, however late it wakes up.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from parley.contracts.interviews import (
    TOPIC,
    Completion,
    Entry,
    InterviewCompleted,
    InterviewFailed,
    NotTheOwner,
    OpenSession,
    PlanItem,
    Session,
    SessionNotFound,
    lease_name,
)
from parley.interviews.domain.errors import EntryElsewhere
from parley.interviews.domain.evidence import answer_count
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.access import found
from parley.interviews.service.handing_in import put
from parley.interviews.service.people import Directory
from parley.kit import lease
from parley.kit.clock import rfc3339
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.messages import Message
from parley.kit.outbox import Outbox


async def check_owner(unit: Unit, session_id: str, epoch: int | None) -> None:
    """Hold the lease of whoever conducts a session until the transaction ends.

    Args:
        unit: The transaction.
        session_id: Which.
        epoch: Of the lease; None for somebody who needs none.

    Raises:
        NotTheOwner: It has another epoch by now, or has run out.
    """
    if epoch is None:
        return
    if not await lease.check(unit, lease.Lease(lease_name(session_id), epoch)):
        raise NotTheOwner


class SessionCommands:
    """Opens, begins, records, and ends in every way."""

    def __init__(self, db: Database, store: Store, jobs: JobQueue, directory: Directory) -> None:
        """Work on `store`; `directory` knows whoever takes part."""
        self._db, self._store, self._jobs, self._directory = db, store, jobs, directory
        self._outbox = Outbox(ROLE)

    async def open(self, ask: OpenSession) -> Session:
        """Make a session, or give back the one that has that id.

        Raises:
            ParticipantUnknown: The person has no account.
            SessionNotFound: There was one of that id, and it was erased.
            Unavailable: Identity doesn't answer.
        """
        await self._directory.ensure([ask.user_id])
        async with self._db.unit(ROLE) as unit:
            await self._store.lock(unit, [ask.session_id])
            session = await self._store.session(unit, ask.session_id)
            if session is None:
                if await self._store.was_erased(unit, ask.session_id):
                    raise SessionNotFound
                session = InterviewSession.opened(ask, await self._store.now(unit))
                await self._store.add(unit, session)
        return session.as_contract()

    async def begin(self, session_id: str, items: Sequence[PlanItem], epoch: int | None) -> Session:
        """PENDING to IN_PROGRESS with the plan that will be asked; again is harmless.

        Args:
            session_id: Which.
            items: The plan; empty keeps the one that it was opened with.
            epoch: Of the engine's lease; None for a worker that showed the shared secret, and for
                the person (updateStatus).

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, session_id, lock=True)
            changed = session.begin(items, await self._store.now(unit))
            await check_owner(unit, session_id, epoch)
            if changed:
                await self._store.save(unit, session)
                await self._store.join(unit, session)
        return session.as_contract()

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        """Store final entries; those that are stored already stay as they are.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
            EntryElsewhere: An entry of that id belongs to another session.
        """
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, session_id, lock=True)
            session.check_talking()
            await check_owner(unit, session_id, epoch)
            await self._append(unit, session, entries, final=False)

    async def _append(
        self, unit: Unit, session: InterviewSession, entries: Sequence[Entry], *, final: bool
    ) -> None:
        known = await self._store.known(unit, [entry.entry_id for entry in entries])
        if any(owner != session.session_id for owner in known.values()):
            raise EntryElsewhere
        new = {entry.entry_id: entry for entry in entries if entry.entry_id not in known}
        await self._store.append(unit, session, list(new.values()), final=final)

    async def complete(self, completion: Completion) -> Session:
        """IN_PROGRESS to COMPLETED with its transcript; again is harmless, the first end stands.

        Transcript, status, participants, `interview.completed` and the job that hands the evidence
        in are one transaction.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
            EntryElsewhere: An entry of that id belongs to another session.
        """
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, completion.session_id, lock=True)
            now = await self._store.now(unit)
            if not session.complete(completion.reason, completion.ended_at, now):
                return session.as_contract()
            await check_owner(unit, session.session_id, completion.epoch)
            if completion.entries is not None:
                await self._store.clear(unit, session.session_id)
                await self._append(unit, session, completion.entries, final=True)
            entries = await self._store.entries(unit, session.session_id)
            session.answer_count = answer_count(session, entries)
            await self._store.save(unit, session)
            await self._store.leave(unit, session)
            await put(self._jobs, unit, session)
            await self._outbox.put(unit, _completed(session, now))
        return session.as_contract()

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        """To ERROR: it can't go on; again is harmless.

        Status, participants and `interview.failed` are one transaction.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        async with self._db.unit(ROLE) as unit:
            session = await found(unit, self._store, session_id, lock=True)
            now = await self._store.now(unit)
            if session.fail(ended_at, now):
                await check_owner(unit, session_id, epoch)
                await self._store.save(unit, session)
                await self._store.leave(unit, session)
                await self._outbox.put(unit, _failed(session, now))
        return session.as_contract()

    async def cancel(self, session_id: str) -> None:
        """End one whose invitation was revoked or deleted; harmless if it is over or unknown."""
        async with self._db.unit(ROLE) as unit:
            try:
                session = await found(unit, self._store, session_id, lock=True)
            except SessionNotFound:
                return
            if session.cancel(await self._store.now(unit)):
                await self._store.save(unit, session)
                await self._store.leave(unit, session)

    async def lengthen(self, session_id: str, planned_seconds: int, limit_seconds: int) -> None:
        """Let it take so long; never shorter; harmless for one that is over or unknown."""
        async with self._db.unit(ROLE) as unit:
            try:
                session = await found(unit, self._store, session_id, lock=True)
            except SessionNotFound:
                return
            if session.lengthen(planned_seconds, limit_seconds):
                await self._store.save(unit, session)


def _completed(session: InterviewSession, now: datetime) -> Message:
    assert session.completed_at is not None  # noqa: S101 - it was just completed
    body = InterviewCompleted(
        session_id=session.session_id,
        user_id=session.user_id,
        completed_at=rfc3339(session.completed_at),
        total_duration=session.duration_seconds or 0,
        answer_count=session.answer_count or 0,
    )
    return _message(session, body, now)


def _failed(session: InterviewSession, now: datetime) -> Message:
    assert session.ended_at is not None  # noqa: S101 - it just failed
    body = InterviewFailed(session.session_id, session.user_id, rfc3339(session.ended_at))
    return _message(session, body, now)


def _message(
    session: InterviewSession, body: InterviewCompleted | InterviewFailed, now: datetime
) -> Message:
    return Message(
        new_id(), TOPIC, body.TYPE, session.session_id, now, asdict(body), session.user_id
    )
