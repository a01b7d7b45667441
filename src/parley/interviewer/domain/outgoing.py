"""What a conversation tells the person's page, besides words, sound and `Flush`."""

from dataclasses import dataclass

from parley.contracts.interviews import EndReason
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import Caption, Flush, Turn, Voice


@dataclass(frozen=True, slots=True)
class State:
    """Whose turn it is, and how far the interview is.

    Attributes:
        turn: Whose.
        question: From 1; 0 before the first.
        total: Questions in the plan.
        seconds_left: Until the session ends by itself.
        can_hear: Whether anything here recognises the language.
        can_speak: Whether anything here speaks it.
        recording: Whether the sound is kept.
    """

    turn: Turn
    question: int
    total: int
    seconds_left: int
    can_hear: bool
    can_speak: bool
    recording: bool


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """The session will end by itself in so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong."""

    code: Code


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over, and its transcript is committed."""

    reason: EndReason


ToPerson = Caption | Voice | Flush | State | TimeLeft | Trouble | Ended
