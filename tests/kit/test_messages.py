from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.messages import Message

texts = st.text(min_size=1, max_size=20)
bodies = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts, max_size=4)


@given(
    st.builds(
        Message,
        id=texts, topic=texts, type=texts, key=texts,
        occurred_at=st.datetimes(timezones=st.just(UTC)),
        data=bodies,
        subject_id=st.none() | texts,
    )
)  # fmt: skip
def test_an_envelope_is_read_back(message: Message) -> None:
    back = Message.from_envelope(
        message.envelope(), topic=message.topic, key=message.key, subject_id=message.subject_id
    )
    assert back == message


def test_the_envelope_is_the_documents() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    message = Message("e", "interview-events", "invitation.created", "k", at, {"a": 1}, "s")
    assert message.envelope() == {
        "eventId": "e",
        "eventType": "invitation.created",
        "timestamp": "2026-01-02T03:04:05Z",
        "data": {"a": 1},
    }


@pytest.mark.parametrize(
    "body", [{}, {"eventId": "e", "eventType": "t", "timestamp": "x", "data": {}}]
)
def test_anything_else_is_refused(body: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Message.from_envelope(body, topic="t", key="k", subject_id=None)
