"""Speech over both links, and what crosses between the application and its engine."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.speech import (
    CorrectedText,
    Correction,
    Segment,
    Speech,
    Transcript,
    TranscriptChanged,
    TranscriptNotFound,
    TranscriptNotReady,
    Word,
)
from parley.kit.db import Database
from parley.kit.errors import Malformed
from parley.kit.ids import new_id
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.speech import rpc
from parley.speech.rpc import engine as engine_rpc
from parley.wire_gen.parley.speech.v1 import speech_pb2 as pb
from tests.contracts.test_links import Linker, linked  # noqa: F401 - a fixture
from tests.contracts.test_rpc_mapping import moments
from tests.fakes.speech_engine import FakeEngine
from tests.speech.conftest import House, build

assert moments is not None  # that module says how moments and numbers are made up
MESSAGES: dict[Any, type[Message]] = {**rpc.MESSAGES, **engine_rpc.MESSAGES}


@pytest.mark.parametrize("kind", sorted(MESSAGES, key=str))
@given(data=st.data())
def test_everything_that_crosses_comes_back(kind: type, data: st.DataObject) -> None:
    made = data.draw(st.from_type(kind))
    message = MESSAGES[kind].FromString(to_wire(made, MESSAGES[kind]).SerializeToString())
    assert from_wire(message, kind) == made


def test_an_original_that_is_empty_is_not_absent() -> None:
    word = Word("a", 0.0, 1.0, 0.5)
    part = Segment(0.0, 1.0, "a", 0.5, (word,))
    for original in (None, (), (part,)):
        made = dataclasses.replace(TRANSCRIPT, original=original)
        assert from_wire(to_wire(made, pb.Transcript), Transcript) == made


TRANSCRIPT = from_wire(
    pb.Transcript(media_url="blob://x", status="ready", quality=pb.QUALITY_FULL), Transcript
)


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> House:
    return await build(db, tmp_path, FakeEngine())


@pytest.fixture
async def speech(house: House, linked: Linker) -> AsyncIterator[Speech]:  # noqa: F811 - that fixture
    async with linked(rpc, house.speech) as contract:
        yield contract


async def test_the_contract_is_the_same_over_both_links(house: House, speech: Speech) -> None:
    take = new_id()
    message = house.audio_ready(take, await house.sound(take))
    await house.publish(message)
    url = message.data["mediaUrl"]
    (waiting,) = await speech.transcripts([url, "blob://takes/none"])
    assert (waiting.status, waiting.stage) == ("processing", "waiting")
    change = Correction(url, 0, (CorrectedText(0, "Hello Bo"),), "ada")
    with pytest.raises(TranscriptNotReady):
        await speech.correct(change)
    assert (await speech.retry(url)).status == "processing"
    await house.work()
    (ready,) = await speech.transcripts([url])
    assert [one.text for one in ready.segments] == ["hello there"]
    made = await speech.correct(change)
    assert (made.revision, made.corrected_by) == (1, "ada")
    assert made.original == ready.segments
    assert await speech.transcripts([url]) == [made]
    with pytest.raises(TranscriptChanged):
        await speech.correct(dataclasses.replace(change, texts=(CorrectedText(0, "other"),)))
    with pytest.raises(Malformed):
        await speech.correct(dataclasses.replace(change, texts=(CorrectedText(9, "other"),)))
    with pytest.raises(TranscriptNotFound):
        await speech.retry("blob://takes/none")
