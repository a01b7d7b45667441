"""More time for a candidate, and reminders, by HR and by themselves."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.identity import Principal
from parley.contracts.media import ConsentRequired, Media, OpenTake, RetakesExhausted
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import QuestionNotFoundException
from parley.hiring.domain.invitation import OPEN, Invitation
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Counters, InvitationView, Settings, Store
from parley.hiring.service.audit import record
from parley.hiring.service.commands import count
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import as_inviter
from parley.kit.clock import Clock, rfc3339
from parley.kit.errors import Malformed, TooManyRequests


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
    """Carries them out."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        settings: Settings,
        media: Media,
        live: LiveSessions,
    ) -> None:
        """Work on `store`; recordings are `media`'s, conversations `live`'s."""
        self._store, self._clock, self._counters = store, clock, counters
        self._settings, self._media, self._live = settings, media, live

    async def extend(self, command: ExtendInvitationCommand) -> InvitationView:
        """Carry out ExtendInvitationCommand; what it has already is no change, and no news.

        Raises:
            InvitationNotFoundException, Forbidden: Not theirs.
            InvitationDeleted, InvitationAlreadyCompleted: Nothing to extend.
            InvitationExpiredException: It was revoked, or is over and gets no new deadline.
            InterviewBrokeOff: More time doesn't help it.
            Malformed: Out of bounds.
            Unavailable, OSError: It has the time, but a conversation that goes on doesn't know
                yet: ask again.
        """
        now = self._clock.now()
        latest = now + timedelta(days=self._settings.longest_expiry_days)
        if command.expires_at is not None and command.expires_at > latest:
            raise Malformed(
                f"expiresAt: at most {self._settings.longest_expiry_days} days from now"
            )
        async with self._store.unit() as unit:
            invitation, template = await as_inviter(
                unit, command.who, command.invitation_id, lock=True
            )
            fact = invitation.extend(
                template.title, command.expires_at, command.extra_time_percent, now
            )
            if fact is not None:
                await unit.save_invitation(invitation)
                await unit.tell(fact, now)
                details = {
                    "expiresAt": rfc3339(invitation.expires_at),
                    "extraTimePercent": str(invitation.extra_time_percent),
                }
                act = Act(Action.EXTENDED, invitation.id, command.who.user_id, details)
                await record(unit, act, now)
                count(unit, self._counters, "extend_invitation")
        if fact is not None:
            await self._extend_takes(invitation, template)
        # Whether or not it is news: interviews may have been away when it was.
        await self._live.lengthen(invitation, template)
        return InvitationView.of(invitation, template)

    async def _extend_takes(self, invitation: Invitation, template: InterviewTemplate) -> None:
        """A recording that is being made goes on under the new terms.

        After the commit: should media be away, they hold from the next time the page asks.
        """
        for take in await self._media.takes(invitation.id):
            if take.submitted:
                continue
            with suppress(ConsentRequired, RetakesExhausted, QuestionNotFoundException):
                question = template.question(take.item_id)
                elsewhere = await self._media.recorded_seconds(invitation.id, take.item_id)
                await self._media.open_take(
                    terms(invitation, template, question.id, question.time_limit, elsewhere)
                )

    async def remind(self, command: RemindCandidateCommand) -> InvitationView:
        """Carry out RemindCandidateCommand.

        Raises:
            InvitationNotFoundException, Forbidden: Not theirs.
            InvitationDeleted, InvitationExpiredException, InvitationAlreadyCompleted: There is
                nothing left to do for the candidate.
            TooManyRequests: They were reminded a moment ago.
        """
        now = self._clock.now()
        pause = timedelta(minutes=self._settings.reminder_pause_minutes)
        async with self._store.unit() as unit:
            invitation, template = await as_inviter(
                unit, command.who, command.invitation_id, lock=True
            )
            last = invitation.reminded_at
            fact = invitation.remind(template.title, now)
            if last is not None and now < last + pause:
                wait = (last + pause - now).total_seconds()
                raise TooManyRequests(
                    "This candidate was reminded a moment ago: wait a little.", retry_after=wait
                )
            await unit.save_invitation(invitation)
            await unit.tell(fact, now)
            count(unit, self._counters, "remind_candidate")
        return InvitationView.of(invitation, template)

    async def remind_due(self) -> int:
        """Remind those whose deadline is near, once each; how many."""
        now, reminded = self._clock.now(), 0
        before = now + timedelta(hours=self._settings.reminder_hours)
        while True:
            async with self._store.unit() as unit:
                due = await unit.due_for_reminder(now, before, self._settings.sweep_batch)
                for invitation in due:
                    view = await unit.template_view(invitation.template_id)
                    if view is None or invitation.status not in OPEN:
                        continue
                    await unit.tell(invitation.remind(view.title, now), now)
                    await unit.save_invitation(invitation)
            reminded += len(due)
            if len(due) < self._settings.sweep_batch:
                return reminded


def terms(
    invitation: Invitation,
    template: InterviewTemplate,
    question_id: str,
    question_limit: int | None,
    elsewhere: float,
    *,
    retake: bool = False,
) -> OpenTake:
    """The terms of a take.

    Args:
        invitation: With its deadline and extra time.
        template: With its settings.
        question_id: What is answered.
        question_limit: The question's own limit.
        elsewhere: Seconds recorded for the other questions.
        retake: Begin anew although there is a recording.
    """
    settings = template.settings
    return OpenTake(
        evidence_id=invitation.id,
        item_id=question_id,
        subject_id=invitation.candidate_id,
        media_limit_seconds=settings.media_limit(
            question_limit, elsewhere, invitation.extra_time_percent
        ),
        takes_allowed=settings.takes_allowed,
        retake=retake,
        not_after=invitation.expires_at,
        language=settings.language.value,
    )
