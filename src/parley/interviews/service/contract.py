"""What interviews offers to other contexts."""

from collections.abc import Sequence
from datetime import datetime

from parley.contracts.interviews import (
    Completion,
    Entry,
    OpenSession,
    PlanItem,
    Session,
)
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.access import found
from parley.interviews.service.sessions import SessionCommands
from parley.kit.db import Database


class InterviewsService:
    """`contracts.interviews.Interviews`."""

    def __init__(self, db: Database, store: Store, commands: SessionCommands) -> None:
        """Offer what `commands` does and `store` holds."""
        self._db, self._store, self._commands = db, store, commands

    # Commands

    async def open(self, ask: OpenSession) -> Session:
        """Make a session, or give back the one that has that id.

        Raises:
            ParticipantUnknown: The person has no account.
            SessionNotFound: There was one of that id, and it was erased.
        """
        return await self._commands.open(ask)

    async def begin(self, session_id: str, items: Sequence[PlanItem], epoch: int) -> Session:
        """PENDING to IN_PROGRESS with the plan that will be asked; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        return await self._commands.begin(session_id, items, epoch)

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        """RecordInteraction: store final entries durably; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        await self._commands.record(session_id, entries, epoch)

    async def complete(self, completion: Completion) -> Session:
        """IN_PROGRESS to COMPLETED with its transcript, in one transaction; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        return await self._commands.complete(completion)

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        """To ERROR: it can't go on; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: See the contract.
        """
        return await self._commands.fail(session_id, ended_at, epoch)

    async def cancel(self, session_id: str) -> None:
        """Its invitation was revoked or deleted; harmless for one that is over or unknown."""
        await self._commands.cancel(session_id)

    async def lengthen(self, session_id: str, planned_seconds: int, limit_seconds: int) -> None:
        """Let it take so long; never shorter; harmless for one that is over or unknown."""
        await self._commands.lengthen(session_id, planned_seconds, limit_seconds)

    # Queries

    async def session(self, session_id: str) -> Session:
        """One session.

        Raises:
            SessionNotFound: None of that id.
        """
        async with self._db.unit(ROLE) as unit:
            return (await found(unit, self._store, session_id)).as_contract()

    async def sessions(self, session_ids: Sequence[str]) -> list[Session]:
        """Those that exist, in no particular order."""
        async with self._db.unit(ROLE) as unit:
            return [one.as_contract() for one in await self._store.some(unit, session_ids)]

    async def entries(self, session_id: str) -> list[Entry]:
        """What was said so far, in order.

        Raises:
            SessionNotFound: None of that id.
        """
        async with self._db.unit(ROLE) as unit:
            await found(unit, self._store, session_id)
            return await self._store.entries(unit, session_id)
