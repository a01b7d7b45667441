"""What may stand in headers, and how a deadline reads."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.notifications.domain import (
    LANGUAGES,
    Status,
    language_of,
    message_id,
    moment_text,
    one_line,
)

DEADLINE = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_line(text: str, limit: int) -> None:
    plain = one_line(text, limit)
    assert len(plain) <= limit
    assert plain.splitlines() in ([plain], [])
    assert plain == plain.strip()
    assert one_line(plain, limit) == plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ann\r\nBcc: eve@evil.test", "Ann Bcc: eve@evil.test"),
        ("a\x00b\x85c\u2028d", "a b c d"),
        ("txt.\u202eexe", "txt.exe"),
        ("  José   da  Silva ", "José da Silva"),
        ("🧑\u200d💻", "🧑\u200d💻"),
    ],
)
def test_headers_cannot_be_injected(typed: str, shown: str) -> None:
    assert one_line(typed, 100) == shown


def test_the_message_id_is_the_mails() -> None:
    assert message_id("m-1", "jobs@parley.test") == "<m-1@parley.test>"


@pytest.mark.parametrize(
    ("zone", "name", "english", "german"),
    [
        (UTC, "UTC", "Thursday 8 January 2026, 13:30 (UTC)",
         "Donnerstag, 8. Januar 2026, 13:30 Uhr (UTC)"),
        (ZoneInfo("Europe/Berlin"), "Europe/Berlin",
         "Thursday 8 January 2026, 14:30 (Europe/Berlin, UTC+01:00)",
         "Donnerstag, 8. Januar 2026, 14:30 Uhr (Europe/Berlin, UTC+01:00)"),
        (ZoneInfo("Asia/Kathmandu"), "Asia/Kathmandu",
         "Thursday 8 January 2026, 19:15 (Asia/Kathmandu, UTC+05:45)",
         "Donnerstag, 8. Januar 2026, 19:15 Uhr (Asia/Kathmandu, UTC+05:45)"),
        (timezone(timedelta(hours=-14)), "X", "Wednesday 7 January 2026, 23:30 (X, UTC-14:00)",
         "Mittwoch, 7. Januar 2026, 23:30 Uhr (X, UTC-14:00)"),
    ],
)  # fmt: skip
def test_a_deadline_reads_in_the_readers_zone_and_language(
    zone: ZoneInfo, name: str, english: str, german: str
) -> None:
    assert moment_text(DEADLINE, zone, name, "en") == english
    assert moment_text(DEADLINE, zone, name, "de") == german


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(LANGUAGES))
def test_every_day_has_a_name_in_every_language(moment: datetime, language: str) -> None:
    assert str(moment.year) in moment_text(moment, UTC, "UTC", language)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("en-GB", "en"),
        ("vi", "en"), ("", "en"), (None, "en"), ("den", "en"), ("../de", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_tag(tag: str | None, language: str) -> None:
    assert language_of(tag) == language


def test_languages_of_letters_are_the_documents() -> None:
    assert LANGUAGES == ("en", "de")


def test_what_is_settled() -> None:
    assert {s for s in Status if s.settled} == {Status.SENT, Status.SKIPPED}
