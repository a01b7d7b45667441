"""The candidate's page: what is kept of them, who saw it; and receipts of deletions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.contracts.identity import Principal
from parley.hiring.domain.privacy import Deletion, HumanLook


@dataclass(frozen=True, slots=True)
class GetRecordQuery:
    """What is kept of me in this interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class GetDeletionQuery:
    """How far the deletion is."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One consent with the text that was shown."""

    version: str
    text: list[str]
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is stored of one answer."""

    question_id: str
    question: str
    type: str
    duration_seconds: float | None
    submitted_at: datetime
    transcribed_by: str | None
    transcript_text: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """That one of the hiring team did something with the interview."""

    action: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoringRecord:
    """That a model scored the answers, and how."""

    scorer: str
    version: str
    model: str | None
    made_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the candidate's page shows."""

    invitation_id: str
    template_title: str
    consents: Sequence[ConsentRecord]
    answers: Sequence[Recorded]
    seen: Sequence[Seen]
    scoring: Sequence[ScoringRecord]
    human_look: HumanLook | None
    look_answered_by: str | None
    delete_after: datetime | None
    deletion: Deletion | None


class Records:
    """Answers them."""

    async def record(self, query: GetRecordQuery) -> Record:
        raise NotImplementedError

    async def deletion(self, query: GetDeletionQuery) -> Deletion:
        raise NotImplementedError

    async def receipt(self, code: str) -> Deletion:
        raise NotImplementedError
