"""Live invitations: their session is the interviews context's, and goes by the invitation's id."""

import contextlib
from dataclasses import fields, replace
from datetime import datetime
from functools import partial

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.interviews import InterviewCompleted
from parley.hiring.domain.evidence import INTERVIEW_FAILED
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.plan import allotted, opening
from parley.hiring.domain.review import Analysis
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Counters, Settings, Store, Unit
from parley.hiring.service.commands import count
from parley.hiring.service.loading import invitation_and_template
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.purposes import Purposes
from parley.kit.clock import Clock
from parley.kit.errors import Unavailable
from parley.kit.messages import Message


class LiveSessions:
    """Opens and cancels sessions, and hears that one is over."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        neighbours: Neighbours,
        settings: Settings,
    ) -> None:
        """Work on `store`; sessions are the `neighbours`'."""
        self._store, self._clock, self._counters = store, clock, counters
        self._neighbours, self._limit = neighbours, settings.voice_limit_seconds
        self._purposes = Purposes(neighbours, settings.demo_emails)

    async def open(self, invitation: Invitation, template: InterviewTemplate) -> None:
        """Open the session; again is harmless, and changes nothing of the one there is.

        Raises:
            Unavailable, OSError: Interviews or identity doesn't answer.
        """
        purpose = await self._purposes.of(invitation)
        await self._neighbours.open_session(opening(invitation, template, purpose, self._limit))

    async def lengthen(self, invitation: Invitation, template: InterviewTemplate) -> None:
        """Let its conversation take as long as it may by now; again is harmless.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        if not template.settings.mode.live:
            return
        planned, limit = allotted(invitation, template, self._limit)
        await self._neighbours.lengthen_session(invitation.id, planned, limit)

    async def cancel(self, invitation: Invitation, template: InterviewTemplate) -> None:
        """Let nobody talk in it any more.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        if template.settings.mode.live:
            await self._neighbours.cancel_session(invitation.id)

    async def cancel_soon(self, invitation: Invitation, template: InterviewTemplate) -> None:
        """The same where something else ends it too, if later."""
        with contextlib.suppress(Unavailable, OSError):
            await self.cancel(invitation, template)

    async def on_completed(self, message: Message) -> None:
        """`interview.completed`: the invitation is completed with its session, however late."""
        # By name: a newer interviews may say more than we know of.
        known = {field.name for field in fields(InterviewCompleted)} & message.data.keys()
        body = InterviewCompleted(**{name: message.data[name] for name in known})
        async with self._store.unit() as unit:
            invitation = await _concerned(unit, message, body.session_id)
            if invitation is None:
                return
            ended_at = datetime.fromisoformat(body.completed_at)
            fact = invitation.complete_live(ended_at, body.total_duration, body.answer_count)
            if fact is None:
                return
            await unit.save_invitation(invitation)
            standing = await unit.standing(invitation.id)
            if standing.broken_off:
                hopeful = replace(standing, analysis=Analysis.NONE, reason=None)
                await unit.save_standing(invitation.id, hopeful)
            await unit.tell(fact, self._clock.now())
            count(unit, self._counters, "complete_invitation")
            unit.after_commit(partial(self._counters.completed, float(body.total_duration)))

    async def on_failed(self, message: Message) -> None:
        """`interview.failed`: there will be no analysis, and the team sees why, however late.

        What scoring has spoken of was completed, even if that is still to be heard.
        """
        async with self._store.unit() as unit:
            invitation = await _concerned(unit, message, str(message.data["session_id"]))
            if invitation is None:
                return
            old = await unit.standing(invitation.id)
            failed_at = datetime.fromisoformat(str(message.data["failed_at"]))
            fact = invitation.fail_live(failed_at) if old.number == 0 else None
            if fact is not None:
                await unit.save_invitation(invitation)
                await unit.tell(fact, self._clock.now())
                broken = replace(old, analysis=Analysis.FAILED, reason=INTERVIEW_FAILED)
                await unit.save_standing(invitation.id, broken)


async def _concerned(unit: Unit, message: Message, session_id: str) -> Invitation | None:
    """The locked live invitation that this is news about; None of no such, or for an old story."""
    try:
        invitation, template = await invitation_and_template(unit, session_id, lock=True)
    except InvitationNotFoundException:
        return None  # a session of no invitation's
    if not template.settings.mode.live or not await unit.first_time(message):
        return None
    return invitation
