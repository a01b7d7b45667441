"""Mails, what they are about, their states, and what may stand in their headers. Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from parley.kit.errors import DomainError, Kind

MAX_SUBJECT = 150  # characters; longer ones are cut by most mailboxes anyway
MAX_NAME = 100

LANGUAGES = ("en", "de")  # that letters are written in; the first is for everybody else


class MailNotFound(DomainError):
    """There is no such mail."""

    kind = Kind.NOT_FOUND


class MailRefused(Exception):
    """The server will never take this letter for this recipient; `str()` is its reply code."""


class MailDeferred(Exception):
    """The server doesn't take it just now; `str()` is its reply code."""


class Skipped(Exception):
    """This mail is not worth sending any more; `str()` is why, one word."""


class Occasion(StrEnum):
    """What a mail is about."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    EXTENSION = "extension"
    COMPLETION = "completion"
    INTERRUPTION = "interruption"
    ANALYSIS = "analysis"

    @property
    def asks_to_answer(self) -> bool:
        """Whether it calls the candidate to an interview that must be open for it."""
        return self in {Occasion.INVITATION, Occasion.REMINDER, Occasion.EXTENSION}

    @property
    def to_team(self) -> bool:
        """Whether it goes to whoever invited, and not to the candidate."""
        return self in {Occasion.INTERRUPTION, Occasion.ANALYSIS}

    @property
    def sets_the_deadline(self) -> bool:
        """Whether it tells a deadline that is new to the candidate's calendar."""
        return self in {Occasion.INVITATION, Occasion.EXTENSION}


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
    """One letter to one person; the link it will carry is in no field of it.

    What only hiring knows (who the team's letter goes to, the language, the deadline by now) is
    asked for when the letter is written, and noted then.

    Attributes:
        id: Its id; the Message-ID is made of it, so that a duplicate can be recognised.
        event_id: The fact it tells.
        occasion: What it is about.
        invitation_id: What the link opens.
        to_address: Where it goes; the team's is empty until it is written.
        to_name: To whom; likewise.
        title: Of the interview; likewise.
        deadline: When the link ends, or None where that doesn't matter.
        subject: Of the letter; empty until it is written.
        language: It was written in, of `LANGUAGES`; None until then.
        status: Where it stands.
        attempts: How often sending was tried and failed.
        last_error: A reply code or the name of an error; never text from outside.
        subject_id: Whom it is about.
        recipient_id: Whose mailbox it goes to where that is somebody else.
        created_at: When the fact arrived; the letter's Date.
        sent_at: When the transport took it.
    """

    id: str
    event_id: str
    occasion: Occasion
    invitation_id: str
    to_address: str
    to_name: str
    title: str
    deadline: datetime | None
    subject: str
    language: str | None
    status: Status
    attempts: int
    last_error: str | None
    subject_id: str | None
    recipient_id: str | None
    created_at: datetime
    sent_at: datetime | None

    def check_worth_sending(self, *, completed: bool, now: datetime) -> None:
        """Nobody is called to an interview that is done or closed.

        Raises:
            Skipped: `completed` or `expired`.
        """
        if not self.occasion.asks_to_answer:
            return
        if completed:
            raise Skipped("completed")
        if self.deadline is not None and self.deadline <= now:
            raise Skipped("expired")


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


def message_id(mail_id: str, sender: str) -> str:
    """The same for every attempt at one mail (RFC 5322, section 3.6.4)."""
    return f"<{mail_id}@{sender_domain(sender)}>"


def sender_domain(sender: str) -> str:
    """What is after the @ of the sender's address."""
    return sender.rpartition("@")[2] or "localhost"


def language_of(tag: str | None) -> str:
    """The language of `LANGUAGES` that is meant by a BCP 47 tag such as `de-AT`."""
    primary = (tag or "").replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


def moment_text(moment: datetime, zone: tzinfo, zone_name: str, language: str) -> str:
    """A moment as a person in that zone reads it.

    For example `Thursday 8 January 2026, 14:30 (Europe/Berlin, UTC+01:00)`, or in German
    `Donnerstag, 8. Januar 2026, 14:30 Uhr (Europe/Berlin, UTC+01:00)`.
    """
    local = moment.astimezone(zone)
    shown = MOMENTS[language].format(
        weekday=WEEKDAYS[language][local.weekday()],
        day=local.day,
        month=MONTHS[language][local.month - 1],
        year=local.year,
        time=f"{local:%H:%M}",
    )
    offset = local.strftime("%z")
    shift = "" if zone_name == "UTC" else f", UTC{offset[:3]}:{offset[3:5]}"
    return f"{shown} ({zone_name}{shift})"


# Not strftime's: those follow the process's locale.
MOMENTS = {
    "en": "{weekday} {day} {month} {year}, {time}",
    "de": "{weekday}, {day}. {month} {year}, {time} Uhr",
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
}  # fmt: skip
