"""Fixtures of the interviewer: the double of the Live API, and conversations with it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.interviewer.clients.gemini_live.live import Faulted, Limits
from parley.interviewer.domain.conversation import (
    Briefing,
    Regained,
)
from tests.fakes import gemini_live as fake
from tests.interviewer.gemini_room import (
    BRIEFING,
    FAST,
    Enter,
    Room,
    engine,
)


@pytest.fixture
async def double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[fake.Double]:
    context, vouching = fake.authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(vouching))
    async with fake.listening(context) as served:
        yield served


@pytest.fixture
async def enter(double: fake.Double) -> AsyncIterator[Enter]:
    """Starts conversations, takes their events, and ends them."""
    rooms: list[Room] = []

    async def make(
        briefing: Briefing = BRIEFING,
        limits: Limits = FAST,
        *,
        there: bool = True,
        faulted: Faulted | None = None,
    ) -> Room:
        room = Room(await engine(double, limits, faulted=faulted).start(briefing))
        room.task = asyncio.create_task(room.take())
        rooms.append(room)
        if there:
            await room.live.hear(Regained(can_flush=True))
        return room

    yield make
    for room in rooms:
        await room.live.close()
        assert room.task is not None
        await asyncio.wait_for(room.task, 5)
