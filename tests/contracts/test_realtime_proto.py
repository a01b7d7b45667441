"""realtime-session.md's schema, to the letter: what its clients send and read is ours."""

from pathlib import Path
from typing import Any

import pytest

from parley.wire_gen.preppal import interview_pb2 as ours
from tests.interviewer.document import compiled

EXTENSION = 100  # Members from here on are ours (settled.md, Sockets).


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return compiled(tmp_path_factory.mktemp("proto"))


def shape(message: Any) -> dict[int, tuple[object, ...]]:
    """Fields below 100: name, type, label, oneof."""
    return {
        field.number: (
            field.name,
            field.type,
            field.is_repeated,
            field.message_type and field.message_type.full_name,
            field.enum_type and field.enum_type.full_name,
            field.containing_oneof and field.containing_oneof.name,
        )
        for field in message.DESCRIPTOR.fields
        if field.number < EXTENSION
    }


def test_every_message_has_the_documents_fields_and_no_others(document: dict[str, Any]) -> None:
    assert len(document) == 8
    for name, message in document.items():
        mine = getattr(ours, name)
        assert mine.DESCRIPTOR.full_name == message.DESCRIPTOR.full_name == f"preppal.{name}"
        assert shape(mine) == shape(message), name


def test_reasons_have_the_documents_numbers(document: dict[str, Any]) -> None:
    theirs = document["SessionEnded"].DESCRIPTOR.enum_types_by_name["Reason"]
    mine = ours.SessionEnded.DESCRIPTOR.enum_types_by_name["Reason"]
    assert {v.name: v.number for v in mine.values} == {v.name: v.number for v in theirs.values}


def test_a_difference_is_seen(document: dict[str, Any]) -> None:
    assert shape(ours.TranscriptUpdate) != shape(document["AudioResponse"])


def test_the_document_is_kept_as_it_was_written() -> None:
    text = (Path(__file__).parents[2] / "docs/contracts/realtime-session.proto").read_text()
    assert text.startswith('syntax = "proto3";\n\npackage preppal;\n')
    assert "FlushPlayback" not in text
