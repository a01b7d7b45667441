"""The procedures of realtime-session.md, section 3.1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.contracts.identity import Principal
from parley.contracts.interviews import Speaker
from parley.interviews.domain.status import Realtime


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One entry as an external worker hands it in (settled.md, Interviews)."""

    speaker: Speaker
    content: str
    timestamp: datetime


class WorkerCommands:
    """Tokens, statuses and transcripts."""

    async def generate_token(self, who: Principal, session_id: str) -> str:
        """A token for the socket of an interview that is PENDING, good for five minutes.

        Raises:
            SessionNotFound: None of theirs.
            SessionNotPending: It was begun, or is over.
            Unavailable: Identity doesn't answer.
        """
        raise NotImplementedError

    async def resume_token(self, who: Principal, session_id: str) -> str:
        """The same for one that is IN_PROGRESS: whoever lost the connection comes back with it.

        Raises:
            SessionNotFound, Unavailable: As above.
            SessionNotInProgress: It has not begun, or is over.
        """
        raise NotImplementedError

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
        raise NotImplementedError

    async def submit_transcript(
        self, session_id: str, transcript: Sequence[TranscriptEntry], ended_at: datetime
    ) -> None:
        """Put the final transcript in the place of what was recorded, and complete; again is harmless.

        Raises:
            SessionNotFound: None of that id.
            SessionConflict: It is not in progress.
            Malformed: More than an interview can hold.
        """
        raise NotImplementedError
