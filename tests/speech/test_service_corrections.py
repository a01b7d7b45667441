"""Corrections beside the original, and an hour of words."""

import asyncio

import pytest

from parley.contracts.speech import (
    TranscriptChanged,
    TranscriptNotFound,
    TranscriptNotReady,
)
from tests.fakes.speech_engine import FakeEngine, in_wav, silence, tone
from tests.speech.conftest import House
from tests.speech.hearings import correction, ready, rows, taken_in


async def test_corrections_are_kept_beside_the_original(house: House) -> None:
    url = await ready(house)
    first = await house.speech.correct(correction(url, "Hello Bo"))
    assert (first.revision, first.corrected_by) == (1, "ada")
    assert first.corrected_at == house.clock.now()
    second = await house.speech.correct(correction(url, "Hello Bo!", 1, "bob"))
    (stored,) = await house.speech.transcripts([url])
    assert stored == second
    assert [one.text for one in second.segments] == ["Hello Bo!"]
    assert second.original is not None
    assert [one.text for one in second.original] == ["hello there"]
    told = (await house.told())[1:]
    assert [(m.type, m.data["revision"], m.data["correctedBy"]) for m in told] == [
        ("transcript.corrected", 1, "ada"),
        ("transcript.corrected", 2, "bob"),
    ]
    kept = await rows(house, "speech.corrections ORDER BY revision")
    assert [(r["revision"], r["corrected_by"]) for r in kept] == [(1, "ada"), (2, "bob")]
    assert kept[0]["segments"][0][3][1][0] == "Bo"


async def test_a_correction_of_another_revision_is_a_conflict(house: House) -> None:
    url = await ready(house)
    await house.speech.correct(correction(url, "one"))
    with pytest.raises(TranscriptChanged):
        await house.speech.correct(correction(url, "two"))
    # The same words again, as after an answer that was lost, change nothing.
    again = await house.speech.correct(correction(url, "one"))
    assert again.revision == 1
    assert len(await rows(house, "speech.corrections")) == 1


async def test_of_many_corrections_at_once_one_wins(house: House) -> None:
    url = await ready(house)
    made = await asyncio.gather(
        *(house.speech.correct(correction(url, f"text {n}")) for n in range(20)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in made) == 1
    assert sum(isinstance(one, TranscriptChanged) for one in made) == 19


async def test_what_is_not_there_cannot_be_corrected(house: House) -> None:
    with pytest.raises(TranscriptNotFound):
        await house.speech.correct(correction("blob://takes/none", "a"))
    with pytest.raises(TranscriptNotFound):
        await house.speech.retry("blob://takes/none")
    assert await house.speech.transcripts(["blob://takes/none"]) == []
    message = await taken_in(house)
    with pytest.raises(TranscriptNotReady):
        await house.speech.correct(correction(message.data["mediaUrl"], "a"))


async def test_an_hour_of_words_survives_the_store(house: House, engine: FakeEngine) -> None:
    engine.words = [f"word{n}" for n in range(20)]
    message = await taken_in(house, in_wav(silence(0.5) + tone(10.0) * 12 + silence(0.5)))
    await house.work()
    made = await house.heard(message)
    assert sum(len(one.words) for one in made.segments) == 20 * len(engine.asked)
    assert all(ask.pcm and len(ask.pcm) <= 28 * 32_000 for ask in engine.asked)
