import asyncio
from dataclasses import replace

import pytest

from parley.contracts.media import (
    AnotherTakeSubmitted,
    Consent,
    ConsentRequired,
    RetakesExhausted,
    TakeNotFound,
    TakeNotReady,
)
from parley.kit.clock import ManualClock
from parley.kit.ids import new_id
from tests.media.conftest import House
from tests.media.recordings import webm


async def test_consent_stands_as_first_given_and_again_after_withdrawal(
    house: House, clock: ManualClock
) -> None:
    first = await house.consent()
    clock.advance(60)
    assert await house.consent() == first
    assert await house.media.consent(house.evidence_id) == first
    newer = replace(first, version="2", given_at=clock.now())
    assert await house.media.give_consent(newer) == newer
    await house.media.withdraw_consent(house.evidence_id)
    assert await house.media.consent(house.evidence_id) is None
    with pytest.raises(ConsentRequired):
        await house.media.open_take(house.ask())
    again: Consent = await house.consent()
    assert again.given_at == clock.now()


async def test_somebody_elses_consent_is_none(house: House) -> None:
    await house.consent()
    with pytest.raises(ConsentRequired):
        await house.media.open_take(house.ask(subject_id=new_id()))


async def test_takes_are_counted_when_they_are_opened(house: House) -> None:
    first = await house.take(takes_allowed=2)
    assert (first.created, first.retakes_left, first.next_segment) == (True, 1, 0)
    same = await house.take(takes_allowed=2)
    assert (same.created, same.take_id) == (False, first.take_id)
    second = await house.take(takes_allowed=2, retake=True)
    assert (second.created, second.retakes_left) == (True, 0)
    with pytest.raises(RetakesExhausted):
        await house.take(takes_allowed=2, retake=True)
    assert [t.take_id for t in await house.media.takes(house.evidence_id)] == [second.take_id]


async def test_opening_at_the_same_time_makes_one_take(house: House) -> None:

    await house.consent()
    opened = await asyncio.gather(*(house.media.open_take(house.ask()) for _ in range(20)))
    assert len({take.take_id for take in opened}) == 1
    assert [take.created for take in opened].count(True) == 1


async def test_submitting_at_the_same_time_closes_once(house: House) -> None:

    take = await house.take()
    await house.client().upload(take.take_id, webm(1.0))
    submit = house.media.submit_take
    told = await asyncio.gather(
        *(submit(take.media_url, house.evidence_id, "q1") for _ in range(20))
    )
    assert len(set(told)) == 1
    assert await house.work() == 2  # One playback, then its sound.


async def test_one_take_of_an_item_is_its_answer(house: House) -> None:
    first = await house.take()
    await house.client().upload(first.take_id, webm(1.0))
    second = await house.take(retake=True)
    # Nothing in the second yet: the first may still be handed in.
    with pytest.raises(TakeNotReady):
        await house.media.submit_take(second.media_url, house.evidence_id, "q1")
    await house.media.submit_take(first.media_url, house.evidence_id, "q1")
    with pytest.raises(AnotherTakeSubmitted):
        await house.media.submit_take(second.media_url, house.evidence_id, "q1")
    seen = (await house.media.takes(house.evidence_id))[0]
    assert (seen.take_id, seen.submitted) == (first.take_id, True)
    assert await house.media.recorded_seconds(house.evidence_id, "q2") == seen.recorded_seconds
    assert await house.media.recorded_seconds(house.evidence_id, "q1") == 0


async def test_a_take_belongs_to_its_evidence_and_item(house: House) -> None:
    take = await house.take()
    await house.client().upload(take.take_id, webm(1.0))
    for url, evidence, item in (
        (take.media_url, new_id(), "q1"),
        (take.media_url, house.evidence_id, "q2"),
        (take.media_url + "0", house.evidence_id, "q1"),
        ("blob://takes/" + new_id(), house.evidence_id, "q1"),
        ("s3://bucket/key", house.evidence_id, "q1"),
        ("", house.evidence_id, "q1"),
    ):
        with pytest.raises(TakeNotFound):
            await house.media.submit_take(url, evidence, item)
    with pytest.raises(TakeNotFound):
        await house.media.playback("blob://takes/nonsense")
    with pytest.raises(TakeNotReady):
        await house.media.playback(take.media_url)
