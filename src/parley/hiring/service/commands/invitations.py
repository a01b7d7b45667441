"""Invitation commands of the hiring team: invite, link, revoke; and the sweeper's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.hiring import CandidateLink, InvitationNotFoundException
from parley.contracts.identity import Account, Identity, Principal
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import InvitationExpiredException
from parley.hiring.domain.invitation import NAME_MAX, Invitation, InvitationStatus
from parley.hiring.domain.privacy import ErasureRunning
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.domain.visibility import may_manage
from parley.hiring.ports import Counters, InvitationView, Settings, Store, Unit
from parley.hiring.service.audit import record
from parley.hiring.service.commands import count
from parley.hiring.service.links import Links
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import as_inviter, invitation_and_template, own_template
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden, Malformed
from parley.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class CreateInvitationCommand:
    """Invite candidate.

    Attributes:
        expires_at: The deadline, aware; None for the default.
        timezone: IANA name of the candidate's time zone, where known.
    """

    who: Principal
    template_id: str
    candidate_email: str
    candidate_name: str
    expires_at: datetime | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class InviteAgainCommand:
    """Invite a person anew whose conversation broke off.

    Attributes:
        expires_at: The new deadline, aware; None for the default.
    """

    who: Principal
    invitation_id: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RevokeInvitationCommand:
    """Withdraw an invitation: its link and its sessions end."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class RenewLinkCommand:
    """Tell the link of an invitation again."""

    who: Principal
    invitation_id: str


class InvitationCommands:
    """Carries them out."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        settings: Settings,
        links: Links,
        identity: Identity,
        live: LiveSessions,
    ) -> None:
        """Work on `store`; people are `identity`'s, conversations `live`'s."""
        self._store, self._clock, self._counters = store, clock, counters
        self._settings, self._links, self._identity = settings, links, identity
        self._live = live

    async def create(self, command: CreateInvitationCommand) -> tuple[InvitationView, str]:
        """Carry out CreateInvitationCommand; the invitation and its link.

        Raises:
            TemplateNotFoundException, Forbidden: Not theirs to invite with.
            TemplateNotPublishedException: It is a draft, or archived.
            Malformed: The deadline is in the past or too far away, or there is no name.
        """
        who = command.who
        if not may_manage(who):
            raise Forbidden
        if not 0 < len(command.candidate_name) <= NAME_MAX:
            raise Malformed(f"candidateName: 1 to {NAME_MAX} characters")
        expires_at = self._deadline(command.expires_at)
        async with self._store.unit() as unit:
            template = await own_template(unit, who, command.template_id)
            template.check_invitable()
        # Outside any lock: identity has a transaction of its own, and asking twice is harmless.
        candidate = await self._identity.ensure_candidate(
            command.candidate_email, command.candidate_name
        )
        now = self._clock.now()
        invitation_id = new_id()
        invitation = Invitation(
            id=invitation_id,
            template_id=template.id,
            candidate_id=candidate.user_id,
            candidate_email=command.candidate_email,
            candidate_name=command.candidate_name,
            hr_id=who.user_id,
            status=InvitationStatus.PENDING,
            access_token=self._links.stored(invitation_id, 1),
            expires_at=expires_at,
            created_at=now,
            timezone=command.timezone,
        )
        async with self._store.unit() as unit:
            template = await own_template(unit, who, command.template_id, share=True)
            template.check_invitable()
            await self._add(unit, who, invitation, template, candidate)
            count(unit, self._counters, "create_invitation")
        return InvitationView.of(invitation, template), self._links.link(invitation)

    async def _add(
        self,
        unit: Unit,
        who: Principal,
        invitation: Invitation,
        template: InterviewTemplate,
        candidate: Account,
    ) -> None:
        """Store a new one, and tell of it.

        Raises:
            ErasureRunning: The person's data is just being deleted.
        """
        now = invitation.created_at
        await unit.lock_subject(invitation.candidate_id)
        if await unit.person_deleted(candidate.user_id, finished=candidate.guest):
            raise ErasureRunning("This person's data is just being deleted: try again soon.")
        await unit.add_invitation(invitation, template.title)
        await unit.tell(invitation.created(template.title), now)
        await record(unit, Act(Action.INVITED, invitation.id, who.user_id, {}), now)

    async def again(self, command: InviteAgainCommand) -> tuple[InvitationView, str]:
        """Carry out InviteAgainCommand; the new invitation and its link.

        One that was made before, and still opens, is given back.

        Raises:
            InvitationNotFoundException, Forbidden: Not theirs.
            InvitationDeleted, InterviewNotBrokenOff: There is nothing to invite to again.
            TemplateNotPublishedException: It is archived by now.
            Malformed: The deadline is in the past or too far away.
            ErasureRunning: The person's data is just being deleted.
        """
        who, expires_at = command.who, self._deadline(command.expires_at)
        async with self._store.unit() as unit:
            old, _ = await as_inviter(unit, who, command.invitation_id)
            old.check_broken_off()
        # Outside any lock, as above: they may have an account of their own by now.
        candidate = await self._identity.ensure_candidate(old.candidate_email, old.candidate_name)
        async with self._store.unit() as unit:
            old, template = await as_inviter(unit, who, command.invitation_id, lock=True)
            old.check_broken_off()
            new = None if old.followed_by is None else await unit.invitation(old.followed_by)
            if new is None or not new.openable(self._clock.now()):
                # Archiving it waits, or is seen.
                template = await unit.template(template.id, share=True) or template
                template.check_invitable()
                invitation_id = new_id()
                new = old.again(
                    invitation_id,
                    candidate.user_id,
                    self._links.stored(invitation_id, 1),
                    expires_at,
                    self._clock.now(),
                )
                await self._add(unit, who, new, template, candidate)
                await unit.save_invitation(old)
                count(unit, self._counters, "invite_again")
        return InvitationView.of(new, template), self._links.link(new)

    def _deadline(self, wanted: datetime | None) -> datetime:
        now = self._clock.now()
        if wanted is None:
            return now + timedelta(days=self._settings.default_expiry_days)
        if wanted <= now:
            raise Malformed("expiresAt: choose a moment in the future")
        if wanted > now + timedelta(days=self._settings.longest_expiry_days):
            raise Malformed(
                f"expiresAt: at most {self._settings.longest_expiry_days} days from now"
            )
        return wanted

    async def link(self, command: RenewLinkCommand) -> str:
        """Carry out RenewLinkCommand.

        Raises:
            InvitationNotFoundException, Forbidden: Not theirs.
            InvitationExpiredException: The link would not open.
        """
        async with self._store.unit() as unit:
            invitation, _ = await as_inviter(unit, command.who, command.invitation_id)
            if not invitation.openable(self._clock.now()):
                raise InvitationExpiredException
            count(unit, self._counters, "renew_link")
        return self._links.link(invitation)

    async def candidate_link(self, invitation_id: str) -> CandidateLink:
        """What a mail to the candidate needs; for other contexts, not for people.

        Raises:
            InvitationNotFoundException: No such invitation, or it was revoked or deleted.
        """
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, invitation_id)
        if invitation.revoked_at is not None or invitation.deleted_at is not None:
            raise InvitationNotFoundException
        return CandidateLink(
            self._links.link(invitation),
            invitation.timezone,
            template.settings.language.value,
            invitation.expires_at,
            completed=invitation.status is InvitationStatus.COMPLETED,
        )

    async def revoke(self, command: RevokeInvitationCommand) -> InvitationView:
        """Carry out RevokeInvitationCommand; doing it twice is harmless.

        Raises:
            InvitationNotFoundException, Forbidden: Not theirs.
            InvitationExpiredException: It had expired before.
            InvitationAlreadyCompleted: It is done, and stays.
            Unavailable, OSError: It is revoked, but identity or interviews doesn't answer.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_inviter(
                unit, command.who, command.invitation_id, lock=True
            )
            if invitation.revoke(self._clock.now()):
                invitation.access_token = self._links.stored(
                    invitation.id, invitation.token_version
                )
                await unit.save_invitation(invitation)
                act = Act(Action.REVOKED, invitation.id, command.who.user_id, {})
                await record(unit, act, self._clock.now())
                count(unit, self._counters, "revoke_invitation")
        # After the commit: should one of them be away, the caller tries again and gets here.
        await self._identity.close_guest_sessions(invitation.id)
        await self._live.cancel(invitation, template)
        return InvitationView.of(invitation, template)

    async def expire_due(self) -> int:
        """Expire what is past its deadline, a batch a transaction; how many.

        No event tells of it: interview-service.md has none, and whoever reads an invitation
        past its deadline sees it expired already.
        """
        expired = 0
        while True:
            async with self._store.unit() as unit:
                found = await unit.expire_due(self._clock.now(), self._settings.sweep_batch)
            expired += found
            if found < self._settings.sweep_batch:
                return expired
