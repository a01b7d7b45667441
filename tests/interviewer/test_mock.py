"""The scripted engine: the same sequence each time, in real time, from wherever it stopped."""

import asyncio

import numpy as np

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.interviewer.domain.conversation import (
    Briefing,
    Caption,
    Changed,
    Finished,
    FromEngine,
    FromPerson,
    Lost,
    Regained,
    Sound,
    Spoke,
    StillThinking,
    Turn,
    Typed,
    Voice,
    seconds_of,
)
from parley.interviewer.service.mock import (
    ANSWER_SECONDS,
    ANSWERS,
    GOODBYE,
    GREETING,
    MockEngine,
    MockLive,
)
from tests.interviewer.stage import ITEMS, LoopClock, in_virtual_time

HERE = Regained(can_flush=True)


def briefing(*history: Entry, elapsed: float = 0.0) -> Briefing:
    return Briefing(
        session_id="s", language="en", title="", job_description="", items=ITEMS, history=history,
        elapsed=elapsed, planned_seconds=300, limit_seconds=600, practice=True,
    )  # fmt: skip


async def begun(*history: Entry, elapsed: float = 0.0) -> MockLive:
    live = await MockEngine(LoopClock()).start(briefing(*history, elapsed=elapsed))
    await live.hear(HERE)
    return live


async def played(live: MockLive, *answers: FromPerson) -> list[FromEngine]:
    """All that it says when each of its questions is answered like that, over and over."""
    events = []
    async for event in live.events():
        events.append(event)
        if isinstance(event, Changed) and event.turn is Turn.LISTENING:
            for said in answers:
                await live.hear(said)
    return events


ENOUGH = tuple(Sound(bytes(3_200)) for _ in range(round(ANSWER_SECONDS / 0.1)))


def entries(events: list[FromEngine]) -> list[Entry]:
    return [event.entry for event in events if isinstance(event, Spoke)]


@in_virtual_time
async def test_it_asks_hears_and_says_goodbye() -> None:
    events = await played(await begun(), *ENOUGH)
    said = [(each.speaker, each.item_id, each.move, each.text) for each in entries(events)]
    assert said == [
        (Speaker.AI, "q1", "greet", f"{GREETING} {ITEMS[0].text}"),
        (Speaker.USER, "q1", "answer", ANSWERS[0]),
        (Speaker.AI, "q2", "ask", ITEMS[1].text),
        (Speaker.USER, "q2", "answer", ANSWERS[1]),
        (Speaker.AI, None, "close", GOODBYE),
    ]
    assert events[-1] == Finished()


@in_virtual_time
async def test_it_is_the_same_each_time() -> None:
    def shape(events: list[FromEngine]) -> list[object]:
        return [e.entry.text if isinstance(e, Spoke) else e for e in events]

    first = await played(await begun(), *ENOUGH)
    assert shape(first) == shape(await played(await begun(), *ENOUGH))


@in_virtual_time
async def test_tones_are_audible_and_come_in_real_time() -> None:
    loop, live = asyncio.get_running_loop(), await begun()
    began, heard = loop.time(), b""
    async for event in live.events():
        if isinstance(event, Voice):
            assert seconds_of(heard) <= loop.time() - began + 0.12
            heard += event.pcm
        elif isinstance(event, Changed) and event.turn is Turn.LISTENING:
            break
    assert seconds_of(heard) > 3
    assert np.abs(np.frombuffer(heard, "<i2")).max() > 3_000
    await live.close()


@in_virtual_time
async def test_captions_grow_and_the_final_one_follows_the_entry() -> None:
    events = await played(await begun(), *ENOUGH)
    finals = [e.text for e in events if isinstance(e, Caption) and e.final]
    assert finals == [each.text for each in entries(events)]
    growing = [e.text for e in events if isinstance(e, Caption) and e.speaker is Speaker.AI]
    assert growing[1].startswith(growing[0])
    for entry in entries(events):
        place = next(i for i, e in enumerate(events) if isinstance(e, Spoke) and e.entry is entry)
        assert events[place + 1] == Caption(entry.speaker, entry.text, final=True)


@in_virtual_time
async def test_typing_is_an_answer_at_once() -> None:
    events = await played(await begun(), Typed("Bridges."))
    users = [each for each in entries(events) if each.speaker is Speaker.USER]
    assert {(each.text, each.provenance) for each in users} == {("Bridges.", Provenance.TYPED)}


@in_virtual_time
async def test_still_thinking_begins_the_answer_anew() -> None:
    live = await begun()
    events: list[FromEngine] = []
    thinking: list[FromPerson] = [*ENOUGH[:-1], StillThinking(), *ENOUGH[:-1]]

    async def listen() -> None:
        async for event in live.events():
            events.append(event)
            if isinstance(event, Changed) and event.turn is Turn.LISTENING:
                for said in thinking:
                    await live.hear(said)

    task = asyncio.create_task(listen())
    await asyncio.sleep(60)
    assert [each.speaker for each in entries(events)] == [Speaker.AI]
    await live.hear(ENOUGH[-1])
    await asyncio.sleep(1)
    assert [each.speaker for each in entries(events)][:2] == [Speaker.AI, Speaker.USER]
    await live.close()
    await task


@in_virtual_time
async def test_somebody_who_comes_back_is_not_greeted_again() -> None:
    before = entries(await played(await begun(), *ENOUGH))
    for count, item in ((1, "q1"), (2, "q2"), (3, "q2")):
        events = await played(await begun(*before[:count], elapsed=50.0), *ENOUGH)
        first = entries(events)[0]
        assert (first.move, first.item_id) == ("resume", item)
        assert GREETING not in first.text
        assert first.start >= 50
    last = entries(await played(await begun(*before[:4]), *ENOUGH))
    assert [each.text for each in last] == [GOODBYE]


@in_virtual_time
async def test_to_nobody_it_says_nothing_and_then_its_sentence_again() -> None:
    live = await begun()
    events: list[FromEngine] = []

    async def collect() -> None:
        async for event in live.events():
            events.append(event)  # noqa: PERF401 - it is looked at while it grows

    task = asyncio.create_task(collect())
    await asyncio.sleep(1)
    await live.hear(Lost())
    await asyncio.sleep(0.1)
    count = len(events)
    await asyncio.sleep(30)
    assert len(events) == count
    await live.hear(HERE)
    await asyncio.sleep(10)
    [entry] = entries(events)
    assert entry.start >= 31
    await live.close()
    await task
