"""The human look: a candidate asks that a person looks at the scores again, the team answers."""

from dataclasses import dataclass, replace

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import Principal
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import InvitationNotStartedException
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.privacy import HumanLook, HumanLookNotAsked, HumanLookOpen
from parley.hiring.domain.visibility import Sight, is_candidate, sight_of_invitation
from parley.hiring.ports import Counters, Store
from parley.hiring.service.audit import record
from parley.hiring.service.commands import count
from parley.hiring.service.loading import as_candidate, invitation_and_template
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden
from parley.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class AskHumanLookCommand:
    """Ask for a human look."""

    who: Principal
    invitation_id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerHumanLookCommand:
    """Answer it; the candidate reads the answer."""

    who: Principal
    invitation_id: str
    text: str


class LookCommands:
    """Carries them out."""

    def __init__(self, store: Store, clock: Clock, counters: Counters) -> None:
        """Work on `store`."""
        self._store, self._clock, self._counters = store, clock, counters

    async def ask(self, command: AskHumanLookCommand) -> HumanLook:
        """Carry out AskHumanLookCommand; one at a time.

        Raises:
            InvitationNotFoundException, Forbidden: Not the candidate.
            InvitationDeleted: It was deleted.
            InvitationNotStartedException: There is nothing to look at yet.
            HumanLookOpen: The last one is not answered yet.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            invitation, _ = await as_candidate(unit, command.who, command.invitation_id, lock=True)
            invitation.check_there()
            if invitation.status is InvitationStatus.PENDING:
                raise InvitationNotStartedException
            last = await unit.look(invitation.id)
            if last is not None and last.answered_at is None:
                raise HumanLookOpen
            look = HumanLook(new_id(), invitation.id, command.text or None, now)
            await unit.add_look(look, invitation.candidate_id)
            act = Act(Action.HUMAN_LOOK_ASKED, invitation.id, command.who.user_id, {})
            await record(unit, act, now)
            count(unit, self._counters, "ask_human_look")
        return look

    async def answer(self, command: AnswerHumanLookCommand) -> tuple[HumanLook, str]:
        """Carry out AnswerHumanLookCommand, for everybody who may see the review.

        Returns:
            The look, and the name of whoever answered.

        Raises:
            InvitationNotFoundException, Forbidden: Not one of the team.
            InvitationDeleted: It was deleted.
            HumanLookNotAsked: None is open.
        """
        now, who = self._clock.now(), command.who
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(
                unit, command.invitation_id, lock=True
            )
            if sight_of_invitation(who, invitation, template.company_id) is Sight.NONE:
                if is_candidate(who, invitation):
                    raise Forbidden("It is for the hiring team to answer.")
                raise InvitationNotFoundException
            invitation.check_there()
            asked = await unit.look(invitation.id)
            if asked is None or asked.answered_at is not None:
                raise HumanLookNotAsked
            look = replace(asked, answer=command.text, answered_by=who.user_id, answered_at=now)
            await unit.save_look(look)
            await record(unit, Act(Action.HUMAN_LOOK_ANSWERED, invitation.id, who.user_id, {}), now)
            count(unit, self._counters, "answer_human_look")
        return look, who.name
