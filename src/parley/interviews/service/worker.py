"""The procedures of realtime-session.md, section 3.1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.identity import Principal
from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    Provenance,
    SessionConflict,
    SessionStatus,
    Speaker,
)
from parley.interviews.domain.errors import SessionNotInProgress, SessionNotPending
from parley.interviews.domain.session import InterviewSession
from parley.interviews.domain.status import WORDS, Realtime
from parley.interviews.ports import ROLE, Settings, Store
from parley.interviews.service.access import found, theirs
from parley.interviews.service.endings import Endings
from parley.interviews.service.neighbours import Neighbours
from parley.interviews.service.sessions import SessionCommands
from parley.kit.db import Database
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

FARTHEST = timedelta(days=1)  # from a session's start


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One entry as an external worker hands it in (settled.md, Interviews)."""

    speaker: Speaker
    content: str
    timestamp: datetime


class WorkerCommands:
    """Tokens, statuses and transcripts."""

    def __init__(
        self,
        db: Database,
        store: Store,
        neighbours: Neighbours,
        commands: SessionCommands,
        endings: Endings,
        settings: Settings,
    ) -> None:
        """Carry out by `commands`, and by `endings` what a person ends."""
        self._db, self._store, self._neighbours = db, store, neighbours
        self._commands, self._endings, self._settings = commands, endings, settings

    async def generate_token(self, who: Principal, session_id: str) -> str:
        """A token for the socket of an interview that is PENDING, good for five minutes.

        Raises:
            SessionNotFound: None of theirs.
            SessionNotPending: It was begun, or is over.
            Unavailable: Identity doesn't answer.
        """
        session = await self._seen(who, session_id)
        if session.status is not SessionStatus.SCHEDULED:
            raise SessionNotPending
        return await self._neighbours.worker_token(session.user_id, session_id)

    async def resume_token(self, who: Principal, session_id: str) -> str:
        """The same for one that is IN_PROGRESS: whoever lost the connection comes back with it.

        Raises:
            SessionNotFound, Unavailable: As above.
            SessionNotInProgress: It has not begun, or is over.
        """
        session = await self._seen(who, session_id)
        if session.status is not SessionStatus.IN_PROGRESS:
            raise SessionNotInProgress
        return await self._neighbours.worker_token(session.user_id, session_id)

    async def update_status(
        self,
        who: Principal | None,
        session_id: str,
        status: Realtime,
        ended_at: datetime | None = None,
    ) -> None:
        """PENDING to IN_PROGRESS or ERROR, IN_PROGRESS to COMPLETED or ERROR; the same is harmless.

        Args:
            who: The person; None for a worker that showed the shared secret.
            session_id: Which.
            status: IN_PROGRESS, COMPLETED or ERROR.
            ended_at: When it ended; None for now.

        Raises:
            SessionNotFound: None of that id, or not theirs.
            SessionConflict: Any other change.
            EngineRunning: A person may not complete what an engine of ours is conducting.
            Malformed: PENDING is where it begins.
        """
        if status is Realtime.PENDING:
            raise Malformed("status: IN_PROGRESS, COMPLETED or ERROR")
        async with self._db.unit(ROLE) as unit:
            session = await self._loaded(who, session_id)
            moment = ended_at or await self._store.now(unit)
        if WORDS[session.status].realtime is status:
            return
        if status is Realtime.IN_PROGRESS:
            await self._commands.begin(session_id, (), None)
        elif status is Realtime.ERROR:
            await self._commands.fail(session_id, moment, None)
        elif session.status is not SessionStatus.IN_PROGRESS:
            raise SessionConflict
        elif who is not None:
            await self._endings.complete(session_id, EndReason.USER_INITIATED, moment)
        else:
            completion = Completion(session_id, EndReason.USER_INITIATED, moment)
            await self._commands.complete(completion)

    async def submit_transcript(
        self, session_id: str, transcript: Sequence[TranscriptEntry], ended_at: datetime
    ) -> None:
        """Complete with a final transcript instead of what was recorded; again is harmless.

        Raises:
            SessionNotFound: None of that id.
            SessionConflict: It is not in progress.
            Malformed: More than an interview can hold.
        """
        self._check(transcript)
        session = await self._loaded(None, session_id)
        entries = _entries(session, transcript)
        completion = Completion(session_id, EndReason.USER_INITIATED, ended_at, entries)
        await self._commands.complete(completion)

    def _check(self, transcript: Sequence[TranscriptEntry]) -> None:
        limits = self._settings
        if len(transcript) > limits.most_entries:
            raise Malformed(f"transcript: at most {limits.most_entries} entries")
        lengths = [len(entry.content) for entry in transcript]
        if max(lengths, default=0) > limits.longest_entry:
            raise Malformed(f"transcript: at most {limits.longest_entry} characters an entry")
        if sum(lengths) > limits.longest_transcript:
            raise Malformed(f"transcript: at most {limits.longest_transcript} characters in all")

    async def _seen(self, who: Principal, session_id: str) -> InterviewSession:
        async with self._db.unit(ROLE) as unit:
            return await theirs(unit, self._store, who, session_id)

    async def _loaded(self, who: Principal | None, session_id: str) -> InterviewSession:
        """The session for a person, or for a worker that showed the secret."""
        if who is not None:
            return await self._seen(who, session_id)
        async with self._db.unit(ROLE) as unit:
            return await found(unit, self._store, session_id)


def _entries(session: InterviewSession, transcript: Sequence[TranscriptEntry]) -> tuple[Entry, ...]:
    """A transcript as entries: seconds count from the session's start; words have no times.

    A worker has a clock of its own: what lies before the start or far behind it is drawn nearer.
    """
    start = session.started_at or session.created_at
    away = [one.timestamp - start for one in transcript]
    kept = [max(timedelta(), min(one, FARTHEST)) for one in away]
    return tuple(
        Entry(
            entry_id=new_id(),
            speaker=one.speaker,
            text=one.content,
            at=start + at,
            start=at.total_seconds(),
            end=at.total_seconds(),
            provenance=Provenance.MODEL if one.speaker is Speaker.AI else Provenance.CLIENT,
        )
        for one, at in zip(transcript, kept, strict=True)
    )
