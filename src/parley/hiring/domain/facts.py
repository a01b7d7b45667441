"""A fact that an aggregate tells the world: a contract event, and where it belongs."""

from dataclasses import dataclass

from parley.contracts.erasure import ErasureRequested
from parley.contracts.hiring import (
    AnalysisReady,
    InvitationCompleted,
    InvitationCreated,
    InvitationExtended,
    InvitationFailed,
    InvitationReminder,
    InvitationStarted,
    PlanArchived,
    PlanPublished,
    ResponseSubmitted,
    TemplateChanged,
)

Body = (
    AnalysisReady
    | ErasureRequested
    | InvitationCompleted
    | InvitationCreated
    | InvitationExtended
    | InvitationFailed
    | InvitationReminder
    | InvitationStarted
    | PlanArchived
    | PlanPublished
    | ResponseSubmitted
    | TemplateChanged
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What became true.

    Attributes:
        type: Such as `invitation.created`.
        key: The aggregate's id: facts of one key stay in order.
        body: The event's data.
        subject_id: The candidate it is about, None for a template's.
    """

    type: str
    key: str
    body: Body
    subject_id: str | None = None
