"""Commands of privacy: delete an interview, withdraw consent to its recordings."""

from dataclasses import dataclass

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import Principal
from parley.contracts.media import Media
from parley.hiring.domain.privacy import Cause, Deletion
from parley.hiring.domain.visibility import Sight, is_candidate, sight_of_invitation
from parley.hiring.ports import Counters, Store, Unit
from parley.hiring.service.commands import count
from parley.hiring.service.erasure import erase, erase_recordings
from parley.hiring.service.links import Links
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import as_candidate, invitation_and_template
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden
from parley.kit.ids import new_id
from parley.kit.tokens import fingerprint


@dataclass(frozen=True, slots=True)
class DeleteInvitationCommand:
    """Delete everything about this interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class WithdrawConsentCommand:
    """Agree no longer: recording ends at once, and what was recorded is deleted."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A deletion, and the link to its receipt where this call was the one that asked."""

    deletion: Deletion
    link: str | None


class PrivacyCommands:
    """Carries them out."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        links: Links,
        media: Media,
        live: LiveSessions,
    ) -> None:
        """Work on `store`; recordings are `media`'s, conversations `live`'s."""
        self._store, self._clock, self._counters = store, clock, counters
        self._links, self._media, self._live = links, media, live

    async def delete(self, command: DeleteInvitationCommand) -> Asked:
        """Carry out DeleteInvitationCommand; asked again, the same receipt without its link.

        Raises:
            InvitationNotFoundException: None, or not theirs to see.
            Forbidden: A colleague's: only its owner and the candidate may.
        """
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(
                unit, command.invitation_id, lock=True
            )
            cause = Cause.CANDIDATE
            if not is_candidate(command.who, invitation):
                cause = Cause.TEAM
                sight = sight_of_invitation(command.who, invitation, template.company_id)
                if sight is Sight.NONE:
                    raise InvitationNotFoundException
                if sight is Sight.READ:
                    raise Forbidden("Only the person who sent this invitation can delete it.")
            if invitation.deleted_at is not None:
                return Asked(await _deletion_of(unit, invitation.id), None)
            deletion_id = new_id()
            code = self._links.receipt_code(deletion_id)
            deletion = await erase(
                unit,
                invitation,
                cause,
                command.who.user_id,
                self._clock.now(),
                deletion_id=deletion_id,
                code_hash=fingerprint(code),
            )
            count(unit, self._counters, "delete_invitation")
        # Who still talks is stopped at once; should that fail, the deletion does it.
        await self._live.cancel_soon(invitation, template)
        return Asked(deletion, self._links.receipt(code))

    async def withdraw_consent(self, command: WithdrawConsentCommand) -> None:
        """Carry out WithdrawConsentCommand, in every state of the invitation.

        Of a conversation the sound goes; what was written down of it stays, with its scores, until
        the interview's deletion is asked for (the consent's text says so).

        The deletion is certain before media is called: a crash in between leaves it to the event,
        on which media ends the consent too.

        Raises:
            InvitationNotFoundException, Forbidden: Not the candidate.
            InvitationDeleted: It was deleted, and the consent with it.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(
                unit, command.who, command.invitation_id, lock=True
            )
            invitation.check_there()
            if not await unit.recordings_deleting(invitation.id):
                live, now = template.settings.mode.live, self._clock.now()
                await erase_recordings(unit, invitation, command.who.user_id, now, live=live)
            count(unit, self._counters, "withdraw_consent")
        await self._media.withdraw_consent(invitation.id)


async def _deletion_of(unit: Unit, invitation_id: str) -> Deletion:
    deletion = await unit.deletion_of(invitation_id)
    if deletion is None:
        raise InvitationNotFoundException
    return deletion
