"""More time for a candidate, and reminders."""

from dataclasses import dataclass
from datetime import datetime

from parley.contracts.identity import Principal
from parley.hiring.ports import InvitationView


@dataclass(frozen=True, slots=True)
class ExtendInvitationCommand:
    """Give more time; None leaves it as it is."""

    who: Principal
    invitation_id: str
    expires_at: datetime | None = None
    extra_time_percent: int | None = None


@dataclass(frozen=True, slots=True)
class RemindCandidateCommand:
    """Remind the candidate by mail."""

    who: Principal
    invitation_id: str


class ExtensionCommands:
    async def extend(self, command: ExtendInvitationCommand) -> InvitationView:
        raise NotImplementedError

    async def remind(self, command: RemindCandidateCommand) -> InvitationView:
        raise NotImplementedError
