"""What goes between a person and an engine, whichever engine it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.interviews import Entry, PlanItem, Speaker

RATE = 16_000  # samples a second, both ways; realtime-session.md, section 3.3
SAMPLE_BYTES = 2


def seconds_of(pcm: bytes) -> float:
    """Length of 16 kHz mono signed 16 bit sound."""
    return len(pcm) / (RATE * SAMPLE_BYTES)


class Turn(StrEnum):
    """Whose turn it is, as people see it."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


# From the person.


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of the microphone, of any whole number of samples."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """Written instead of spoken."""

    text: str


@dataclass(frozen=True, slots=True)
class StillThinking:
    """Silence is not the end of this answer."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone: speak to nobody, and keep the place."""


@dataclass(frozen=True, slots=True)
class Regained:
    """The person is back; or somebody is there for the first time.

    Attributes:
        can_flush: Whether their player drops what it holds when told to: else sound may be sent
            at most 120 ms ahead.
    """

    can_flush: bool


FromPerson = Sound | Typed | StillThinking | Lost | Regained


# From the engine, in the order in which it must take effect: whoever takes these finishes one (a
# `Spoke` is committed) before the next, so nothing is heard that rests on an entry not yet durable.


@dataclass(frozen=True, slots=True)
class Caption:
    """Words as they are said; not final ones are replaced by the next of that speaker."""

    speaker: Speaker
    text: str
    final: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """Sound of the AI to be sent now: paced by the engine."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Flush:
    """What was sent and not played yet must not be heard any more."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """A final entry, to be recorded. `at`, `start` and `end` are by the engine's clock."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Changed:
    """Whose turn it is by now, and at which question (index in the plan; -1 before the first)."""

    turn: Turn
    question: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The AI has closed the interview, and its last words were played."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The engine can't go on, retries and fallbacks included.

    Attributes:
        reason: A code for the log: never words of the person or of a model.
    """

    reason: str


FromEngine = Caption | Voice | Flush | Spoke | Changed | Finished | Broken


@dataclass(slots=True, eq=False)
class Briefing:
    """What an engine is told at the start of a conversation, or when it is taken up again.

    Its time may grow while it is used: whoever goes by it reads it when it counts.

    Attributes:
        session_id: Which; for logs only.
        language: BCP 47.
        title: Of the interview.
        job_description: Or empty.
        items: The plan.
        history: What was said before; not empty means that somebody comes back: no second greeting.
        elapsed: Seconds since the session started.
        planned_seconds: After which the AI closes.
        limit_seconds: After which it is over.
        practice: Whether the person practises; said when they ask what happens next.
    """

    session_id: str
    language: str
    title: str
    job_description: str
    items: Sequence[PlanItem]
    history: Sequence[Entry]
    elapsed: float
    planned_seconds: float
    limit_seconds: float
    practice: bool
