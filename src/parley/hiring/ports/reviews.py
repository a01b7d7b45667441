"""What reviews need of the store, and what is read of it: standings, views, figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from parley.contracts.interviews import Entry
from parley.contracts.media import Playback
from parley.contracts.scoring import EvidenceScore
from parley.contracts.speech import Transcript
from parley.hiring.domain.evidence import CONSENT_WITHDRAWN, INTERVIEW_FAILED
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.privacy import HumanLook
from parley.hiring.domain.review import (
    Analysis,
    AnalysisState,
    Decision,
    Note,
    Rating,
    Verdict,
)
from parley.hiring.domain.template import InterviewTemplate
from parley.kit.messages import Message


@dataclass(frozen=True, slots=True)
class Standing:
    """What the invitation's row keeps of scoring and decision, so that lists call nobody.

    Attributes:
        analysis: As scoring said last; NONE until it has. FAILED, too, where the conversation did.
        reason: Why there is no score, a code.
        overall: 0 to 100, None unless scored.
        number: Of the score that says so; 0 before the first.
        announced: What the team was told last (`outcome`), or None.
        round: How often evidence was gathered; the latest gathering is the one that counts.
        verdict: The decision.
    """

    analysis: Analysis = Analysis.NONE
    reason: str | None = None
    overall: float | None = None
    number: int = 0
    announced: str | None = None
    round: int = 0
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def withdrawn(self) -> bool:
        """Whether nothing is scored because consent was withdrawn."""
        return self.reason == CONSENT_WITHDRAWN

    @property
    def broken_off(self) -> bool:
        """Whether nothing is scored because the conversation failed."""
        return self.reason == INTERVIEW_FAILED

    @property
    def outcome(self) -> str:
        """What the team is written to about, once: another number after a correction is no news."""
        return self.analysis.value


@dataclass(frozen=True, slots=True)
class Review:
    """Everything beside the recordings that a review shows to one person.

    Attributes:
        transcripts: By media URL.
        score: The newest, with its answers.
        ratings: Mine, and the others' once mine is given; else mine alone.
        others_count: How many others rated.
        names: Of everybody named here, by account id; unknown ones are missing.
        conversation: Of a live interview, in order; None of another, or when it can't be had now.
        recording: Of that conversation; None where none was kept, or when it can't be had now.
    """

    invitation: Invitation
    template: InterviewTemplate
    analysis: AnalysisState
    transcripts: dict[str, Transcript]
    score: EvidenceScore | None
    mine: Rating | None
    others: Sequence[Rating] | None
    others_count: int
    notes: Sequence[Note]
    verdict: Verdict
    human_look: HumanLook | None
    can_decide: bool
    names: dict[str, str]
    conversation: Sequence[Entry] | None = None
    recording: Playback | None = None


class Sort(StrEnum):
    """In which order invitations are listed: the newest, or the best, first."""

    CREATED = "created"
    COMPLETED = "completed"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose invitations are counted; both None: everybody's.

    Attributes:
        hr_id: Those this person sent.
        company_id: And those from templates of this company.
        template_id: Of those, this template's only.
    """

    hr_id: str | None
    company_id: str | None
    template_id: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC): how many were invited and how many completed."""

    day: date
    invited: int
    completed: int


@dataclass(frozen=True, slots=True)
class TemplateFunnel:
    """One template's figures.

    Attributes:
        median_minutes: From start to completion; None without any completed.
    """

    template_id: str
    title: str
    invited: int
    started: int
    completed: int
    expired: int
    median_minutes: float | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Figures over many invitations.

    Attributes:
        invited, started, completed, analysed, decided: How many got at least so far.
        expired: How many ended without completion.
        decisions: How many were decided how.
        to_review: Analysed, and nobody has decided.
        due_soon: Open, and due within two days.
        days: The last thirty, the oldest first.
        templates: Those with invitations, the newest first.
    """

    invited: int
    started: int
    completed: int
    analysed: int
    decided: int
    expired: int
    decisions: dict[Decision, int]
    to_review: int
    due_soon: int
    days: Sequence[Day]
    templates: Sequence[TemplateFunnel]


class ReviewUnit(Protocol):
    """The reviews' part of hiring's transaction. Ids given are well-formed UUIDs."""

    async def first_time(self, message: Message) -> bool:
        """Whether hiring has not had this message before; it is noted as had."""
        ...

    async def standing(self, invitation_id: str) -> Standing:
        """What the row keeps; lock the invitation first when it decides something."""
        ...

    async def save_standing(self, invitation_id: str, standing: Standing) -> None:
        """Store what scoring said; the decision and the round are left alone."""
        ...

    async def save_verdict(self, invitation_id: str, verdict: Verdict) -> None:
        """Store the decision."""
        ...

    async def next_round(self, invitation_id: str) -> int:
        """Count one more gathering of evidence; its number."""
        ...

    async def round(self, invitation_id: str) -> int:
        """The number of the latest gathering; 0 before the first."""
        ...

    async def awaiting_scores(
        self, since: datetime, until: datetime, last: str | None, at_most: int
    ) -> Sequence[str]:
        """Ids after `last` of what was completed in that time and has no outcome, in order."""
        ...

    async def ratings(self, invitation_id: str) -> Sequence[Rating]:
        """Everybody's, the oldest first."""
        ...

    async def put_rating(self, invitation_id: str, rating: Rating, subject_id: str) -> None:
        """Store a person's rating in place of their last one."""
        ...

    async def notes(self, invitation_id: str) -> Sequence[Note]:
        """All, the oldest first."""
        ...

    async def note(self, invitation_id: str, note_id: str) -> Note | None:
        """That note of that invitation, locked, or None."""
        ...

    async def notes_written(self, invitation_id: str) -> int:
        """How many there are; lock the invitation first when it decides something."""
        ...

    async def add_note(self, note: Note, subject_id: str) -> None:
        """Store a new one."""
        ...

    async def save_note(self, note: Note) -> None:
        """Store its text and time of change."""
        ...

    async def delete_note(self, note_id: str) -> None:
        """Delete it."""
        ...

    async def dashboard(self, reach: Reach, now: datetime) -> Dashboard:
        """Figures over all invitations within `reach`."""
        ...
