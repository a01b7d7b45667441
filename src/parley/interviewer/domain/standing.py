"""Where a conversation stands, as it is kept: data-contracts.md, section 5, `ai_conversations`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.interviews import Entry, PlanItem
from parley.interviewer.domain.conversation import Turn


class Phase(StrEnum):
    """The column `current_state`."""

    IDLE = "idle"
    LISTENING = "listening"
    PROCESSING = "processing"
    SPEAKING = "speaking"
    ERROR = "error"


PHASES = {
    Turn.LISTENING: Phase.LISTENING,
    Turn.THINKING: Phase.PROCESSING,
    Turn.SPEAKING: Phase.SPEAKING,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One conversation.

    Attributes:
        session_id: Which.
        subject_id: Who is interviewed.
        phase: What the AI does.
        topic: The category of the open question, None before the first.
        pending_question: That question, as the plan has it.
        question: Its number, from 1.
        total: Questions in the plan.
    """

    session_id: str
    subject_id: str
    phase: Phase
    topic: str | None = None
    pending_question: str | None = None
    question: int = 0
    total: int = 0


def standing(
    session_id: str, subject_id: str, phase: Phase, items: Sequence[PlanItem], question: int
) -> Standing:
    """Of a conversation at the item of index `question`; -1 before the first."""
    item = items[question] if 0 <= question < len(items) else None
    return Standing(
        session_id,
        subject_id,
        phase,
        topic=item.category if item else None,
        pending_question=item.text if item else None,
        question=question + 1,
        total=len(items),
    )


def open_question(items: Sequence[PlanItem], history: Sequence[Entry]) -> int:
    """Index of the item that was talked about last; -1 before the first."""
    places = {item.item_id: place for place, item in enumerate(items)}
    return next((places[e.item_id] for e in reversed(history) if e.item_id in places), -1)
