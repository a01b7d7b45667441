"""What people say of an interview: ratings, notes, a decision; and how far its analysis is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from parley.hiring.domain.errors import (
    DecisionChanged,
    NoteChanged,
    NotYourNote,
    TooManyNotes,
)
from parley.hiring.domain.template import InterviewTemplate
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

NOTE_MAX = 5000
NOTES_MAX = 500  # of one invitation, by everybody
MOMENT_MAX = 86_400.0  # seconds
DECISION_REASON_MAX = 2000
RATINGS = range(1, 6)


class Decision(StrEnum):
    """What becomes of a candidate; a person decides, never a score."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


class Sought(StrEnum):
    """By which decision a list is narrowed; `none` are those nobody has decided about."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"
    NONE = "none"


class Analysis(StrEnum):
    """How far the way from recording to scores is."""

    NONE = "none"  # Not completed yet.
    PROCESSING = "processing"
    READY = "ready"
    WITHHELD = "withheld"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AnalysisState:
    """How far the way from recording to scores is.

    Attributes:
        status: How far.
        stage: `transcripts` or `scores` while processing, else None.
        progress: 0 to 1.
        reason: Why withheld or failed, a code.
    """

    status: Analysis
    stage: str | None = None
    progress: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating, 1 to 5 as a whole and by question; None and absent: not rated."""

    user_id: str
    overall: int | None
    questions: Mapping[str, int] = field(default_factory=dict)
    updated_at: datetime | None = None

    @property
    def given(self) -> bool:
        """Whether it rates anything: an empty one doesn't open the others'."""
        return self.overall is not None or bool(self.questions)

    def checked(self, template: InterviewTemplate) -> "Rating":
        """This rating, known to rate questions of `template` within bounds.

        Raises:
            Malformed: A figure is out of its bounds.
            QuestionNotFoundException: It rates a question that isn't asked.
        """
        figures = [*self.questions.values(), *([] if self.overall is None else [self.overall])]
        if any(figure not in RATINGS for figure in figures):
            raise Malformed(f"a rating is {RATINGS[0]} to {RATINGS[-1]}")
        for question_id in self.questions:
            template.question(question_id)
        return self


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the hiring team.

    Attributes:
        question_id: What it is about; None: the whole interview.
        at_seconds: The moment of that question's recording, where it is about one.
    """

    id: str
    invitation_id: str
    author_id: str
    text: str
    question_id: str | None
    at_seconds: float | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def write(  # noqa: PLR0913 - a note's own parts
        cls,
        template: InterviewTemplate,
        *,
        invitation_id: str,
        author_id: str,
        text: str,
        question_id: str | None,
        at_seconds: float | None,
        written: int,
        now: datetime,
    ) -> "Note":
        """A new note beside `written` others.

        Raises:
            Malformed: Its text or moment is out of bounds, or a moment of no question.
            QuestionNotFoundException: It is about a question that isn't asked.
            TooManyNotes: There are as many as there may be.
        """
        if written >= NOTES_MAX:
            raise TooManyNotes
        if question_id is not None:
            template.question(question_id)
        elif at_seconds is not None:
            raise Malformed("atSeconds: a moment needs the question it belongs to")
        if at_seconds is not None and not 0 <= at_seconds <= MOMENT_MAX:
            raise Malformed(f"atSeconds: 0 to {MOMENT_MAX:.0f}")
        return cls(
            new_id(), invitation_id, author_id, _text(text), question_id, at_seconds, now, now
        )

    def owned_by(self, user_id: str) -> "Note":
        """This note, known to be `user_id`'s.

        Raises:
            NotYourNote: Somebody else wrote it.
        """
        if self.author_id != user_id:
            raise NotYourNote
        return self

    def rewritten(self, text: str, seen: datetime | None, now: datetime) -> "Note":
        """This note with another text.

        Args:
            text: The new one.
            seen: Which state was edited, by its `updated_at`; None: whichever.
            now: The moment.

        Raises:
            Malformed: The text is out of bounds.
            NoteChanged: Another edit came first.
        """
        if seen is not None and seen != self.updated_at:
            raise NoteChanged
        return replace(self, text=_text(text), updated_at=now)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with who, when and why; all None: nobody has decided."""

    decision: Decision | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    def replaced(
        self, decision: Decision | None, reason: str | None, user_id: str, now: datetime
    ) -> "Verdict":
        """The next one; None takes the decision back, and its reason with it.

        Raises:
            Malformed: The reason is too long.
        """
        if decision is None:
            return Verdict()
        if reason is not None and len(reason) > DECISION_REASON_MAX:
            raise Malformed(f"reason: up to {DECISION_REASON_MAX} characters")
        return Verdict(decision, reason or None, user_id, now)

    def check_seen(self, seen: datetime | None) -> None:
        """Pass when it is still the one that was seen, by its `decided_at`.

        Raises:
            DecisionChanged: Somebody decided meanwhile.
        """
        if seen != self.decided_at:
            raise DecisionChanged


def _text(text: str) -> str:
    if not text.strip() or len(text) > NOTE_MAX:
        raise Malformed(f"text: 1 to {NOTE_MAX} characters")
    return text
