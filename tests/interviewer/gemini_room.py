"""Conversations with the Gemini Live engine, whose model is a double that speaks over TLS."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from parley.contracts.interviews import Entry, PlanItem
from parley.interviewer.clients.gemini_live import GeminiLiveEngine
from parley.interviewer.clients.gemini_live.live import Faulted, GeminiLive, Limits
from parley.interviewer.domain.conversation import (
    Briefing,
    Caption,
    FromEngine,
    Sound,
    Spoke,
    Voice,
    seconds_of,
)
from parley.interviewer.ports import GeminiLiveSettings
from parley.kit.clock import ManualClock
from parley.kit.resilience import Breaker
from tests.fakes import gemini_live as fake

ITEMS = (
    PlanItem("q1", "How do you find a slow query?", key_points=("Reads the plan.", "Measures.")),
    PlanItem("q2", "Which pipeline have you built yourself?"),
    PlanItem("q3", "What did you learn from an outage?"),
)
BRIEFING = Briefing(
    session_id="s1", language="en", title="Data engineer", job_description="SQL", items=ITEMS,
    history=(), elapsed=0.0, planned_seconds=600, limit_seconds=3600, practice=True,
)  # fmt: skip
FAST = Limits(
    packet=0.02,
    connect=2,
    start=3,
    retry=3,
    lifetime=60,
    patience=5,
    farewell=0.2,
    first_wait=0.02,
    stable=0.3,
)
LOUD = (b"\x00\x20" + b"\x00\xe0") * 160  # 20 ms
CLOSES = (1006, 1011, 1001, 1000)


@dataclass
class Room:
    """A conversation whose events are taken as they come."""

    live: GeminiLive
    events: list[FromEngine] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: asyncio.Task[None] | None = None

    async def take(self) -> None:
        async for event in self.live.events():
            async with self.changed:
                self.events.append(event)
                self.changed.notify_all()

    async def until(self, met: Callable[["Room"], object], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: bool(met(self)))

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(e.speaker.value, e.text) for e in self.entries]

    @property
    def entries(self) -> list[Entry]:
        return [event.entry for event in self.events if isinstance(event, Spoke)]

    @property
    def heard(self) -> float:
        return sum(seconds_of(e.pcm) for e in self.events if isinstance(e, Voice))

    def has(self, kind: type) -> bool:
        return any(isinstance(event, kind) for event in self.events)


Enter = Callable[..., Awaitable[Room]]


def engine(
    double: fake.Double,
    limits: Limits = FAST,
    breaker: Breaker | None = None,
    faulted: Faulted | None = None,
) -> GeminiLiveEngine:
    settings = GeminiLiveSettings("s3cret", "m-live", double.url, "Kore")
    return GeminiLiveEngine(settings, ManualClock(), limits, breaker, faulted)


async def greeted(room: Room, call: fake.Call) -> None:
    """The AI has said hello and asked the first question."""
    await call.until(lambda c: c.texts)
    await call.says("Hello. How do you find a slow query?")
    await call.done()
    await room.until(lambda r: len(r.entries) == 1)


async def answers(room: Room, call: fake.Call, text: str) -> None:
    """The person speaks."""
    for _ in range(10):
        await room.live.hear(Sound(LOUD))
    await call.until(lambda c: len(c.sound) >= len(LOUD))
    await call.hears(text)
    await room.until(
        lambda r: any(isinstance(e, Caption) and e.text.endswith(text.strip()) for e in r.events)
    )
