"""What hiring needs from the world: a store with units of work, counters, and its settings."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.review import Analysis, Decision, Sought
from parley.hiring.domain.settings import InterviewMode, InterviewSettings
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.hiring.ports.audit import AuditLog
from parley.hiring.ports.privacy import PrivacyUnit
from parley.hiring.ports.reviews import ReviewUnit, Sort


@dataclass(frozen=True, slots=True)
class Settings:
    """Hiring's settings.

    Attributes:
        frontend_url: FRONTEND_URL: where the pages are that links point to.
        default_expiry_days: INVITATION_DEFAULT_EXPIRY_DAYS: how long an invitation is open when
            HR names no deadline.
        longest_expiry_days: How far away a deadline may be.
        access_by_token: Tries of tokens with one prefix at /access, in the limiter's words.
        access_by_address: Tries from one address.
        receipts_by_address: Codes of receipts tried from one address.
        sweep_seconds: Between runs of the sweeper that expires invitations.
        sweep_batch: Invitations expired in one transaction.
        reminder_hours: How long before the deadline candidates are reminded by themselves.
        reminder_pause_minutes: Between two reminders that HR asks for.
        retention_seconds: Between runs of the sweeper that deletes what was kept long enough.
        retention_batch: Interviews it deletes in one run, each in a transaction of its own.
        voice_limit_seconds: PARLEY_VOICE_LIMIT_SECONDS: how long a conversation may last, before
            extra time.
    """

    frontend_url: str
    default_expiry_days: int = 7
    longest_expiry_days: int = 365
    access_by_token: str = "10/minute"  # noqa: S105 - a rate
    access_by_address: str = "60/minute"
    receipts_by_address: str = "30/minute"
    sweep_seconds: float = 30.0
    sweep_batch: int = 500
    demo_emails: frozenset[str] = frozenset()
    analysis_sweep_seconds: float = 300.0
    reminder_hours: int = 24
    reminder_pause_minutes: int = 60
    retention_seconds: float = 3600.0
    retention_batch: int = 200
    voice_limit_seconds: int = 3600


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template as lists and answers show it: without its questions, but with their number."""

    id: str
    title: str
    description: str | None
    owner_id: str
    company_id: str | None
    status: TemplateStatus
    settings: InterviewSettings
    questions_count: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, template: InterviewTemplate) -> "TemplateView":
        """The view of a loaded aggregate."""
        return cls(
            template.id,
            template.title,
            template.description,
            template.owner_id,
            template.company_id,
            template.status,
            template.settings,
            len(template.questions),
            template.created_at,
            template.updated_at,
        )


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as lists and answers show it: no token, no answers, but their number."""

    id: str
    template_id: str
    template_title: str
    candidate_id: str
    candidate_email: str
    candidate_name: str
    hr_id: str
    status: InvitationStatus
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None
    created_at: datetime
    questions_count: int
    answered_count: int
    extra_time_percent: int = 0
    reminded_at: datetime | None = None
    deleted_at: datetime | None = None
    language: str = "en"
    analysis: Analysis | None = Analysis.NONE
    overall_score: float | None = None
    decision: Decision | None = None
    mode: InterviewMode = InterviewMode.RECORDED
    failed_at: datetime | None = None
    followed_by: str | None = None

    @classmethod
    def of(cls, invitation: Invitation, template: InterviewTemplate) -> "InvitationView":
        """The view of a loaded aggregate."""
        return cls(
            invitation.id,
            invitation.template_id,
            template.title,
            invitation.candidate_id,
            invitation.candidate_email,
            invitation.candidate_name,
            invitation.hr_id,
            invitation.status,
            invitation.started_at,
            invitation.completed_at,
            invitation.expires_at,
            invitation.revoked_at,
            invitation.created_at,
            len(template.asked),
            invitation.answered,
            invitation.extra_time_percent,
            invitation.reminded_at,
            invitation.deleted_at,
            template.settings.language.value,
            invitation.analysis_now,
            invitation.overall_score,
            invitation.decision,
            template.settings.mode,
            invitation.failed_at,
            invitation.followed_by,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list; both from 1."""

    number: int = 1
    size: int = 20

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class TemplateFilter:
    """Which templates; a None restricts nothing.

    Attributes:
        owner_id, company_id: Seen by this owner or by this company; both None: all.
        status: Only these.
        q: Words in title or description, whatever their case and accents.
    """

    owner_id: str | None = None
    company_id: str | None = None
    status: TemplateStatus | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationFilter:
    """Which invitations; a None restricts nothing.

    Attributes:
        now: The moment: those past their deadline count as expired before the sweeper comes.
        hr_id, company_id: Sent by this person or from a template of this company.
        candidate_id: For this person.
        only_id: Only this one.
        template_id, status: Only these.
        q: Words in the candidate's name or address, or the template's title.
        decision, analysis: Only these.
        sort: In which order.
    """

    now: datetime
    hr_id: str | None = None
    company_id: str | None = None
    candidate_id: str | None = None
    only_id: str | None = None
    template_id: str | None = None
    status: InvitationStatus | None = None
    q: str | None = None
    decision: Sought | None = None
    analysis: Analysis | None = None
    sort: Sort = Sort.CREATED


class Unit(ReviewUnit, PrivacyUnit, AuditLog, Protocol):
    """One transaction on hiring's tables. Ids given are well-formed UUIDs.

    `lock` takes the aggregate's row until the end of the transaction; `share` only keeps others
    from changing it.
    """

    async def template(
        self, template_id: str, *, lock: bool = False, share: bool = False
    ) -> InterviewTemplate | None:
        """The aggregate with its questions in order, or None."""
        ...

    async def template_view(self, template_id: str) -> TemplateView | None:
        """The view alone, or None."""
        ...

    async def add_template(self, template: InterviewTemplate) -> None:
        """Store a new one with its questions."""
        ...

    async def save_template(self, template: InterviewTemplate) -> None:
        """Store what changed of the template itself."""
        ...

    async def save_questions(self, template: InterviewTemplate) -> None:
        """Store the questions as they now are, and the template's time of change."""
        ...

    async def delete_template(self, template_id: str) -> None:
        """Delete it with its questions."""
        ...

    async def is_used(self, template_id: str) -> bool:
        """Whether anybody was ever invited with it."""
        ...

    async def templates(
        self, wanted: TemplateFilter, page: Page
    ) -> tuple[Sequence[TemplateView], int]:
        """One page, newest first, and how many there are in all."""
        ...

    async def invitation(self, invitation_id: str, *, lock: bool = False) -> Invitation | None:
        """The aggregate with its responses, or None."""
        ...

    async def invitation_of_token(self, fingerprint: str) -> Invitation | None:
        """The one whose link's token has that fingerprint, or None."""
        ...

    async def add_invitation(self, invitation: Invitation, template_title: str) -> None:
        """Store a new one."""
        ...

    async def save_invitation(self, invitation: Invitation) -> None:
        """Store what changed of the invitation itself."""
        ...

    async def add_response(self, response: Response, subject_id: str) -> None:
        """Store an answer.

        Raises:
            ResponseAlreadySubmittedException: The question has one.
        """
        ...

    async def invitations(
        self, wanted: InvitationFilter, page: Page
    ) -> tuple[Sequence[InvitationView], int]:
        """One page, newest first, and how many there are in all."""
        ...

    async def invitations_before(
        self, wanted: InvitationFilter, last: InvitationView | None, at_most: int
    ) -> Sequence[InvitationView]:
        """The next ones after `last`, or the first, newest first, whatever the filter's sort."""
        ...

    async def expire_due(self, now: datetime, at_most: int) -> int:
        """Mark those past their deadline as expired, skipping locked ones; how many."""
        ...

    async def tell(self, fact: Fact, at: datetime) -> None:
        """Put a fact into the outbox of this transaction."""
        ...

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` once the transaction has committed."""
        ...


class Store(Protocol):
    """Hiring's tables."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction: committed at the end, rolled back when an exception passes."""
        ...

    async def rows(self) -> Mapping[str, Mapping[str, int]]:
        """How many rows there are by status, for `templates`, `invitations`, `outbox`."""
        ...


class Counters(Protocol):
    """Figures about what was done (interview-service.md, Metrics)."""

    def command(self, name: str) -> None:
        """A command took effect."""
        ...

    def query(self, name: str) -> None:
        """A query was answered."""
        ...

    def response(self, kind: ResponseType) -> None:
        """An answer was submitted."""
        ...

    def completed(self, seconds: float) -> None:
        """An interview was completed, so long after its start."""
        ...
