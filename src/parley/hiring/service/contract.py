"""What hiring offers to other contexts, and to the composition root."""

from parley.contracts.hiring import CandidateLink
from parley.hiring.service.commands.invitations import InvitationCommands
from parley.hiring.service.demo import Demo


class HiringService:
    """`contracts.hiring.Hiring`, and the demo workspace."""

    def __init__(self, invitations: InvitationCommands, demo: Demo) -> None:
        """Offer what `invitations` and `demo` do."""
        self._invitations, self._demo = invitations, demo

    async def candidate_link(self, invitation_id: str) -> CandidateLink:
        """What a mail to the candidate of this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, or it was revoked.
        """
        return await self._invitations.candidate_link(invitation_id)

    async def ensure_demo(
        self, owner_id: str, candidate_email: str, *, company_id: str | None = None
    ) -> str:
        """See `Demo.ensure`."""
        return await self._demo.ensure(owner_id, candidate_email, company_id=company_id)
