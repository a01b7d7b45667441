from collections.abc import Iterator

import pytest

from parley.kit.errors import DeadlineExceeded, DomainError, IdempotencyKeyReused, Kind, NotFound


@pytest.fixture
def forget() -> Iterator[None]:
    """Takes the classes of a test out of the registry again."""
    before = dict(DomainError.by_code)
    yield
    DomainError.by_code.clear()
    DomainError.by_code.update(before)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TemplateNotFoundException", "template_not_found"),
        ("InvitationAlreadyStarted", "invitation_already_started"),
        ("S3LinkError", "s3_link"),
        ("HTTPServerGone", "http_server_gone"),
        ("ExceptionalCase", "exceptional_case"),
        ("Gone", "gone"),
    ],
)
def test_code_is_the_name_in_snake_case(forget: None, name: str, code: str) -> None:
    made: type[DomainError] = type(name, (DomainError,), {"__doc__": "Say."})
    assert made.code == code
    assert DomainError.by_code[code] is made


def test_a_subclass_keeps_its_own_code_and_its_parents_kind(forget: None) -> None:
    class Specific(NotFound):
        """Nothing of
        that sort."""

    assert (Specific.code, Specific.kind) == ("specific", Kind.NOT_FOUND)
    assert Specific().details == "Nothing of that sort."
    assert NotFound.code == "not_found"


def test_a_given_sentence_replaces_the_default() -> None:
    error = DeadlineExceeded("Wait.", retry_after=2)
    assert (error.details, str(error), error.retry_after) == ("Wait.", "Wait.", 2)
    assert DeadlineExceeded().retry_after is None


def test_codes_of_known_errors() -> None:
    assert IdempotencyKeyReused.code == "idempotency_key_reused"
    assert DeadlineExceeded.code == "deadline_exceeded"
    assert DeadlineExceeded.kind is Kind.UNAVAILABLE
