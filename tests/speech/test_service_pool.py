"""Hearing for all conversations by a few processes: turns, deadlines, deaths."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from parley.contracts.speech import SpeechUnavailable
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.domain.engines import Ask, EngineDied, EngineUnavailable, LanguageUnavailable
from parley.speech.ports import Child, Engine, EngineSettings, LiveSettings
from parley.speech.service.pool import SILENCE, Pool
from tests.fakes.speech_child import FakeChild
from tests.fakes.speech_engine import silence
from tests.speech.test_clients_engine import ODD

SETTINGS = LiveSettings(recognizers=2, least_seconds=30, load_seconds=60)
T = TypeVar("T")


def ask(*hints: str, name: str = "pocketsphinx", seconds: float = 0.1) -> Ask:
    return Ask(silence(seconds), name, "en", hints)


@asynccontextmanager
async def pool(*children: Child, settings: LiveSettings = SETTINGS) -> AsyncIterator[Pool]:
    made = Pool(children, settings)
    try:
        yield made
    finally:
        await made.close()


async def settled() -> None:
    """Until everything that can go on without being waited for has."""
    for _ in range(20):
        await asyncio.sleep(0)


def heard(child: FakeChild) -> list[tuple[str, ...]]:
    """The hints of what it was asked, what only loads a model apart."""
    return [one.hints for one in child.asked if one.pcm != SILENCE]


async def test_whoever_comes_first_is_heard_first() -> None:
    child = FakeChild()
    async with pool(child) as made:
        first = asyncio.ensure_future(made.transcribe(ask("wait")))
        await child.busy.wait()
        others = [asyncio.ensure_future(made.transcribe(ask(str(n)))) for n in range(3)]
        await settled()
        assert not any(one.done() for one in others)
        child.go.set()
        await asyncio.gather(first, *others)
    assert heard(child) == [("wait",), ("0",), ("1",), ("2",)]


async def test_a_process_that_has_loaded_is_preferred_and_another_loads_first() -> None:
    a, b = FakeChild("a"), FakeChild("b")
    async with pool(a, b) as made:
        for _ in range(3):
            await made.transcribe(ask("x"))
        assert (len(heard(a)), len(heard(b))) in ((3, 0), (0, 3))
        busy, other = (a, b) if heard(a) else (b, a)
        waits = asyncio.ensure_future(made.transcribe(ask("wait")))
        await busy.busy.wait()
        await made.transcribe(ask("y"))
        assert heard(other) == [("y",)]
        assert other.asked[0].pcm == SILENCE
        busy.go.set()
        await waits


async def test_warming_loads_every_process_once() -> None:
    children = [FakeChild("a"), FakeChild("b")]
    async with pool(*children) as made:
        await made.describe()
        made.warm("pocketsphinx", "en")
        await settled()
        made.warm("pocketsphinx", "en")
        await settled()
        assert [len(child.asked) for child in children] == [1, 1]
        await made.transcribe(ask())
        assert sum(len(heard(child)) for child in children) == 1


async def test_nobody_waits_for_a_process_that_still_loads_while_another_is_there() -> None:
    slow, quick = FakeChild("slow", loading=asyncio.Event()), FakeChild("quick")
    async with pool(slow, quick) as made:
        made.warm("pocketsphinx", "en")
        await settled()
        for _ in range(3):
            assert (await made.transcribe(ask())).words[0].text == "quick"


async def test_what_was_given_up_before_its_turn_is_never_heard() -> None:
    child = FakeChild()
    async with pool(child) as made:
        first = asyncio.ensure_future(made.transcribe(ask("wait")))
        await child.busy.wait()
        second = asyncio.ensure_future(made.transcribe(ask("never")))
        await settled()
        second.cancel()
        await settled()
        child.go.set()
        await first
        await made.transcribe(ask("last"))
    assert heard(child) == [("wait",), ("last",)]


async def test_giving_up_on_work_that_runs_does_not_kill_the_process() -> None:
    child = FakeChild()
    async with pool(child) as made:
        first = asyncio.ensure_future(made.transcribe(ask("wait")))
        await child.busy.wait()
        first.cancel()
        await settled()
        child.go.set()
        await made.transcribe(ask())
        assert child.lives == 1


async def test_a_process_that_hangs_is_replaced_at_its_deadline() -> None:
    child = FakeChild()
    quick = replace(SETTINGS, least_seconds=0.05, times=0.01)
    async with pool(child, settings=quick) as made:
        with pytest.raises(SpeechUnavailable):
            await made.transcribe(ask("hang"))
        assert (await made.transcribe(ask("next"))).words
        assert child.lives == 2


async def test_the_deadline_grows_with_the_sound() -> None:
    settings = LiveSettings(least_seconds=6, times=1.5)
    assert settings.deadline(0.5) == settings.deadline(4.0) == 6
    assert settings.deadline(28.0) == 42


async def test_a_crash_is_told_and_the_process_is_loaded_again_before_the_next() -> None:
    child = FakeChild()
    async with pool(child) as made:
        with pytest.raises(EngineDied):
            await made.transcribe(ask("crash"))
        await made.transcribe(ask("next"))
        assert child.lives == 2
        loads = [one.pcm == SILENCE for one in child.asked]
        assert loads == [True, False, True, False]


async def test_one_that_does_not_start_is_unavailable() -> None:
    child = FakeChild(starts=False)
    async with pool(child) as made:
        with pytest.raises(EngineUnavailable):
            await made.describe()
        with pytest.raises(EngineUnavailable) as caught:
            await made.transcribe(ask())
        assert caught.value.retry_after == 7.0
        child.starts = True
        assert (await made.transcribe(ask())).words


async def test_what_is_known_is_told_while_all_are_busy() -> None:
    child = FakeChild()
    async with pool(child) as made:
        known = await made.describe()
        waits = asyncio.ensure_future(made.transcribe(ask("wait")))
        await child.busy.wait()
        async with asyncio.timeout(5):
            assert await made.describe() == known
        child.go.set()
        await waits


async def test_only_so_many_wait() -> None:
    child = FakeChild()
    async with pool(child, settings=replace(SETTINGS, most_waiting=2)) as made:
        waits = [asyncio.ensure_future(made.transcribe(ask("wait"))) for _ in range(1)]
        await child.busy.wait()
        waits += [asyncio.ensure_future(made.transcribe(ask())) for _ in range(2)]
        await settled()
        with pytest.raises(SpeechUnavailable) as caught:
            await made.transcribe(ask())
        assert caught.value.retry_after
        child.go.set()
        assert len(await asyncio.gather(*waits)) == 3


async def test_closing_stops_every_process_and_tells_who_waits() -> None:
    children = [FakeChild("a"), FakeChild("b")]
    made = Pool(children, SETTINGS)
    waits = [asyncio.ensure_future(made.transcribe(ask("hang"))) for _ in range(3)]
    await settled()
    await made.close()
    told = await asyncio.gather(*waits, return_exceptions=True)
    assert all(isinstance(one, BaseException) for one in told)
    assert all(child.stopped for child in children)
    with pytest.raises(SpeechUnavailable):
        await made.transcribe(ask())


@pytest.mark.parametrize(
    "knobs",
    [{"recognizers": 0}, {"most_waiting": 0}, {"least_seconds": 0}, {"load_seconds": -1}],
    ids=["none", "queue", "deadline", "load"],
)
def test_settings_that_can_not_work_are_refused(knobs: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        LiveSettings(**knobs)


# The real processes, and one that misbehaves.


@contextlib.asynccontextmanager
async def odd(folder: Path, settings: LiveSettings, kind: type[Pool] = Pool) -> AsyncIterator[Pool]:
    engine = EngineSettings(call_seconds=60, a_second=0, memory_bytes=600 * 1024**2)
    children = [
        EngineProcess(engine, [], folder / f"run{n}", wire.connect, command=ODD) for n in range(2)
    ]
    made = kind(children, settings)
    try:
        made.warm("whisper", "en")
        while made._tasks:
            await asyncio.gather(*made._tasks)
        yield made
    finally:
        await made.close()


class OneLane(Pool):
    """Broken on purpose: one call at a time, whatever the number of processes."""

    def __init__(self, engines: Sequence[Child], settings: LiveSettings) -> None:
        super().__init__(engines, settings)
        self._lane = asyncio.Lock()

    async def _do(self, work: Callable[[Engine], Awaitable[T]], seconds: float, loads: Any) -> T:
        async with self._lane:
            return await super()._do(work, seconds, loads)


async def others_go_on(folder: Path, kind: type[Pool], order: tuple[str, ...]) -> None:
    """One call misbehaves; ten others have their words before its deadline.

    Raises:
        AssertionError: They were held up.
    """
    async with odd(folder, replace(SETTINGS, least_seconds=8), kind) as made:
        bad = asyncio.ensure_future(made.transcribe(ask(*order, name="whisper")))
        await settled()
        others = asyncio.gather(*(made.transcribe(ask(name="whisper")) for _ in range(10)))
        both: set[asyncio.Future[Any]] = {others, bad}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        in_time = others.done() or order[0] == "crash"
        with pytest.raises((SpeechUnavailable, EngineDied)):
            await bad
        assert len(await others) == 10
        assert in_time, "others were held up"
        # And both processes hear again.
        while made._tasks:
            await asyncio.gather(*made._tasks)
        assert all(slot.is_ready("whisper") for slot in made._idle)
        assert len(made._idle) == 2


@pytest.mark.fault
@pytest.mark.parametrize(
    "order",
    [("hang",), ("crash",), ("grow", str(700 * 1024**2))],
    ids=["hangs", "crashes", "grows"],
)
async def test_a_recogniser_that_misbehaves_holds_up_nobody_else(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    await others_go_on(tmp_path, Pool, order)


@pytest.mark.fault
async def test_the_same_check_sees_a_pool_with_one_lane(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="held up"):
        await others_go_on(tmp_path, OneLane, ("hang",))


async def test_a_language_that_nobody_knows_is_told(tmp_path: Path) -> None:
    async with odd(tmp_path, SETTINGS) as made:
        with pytest.raises(LanguageUnavailable):
            await made.transcribe(ask(name="ears"))
        assert (await made.transcribe(ask(name="whisper"))).words
