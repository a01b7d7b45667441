"""No mind and no draft holds the event loop for 10 ms, however long the texts are."""

import asyncio
import random
import time
from asyncio import events
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.clients.scripted import ScriptedBrain
from parley.interviewer.domain import bank, lexicon, phrases, reading, wording
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.lexicon import MOST_READ
from parley.interviewer.domain.mind import Cue, DraftAsk, Heard, Opening
from parley.interviewer.domain.reading import matching
from parley.interviewer.service.drafting import Drafting
from parley.interviewer.service.thinking import Minds, Thinking
from parley.interviewer.service.thinking.streaming import Deadlines

HELD = 0.010  # seconds; issue 4, section 3
TIMES = 3
SYLLABLES = ("ba", "con", "tri", "pel", "mor", "den", "sta", "lig", "ver", "ness", "tion", "ing")


def spoken(words: int, seed: int = 1) -> str:
    """Words of which hardly one comes twice: the dearest that a person can say."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    made = ("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(words))
    return " ".join(made)


ITEMS = tuple(
    PlanItem(str(at), f"What did you build, {spoken(9, at)}?", "", (spoken(9, at + 9),) * 5)
    for at in range(5)
)


def briefing(history: Sequence[Entry] = (), language: str = "en") -> Briefing:
    job = "Backend. " + spoken(600, 3)
    return Briefing(
        "s1", language, "Backend", job, ITEMS, history, 0.0, 3600.0, 7200.0, practice=True
    )


def history(entries: int) -> list[Entry]:
    """Of an interview of an hour, both sides'."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    found = []
    for n in range(entries):
        item, person = ITEMS[n * len(ITEMS) // entries], n % 2 == 1
        speaker, text = (Speaker.USER, spoken(60, n)) if person else (Speaker.AI, item.text)
        found.append(
            Entry(str(n), speaker, text, at, n * 12.0, n * 12.0 + 10, Provenance.HEARD,
                  item.item_id, "answer" if person else "ask")
        )  # fmt: skip
    return found


@dataclass
class Watch:
    """The most processor time that the loop's thread gave to one callback, in seconds."""

    longest: float = 0.0


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made, run = Watch(), events.Handle._run

    def timed(handle: Any) -> None:
        began = time.thread_time()
        run(handle)
        made.longest = max(made.longest, time.thread_time() - began)

    monkeypatch.setattr(events.Handle, "_run", timed)
    return made


def unprepared() -> None:
    """As the first conversation of a process finds it."""
    for cached in (
        lexicon._stem, lexicon._content, matching.tables_of, matching.vocabulary,
        matching.resembles, phrases._phrases, bank._parsed,
    ):  # fmt: skip
        cached.cache_clear()


async def held(once: Callable[[], Awaitable[float]]) -> float:
    """The least of a few times: what else the machine does comes and goes, our work doesn't."""
    found = []
    for _ in range(TIMES):
        unprepared()
        found.append(await once())
    return min(found)


async def turns(mind: Thinking, cues: Sequence[Cue], watch: Watch) -> float:
    """The longest that the loop was held by so many turns."""
    await asyncio.sleep(0)  # what prepared the test is not counted
    watch.longest = 0.0

    async def hold() -> None:
        for at, cue in enumerate(cues):
            async for _ in mind.turn(cue, 60.0 * at):
                pass

    await asyncio.create_task(hold())
    return watch.longest


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("words", [200, 1_000, MOST_READ, 20_000])
@pytest.mark.parametrize("brain", [None, ScriptedBrain()], ids=["scripted", "model"])
async def test_an_answer_of_any_length_holds_nobody_up(
    brain: ScriptedBrain | None, words: int, language: str, watch: Watch
) -> None:
    cues = (Opening(), Heard(spoken(words, 1)), Heard(spoken(words, 2), typed=True))

    async def once() -> float:
        return await turns(Minds(brain)(briefing(language=language)), cues, watch)

    assert await held(once) < HELD


async def test_an_hour_is_taken_up_without_holding_anybody_up(watch: Watch) -> None:
    said = history(300)

    async def make() -> Thinking:
        return Minds(ScriptedBrain())(briefing(said))

    async def once() -> float:
        await asyncio.sleep(0)
        watch.longest = 0.0
        mind = await asyncio.create_task(make())
        made = watch.longest
        return max(made, await turns(mind, (Opening(), Heard(spoken(200))), watch))

    assert await held(once) < HELD


class AtOnce(Thinking):
    """Broken on purpose: reads whatever came in one go."""

    async def _prepare(self, cue: Cue) -> None:
        texts = [*self._strange, *([cue.text] if isinstance(cue, Heard) else [])]
        self._strange = []
        for _ in reading.prepare(texts, self._briefing.language):
            pass


async def test_a_mind_that_reads_at_once_is_found(watch: Watch) -> None:
    cues = (Opening(), Heard(spoken(MOST_READ)))

    async def once() -> float:
        return await turns(AtOnce(briefing(), None, Deadlines()), cues, watch)

    assert await held(once) > HELD


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_long_job_description_holds_nobody_up(language: str, watch: Watch) -> None:
    ask = DraftAsk(spoken(2_800), language, 15)
    drafting = Drafting(None, 5.0)

    async def once() -> float:
        await asyncio.sleep(0)
        watch.longest = 0.0
        await asyncio.create_task(drafting._drafted(ask, 5.0))
        return watch.longest

    assert await held(once) < HELD


@pytest.mark.parametrize(
    ("prepare", "steps"),
    [
        (lambda: lexicon.learn([spoken(lexicon.STEP)], lexicon.ENGLISH), 1),
        (lambda: lexicon.learn([spoken(lexicon.STEP + 1)], lexicon.ENGLISH), 2),
        (lambda: lexicon.learn([""], lexicon.ENGLISH), 0),
        (lambda: wording.prepare("en"), 1),
    ],
    ids=["a step", "and a word", "nothing", "phrases"],
)
def test_learning_goes_in_steps(prepare: Callable[[], Any], steps: int) -> None:
    assert len(list(prepare())) == steps


def test_of_a_longer_turn_the_end_is_read() -> None:
    newest = spoken(MOST_READ - 1)
    assert lexicon.latest(f"first {newest}", MOST_READ) == f"first {newest}"
    assert lexicon.latest(f"gone first {newest}", MOST_READ) == f"first {newest}"
