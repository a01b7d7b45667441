"""What hiring offers: links, and the events of interview-service.md."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from parley.kit.errors import DomainError, Kind

TOPIC = "interview-events"


class TemplateNotFoundException(DomainError):
    """There is no such template, or it is not yours to see."""

    kind = Kind.NOT_FOUND


class InvitationNotFoundException(DomainError):
    """This invitation can't be opened: check the link in your mail, or ask who invited you."""

    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class CandidateLink:
    """What a mail to a candidate needs beyond the event.

    Attributes:
        link: The invitation's address, derived anew; it stands in no event and no table.
        timezone: IANA name of the candidate's time zone where HR knew it, else None.
        language: Of the interview, BCP 47.
        expires_at: Until when it is open by now (HR may have given more time).
        completed: Whether it is done.
    """

    link: str
    timezone: str | None
    language: str = "en"
    expires_at: datetime | None = None
    completed: bool = False


@dataclass(frozen=True, slots=True)
class TeamLetter:
    """What a mail to the hiring team about one invitation needs.

    Attributes:
        to_address, to_name: Whoever sent the invitation.
        candidate_name: Whom it is about.
        title: Of the interview.
        link: The review page.
        language: BCP 47.
    """

    to_address: str
    to_name: str
    candidate_name: str
    title: str
    link: str
    language: str


class Hiring(Protocol):
    """The hiring context."""

    async def candidate_link(self, invitation_id: str) -> CandidateLink:
        """What a mail to the candidate of this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, or it was revoked.
        """
        ...

    async def team_letter(self, invitation_id: str) -> TeamLetter:
        """What a mail to whoever sent this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, or it was deleted.
        """
        ...


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    """`template.created`, `.published`, `.archived` (settled.md, Hiring)."""

    templateId: str
    title: str
    ownerId: str
    companyId: str | None


PLANS = "plan-events"


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question of a published template, as the interviewer needs it."""

    itemId: str
    text: str
    category: str
    keyPoints: list[str]
    required: bool
    seconds: int | None


@dataclass(frozen=True, slots=True)
class PlanPublished:
    """`plan.published`: a template's questions, which don't change any more; topic PLANS.

    Choice questions are left out: they can't be talked about.

    Attributes:
        templateId, title, ownerId, companyId: Of the template.
        language: BCP 47.
        practice: Whether anybody with an account may practise with it.
        plannedSeconds: How long the interview should take.
        items: In order.
    """

    TYPE: ClassVar[str] = "plan.published"

    templateId: str
    title: str
    ownerId: str
    companyId: str | None
    language: str
    practice: bool
    plannedSeconds: int
    items: list[PlanQuestion]


@dataclass(frozen=True, slots=True)
class PlanArchived:
    """`plan.archived`: nobody may begin with this template any more; topic PLANS."""

    TYPE: ClassVar[str] = "plan.archived"

    templateId: str


@dataclass(frozen=True, slots=True)
class InvitationCreated:
    """`invitation.created`; interview-service.md, Event Schemas."""

    TYPE: ClassVar[str] = "invitation.created"

    invitationId: str
    templateId: str
    templateTitle: str
    candidateId: str
    candidateEmail: str
    candidateName: str
    hrId: str
    expiresAt: str


@dataclass(frozen=True, slots=True)
class InvitationStarted:
    """`invitation.started`; settled.md, Hiring."""

    TYPE: ClassVar[str] = "invitation.started"

    invitationId: str
    templateId: str
    candidateId: str
    hrId: str
    startedAt: str


@dataclass(frozen=True, slots=True)
class ResponseSubmitted:
    """`response.submitted`; interview-service.md, Event Schemas."""

    TYPE: ClassVar[str] = "response.submitted"

    responseId: str
    invitationId: str
    questionId: str
    type: str
    mediaUrl: str | None
    duration: int | None


@dataclass(frozen=True, slots=True)
class InvitationCompleted:
    """`invitation.completed`; interview-service.md, Event Schemas."""

    TYPE: ClassVar[str] = "invitation.completed"

    invitationId: str
    templateId: str
    candidateId: str
    hrId: str
    responsesCount: int
    duration: int
    completedAt: str


@dataclass(frozen=True, slots=True)
class InvitationExtended:
    """`invitation.extended`: HR gave more time."""

    TYPE: ClassVar[str] = "invitation.extended"

    invitationId: str
    candidateEmail: str
    candidateName: str
    templateTitle: str
    expiresAt: str


@dataclass(frozen=True, slots=True)
class InvitationReminder:
    """`invitation.reminder`: the deadline is near, or HR asked for a reminder."""

    TYPE: ClassVar[str] = "invitation.reminder"

    invitationId: str
    candidateEmail: str
    candidateName: str
    templateTitle: str
    expiresAt: str


@dataclass(frozen=True, slots=True)
class InvitationFailed:
    """`invitation.failed`: its conversation broke off and can't go on; the team is to know.

    Attributes:
        invitationId, templateId, hrId: Which, and whose.
        failedAt: RFC 3339, UTC.
    """

    TYPE: ClassVar[str] = "invitation.failed"

    invitationId: str
    templateId: str
    hrId: str
    failedAt: str


@dataclass(frozen=True, slots=True)
class AnalysisReady:
    """`analysis.ready`: transcript and scores are there, or it is known why not.

    Attributes:
        invitationId, templateId, hrId: Which, and whose.
        status: scored or withheld.
    """

    TYPE: ClassVar[str] = "analysis.ready"

    invitationId: str
    templateId: str
    hrId: str
    status: str
