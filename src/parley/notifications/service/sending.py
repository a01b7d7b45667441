"""Sends queued mails.

A mail is sent at least once: a crash after the server took it and before that was noted sends
it again, under the same Message-ID.
"""

from dataclasses import replace
from email.message import EmailMessage

from parley.contracts.hiring import Hiring, InvitationNotFoundException
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.jobs import Job, LeaseLost, Permanent
from parley.notifications.domain import (
    Mail,
    MailDeferred,
    MailRefused,
    Skipped,
    Status,
    language_of,
)
from parley.notifications.ports import Settings, Store, Transport
from parley.notifications.service.letters import LetterWriter
from parley.notifications.service.queueing import ROLE


class Sending:
    """Writes letters and hands them over."""

    def __init__(
        self,
        db: Database,
        store: Store,
        hiring: Hiring,
        transport: Transport,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Send by `transport`; `hiring` tells links, languages and the team's addresses."""
        self._db, self._store = db, store
        self._hiring, self._transport = hiring, transport
        self._clock, self._settings = clock, settings
        self._writer = LetterWriter(settings.sender, settings.sender_name)

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
        try:
            mail, letter = await self._written(mail)
            await self._hand_over(job, mail, letter)
        except Skipped as reason:
            await self._settle(job, mail, Status.SKIPPED, str(reason))
        except MailRefused as error:
            await self._settle(job, mail, Status.FAILED, str(error))
            raise Permanent(str(error)) from error
        except LeaseLost:
            raise
        except Exception as error:
            await self._failed(job, mail, error)
            raise

    async def _written(self, mail: Mail) -> tuple[Mail, EmailMessage]:
        try:
            if mail.occasion.to_team:
                return await self._to_team(mail)
            return await self._to_candidate(mail)
        except InvitationNotFoundException as error:
            raise Skipped("revoked") from error
        except ValueError as error:  # no server could take such an address either
            raise MailRefused("address") from error

    async def _to_candidate(self, mail: Mail) -> tuple[Mail, EmailMessage]:
        reach = await self._hiring.candidate_link(mail.invitation_id)
        mail = replace(
            mail,
            deadline=reach.expires_at or mail.deadline,
            language=language_of(reach.language),
        )
        mail.check_worth_sending(completed=reach.completed, now=self._clock.now())
        letter = self._writer.to_candidate(mail, reach)
        return replace(mail, subject=str(letter["Subject"])), letter

    async def _to_team(self, mail: Mail) -> tuple[Mail, EmailMessage]:
        reach = await self._hiring.team_letter(mail.invitation_id)
        mail = replace(
            mail,
            to_address=reach.to_address,
            to_name=reach.to_name,
            title=reach.title,
            language=language_of(reach.language),
        )
        letter = self._writer.to_team(mail, reach)
        return replace(mail, subject=str(letter["Subject"])), letter

    async def _hand_over(self, job: Job, mail: Mail, letter: EmailMessage) -> None:
        """Hand the letter over while its row is held.

        So whoever erases it waits for that, and finds what was written; and what was erased
        meanwhile is not sent any more.
        """
        async with job.unit(self._db, ROLE) as unit:
            if await self._store.hold(unit, mail.id):
                await self._transport.send(mail.id, letter)
                now = self._clock.now()
                await self._store.settle(unit, mail, Status.SENT, None, now)

    async def _settle(self, job: Job, mail: Mail, status: Status, error: str) -> None:
        async with job.unit(self._db, ROLE) as unit:
            await self._store.settle(unit, mail, status, error, self._clock.now())

    async def _failed(self, job: Job, mail: Mail, error: Exception) -> None:
        name = str(error) if isinstance(error, MailDeferred) else type(error).__name__
        if job.attempt >= self._settings.max_attempts:
            await self._settle(job, mail, Status.FAILED, name)
            return
        async with job.unit(self._db, ROLE) as unit:
            await self._store.attempted(unit, mail.id, name)
