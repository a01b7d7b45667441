"""What mails about an invitation need, for whoever writes them."""

from parley.contracts.hiring import InvitationNotFoundException, TeamLetter
from parley.hiring.ports import Store
from parley.hiring.service.links import Links
from parley.hiring.service.loading import invitation_and_template
from parley.hiring.service.neighbours import Neighbours


class Letters:
    """Looks it up."""

    def __init__(self, store: Store, links: Links, neighbours: Neighbours) -> None:
        """Read from `store`; people are the `neighbours`'."""
        self._store, self._links, self._neighbours = store, links, neighbours

    async def team(self, invitation_id: str) -> TeamLetter:
        """What a mail to whoever sent this invitation needs.

        Raises:
            InvitationNotFoundException: No such invitation, it was deleted, or nobody is left
                who sent it.
            Unavailable, OSError: Identity doesn't answer.
        """
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, invitation_id)
        if invitation.deleted_at is not None:
            raise InvitationNotFoundException
        senders = await self._neighbours.people([invitation.hr_id])
        if not senders:
            raise InvitationNotFoundException
        [sender] = senders
        return TeamLetter(
            to_address=sender.email,
            to_name=sender.name,
            candidate_name=invitation.candidate_name,
            title=template.title,
            link=self._links.review(invitation.id),
            language=template.settings.language.value,
        )
