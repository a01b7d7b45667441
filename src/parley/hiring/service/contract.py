"""What hiring offers to other contexts, and to the composition root."""

from parley.contracts.hiring import CandidateLink, TeamLetter
from parley.hiring.service.commands.invitations import InvitationCommands
from parley.hiring.service.demo import Demo
from parley.hiring.service.letters import Letters


class HiringService:
    """`contracts.hiring.Hiring`, and the demo workspace."""

    def __init__(self, invitations: InvitationCommands, letters: Letters, demo: Demo) -> None:
        """Offer what `invitations`, `letters` and `demo` do."""
        self._invitations, self._letters, self._demo = invitations, letters, demo

    async def candidate_link(self, invitation_id: str) -> CandidateLink:
        """What a mail to the candidate of this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, or it was revoked.
        """
        return await self._invitations.candidate_link(invitation_id)

    async def team_letter(self, invitation_id: str) -> TeamLetter:
        """What a mail to whoever sent this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, it was deleted, or nobody is left
                who sent it.
        """
        return await self._letters.team(invitation_id)

    async def ensure_demo(
        self, owner_id: str, candidate_email: str, *, company_id: str | None = None
    ) -> str:
        """See `Demo.ensure`."""
        return await self._demo.ensure(owner_id, candidate_email, company_id=company_id)
