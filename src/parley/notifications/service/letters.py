"""Writes the letter of a mail: plain text, HTML, and a calendar file with the deadline.

The words stand in `letters/<language>/<occasion>.j2`: the subject, then paragraphs, with blank
lines between. They are read twice, as text and as HTML; `strong` and `button` are what differs.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8, EmailPolicy
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from parley.contracts.hiring import CandidateLink, TeamLetter
from parley.notifications.domain import (
    MAX_NAME,
    MAX_SUBJECT,
    Mail,
    Occasion,
    language_of,
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
CALENDAR = "calendar"  # its words, beside those of the letters
EVENT_LENGTH = timedelta(hours=1)
REMINDER = timedelta(days=1)

PLAIN_BUTTON = "{0}:\n{1}"
# The address again below, for whoever's program shows no buttons.
HTML_BUTTON = (
    '<a href="{1}" style="display:inline-block;margin:12px 0;padding:12px 20px;border-radius:8px;'
    'background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600;">{0}</a><br>'
    '<a href="{1}" style="font-size:14px;word-break:break-all;">{1}</a>'
)


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
    def _words(self) -> "tuple[Environment, Environment]":
        return _environment(html=False), _environment(html=True)

    def to_candidate(self, mail: Mail, reach: CandidateLink) -> EmailMessage:
        """The letter to whoever was invited, with their link.

        Raises:
            ValueError: The recipient's address can't stand in a header.
        """
        zone, zone_name = zone_of(reach.timezone)
        shown = {"link": reach.link}
        if mail.deadline is not None:
            shown["deadline"] = moment_text(mail.deadline, zone, zone_name, _language(mail))
        letter = self._letter(mail, shown)
        if mail.occasion.sets_the_deadline:
            letter.add_attachment(
                self.calendar(mail).to_ical().decode(),
                subtype="calendar",
                filename=CALENDAR_FILE,
                params={"method": "PUBLISH"},
            )
        return letter

    def to_team(self, mail: Mail, reach: TeamLetter) -> EmailMessage:
        """The letter to whoever invited, with the link to the review.

        Raises:
            ValueError: The recipient's address can't stand in a header.
        """
        return self._letter(
            mail, {"link": reach.link, "candidate": one_line(reach.candidate_name, MAX_NAME)}
        )

    def _letter(self, mail: Mail, shown: dict[str, str]) -> EmailMessage:
        shown |= {"name": one_line(mail.to_name, MAX_NAME), "title": _title(mail)}
        language, plain, html = _language(mail), *self._words
        subject, *paragraphs = _paragraphs(plain, language, mail.occasion, shown)
        letter = EmailMessage(_ASCII if mail.to_address.isascii() else SMTPUTF8)
        letter["From"] = Address(self._sender_name, addr_spec=self._sender)
        letter["To"] = _recipient(shown["name"], mail.to_address)
        letter["Subject"] = one_line(subject, MAX_SUBJECT)
        letter["Date"] = mail.created_at
        letter["Message-ID"] = message_id(mail.id, self._sender)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes, please
        letter.set_content("\n\n".join(paragraphs) + "\n")
        _, *paragraphs = _paragraphs(html, language, mail.occasion, shown)
        page = html.get_template("layout.html.j2").render(
            language=language, subject=str(letter["Subject"]), paragraphs=paragraphs
        )
        letter.add_alternative(page, subtype="html")
        return letter

    def calendar(self, mail: Mail) -> "Calendar":
        """The deadline as a calendar entry (RFC 5545), the same one for every letter about it.

        Without the link: calendars are shared more freely than mail.

        Raises:
            ValueError: A mail without a deadline.
        """
        from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - as with jinja2

        if mail.deadline is None:
            raise ValueError("no deadline")
        language = _language(mail)
        summary, description, call = _paragraphs(
            self._words[0], language, CALENDAR, {"title": _title(mail)}
        )
        entry = Event()
        entry.add("uid", f"{mail.invitation_id}@{sender_domain(self._sender)}")
        entry.add("dtstamp", _whole(mail.created_at))
        entry.add("sequence", _sequence(mail))
        entry.add("dtstart", _whole(mail.deadline) - EVENT_LENGTH)
        entry.add("dtend", _whole(mail.deadline))
        entry.add("summary", summary)
        entry.add("description", description)
        entry.add("transp", "TRANSPARENT")  # it doesn't block the hour
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", call)
        alarm.add("trigger", -REMINDER)
        entry.add_component(alarm)
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", f"-//Parley//Interviews//{language.upper()}")
        calendar.add("method", "PUBLISH")
        calendar.add_component(entry)
        return calendar


def _environment(*, html: bool) -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - a start that sends no letter doesn't pay for it
        Environment,
        PackageLoader,
        StrictUndefined,
    )
    from markupsafe import Markup  # noqa: PLC0415 - jinja2's

    environment = Environment(
        loader=PackageLoader("parley.notifications", "letters"),
        autoescape=html,  # noqa: S701 - the one that doesn't escape writes plain text
        undefined=StrictUndefined,
    )
    environment.globals["strong"] = Markup("<strong>{}</strong>").format if html else str
    button = Markup(HTML_BUTTON) if html else PLAIN_BUTTON  # noqa: S704 - our own, and its `format` escapes
    environment.globals["button"] = button.format
    return environment


def _paragraphs(
    words: "Environment", language: str, name: str, shown: Mapping[str, str]
) -> "list[str]":
    """The paragraphs of one letter's words; what is shown has no line ends that could add one."""
    from markupsafe import Markup  # noqa: PLC0415 - jinja2's

    text = words.get_template(f"{language}/{name}.j2").render(shown).strip()
    return [Markup(part) if words.autoescape else part for part in text.split("\n\n")]  # noqa: S704 - rendered with autoescape


def _language(mail: Mail) -> str:
    return language_of(mail.language)


def _title(mail: Mail) -> str:
    return one_line(mail.title, MAX_SUBJECT)


def _sequence(mail: Mail) -> int:
    """RFC 5545, section 3.8.7.4: an entry of a later fact replaces the earlier one's."""
    return 0 if mail.occasion is Occasion.INVITATION else int(mail.created_at.timestamp()) // 60


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
