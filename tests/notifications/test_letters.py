"""The letters: readable, safe, the same each time, in each language."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

from parley.contracts.hiring import CandidateLink, TeamLetter
from parley.notifications.domain import LANGUAGES, MAX_SUBJECT, Mail, Occasion, Status
from parley.notifications.service import letters
from parley.notifications.service.letters import LetterWriter, zone_of

LINK = "https://parley.test/interview/abc_-9"
REVIEW = "https://parley.test/invitations/abc"
FOLDER = Path(letters.__file__).parents[1] / "letters"
MAIL = Mail(
    id="11111111-1111-4111-8111-111111111111",
    event_id="e",
    occasion=Occasion.INVITATION,
    invitation_id="22222222-2222-4222-8222-222222222222",
    to_address="cleo@example.com",
    to_name="Cleo Doe",
    title="Frontend Developer",
    deadline=datetime(2026, 1, 8, 13, 30, 0, 5000, tzinfo=UTC),
    subject="",
    language="en",
    status=Status.QUEUED,
    attempts=0,
    last_error=None,
    subject_id="s",
    recipient_id=None,
    created_at=datetime(2026, 1, 1, 9, 0, tzinfo=UTC),
    sent_at=None,
)
WRITER = LetterWriter("jobs@parley.test", "Parley")


def letter_of(mail: Mail, zone: str | None = "Europe/Berlin", about: str = "Cleo") -> EmailMessage:
    if mail.occasion.to_team:
        reach = TeamLetter(mail.to_address, mail.to_name, about, mail.title, REVIEW, "en")
        return WRITER.to_team(mail, reach)
    return WRITER.to_candidate(mail, CandidateLink(LINK, zone))


def written(
    mail: Mail = MAIL, zone: str | None = "Europe/Berlin", about: str = "Cleo"
) -> EmailMessage:
    """The letter as its reader's program sees it."""
    return message_from_bytes(bytes(letter_of(mail, zone, about)), policy=policy.default)


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


every_letter = pytest.mark.parametrize("occasion", [o.value for o in Occasion])
every_language = pytest.mark.parametrize("language", LANGUAGES)


def mail_about(occasion: str, language: str) -> Mail:
    return replace(MAIL, occasion=Occasion(occasion), language=language)


@given(
    name=st.text(max_size=300), title=st.text(max_size=400), about=st.text(max_size=300),
    occasion=st.sampled_from(Occasion), language=st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_nothing_typed_makes_another_header(
    name: str, title: str, about: str, occasion: Occasion, language: str
) -> None:
    mail = mail_about(occasion, language)
    plain = [k.lower() for k in written(mail).keys()]  # noqa: SIM118 - a message is no dict
    letter = written(replace(mail, to_name=name, title=title), about=about)
    assert [k.lower() for k in letter.keys()] == plain  # noqa: SIM118
    assert [a.addr_spec for a in letter["To"].addresses] == ["cleo@example.com"]
    assert len(letter["Subject"]) <= MAX_SUBJECT


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Ann\r\nBcc: eve@evil.test\r\n\r\n<b>body</b>",
    "{{ link }}{% raw %}",
    "\u202eexe.\u2028\u0000\x85",
    "a\n\nb\n\nc",
)


@every_letter
@every_language
def test_what_is_hostile_is_shown_and_does_nothing(occasion: str, language: str) -> None:
    mail = mail_about(occasion, language)
    plain = body(written(mail), "html")
    for typed in HOSTILE:
        letter = written(replace(mail, to_name=typed, title=typed), about=typed)
        assert letter["Bcc"] is None
        html = body(letter, "html")
        for sign in ("<script", "<img", "<b>", "<p>", "<a ", "</title>"):
            assert html.count(sign) == plain.count(sign), typed
        # A blank line in a name would make another paragraph, with words of a stranger's choice.
        text, usual = body(letter, "plain"), body(written(mail), "plain")
        assert text.count("\n\n") == usual.count("\n\n")


def test_templates_in_names_are_words() -> None:
    letter = written(replace(MAIL, to_name="{{ link }}", title="{{ 7 * 7 }}"))
    assert "{{ link }}" in body(letter, "html")
    assert "{{ 7 * 7 }}" in body(letter, "plain")


@every_letter
@every_language
def test_every_letter_reads_as_one(occasion: str, language: str) -> None:
    mail = mail_about(occasion, language)
    letter = written(mail)
    assert letter["Subject"].endswith("Frontend Developer")
    html, text = body(letter, "html"), body(letter, "plain")
    assert f'<html lang="{language}">' in html
    link = REVIEW if mail.occasion.to_team else LINK
    for part in (html, text):
        for said in ("Cleo Doe", "Frontend Developer", link):
            assert said in part
        assert "{" not in part.replace("style={", "")
    assert html.count(f'href="{link}"') == 2
    day = "8. Januar 2026, 14:30 Uhr" if language == "de" else "8 January 2026, 14:30"
    assert (day in text) is (day in html) is mail.occasion.asks_to_answer
    assert bool(list(letter.iter_attachments())) is mail.occasion.sets_the_deadline
    assert all(len(line) <= 100 for line in text.splitlines())


def variables(path: Path) -> set[str]:
    return find_undeclared_variables(Environment().parse(path.read_text()))  # noqa: S701 - only read


@pytest.mark.parametrize("name", [*[o.value for o in Occasion], "calendar"])
def test_every_language_says_the_same(name: str) -> None:
    english = FOLDER / "en" / f"{name}.j2"
    wanted = english.read_text().strip().split("\n\n")
    for language in LANGUAGES:
        words = FOLDER / language / f"{name}.j2"
        assert variables(words) == variables(english)
        paragraphs = words.read_text().strip().split("\n\n")
        # Paragraph by paragraph the same things are shown, so that none was left untranslated.
        shown = [sorted(re.findall(r"{{(.*?)}}", re.sub(r'"[^"]*"', "", p))) for p in paragraphs]
        assert shown == [
            sorted(re.findall(r"{{(.*?)}}", re.sub(r'"[^"]*"', "", p))) for p in wanted
        ]
        if language != "en":
            assert not {p for p in paragraphs if p in wanted}


def test_there_are_no_other_letters() -> None:
    wanted = {*(f"{o.value}.j2" for o in Occasion), "calendar.j2"}
    assert {p.name for p in FOLDER.iterdir()} == {*LANGUAGES, "layout.html.j2"}
    for language in LANGUAGES:
        assert {p.name for p in (FOLDER / language).iterdir()} == wanted


def test_a_long_subject_is_cut_and_says_so() -> None:
    exact = MAX_SUBJECT - len("Your interview: ")
    assert not written(replace(MAIL, title="x" * exact))["Subject"].endswith("…")
    cut = written(replace(MAIL, title="x" * (exact + 1)))["Subject"]
    assert cut.endswith("…")
    assert len(cut) == MAX_SUBJECT


@pytest.mark.parametrize(
    "address",
    ["a@b.de\r\nBcc: eve@evil.test", "@", "a@", "", "a@b\u202e.de", "a@" + "x" * 70 + "ä"],
)
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds of it
        letter_of(replace(MAIL, to_address=address))


def test_long_titles_in_any_script_keep_their_spaces_within_the_line_limit() -> None:
    title = "Phỏng vấn vị trí Kỹ sư phần mềm cao cấp tại Thành phố Hồ Chí Minh năm nay"
    raw = bytes(letter_of(replace(MAIL, to_name="Nguyễn Thị Minh Khai " * 4, title=title)))
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
    raw = bytes(letter_of(replace(MAIL, to_address="jürgen@x.de")))
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


def test_an_extension_replaces_the_entry_in_the_calendar() -> None:
    longer = MAIL.deadline
    assert longer is not None
    later = replace(
        MAIL,
        occasion=Occasion.EXTENSION,
        deadline=longer + timedelta(days=2),
        created_at=MAIL.created_at + timedelta(days=1),
    )
    (before,), (after,) = (calendar_of(written(m)).walk("VEVENT") for m in (MAIL, later))
    assert after["UID"] == before["UID"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))  # RFC 5545, section 3.8.7.4
    assert after.decoded("DTEND") - before.decoded("DTEND") == timedelta(days=2)


def test_the_calendar_speaks_the_readers_language() -> None:
    (event,) = calendar_of(written(replace(MAIL, language="de"))).walk("VEVENT")
    assert event["SUMMARY"] == "Interview endet: Frontend Developer"
