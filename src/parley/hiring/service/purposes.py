"""What an interview is for: scoring is stricter where it is about somebody's job."""

from parley.contracts.scoring import Purpose
from parley.hiring.domain.invitation import Invitation
from parley.hiring.service.neighbours import Neighbours


class Purposes:
    """Tells demonstrations from the rest."""

    def __init__(self, neighbours: Neighbours, demo_emails: frozenset[str]) -> None:
        """Interviews of accounts with `demo_emails` are demonstrations."""
        self._neighbours = neighbours
        self._demo = frozenset(email.casefold() for email in demo_emails)

    async def of(self, invitation: Invitation) -> Purpose:
        """DEMO only where a demo account invited.

        Raises:
            Unavailable, OSError: Identity doesn't answer.
        """
        if not self._demo:
            return Purpose.HIRING
        inviters = await self._neighbours.people([invitation.hr_id])
        demo = any(account.email.casefold() in self._demo for account in inviters)
        return Purpose.DEMO if demo else Purpose.HIRING
