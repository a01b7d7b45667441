"""What the interviewer needs from the world, and its settings."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, Protocol

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.conversation import Briefing, FromEngine, FromPerson
from parley.interviewer.domain.guard import Fault
from parley.interviewer.domain.mind import (
    Brief,
    Cue,
    Draft,
    DraftAsk,
    Piece,
    Reading,
    Situation,
)
from parley.interviewer.domain.outgoing import ToPerson
from parley.interviewer.domain.standing import Standing
from parley.kit.db import Unit
from parley.kit.errors import Unavailable
from parley.kit.lease import Lease

EngineName = Literal["cascade", "gemini-live", "mock"]


class InterviewerUnavailable(Unavailable):
    """The interviewer can't be reached just now: try again in a moment."""


class BrainUnavailable(Unavailable):
    """The language model doesn't answer: the scripted interviewer goes on."""


class Live(Protocol):
    """The AI side of one conversation; one task hears, one takes events."""

    async def hear(self, said: FromPerson) -> None:
        """Take in what comes from the person; never waits for a model."""
        ...

    def events(self) -> AsyncIterator[FromEngine]:
        """What it says and does, in order; ends after `Finished` or `Broken`, or `close`."""
        ...

    async def close(self) -> None:
        """Stop: nobody listens any more."""
        ...


class Engine(Protocol):
    """Makes conversations."""

    async def start(self, briefing: Briefing) -> Live:
        """Connect to the models that the conversation needs.

        Raises:
            InterviewerUnavailable: Not now.
        """
        ...


class Brain(Protocol):
    """Understands answers and words moves: a language model, or the scripted one.

    A model's output is untrusted: `service` checks every sentence by `domain` before it is said.
    """

    title: str

    async def read(self, situation: Situation) -> Reading:
        """What the person meant, and which key points they have covered.

        Raises:
            BrainUnavailable: Not within its deadline.
        """
        ...

    def word(self, brief: Brief) -> AsyncIterator[str]:
        """The AI's turn, in pieces as they come.

        Raises:
            BrainUnavailable: Not within its deadline.
        """
        ...

    async def draft(self, ask: DraftAsk) -> Draft:
        """Questions for a job description.

        Raises:
            BrainUnavailable: Not within its deadline.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model.

    Attributes:
        kind: `gemini`, or `openai` for any server with OpenAI's `/chat/completions`.
        model: Its name there.
        key: Or None.
        base_url: Or None for the vendor's own.
        read_seconds: For a reading, while somebody waits for an answer.
        first_seconds: Until the first words of a turn.
        seconds: For a whole turn.
        draft_seconds: For a draft.

    Raises:
        ValueError: An OpenAI-compatible server without an address.
    """

    kind: Literal["gemini", "openai"]
    model: str
    key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    read_seconds: float = 2.5
    first_seconds: float = 2.5
    seconds: float = 10.0
    draft_seconds: float = 60.0
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be called."""
        if self.kind == "openai" and not (self.base_url or "").startswith(("http://", "https://")):
            raise ValueError("an OpenAI-compatible server needs its address")


@dataclass(frozen=True, slots=True)
class GeminiLiveSettings:
    """Gemini's Live API.

    Attributes:
        key: Of the account.
        model: A model that speaks.
        base_url: Or None for Google's.
        voice: A prebuilt voice's name, or None for the model's own.
    """

    key: str = field(repr=False)
    model: str
    base_url: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How the interviewer is configured.

    Attributes:
        engine: Which.
        brain: Of the cascade; None for the scripted one.
        gemini_live: Of that engine, None unless configured.
        allowed_origins: Whose pages may open the socket.
        lease_seconds: Of the one owner of a conversation; renewed at a third.
        grace_seconds: A conversation stays in memory so long after its connection is lost.
        warn_seconds: Before the limit, the page is told.
        message_bytes: Of one message from a client.
        burst_seconds: Of sound that may come faster than real time (after a network loss).
        behind_seconds: Of sound that may wait for a slow reader.
        typed_characters: Of one typed answer.
        document_bytes: Of a PDF.
        description_characters: Of a job description.
    """

    engine: EngineName = "cascade"
    brain: ModelSettings | None = None
    gemini_live: GeminiLiveSettings | None = None
    allowed_origins: frozenset[str] = frozenset()
    lease_seconds: float = 15.0
    grace_seconds: float = 60.0
    warn_seconds: float = 300.0
    message_bytes: int = 64_000
    burst_seconds: float = 45.0
    behind_seconds: float = 10.0
    typed_characters: int = 4_000
    document_bytes: int = 5_000_000
    description_characters: int = 20_000


class DocumentReader(Protocol):
    """Reads the words of a PDF, apart from this process."""

    async def text(self, pdf: bytes) -> str:
        """Its words; at most `description_characters` of them.

        Raises:
            Malformed: It is no PDF, or holds no text.
            Unavailable: Not within its limits.
        """
        ...


class Drafter(Protocol):
    """Plans where there is none."""

    async def plan(self, job_description: str, language: str, questions: int) -> Sequence[PlanItem]:
        """Questions with key points; never fails, the competency bank is always there."""
        ...


class Mind(Protocol):
    """One conversation's decisions, made for a session by `service`; not shared."""

    def turn(self, cue: Cue, now: float) -> AsyncIterator[Piece]:
        """The AI's next turn: a `Decided`, then its sentences as they come.

        Always comes to an end in time: where a model fails, scripted words are said instead. It may
        be abandoned at any point (somebody interrupts).

        Args:
            cue: Why it is the AI's turn.
            now: Seconds since the session started.
        """
        ...

    def spoken(self, text: str) -> None:
        """What was really heard of the last turn; empty when nothing was."""
        ...

    def vocabulary(self) -> Sequence[str]:
        """Words likely to come in the answer: of the open question and the job."""
        ...


class Connection(Protocol):
    """The person's end of a conversation: one socket.

    Attributes:
        can_flush: Whether what was sent and not played can be taken back.
    """

    can_flush: bool

    def send(self, said: ToPerson) -> None:
        """Have it sent after what was sent before; never waits."""
        ...

    def close(self, code: int) -> None:
        """Close after what was sent before; never waits, and only the first close counts."""
        ...


class Leasing(Protocol):
    """One owner of a thing at a time (`kit.lease`)."""

    async def acquire(
        self, name: str, holder: str, ttl: timedelta, *, take_over: bool = False
    ) -> Lease | None:
        """Take it; None when another one has it and `take_over` is not asked for."""
        ...

    async def renew(self, lease: Lease, ttl: timedelta) -> bool:
        """Keep it; False when it is lost."""
        ...

    def watch(self, lease: Lease, lost: Callable[[], None]) -> Callable[[], None]:
        """Have `lost` called when somebody has taken it over; what ends that."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give it back."""
        ...


class Store(Protocol):
    """Where conversations stand; every call runs in the caller's transaction."""

    async def begin(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        """Note that somebody holds it, anew or again; False when the lease is lost."""
        ...

    async def stand(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        """Note how it stands; False when the lease is lost, or the row was erased."""
        ...

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """The sessions of a person."""
        ...

    async def erase(self, unit: Unit, session_ids: Sequence[str], subject_id: str | None) -> int:
        """Delete rows, and the names in inbox and outbox; how many conversations."""
        ...


class Meters(Protocol):
    """What is counted."""

    def turn(self, speaker: str) -> None:
        """An entry was recorded; `USER` or `AI`."""
        ...

    def failed(self, what: str) -> None:
        """An engine could not begin (`start`) or go on (`broken`)."""
        ...

    def faulted(self, fault: Fault) -> None:
        """A model that speaks by itself has broken a rule, aloud."""
        ...

    def added(self, seconds: float) -> None:
        """What we ourselves added to a turn, before its first sound was sent."""
        ...
