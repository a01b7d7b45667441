"""What was said: entries as interactions of data-contracts.md, and how far a conversation is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker

AI = "ai"  # The AI's user id (settled.md, Interviews).

# What a person says without answering: the interviewer's words for it (`Entry.move`). Anything
# else counts, the unknown ones too: better a word too many in the evidence than an answer lost.
ASIDE = frozenset({"agree", "decline", "moment", "question", "repeat", "stop"})


class Role(StrEnum):
    """Who somebody is in an interview; data-contracts.md, Role."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    AI = "ai"


class ParticipantStatus(StrEnum):
    """data-contracts.md, ParticipantStatus."""

    JOINING = "joining"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    FAILED = "failed"


class InteractionType(StrEnum):
    """data-contracts.md, InteractionType."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    SYSTEM_MESSAGE = "system_message"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in an interview."""

    participant_id: str
    session_id: str
    user_id: str
    role: Role
    status: ParticipantStatus


def role_of(speaker: Speaker) -> Role:
    """Who speaks in an interview that one person takes."""
    return Role.AI if speaker is Speaker.AI else Role.CANDIDATE


def type_of(entry: Entry) -> InteractionType:
    """What an entry is in the words of data-contracts.md.

    The AI's turns are questions where they belong to one or ask something, the person's are
    answers where they belong to a question; greetings and goodbyes are comments. A transcript
    that was handed in doesn't say what belongs where: there the person answers.
    """
    if entry.speaker is Speaker.AI:
        asks = entry.item_id is not None or "?" in entry.text
        return InteractionType.QUESTION if asks else InteractionType.COMMENT
    handed_in = entry.provenance is Provenance.CLIENT
    answers = handed_in or (entry.item_id is not None and entry.move not in ASIDE)
    return InteractionType.ANSWER if answers else InteractionType.COMMENT


def answers(entry: Entry) -> bool:
    """Whether the person said something to a question in it."""
    return entry.speaker is Speaker.USER and entry.move not in ASIDE and bool(entry.text.strip())


def asked(items: Iterable[PlanItem], entries: Iterable[Entry]) -> list[PlanItem]:
    """The questions that were put already, in the plan's order."""
    put = {entry.item_id for entry in entries if entry.speaker is Speaker.AI}
    return [item for item in items if item.item_id in put]


def answered(items: Iterable[PlanItem], entries: Iterable[Entry]) -> frozenset[str]:
    """The questions of the plan that have an answer."""
    given = {entry.item_id for entry in entries if answers(entry)}
    return frozenset(item.item_id for item in items if item.item_id in given)


def progress(answered_count: int, total: int) -> int:
    """100 x answered / total, 0 to 100, rounded to whole (settled.md, Guided)."""
    return min(100, round(100 * answered_count / total)) if total else 0
