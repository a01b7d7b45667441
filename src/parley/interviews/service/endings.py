"""Ends interviews that no engine conducts any more.

Whoever ends takes the engine's lease for it, and only if nobody holds it: should an engine come
back in that very moment, one of the two has the older epoch and can't write.
"""

import logging
from datetime import datetime

from parley.contracts.identity import Principal
from parley.contracts.interviews import (
    Completion,
    EndReason,
    NotTheOwner,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    lease_name,
)
from parley.interviews.domain.conversation import answered, progress
from parley.interviews.domain.errors import EngineRunning
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import ROLE, Settings, Store
from parley.interviews.service.access import theirs
from parley.interviews.service.sessions import SessionCommands
from parley.interviews.service.views import Standing
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.lease import Leases

log = logging.getLogger(__name__)

HOLDER = "interviews"


def standing_of(session: InterviewSession, answered_items: frozenset[str]) -> Standing:
    """How far an interview is; what was counted at its end stands."""
    count = len(answered_items) if session.answer_count is None else session.answer_count
    return Standing(
        session.session_id,
        session.status,
        count,
        session.total_questions,
        progress(count, session.total_questions),
    )


class Endings:
    """For a page that is gone for good, and for the one-hour limit."""

    def __init__(
        self,
        db: Database,
        store: Store,
        leases: Leases,
        commands: SessionCommands,
        settings: Settings,
    ) -> None:
        """End by `commands`."""
        self._db, self._store, self._leases = db, store, leases
        self._commands, self._settings = commands, settings

    async def abandoned(self, who: Principal, session_id: str) -> Standing:
        """Complete one with what was recorded of it; again is harmless.

        Raises:
            SessionNotFound: None of theirs.
            SessionConflict: It has not begun, or can't be completed any more.
            EngineRunning: An engine conducts it.
        """
        async with self._db.unit(ROLE) as unit:
            session = await theirs(unit, self._store, who, session_id)
            now = await self._store.now(unit)
        if session.status is not SessionStatus.COMPLETED:
            session.check_talking()
            await self.complete(session_id, EndReason.USER_INITIATED, now)
        async with self._db.unit(ROLE) as unit:
            ended = await theirs(unit, self._store, who, session_id)
            said = await self._store.entries(unit, session_id)
        return standing_of(ended, answered(ended.items, said))

    async def complete(self, session_id: str, reason: EndReason, ended_at: datetime) -> None:
        """Complete one that no engine conducts.

        Raises:
            EngineRunning: An engine conducts it.
            SessionNotFound, SessionConflict: It is gone, or not in progress.
        """
        # A holder of this one name: two endings at once are not one holder that comes again. The
        # lease isn't given back but runs out: an Idempotency-Key may hold its row for longer.
        holder = f"{HOLDER}:{new_id()}"
        held = await self._leases.acquire(lease_name(session_id), holder, self._settings.lease)
        if held is None:
            raise EngineRunning
        completion = Completion(session_id, reason, ended_at, epoch=held.epoch)
        try:
            await self._commands.complete(completion)
        except NotTheOwner as error:
            raise EngineRunning from error

    async def sweep(self) -> int:
        """Complete those past their limit that no engine conducts; how many."""
        ended, after = 0, ""
        while True:
            async with self._db.unit(ROLE) as unit:
                due = await self._store.overdue(unit, after, self._settings.overdue_batch)
            for session in due:
                ended += await self._time_out(session)
            if len(due) < self._settings.overdue_batch:
                if ended:
                    log.info("interviews timed out", extra={"count": ended})
                return ended
            after = due[-1].session_id

    async def _time_out(self, session: InterviewSession) -> bool:
        assert session.ends_at is not None  # noqa: S101 - it is in progress
        try:
            await self.complete(session.session_id, EndReason.TIMEOUT, session.ends_at)
        except (EngineRunning, SessionConflict, SessionNotFound):
            return False  # its engine ends it, or it ended meanwhile
        return True
