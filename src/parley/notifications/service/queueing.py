"""Decides which facts are worth a mail, and queues it: commit first, then send."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from parley.contracts.hiring import (
    AnalysisReady,
    InvitationCompleted,
    InvitationCreated,
    InvitationExtended,
    InvitationFailed,
    InvitationReminder,
)
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.kit.messages import Message
from parley.notifications.domain import Mail, Occasion, Status
from parley.notifications.ports import Store

ROLE = "notifications"
QUEUE = "mail"
SEND = "mail.send"


class Mails:
    """Queues mails: one for each fact, however often the fact is told."""

    def __init__(self, db: Database, store: Store, jobs: JobQueue, clock: Clock) -> None:
        """Queue into `store` and `jobs`."""
        self._db, self._store, self._jobs, self._clock = db, store, jobs, clock

    async def queue(self, message: Message) -> None:
        """Note that a fact of `FACTS` is worth a mail; a job sends it after the commit.

        Raises:
            KeyError, ValueError: The fact doesn't say what it has to.
        """
        mail = FACTS[message.type](message, self._clock.now())
        about = [i for i in (mail.invitation_id, mail.subject_id, mail.recipient_id) if i]
        async with self._db.unit(ROLE) as unit:
            await self._store.claim(unit, about)
            if await self._store.erased(unit, about):
                # A fact told late, about what is forgotten. It is had, and that is all we keep.
                await once(unit, ROLE, replace(message, subject_id=None))
            elif await once(unit, ROLE, message):
                await self._add(unit, mail)

    async def _add(self, unit: Unit, mail: Mail) -> None:
        if mail.occasion is Occasion.COMPLETION:
            before = await self._store.told_candidate(unit, mail.invitation_id)
            if before is None:  # too long ago, or not by us
                return
            mail = replace(
                mail, to_address=before.to_address, to_name=before.to_name, title=before.title
            )
        if await self._store.add(unit, mail):
            await self._jobs.put(
                unit,
                queue=QUEUE,
                kind=SEND,
                key=mail.id,
                payload={"mailId": mail.id},
                subject_id=mail.subject_id,
            )


def _read(kind: type[Any], message: Message) -> Any:
    """The body of a fact; by name, because a newer hiring may say more than we know of."""
    return kind(**{f.name: message.data[f.name] for f in fields(kind)})


def _mail(occasion: Occasion, message: Message, now: datetime, **known: Any) -> Mail:
    """A mail of which nothing is known but its fact, and what is `known`."""
    blank: dict[str, Any] = {
        "to_address": "", "to_name": "", "title": "", "deadline": None, "subject_id": None,
        "recipient_id": None,
    }  # fmt: skip
    return Mail(
        id=new_id(),
        event_id=message.id,
        occasion=occasion,
        subject="",
        language=None,
        status=Status.QUEUED,
        attempts=0,
        last_error=None,
        created_at=now,
        sent_at=None,
        **blank | known,
    )


def _invitation(message: Message, now: datetime) -> Mail:
    event: InvitationCreated = _read(InvitationCreated, message)
    return _to_candidate(Occasion.INVITATION, event, message, now, event.candidateId)


def _reminder(message: Message, now: datetime) -> Mail:
    return _to_candidate(Occasion.REMINDER, _read(InvitationReminder, message), message, now)


def _extension(message: Message, now: datetime) -> Mail:
    return _to_candidate(Occasion.EXTENSION, _read(InvitationExtended, message), message, now)


def _to_candidate(
    occasion: Occasion,
    event: InvitationCreated | InvitationReminder | InvitationExtended,
    message: Message,
    now: datetime,
    candidate_id: str | None = None,
) -> Mail:
    return _mail(
        occasion,
        message,
        now,
        invitation_id=event.invitationId,
        to_address=event.candidateEmail,
        to_name=event.candidateName,
        title=event.templateTitle,
        deadline=datetime.fromisoformat(event.expiresAt),
        subject_id=message.subject_id or candidate_id,
    )


def _completion(message: Message, now: datetime) -> Mail:
    """The event names nobody: whoever we wrote to before is thanked."""
    event: InvitationCompleted = _read(InvitationCompleted, message)
    return _mail(
        Occasion.COMPLETION,
        message,
        now,
        invitation_id=event.invitationId,
        subject_id=message.subject_id or event.candidateId,
    )


def _analysis(message: Message, now: datetime) -> Mail:
    event: AnalysisReady = _read(AnalysisReady, message)
    return _to_team(Occasion.ANALYSIS, event, message, now)


def _interruption(message: Message, now: datetime) -> Mail:
    event: InvitationFailed = _read(InvitationFailed, message)
    return _to_team(Occasion.INTERRUPTION, event, message, now)


def _to_team(
    occasion: Occasion, event: AnalysisReady | InvitationFailed, message: Message, now: datetime
) -> Mail:
    """To whoever invited: hiring says who that is when the letter is written."""
    return _mail(
        occasion,
        message,
        now,
        invitation_id=event.invitationId,
        subject_id=message.subject_id,
        recipient_id=event.hrId,
    )


FACTS: Mapping[str, Callable[[Message, datetime], Mail]] = {
    InvitationCreated.TYPE: _invitation,
    InvitationReminder.TYPE: _reminder,
    InvitationExtended.TYPE: _extension,
    InvitationCompleted.TYPE: _completion,
    InvitationFailed.TYPE: _interruption,
    AnalysisReady.TYPE: _analysis,
}
