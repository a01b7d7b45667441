"""Writes the letter of a mail: plain text, HTML, and a calendar file with the deadline."""

from datetime import UTC, datetime, timedelta, tzinfo
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8, EmailPolicy
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from parley.contracts.hiring import CandidateLink
from parley.notifications.domain import (
    MAX_NAME,
    MAX_SUBJECT,
    Mail,
    message_id,
    moment_text,
    one_line,
    sender_domain,
)

if TYPE_CHECKING:
    from icalendar import Calendar
    from jinja2 import Environment

CALENDAR_FILE = "interview.ics"
# What stands in the candidate's calendar: the last hour, and a reminder a day before it.
EVENT_LENGTH = timedelta(hours=1)
REMINDER = timedelta(days=1)


def zone_of(name: str | None) -> tuple[tzinfo, str]:
    """The IANA zone of that name, or UTC where there is none."""
    try:
        return (ZoneInfo(name), name) if name else (UTC, "UTC")
    except (ValueError, LookupError, OSError):  # a path, an unknown name, a folder's name
        return UTC, "UTC"


class _Spaced(EmailPolicy):
    """Folds headers beyond ASCII by `email.header`.

    The newer folding of Python before 3.13 loses spaces between encoded words
    (python/cpython issue 92081), so that a long title arrived with words run together.
    """

    def fold(self, name: str, value: str) -> str:
        """One header, folded, as text."""
        if str(value).isascii():
            return str(super().fold(name, value))
        shown, tail = str(value), ""
        if name.lower() == "to":
            recipient: Address = value.addresses[0]  # type: ignore[attr-defined]  # a header object
            shown, tail = recipient.display_name, f"\r\n <{recipient.addr_spec}>"
        words = Header(shown, "utf-8", header_name=name).encode(linesep="\r\n")
        return f"{name}: {words}{tail}\r\n"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_ASCII = _Spaced(linesep="\r\n", cte_type="7bit")


class LetterWriter:
    """Writes letters from one sender."""

    def __init__(self, sender: str, sender_name: str) -> None:
        """Write as `sender_name <sender>`."""
        self._sender, self._sender_name = sender, one_line(sender_name, MAX_NAME)

    @cached_property
    def _templates(self) -> "Environment":
        from jinja2 import (  # noqa: PLC0415 - a start that sends no letter doesn't pay for it
            Environment,
            PackageLoader,
            StrictUndefined,
            select_autoescape,
        )

        return Environment(
            loader=PackageLoader("parley.notifications", "letters"),
            autoescape=select_autoescape(enabled_extensions=("html.j2",)),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )

    def invitation(self, mail: Mail, reach: CandidateLink) -> EmailMessage:
        """The letter that carries an invitation's link.

        Raises:
            ValueError: The recipient's address can't stand in a header.
        """
        zone, zone_name = zone_of(reach.timezone)
        shown = {
            "name": one_line(mail.to_name, MAX_NAME),
            "title": one_line(mail.title, MAX_SUBJECT),
            "deadline": moment_text(mail.deadline, zone, zone_name),
            "link": reach.link,
            "subject": mail.subject,
        }
        letter = EmailMessage(_ASCII if mail.to_address.isascii() else SMTPUTF8)
        letter["From"] = Address(self._sender_name, addr_spec=self._sender)
        letter["To"] = _recipient(shown["name"], mail.to_address)
        letter["Subject"] = mail.subject
        letter["Date"] = mail.created_at
        letter["Message-ID"] = message_id(mail.id, self._sender)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes, please
        letter.set_content(self._templates.get_template("invitation.txt.j2").render(shown))
        html = self._templates.get_template("invitation.html.j2").render(shown)
        letter.add_alternative(html, subtype="html")
        letter.add_attachment(
            self.calendar(mail).to_ical().decode(),
            subtype="calendar",
            filename=CALENDAR_FILE,
            params={"method": "PUBLISH"},
        )
        return letter

    def calendar(self, mail: Mail) -> "Calendar":
        """The deadline as a calendar entry (RFC 5545), the same one for every letter about it.

        Without the link: calendars are shared more freely than mail.
        """
        from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - as with jinja2

        title = one_line(mail.title, MAX_SUBJECT)
        entry = Event()
        entry.add("uid", f"{mail.invitation_id}@{sender_domain(self._sender)}")
        entry.add("dtstamp", _whole(mail.created_at))
        entry.add("dtstart", _whole(mail.deadline) - EVENT_LENGTH)
        entry.add("dtend", _whole(mail.deadline))
        entry.add("summary", f"Interview ends: {title}")
        entry.add("description", "The link to the interview is in the mail that invited you.")
        entry.add("transp", "TRANSPARENT")  # it doesn't block the hour
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Your interview is still open: {title}")
        alarm.add("trigger", -REMINDER)
        entry.add_component(alarm)
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//Parley//Interviews//EN")
        calendar.add("method", "PUBLISH")
        calendar.add_component(entry)
        return calendar


def _whole(moment: datetime) -> datetime:
    """RFC 5545 knows no fractions of a second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _recipient(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain or one_line(address, len(address)) != address:
        raise ValueError("not an address")
    if not domain.isascii():
        domain = domain.encode("idna").decode()  # RFC 5891; UnicodeError is a ValueError
    return Address(name, username=local, domain=domain)
