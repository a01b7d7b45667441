"""Deletion."""

from dataclasses import dataclass

from parley.contracts.identity import Principal
from parley.hiring.domain.privacy import Deletion


@dataclass(frozen=True, slots=True)
class DeleteInvitationCommand:
    """Delete everything about this interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A deletion, and the link to its receipt where this call asked for it."""

    deletion: Deletion
    link: str | None


class PrivacyCommands:
    async def delete(self, command: DeleteInvitationCommand) -> Asked:
        raise NotImplementedError
