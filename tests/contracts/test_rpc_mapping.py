import dataclasses
import inspect
import typing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.identity import Account, GuestSession, Identity, Role
from parley.contracts.interviews import Interviews
from parley.contracts.media import Consent, Media, Playback
from parley.contracts.speech import Speech
from parley.identity import rpc as identity_rpc
from parley.interviews import rpc as interviews_rpc
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.media import rpc as media_rpc
from parley.speech import rpc as speech_rpc
from parley.wire_gen.parley.identity.v1 import identity_pb2
from parley.wire_gen.parley.media.v1 import media_pb2

MESSAGES: dict[Any, type[Message]] = {
    **identity_rpc.MESSAGES,
    **interviews_rpc.MESSAGES,
    **media_rpc.MESSAGES,
    **speech_rpc.MESSAGES,
}

# Timestamps reach from year 1 to 9999 (its proto file); microseconds are what Python has.
moments = st.datetimes(
    min_value=datetime(1, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(9999, 12, 31, 23, 59, 59, 999999),  # noqa: DTZ001
    timezones=st.just(UTC),
)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))


def reachable(hint: Any) -> Iterator[type]:
    """Every dataclass within an annotation, and within those dataclasses."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        yield hint
        for inner in typing.get_type_hints(hint).values():
            yield from reachable(inner)
    for argument in typing.get_args(hint):
        yield from reachable(argument)


def crossing(protocol: type) -> set[type]:
    """The dataclasses that a contract's methods take and give."""
    return {
        found
        for _, method in inspect.getmembers(protocol, inspect.isfunction)
        for hint in typing.get_type_hints(method).values()
        for found in reachable(hint)
    }


def test_every_dataclass_that_crosses_has_its_message() -> None:
    assert crossing(Identity) == set(identity_rpc.MESSAGES)
    assert crossing(Interviews) == set(interviews_rpc.MESSAGES)
    assert crossing(Media) == set(media_rpc.MESSAGES)
    assert crossing(Speech) == set(speech_rpc.MESSAGES)


@pytest.mark.parametrize("cls", MESSAGES, ids=lambda cls: cls.__name__)
def test_message_has_the_fields_of_its_dataclass(cls: Any) -> None:
    fields = [field.name for field in dataclasses.fields(cls)]
    assert fields == [field.name for field in MESSAGES[cls].DESCRIPTOR.fields]


@given(st.sampled_from(sorted(MESSAGES, key=lambda cls: str(cls.__name__))).flatmap(st.from_type))
def test_what_is_read_back_is_what_was_sent(value: Any) -> None:
    message = to_wire(value, MESSAGES[type(value)])
    sent = type(message).FromString(message.SerializeToString())
    assert from_wire(sent, type(value)) == value


@pytest.mark.parametrize(
    "service",
    [identity_rpc.SERVICE, interviews_rpc.SERVICE, media_rpc.SERVICE, speech_rpc.SERVICE],
    ids=["identity", "interviews", "media", "speech"],
)
def test_service_has_the_methods_of_its_contract(service: Any) -> None:
    contract = {
        "IdentityService": Identity,
        "InterviewsService": Interviews,
        "MediaService": Media,
        "SpeechService": Speech,
    }[service.name]
    methods = {
        name.replace("_", "") for name, _ in inspect.getmembers(contract, inspect.isfunction)
    }
    assert {method.name.lower() for method in service.methods} == methods - {"init", "subclasshook"}


def test_moments_come_back_in_utc() -> None:
    there = datetime(2026, 3, 1, 12, 0, 0, 123456, timezone(timedelta(hours=5, minutes=30)))
    given_there = Consent("e", "s", "1", (), there)
    back = from_wire(to_wire(given_there, media_pb2.Consent), Consent).given_at
    assert (back, back.tzinfo) == (there, UTC)


def test_absent_is_not_empty() -> None:
    absent = from_wire(to_wire(Playback("ready", 1.0), media_pb2.Playback), Playback)
    empty = from_wire(to_wire(Playback("ready", 1.0, ""), media_pb2.Playback), Playback)
    assert absent.playback_url is None
    assert empty.playback_url == ""


def test_a_naive_moment_is_refused() -> None:
    naive = Consent("e", "s", "1", (), datetime(2026, 3, 1))  # noqa: DTZ001 - the point of it
    with pytest.raises(ValueError, match="time zone"):
        to_wire(naive, media_pb2.Consent)


def test_a_number_that_does_not_fit_is_refused() -> None:
    session = GuestSession("a", 2**63, "r", 1)
    with pytest.raises(ValueError, match="range"):
        to_wire(session, identity_pb2.GuestSession)


def test_a_missing_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="given_at is missing"):
        from_wire(media_pb2.Consent(evidence_id="e"), Consent)


@pytest.mark.parametrize("number", [0, 77])
def test_an_unknown_enum_value_is_refused(number: int) -> None:
    message = identity_pb2.Account(user_id="u")
    message.role = number  # type: ignore[assignment]  # open enums take any number
    with pytest.raises(ValueError, match="unspecified"):
        from_wire(message, Account)


def test_a_field_that_the_message_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="has no field"):
        to_wire(Account("u", "e@x.example", "n", Role.HR), media_pb2.Gap)


def test_types_without_a_form_on_the_wire_are_refused() -> None:
    @dataclasses.dataclass(frozen=True)
    class Odd:
        evidence_id: int | str

    with pytest.raises(TypeError, match="no form on the wire"):
        from_wire(media_pb2.ConsentRequest(evidence_id="e"), Odd)
