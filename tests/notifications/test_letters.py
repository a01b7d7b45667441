"""The letter: readable, safe, the same each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from parley.contracts.hiring import CandidateLink
from parley.notifications.domain import Mail, Status, invitation_subject
from parley.notifications.service.letters import LetterWriter, zone_of

LINK = "https://parley.test/interview/abc_-9"
MAIL = Mail(
    id="11111111-1111-4111-8111-111111111111",
    event_id="e",
    invitation_id="22222222-2222-4222-8222-222222222222",
    to_address="cleo@example.com",
    to_name="Cleo Doe",
    title="Frontend Developer",
    deadline=datetime(2026, 1, 8, 13, 30, 0, 5000, tzinfo=UTC),
    subject=invitation_subject("Frontend Developer"),
    status=Status.QUEUED,
    attempts=0,
    last_error=None,
    subject_id="s",
    created_at=datetime(2026, 1, 1, 9, 0, tzinfo=UTC),
    sent_at=None,
)
WRITER = LetterWriter("jobs@parley.test", "Parley")


def written(mail: Mail = MAIL, zone: str | None = "Europe/Berlin") -> EmailMessage:
    """The letter as its reader's program sees it."""
    raw = bytes(WRITER.invitation(mail, CandidateLink(LINK, zone)))
    return message_from_bytes(raw, policy=policy.default)


def body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_headers() -> None:
    letter = written()
    assert letter["From"] == "Parley <jobs@parley.test>"
    assert letter["To"] == "Cleo Doe <cleo@example.com>"
    assert letter["Subject"] == "Your interview: Frontend Developer"
    assert letter["Message-ID"] == "<11111111-1111-4111-8111-111111111111@parley.test>"
    assert letter["Date"].datetime == MAIL.created_at
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_bodies_say_what_to_do(kind: str) -> None:
    text = body(written(), kind)
    for part in ("Cleo Doe", "Frontend Developer", LINK):
        assert part in text
    assert "Thursday 8 January 2026, 14:30 (Europe/Berlin, UTC+01:00)" in text


def test_without_a_name_nobody_is_addressed_wrongly() -> None:
    letter = written(replace(MAIL, to_name=""))
    assert body(letter, "plain").startswith("Hello,\n")
    assert letter["To"] == "cleo@example.com"


def test_html_is_escaped() -> None:
    mail = replace(MAIL, to_name='<img src=x onerror="a">', title="A & B </title>")
    html = body(written(mail), "html")
    assert "<img" not in html
    assert "A &amp; B &lt;/title&gt;" in html
    assert "A & B </title>" in body(written(mail), "plain")


@pytest.mark.parametrize(
    "zone", [None, "", "Nowhere/Town", "../../etc/passwd", "Europe", "/etc/localtime", "a\x00b"]
)
def test_an_unknown_zone_is_utc_by_name(zone: str | None) -> None:
    assert zone_of(zone) == (UTC, "UTC")
    assert "Thursday 8 January 2026, 13:30 (UTC)" in body(written(zone=zone), "plain")


@given(name=st.text(max_size=300), title=st.text(max_size=400))
def test_nothing_typed_makes_another_header(name: str, title: str) -> None:
    mail = replace(MAIL, to_name=name, title=title, subject=invitation_subject(title))
    plain = {k.lower() for k in written().keys()}  # noqa: SIM118 - a message is no dict
    letter = written(mail)
    assert {k.lower() for k in letter.keys()} == plain  # noqa: SIM118
    assert [a.addr_spec for a in letter["To"].addresses] == ["cleo@example.com"]
    assert letter["Subject"] == mail.subject


@pytest.mark.parametrize(
    "address",
    ["a@b.de\r\nBcc: eve@evil.test", "@", "a@", "", "a@b\u202e.de", "a@" + "x" * 70 + "ä"],
)
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds of it
        WRITER.invitation(replace(MAIL, to_address=address), CandidateLink(LINK, None))


def test_long_titles_in_any_script_keep_their_spaces_within_the_line_limit() -> None:
    title = "Phỏng vấn vị trí Kỹ sư phần mềm cao cấp tại Thành phố Hồ Chí Minh năm nay"
    raw = bytes(
        WRITER.invitation(
            replace(MAIL, to_name="Nguyễn Thị Minh Khai " * 4, subject=invitation_subject(title)),
            CandidateLink(LINK, None),
        )
    )
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == f"Your interview: {title}"
    # By RFC 2047 alone: Python's reader of addresses adds spaces between encoded words.
    sent_to = message_from_bytes(raw, policy=policy.compat32)["To"]
    shown = str(make_header(decode_header(sent_to.replace("\r\n", ""))))
    assert shown == ("Nguyễn Thị Minh Khai " * 4) + "<cleo@example.com>"
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))  # RFC 5322, section 2.1.1


def test_international_addresses() -> None:
    letter = written(replace(MAIL, to_address="cleo@bücher.example"))
    assert letter["To"].addresses[0].domain == "xn--bcher-kva.example"
    raw = bytes(
        WRITER.invitation(replace(MAIL, to_address="jürgen@x.de"), CandidateLink(LINK, None))
    )
    assert "jürgen@x.de".encode() in raw  # RFC 6532


def calendar_of(letter: EmailMessage) -> Calendar:
    (part,) = letter.iter_attachments()
    assert part.get_filename() == "interview.ics"
    assert part["content-type"].params["method"] == "PUBLISH"
    return Calendar.from_ical(part.get_content())


def test_the_calendar_file_holds_the_deadline() -> None:
    calendar = calendar_of(written())
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    end = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)
    assert event.decoded("DTEND") == end
    assert event.decoded("DTSTART") == end - timedelta(hours=1)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-1)
    assert event["UID"] == "22222222-2222-4222-8222-222222222222@parley.test"


def test_the_calendar_file_doesnt_carry_the_link() -> None:
    assert LINK not in calendar_of(written()).to_ical().decode()


@given(title=st.text(max_size=200))
def test_a_title_cannot_add_calendar_lines(title: str) -> None:
    event = Calendar.from_ical(WRITER.calendar(replace(MAIL, title=title)).to_ical())
    assert len(event.walk("VEVENT")) == 1
    assert len(event.walk("VALARM")) == 1


def test_the_same_mail_is_the_same_calendar_entry() -> None:
    again = replace(MAIL, id="33333333-3333-4333-8333-333333333333", event_id="f")
    assert WRITER.calendar(again).to_ical() == WRITER.calendar(MAIL).to_ical()
