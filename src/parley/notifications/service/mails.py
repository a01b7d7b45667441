"""Queues mails and sends them: commit first, then send.

A mail is sent at least once: a crash after the server took it and before that was noted sends
it again, under the same Message-ID.
"""

from dataclasses import fields
from datetime import datetime
from email.message import EmailMessage

from parley.contracts.hiring import Hiring, InvitationCreated, InvitationNotFoundException
from parley.kit.bus import once
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import Job, JobQueue, Permanent
from parley.kit.messages import Message
from parley.notifications.domain import Mail, MailRefused, Status, invitation_subject
from parley.notifications.ports import Letters, Settings, Store, Transport
from parley.notifications.service.letters import LetterWriter

ROLE = "notifications"
QUEUE = "mail"
SEND = "mail.send"


class Mails:
    """Commands on mails."""

    def __init__(
        self,
        db: Database,
        store: Store,
        jobs: JobQueue,
        hiring: Hiring,
        transport: Transport,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Send by `transport`."""
        self._db, self._store, self._jobs = db, store, jobs
        self._hiring, self._transport = hiring, transport
        self._clock, self._settings = clock, settings
        self._writer = LetterWriter(settings.sender, settings.sender_name)

    async def queue_invitation(self, message: Message) -> None:
        """Note that an invitation is worth a mail, once; a job sends it after the commit."""
        # By name: a newer hiring may say more than we know of.
        event = InvitationCreated(
            **{f.name: message.data[f.name] for f in fields(InvitationCreated)}
        )
        mail = Mail(
            id=new_id(),
            event_id=message.id,
            invitation_id=event.invitationId,
            to_address=event.candidateEmail,
            to_name=event.candidateName,
            title=event.templateTitle,
            deadline=datetime.fromisoformat(event.expiresAt),
            subject=invitation_subject(event.templateTitle),
            status=Status.QUEUED,
            attempts=0,
            last_error=None,
            subject_id=message.subject_id or event.candidateId,
            created_at=self._clock.now(),
            sent_at=None,
        )
        async with self._db.unit(ROLE) as unit:
            if await once(unit, ROLE, message) and await self._store.add(unit, mail):
                await self._jobs.put(
                    unit,
                    queue=QUEUE,
                    kind=SEND,
                    key=mail.id,
                    payload={"mailId": mail.id},
                    subject_id=mail.subject_id,
                )

    async def send(self, job: Job) -> None:
        """Send the mail of a job, unless it was sent or what it is about is gone.

        Raises:
            Permanent: The recipient's server refused it.
            Exception: Not now: the job is tried again.
        """
        async with self._db.unit(ROLE) as unit:
            mail = await self._store.get(unit, job.payload["mailId"])
        if mail is None or mail.status.settled:
            return
        if mail.deadline <= self._clock.now():
            await self._settle(job, mail, Status.SKIPPED, "expired")
            return
        try:
            await self._transport.send(mail.id, await self._letter(mail))
        except InvitationNotFoundException:
            await self._settle(job, mail, Status.SKIPPED, "revoked")
        except MailRefused as error:
            await self._settle(job, mail, Status.FAILED, str(error))
            raise Permanent(str(error)) from error
        except Exception as error:
            await self._failed(job, mail, error)
            raise
        else:
            await self._settle(job, mail, Status.SENT, None)

    async def _letter(self, mail: Mail) -> EmailMessage:
        reach = await self._hiring.candidate_link(mail.invitation_id)
        try:
            return self._writer.invitation(mail, reach)
        except ValueError as error:  # no server could take such an address either
            raise MailRefused("address") from error

    async def _settle(self, job: Job, mail: Mail, status: Status, error: str | None) -> None:
        async with job.unit(self._db, ROLE) as unit:
            await self._store.settle(unit, mail.id, status, error, self._clock.now())

    async def _failed(self, job: Job, mail: Mail, error: Exception) -> None:
        name = type(error).__name__
        if job.attempt >= self._settings.max_attempts:
            await self._settle(job, mail, Status.FAILED, name)
            return
        async with job.unit(self._db, ROLE) as unit:
            await self._store.attempted(unit, mail.id, name)


class Forgetting:
    """Deletes mails, rows and kept letters."""

    def __init__(
        self, db: Database, store: Store, letters: Letters, clock: Clock, settings: Settings
    ) -> None:
        """Forget what is in `store` and `letters`."""
        self._db, self._store, self._letters = db, store, letters
        self._clock, self._settings = clock, settings

    async def about(self, message: Message) -> None:
        """Forget the mails about somebody whose account is gone."""
        async with self._db.unit(ROLE) as unit:
            gone = await self._store.forget_subject(unit, message.data["userId"])
            # Before the commit: a crash in between leaves rows that point to nothing, which
            # the next delivery deletes, and never a letter without a row.
            await self._letters.forget(gone)

    async def old(self) -> int:
        """Forget what was settled long ago; how many."""
        async with self._db.unit(ROLE) as unit:
            gone = await self._store.forget_settled(unit, self._clock.now() - self._settings.keep)
            await self._letters.forget(gone)
        return len(gone)
