"""Commands of a review: rate, note, decide; correct a transcript; transcribe or score again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from parley.contracts.identity import Principal
from parley.contracts.speech import CorrectedText, Transcript
from parley.hiring.domain.review import Decision, Note, Rating, Verdict
from parley.hiring.ports.reviews import AnalysisState
from parley.kit.errors import Unavailable


@dataclass(frozen=True, slots=True)
class RateCommand:
    """Give my rating, in place of my last one."""

    who: Principal
    invitation_id: str
    overall: int | None
    questions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WriteNoteCommand:
    """Write a note, on a question and a moment of its answer where given."""

    who: Principal
    invitation_id: str
    text: str
    question_id: str | None = None
    at_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class EditNoteCommand:
    """Give my note another text; `seen_at`: which state of it was edited, None: whichever."""

    who: Principal
    invitation_id: str
    note_id: str
    text: str
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeleteNoteCommand:
    """Delete my note."""

    who: Principal
    invitation_id: str
    note_id: str


@dataclass(frozen=True, slots=True)
class DecideCommand:
    """Decide, or take the decision back with None.

    Attributes:
        check: Whether the decision must still be the one that was decided at `seen_at`.
    """

    who: Principal
    invitation_id: str
    decision: Decision | None
    reason: str | None = None
    check: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CorrectTranscriptCommand:
    """Put right what the recogniser misheard, in the revision that was seen."""

    who: Principal
    invitation_id: str
    response_id: str
    revision: int
    texts: tuple[CorrectedText, ...]


@dataclass(frozen=True, slots=True)
class RetryTranscriptCommand:
    """Try a failed transcript again."""

    who: Principal
    invitation_id: str
    response_id: str


@dataclass(frozen=True, slots=True)
class AnalyseAgainCommand:
    """Gather the evidence and score it again."""

    who: Principal
    invitation_id: str


class ReviewCommands:
    """Carries them out."""

    async def rate(self, command: RateCommand) -> tuple[Rating, datetime]:
        """Carry out RateCommand; the rating and when it was given."""
        raise Unavailable

    async def write_note(self, command: WriteNoteCommand) -> Note:
        """Carry out WriteNoteCommand."""
        raise Unavailable

    async def edit_note(self, command: EditNoteCommand) -> Note:
        """Carry out EditNoteCommand."""
        raise Unavailable

    async def delete_note(self, command: DeleteNoteCommand) -> None:
        """Carry out DeleteNoteCommand."""
        raise Unavailable

    async def decide(self, command: DecideCommand) -> Verdict:
        """Carry out DecideCommand."""
        raise Unavailable

    async def correct(self, command: CorrectTranscriptCommand) -> Transcript:
        """Carry out CorrectTranscriptCommand."""
        raise Unavailable

    async def retry_transcript(self, command: RetryTranscriptCommand) -> Transcript:
        """Carry out RetryTranscriptCommand."""
        raise Unavailable

    async def analyse_again(self, command: AnalyseAgainCommand) -> AnalysisState:
        """Carry out AnalyseAgainCommand."""
        raise Unavailable
