"""How long an interview is kept after its end."""

from datetime import datetime, timedelta

from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.settings import InterviewSettings


def delete_after(invitation: Invitation, settings: InterviewSettings) -> datetime | None:
    """When the interview is deleted by itself; None: not until somebody asks for it.

    Counted from its completion, else from when it was revoked or can't be completed any more.
    """
    if settings.retention_days is None or invitation.deleted_at is not None:
        return None
    ended = invitation.completed_at or invitation.revoked_at or invitation.expires_at
    return ended + timedelta(days=settings.retention_days)
