"""What interviews offers: live sessions (voice, room, guided), their lifecycle and conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from parley.contracts.scoring import Purpose
from parley.contracts.speech import Quality, Word
from parley.kit.errors import DomainError, Kind

# service-communication.md, section 3; settled.md names the exchange.
TOPIC = "parley.events"


class Mode(StrEnum):
    """How a live session is taken; product.md, One interview, four ways."""

    VOICE = "voice"
    ROOM = "room"
    GUIDED = "guided"


class SessionStatus(StrEnum):
    """One machine underneath; what each document calls it stands in product.md."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class EndReason(StrEnum):
    """Why a session is over; realtime-session.md, SessionEnded."""

    USER_INITIATED = "user_initiated"
    AI_ENDED = "ai_ended"
    TIMEOUT = "timeout"


class Speaker(StrEnum):
    """Who said something; the words of realtime-session.md."""

    USER = "USER"
    AI = "AI"


class Provenance(StrEnum):
    """Where the words of an entry come from (product.md, Security)."""

    HEARD = "heard"  # Recognised by this server from sound it had.
    TYPED = "typed"  # Written instead of spoken.
    CLIENT = "client"  # Handed in by a client or an external worker.
    MODEL = "model"  # The AI's own words.


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A question the interview is to ask.

    Attributes:
        item_id: The question.
        text: As it is asked.
        category: `general` where none is stated.
        key_points: What a good answer covers; never told to a candidate.
        required: Whether it is asked even when time is short.
        seconds: Meant for it, follow-ups included; None for an even share.
    """

    item_id: str
    text: str
    category: str = "general"
    key_points: tuple[str, ...] = ()
    required: bool = True
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Ask for a session.

    Attributes:
        session_id: Its id: for an invitation the invitation's own, so that consent, recording,
            score and deletion go by one evidence id (decision 16).
        mode: How it is taken.
        user_id: The person who is interviewed.
        owner_id: Who answers for it: whoever invited, or that person in practice.
        purpose: What for.
        language: BCP 47.
        title: For people.
        job_description: What the questions are drafted from where there is no plan; or empty.
        items: The plan, or empty: then the interviewer drafts one.
        total_questions: How many are asked.
        template_id: Where the plan comes from, or None.
        planned_seconds: The AI closes around then.
        limit_seconds: The session ends then whatever happens, extra time included.
    """

    session_id: str
    mode: Mode
    user_id: str
    owner_id: str
    purpose: Purpose
    language: str
    title: str
    job_description: str
    items: tuple[PlanItem, ...]
    total_questions: int
    template_id: str | None
    planned_seconds: int
    limit_seconds: int


@dataclass(frozen=True, slots=True)
class Session:
    """A live session as other contexts see it: what OpenSession asked for, and how far it is.

    Attributes:
        status: See SessionStatus.
        created_at, started_at, completed_at: Of the session.
        end_reason: None until completed.
    """

    session_id: str
    mode: Mode
    status: SessionStatus
    user_id: str
    owner_id: str
    purpose: Purpose
    language: str
    title: str
    job_description: str
    items: tuple[PlanItem, ...]
    total_questions: int
    template_id: str | None
    planned_seconds: int
    limit_seconds: int
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One final entry of a conversation; never changed once recorded, but by a transcript's end.

    Attributes:
        entry_id: Made by whoever records it; recording it again is harmless.
        speaker: Who.
        text: What was said: of an interrupted AI, what was heard of it.
        at: When it began.
        start, end: Seconds since the session started; the recording's time as well.
        provenance: Where the words come from.
        item_id: The question it belongs to, None before the first and after the last.
        move: What the AI did, a word of the interviewer's (`greet`, `ask`, `follow_up`, ...), or
            what the person did (`answer`, `repeat`, `unknown`, ...); empty where nobody said.
        words: With times as above, where they are known.
        confidence: 0 to 1; 0 is unstated.
        quality: Of the recogniser.
        cut: The AI was interrupted here.
    """

    entry_id: str
    speaker: Speaker
    text: str
    at: datetime
    start: float
    end: float
    provenance: Provenance
    item_id: str | None = None
    move: str = ""
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    quality: Quality = Quality.FULL
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """A session ends.

    Attributes:
        session_id: Which.
        reason: Why.
        ended_at: When.
        entries: The final transcript, in order, instead of what was recorded; None keeps that.
        epoch: Of the lease `voice:<session_id>` of an engine of ours; None for a worker that
            showed the shared secret.
    """

    session_id: str
    reason: EndReason
    ended_at: datetime
    entries: tuple[Entry, ...] | None = None
    epoch: int | None = None


class SessionNotFound(DomainError):
    """There is no such interview, or it is not yours."""

    kind = Kind.NOT_FOUND


class SessionConflict(DomainError):
    """The interview is not in a state that allows this: load it again."""

    kind = Kind.CONFLICT


class NotTheOwner(DomainError):
    """Another connection has taken this interview over."""

    kind = Kind.CONFLICT


def lease_name(session_id: str) -> str:
    """Of the lease that the one engine of a voice session holds."""
    return f"voice:{session_id}"


class Interviews(Protocol):
    """The interviews context, local or by gRPC."""

    async def open(self, ask: OpenSession) -> Session:
        """Make a session, or give back the one that has that id.

        Raises:
            SessionNotFound: It was there, and was deleted.
            ParticipantUnknown: There is no account of that id (an error of interviews' own).
        """
        ...

    async def session(self, session_id: str) -> Session:
        """One session.

        Raises:
            SessionNotFound: None of that id.
        """
        ...

    async def sessions(self, session_ids: Sequence[str]) -> list[Session]:
        """Those that exist, in no particular order."""
        ...

    async def entries(self, session_id: str) -> list[Entry]:
        """What was said so far, in order.

        Raises:
            SessionNotFound: None of that id.
        """
        ...

    async def begin(self, session_id: str, items: Sequence[PlanItem], epoch: int) -> Session:
        """PENDING to IN_PROGRESS with the plan that will be asked; again is harmless.

        A session that is in progress keeps its first plan.

        Raises:
            SessionNotFound: None of that id.
            SessionConflict: It is over.
            NotTheOwner: The lease has another epoch by now.
        """
        ...

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        """RecordInteraction: store final entries durably; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: As above.
        """
        ...

    async def complete(self, completion: Completion) -> Session:
        """IN_PROGRESS to COMPLETED with its transcript, in one transaction; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: As above.
        """
        ...

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        """To ERROR: it can't go on; again is harmless.

        Raises:
            SessionNotFound, SessionConflict, NotTheOwner: As above.
        """
        ...

    async def cancel(self, session_id: str) -> None:
        """Its invitation was revoked or deleted; harmless for one that is over or unknown."""
        ...

    async def lengthen(self, session_id: str, planned_seconds: int, limit_seconds: int) -> None:
        """Let it take so long, also while it is conducted; never shorter than it may by now.

        Harmless for one that is over or unknown, and again.

        Args:
            session_id: Which.
            planned_seconds: The AI closes around then, from the start.
            limit_seconds: It ends then whatever happens; at least `planned_seconds`.
        """
        ...


@dataclass(frozen=True, slots=True)
class InterviewCompleted:
    """`interview.completed`; service-communication.md, Interview Completed Event.

    Attributes:
        session_id, user_id: Which, and who was interviewed.
        completed_at: RFC 3339, UTC.
        total_duration: Whole seconds from start to end.
        answer_count: Questions that were answered.
    """

    TYPE: ClassVar[str] = "interview.completed"

    session_id: str
    user_id: str
    completed_at: str
    total_duration: int
    answer_count: int


@dataclass(frozen=True, slots=True)
class InterviewFailed:
    """`interview.failed`: a session broke off and can't go on; ours, beside the document's events.

    Attributes:
        session_id, user_id: Which, and who was interviewed.
        failed_at: RFC 3339, UTC.
    """

    TYPE: ClassVar[str] = "interview.failed"

    session_id: str
    user_id: str
    failed_at: str
