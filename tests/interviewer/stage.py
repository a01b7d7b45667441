"""A stage for conversations that a test directs: time, leases, an engine, connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, cast

from parley.contracts.interviews import Entry, Mode, OpenSession, PlanItem, Session, Speaker
from parley.contracts.media import Consent
from parley.contracts.scoring import Purpose
from parley.contracts.speech import LiveAbility, LiveSpeech, Quality, SpeechUnavailable
from parley.interviewer.domain.conversation import Briefing, FromEngine, FromPerson, Sound, Voice
from parley.interviewer.domain.guard import Fault
from parley.interviewer.domain.outgoing import State, ToPerson
from parley.interviewer.domain.standing import Standing
from parley.interviewer.ports import InterviewerUnavailable, Settings
from parley.interviewer.service.conversations.hub import Hub
from parley.interviewer.service.conversations.stage import Stage
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.lease import Lease
from tests.fakes.interviews import FakeInterviews, spoken
from tests.fakes.media import FakeMedia
from tests.kit import virtual

ITEMS = (
    PlanItem("q1", "What did you build?", key_points=("Somebody used it",)),
    PlanItem("q2", "What went wrong?"),
)
SOUND = Voice(b"\1\0" * 320)
QUIET = Sound(bytes(640))


def in_virtual_time(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test where sleeping costs nothing."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        virtual.run(test(*args, **kwargs))  # type: ignore[arg-type] # a coroutine function's

    return run


class LoopClock:
    """The wall's clock goes as the loop's does, so that virtual time turns both."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(
            seconds=asyncio.get_running_loop().time()
        )


def void(_: object) -> None:
    """Nothing comes of it."""


class MemoryLeases:
    """`ports.Leasing`; whose epochs the interviews check as well.

    Attributes:
        deaf: Nobody is told of a take-over.
    """

    def __init__(self, interviews: FakeInterviews) -> None:
        self.deaf = False
        self.watched: dict[Lease, Callable[[], None]] = {}
        self.held: dict[str, tuple[str, int, float]] = {}
        self._interviews = interviews

    async def acquire(
        self, name: str, holder: str, ttl: timedelta, *, take_over: bool = False
    ) -> Lease | None:
        now = asyncio.get_running_loop().time()
        there = self.held.get(name, ("", 0, now))
        if there[2] > now and there[0] != holder and not take_over:
            return None
        epoch = there[1] + 1
        self.held[name] = (holder, epoch, now + ttl.total_seconds())
        self._interviews.epochs[name.removeprefix("voice:")] = epoch
        if take_over and not self.deaf:
            for lease in [one for one in self.watched if one.name == name]:
                self.watched.pop(lease)()
        return Lease(name, epoch)

    def watch(self, lease: Lease, lost: Callable[[], None]) -> Callable[[], None]:
        self.watched[lease] = lost
        return lambda: void(self.watched.pop(lease, None))

    async def renew(self, lease: Lease, ttl: timedelta) -> bool:
        if not self.stands(lease):
            return False
        holder, epoch, _ = self.held[lease.name]
        until = asyncio.get_running_loop().time() + ttl.total_seconds()
        self.held[lease.name] = (holder, epoch, until)
        return True

    async def release(self, lease: Lease) -> None:
        if self.stands(lease):
            holder, epoch, _ = self.held[lease.name]
            self.held[lease.name] = (holder, epoch, asyncio.get_running_loop().time())

    def stands(self, lease: Lease) -> bool:
        _, epoch, until = self.held[lease.name]
        return epoch == lease.epoch and until > asyncio.get_running_loop().time()


@dataclass
class MemoryStore:
    """`ports.Store`."""

    leases: MemoryLeases
    rows: dict[str, Standing] = field(default_factory=dict)

    async def begin(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        if not self.leases.stands(lease):
            return False
        self.rows[standing.session_id] = standing
        return True

    async def stand(self, unit: Unit, standing: Standing, lease: Lease) -> bool:
        return standing.session_id in self.rows and await self.begin(unit, standing, lease)

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        return [row.session_id for row in self.rows.values() if row.subject_id == subject_id]

    async def erase(self, unit: Unit, session_ids: Sequence[str], subject_id: str | None) -> int:
        return sum(self.rows.pop(each, None) is not None for each in session_ids)


class NoDatabase:
    """Units that hold nothing: rows are in `MemoryStore`."""

    @asynccontextmanager
    async def unit(self, role: str) -> AsyncIterator[Unit]:
        yield cast("Unit", None)


class Directed:
    """`ports.Live`, whose words are the test's."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.heard: list[FromPerson] = []
        self.closed = False
        self.last: list[FromEngine] = []  # What it says once it is told to stop.
        self._events: asyncio.Queue[FromEngine | None] = asyncio.Queue()

    def say(self, *events: FromEngine) -> None:
        for event in events:
            self._events.put_nowait(event)

    async def said(self) -> None:
        """Until everything it said was carried out, as far as that is possible by now."""
        for _ in range(50):
            await asyncio.sleep(0)

    async def hear(self, said: FromPerson) -> None:
        self.heard.append(said)

    async def events(self) -> AsyncIterator[FromEngine]:
        while (event := await self._events.get()) is not None:
            yield event

    async def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.say(*self.last)
            self._events.put_nowait(None)


@dataclass
class DirectedEngine:
    """`ports.Engine`; `ready` is when it connects, `down` that it can't."""

    lives: list[Directed] = field(default_factory=list)
    ready: asyncio.Event | None = None
    down: bool = False
    asked: int = 0

    async def start(self, briefing: Briefing) -> Directed:
        self.asked += 1
        if self.ready is not None:
            await self.ready.wait()
        if self.down:
            raise InterviewerUnavailable
        self.lives.append(Directed(briefing))
        return self.lives[-1]

    @property
    def live(self) -> Directed:
        return self.lives[-1]

    @property
    def talking(self) -> list[Directed]:
        """Those that were not closed."""
        return [live for live in self.lives if not live.closed]


class Line:
    """`ports.Connection`, remembering what was sent."""

    def __init__(self, *, can_flush: bool = True) -> None:
        self.can_flush = can_flush
        self.sent: list[ToPerson] = []
        self.code: int | None = None
        self.closed = asyncio.Event()

    def send(self, said: ToPerson) -> None:
        if self.code is None:
            self.sent.append(said)

    def close(self, code: int) -> None:
        if self.code is None:
            self.code = code
            self.closed.set()

    @property
    def words(self) -> list[ToPerson]:
        """Without states."""
        return [each for each in self.sent if not isinstance(each, State)]


@dataclass
class FakeSpeech:
    """Only tells what it can do."""

    can_speak: bool = True
    down: bool = False
    asked: int = 0

    async def ability(self, language: str) -> LiveAbility:
        self.asked += 1
        if self.down:
            raise SpeechUnavailable
        return LiveAbility("ears", Quality.FULL, "mouth" if self.can_speak else None, "frames")


class FakeDrafter:
    """Plans the two questions."""

    def __init__(self) -> None:
        self.asked = 0

    async def plan(self, job_description: str, language: str, questions: int) -> list[PlanItem]:
        self.asked += 1
        return list(ITEMS[:questions])


@dataclass
class Counted:
    """`ports.Meters`."""

    turns: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def turn(self, speaker: str) -> None:
        self.turns.append(speaker)

    def failed(self, what: str) -> None:
        self.failures.append(what)

    def faulted(self, fault: Fault) -> None:
        self.faults.append(fault)

    def added(self, seconds: float) -> None:
        self.latencies.append(seconds)


@dataclass
class Theatre:
    """One deployment in memory: several hubs may stand on the same rows and leases."""

    settings: Settings = field(default_factory=Settings)
    clock: LoopClock = field(default_factory=LoopClock)
    meters: Counted = field(default_factory=Counted)
    drafter: FakeDrafter = field(default_factory=FakeDrafter)
    engine: DirectedEngine = field(default_factory=DirectedEngine)
    speech: FakeSpeech = field(default_factory=FakeSpeech)
    user_id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.interviews = FakeInterviews(self.clock)
        self.media = FakeMedia(self.clock)
        self.leases = MemoryLeases(self.interviews)
        self.store = MemoryStore(self.leases)
        self.hub = Hub(self.stage())

    def stage(self, engine: DirectedEngine | None = None) -> Stage:
        return Stage(
            interviews=self.interviews,
            media=cast(
                "Any", self.media
            ),  # ports are structural, and it has no playback to speak of
            speech=cast("LiveSpeech", self.speech),
            engine=engine or self.engine,
            drafter=self.drafter,
            leases=self.leases,
            db=cast("Database", NoDatabase()),
            store=self.store,
            clock=self.clock,
            meters=self.meters,
            settings=self.settings,
        )

    async def session(
        self, *, items: tuple[PlanItem, ...] = ITEMS, limit: int = 3600, mode: Mode = Mode.VOICE
    ) -> Session:
        return await self.interviews.open(
            OpenSession(
                session_id=new_id(),
                mode=mode,
                user_id=self.user_id,
                owner_id=self.user_id,
                purpose=Purpose.PRACTICE,
                language="en",
                title="Builder",
                job_description="We build.",
                items=items,
                total_questions=2,
                template_id=None,
                planned_seconds=300,
                limit_seconds=limit,
            )
        )

    async def agree(self, session_id: str) -> None:
        now = self.clock.now()
        await self.media.give_consent(Consent(session_id, self.user_id, "1", ("We keep it.",), now))

    async def until(self, true: Callable[[], object], within: float = 120.0) -> None:
        """Let time pass until that is so."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not true():
            assert loop.time() < end, "it never came true"
            await asyncio.sleep(0.01)

    async def live(self, nth: int = 1) -> Directed:
        """The engine's nth conversation, once the person is welcome in it."""
        await self.until(lambda: len(self.engine.lives) >= nth and self.engine.lives[-1].heard)
        return self.engine.live


def asked(text: str = "What did you build?", start: float = 1.0, item: str = "q1") -> Entry:
    return spoken(Speaker.AI, text, start, item, "ask")


def answered(text: str = "A bridge.", start: float = 9.0, item: str = "q1") -> Entry:
    return spoken(Speaker.USER, text, start, item, "answer")
