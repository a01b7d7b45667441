"""Mails, their states, and what may stand in their headers. Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from parley.kit.errors import DomainError, Kind

MAX_SUBJECT = 150  # characters; longer ones are cut by most mailboxes anyway
MAX_NAME = 100


class MailNotFound(DomainError):
    """There is no such mail."""

    kind = Kind.NOT_FOUND


class MailRefused(Exception):
    """The server will never take this letter for this recipient; `str()` is its reply code."""


class MailDeferred(Exception):
    """The server doesn't take it just now; `str()` is its reply code."""


class Status(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def settled(self) -> bool:
        """Whether it must not be sent (again); a failed one may be, when somebody asks for it."""
        return self in {Status.SENT, Status.SKIPPED}


@dataclass(frozen=True, slots=True)
class Mail:
    """An invitation's mail; the link it will carry is in no field of it.

    Attributes:
        id: Its id; the Message-ID is made of it, so that a duplicate can be recognised.
        event_id: The fact it tells.
        invitation_id: What the link opens.
        to_address: Where it goes.
        to_name: To whom.
        title: Of the interview.
        deadline: When the link ends.
        subject: Of the letter.
        status: Where it stands.
        attempts: How often sending was tried and failed.
        last_error: A reply code or the name of an error; never text from outside.
        subject_id: Whom it is about.
        created_at: When the fact arrived; the letter's Date.
        sent_at: When the transport took it.
    """

    id: str
    event_id: str
    invitation_id: str
    to_address: str
    to_name: str
    title: str
    deadline: datetime
    subject: str
    status: Status
    attempts: int
    last_error: str | None
    subject_id: str | None
    created_at: datetime
    sent_at: datetime | None


def one_line(text: str, limit: int) -> str:
    """`text` without line ends and control characters, at most `limit` characters.

    What people typed into other forms goes into headers by way of this and nothing else (header
    injection; RFC 5322, section 2.2). Marks that reorder text are dropped too.
    """
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in {"Cc", "Cs", "Zl", "Zp"}:
            kept.append(" ")
        elif category != "Cf" or char == "\u200d":  # the joiner is part of some scripts
            kept.append(char)
    plain = " ".join("".join(kept).split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def invitation_subject(title: str) -> str:
    """The subject of an invitation's mail."""
    return one_line(f"Your interview: {title}", MAX_SUBJECT)


def message_id(mail_id: str, sender: str) -> str:
    """The same for every attempt at one mail (RFC 5322, section 3.6.4)."""
    return f"<{mail_id}@{sender_domain(sender)}>"


def sender_domain(sender: str) -> str:
    """What is after the @ of the sender's address."""
    return sender.rpartition("@")[2] or "localhost"


def moment_text(moment: datetime, zone: tzinfo, zone_name: str) -> str:
    """A moment as a person in that zone reads it.

    For example `Thursday 8 January 2026, 14:30 (Europe/Berlin, UTC+01:00)`.
    """
    local = moment.astimezone(zone)
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"
    offset = local.strftime("%z")
    shift = "" if zone_name == "UTC" else f", UTC{offset[:3]}:{offset[3:5]}"
    return f"{day}, {local:%H:%M} ({zone_name}{shift})"


# Not strftime's: those follow the process's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
