"""Queries on what was sent, for the page of demo mails."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from parley.kit.db import Database
from parley.notifications.domain import Mail, MailNotFound, Status
from parley.notifications.ports import Letters, Store
from parley.notifications.service.queueing import ROLE


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that went with a letter; `size` in bytes."""

    filename: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A mail with the letter as it was sent."""

    mail: Mail
    text: str
    html: str
    attachments: tuple[Attachment, ...]


class SentMails:
    """What the demo workspace's HR may look at."""

    def __init__(self, db: Database, store: Store, letters: Letters) -> None:
        """Read letters from `letters`."""
        self._db, self._store, self._letters = db, store, letters

    async def list(self, page: int, page_size: int) -> tuple[list[Mail], int]:
        """A page of sent mails, the newest first, and how many there are."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.sent(unit, page, page_size)

    async def read(self, mail_id: str) -> SentLetter:
        """One sent mail with its letter.

        Raises:
            MailNotFound: It isn't there, or wasn't kept.
        """
        async with self._db.unit(ROLE) as unit:
            mail = await self._store.get(unit, mail_id)
        raw = None if mail is None else await self._letters.read(mail.id)
        if mail is None or raw is None or mail.status is not Status.SENT:
            raise MailNotFound
        letter = message_from_bytes(raw, policy=policy.default)
        return SentLetter(
            mail,
            _body(letter, "plain"),
            _body(letter, "html"),
            tuple(_attachment(part) for part in letter.iter_attachments()),
        )


def _body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _attachment(part: EmailMessage) -> Attachment:
    payload = part.get_payload(decode=True)
    size = len(payload) if isinstance(payload, bytes) else 0
    return Attachment(part.get_filename() or "", part.get_content_type(), size)
