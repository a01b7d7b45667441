"""Deletion as a saga: hiring deletes and asks, every context deletes and answers for a receipt.

Hiring's own deletion, the row of the receipt and `erasure.requested` are one transaction, so that a
crash leaves nothing or all of it; from there on the bus delivers until everybody has answered.
"""

from collections.abc import Sequence
from datetime import datetime

from parley.contracts.erasure import CONTEXTS, ErasureDone, ErasureRequested, Scope
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.privacy import Answer, Cause, Deletion, Kept, kept_by_hiring
from parley.hiring.domain.retention import delete_after
from parley.hiring.ports import Settings, Store, Unit
from parley.hiring.service.audit import record
from parley.hiring.service.loading import invitation_and_template
from parley.kit.clock import Clock
from parley.kit.ids import is_id, new_id
from parley.kit.messages import Message

CONTEXT = "hiring"


async def erase(
    unit: Unit,
    invitation: Invitation,
    cause: Cause,
    actor_id: str | None,
    now: datetime,
    *,
    deletion_id: str | None = None,
    code_hash: str | None = None,
) -> Deletion:
    """Delete a locked invitation and ask the other contexts; the receipt so far.

    Args:
        unit: The transaction.
        invitation: Not deleted yet.
        cause: Why.
        actor_id: Who asked, None for the system.
        now: The moment.
        deletion_id: The receipt's id, None for a new one.
        code_hash: Fingerprint of the code that shows the receipt.
    """
    subject_id = invitation.candidate_id
    await unit.lock_subject(subject_id)
    last = await unit.others_of(subject_id, invitation.id) == 0
    scope = Scope.PERSON if last else Scope.EVIDENCE
    ids = [invitation.id, *(response.id for response in invitation.responses)]
    if last:
        ids.append(subject_id)
    invitation.delete(now)
    removed = await unit.anonymise(invitation)
    removed["messages"] = await unit.forget_messages(ids)
    deletion = Deletion(
        id=deletion_id or new_id(),
        invitation_id=invitation.id,
        subject_id=subject_id,
        scope=scope,
        cause=cause,
        asked_at=now,
        answers=(Answer(CONTEXT, removed, tuple(kept_by_hiring(scope, now))),),
        code_hash=code_hash,
    )
    await _ask(unit, deletion, actor_id, Action.DELETION_ASKED)
    return deletion


async def erase_recordings(
    unit: Unit, invitation: Invitation, actor_id: str, now: datetime, *, live: bool
) -> Deletion:
    """Delete what was recorded of a locked invitation, because consent was withdrawn.

    Args:
        unit: The transaction.
        invitation: Not deleted yet.
        actor_id: Who withdrew.
        now: The moment.
        live: Of a conversation only the sound goes: what was said rests on no recording.
    """
    removed = {} if live else await unit.forget_recordings(invitation.id)
    deletion = Deletion(
        id=new_id(),
        invitation_id=invitation.id,
        subject_id=invitation.candidate_id,
        scope=Scope.RECORDINGS,
        cause=Cause.WITHDRAWAL,
        asked_at=now,
        answers=(Answer(CONTEXT, removed, tuple(kept_by_hiring(Scope.RECORDINGS, now))),),
    )
    await _ask(unit, deletion, actor_id, Action.CONSENT_WITHDRAWN, text_stays=live)
    return deletion


async def _ask(
    unit: Unit,
    deletion: Deletion,
    actor_id: str | None,
    action: Action,
    *,
    text_stays: bool = False,
) -> None:
    await unit.add_deletion(deletion)
    body = ErasureRequested(
        erasureId=deletion.id,
        scope=deletion.scope.value,
        subjectId=deletion.subject_id,
        evidenceIds=[deletion.invitation_id],
        textStays=text_stays,
    )
    await unit.tell(Fact(body.TYPE, deletion.id, body, deletion.subject_id), deletion.asked_at)
    details = {"cause": deletion.cause.value, "scope": deletion.scope.value}
    act = Act(action, deletion.invitation_id, actor_id, details)
    await record(unit, act, deletion.asked_at)


class Erasures:
    """Takes the contexts' answers, and asks where a retention period is over."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        """Work on `store`."""
        self._store, self._clock, self._settings = store, clock, settings

    async def answered(self, message: Message) -> None:
        """Add the answer of a context to its receipt; the last one finishes the deletion."""
        body = ErasureDone(**message.data)
        if body.context not in CONTEXTS or not is_id(body.erasureId):
            return
        now = self._clock.now()
        async with self._store.unit() as unit:
            if not await unit.first_time(message):
                return
            deletion = await unit.deletion(body.erasureId, lock=True)
            if deletion is None or deletion.done_at is not None:
                return
            await unit.answer_deletion(deletion.id, _answer(body), now)
            if deletion.waiting_for != [body.context]:
                return
            await unit.finish_deletion(deletion.id, now)
            await self._forget_way(unit, deletion)
            details = {"cause": deletion.cause.value, "scope": deletion.scope.value}
            act = Act(Action.DELETED, deletion.invitation_id, None, details)
            await record(unit, act, now)

    async def _forget_way(self, unit: Unit, deletion: Deletion) -> None:
        """What has meanwhile been said of the deleted goes too, and what the deletion said."""
        await unit.forget_way(deletion.id)
        if deletion.scope is not Scope.RECORDINGS:
            ids = [deletion.id, deletion.invitation_id]
            if deletion.scope is Scope.PERSON:
                ids.append(deletion.subject_id)
            await unit.forget_messages(ids)

    async def retire(self) -> int:
        """Delete what was kept as long as its template says, a transaction each; how many."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            due = await unit.due_for_deletion(now, self._settings.retention_batch)
        return sum([await self._retire(invitation_id, now) for invitation_id in due])

    async def _retire(self, invitation_id: str, now: datetime) -> bool:
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, invitation_id, lock=True)
            # HR may have given more time, or somebody may have asked for it, since it was found.
            end = delete_after(invitation, template.settings)
            if end is None or end > now:
                return False
            await erase(unit, invitation, Cause.RETENTION, None, now)
        return True


def _answer(body: ErasureDone) -> Answer:
    return Answer(body.context, dict(body.removed), tuple(_kept(body.kept)))


def _kept(told: Sequence[dict[str, str | None]]) -> list[Kept]:
    return [
        Kept(
            each.get("what") or "",
            each.get("why") or "",
            datetime.fromisoformat(until) if (until := each.get("until")) else None,
        )
        for each in told
    ]
