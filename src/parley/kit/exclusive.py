"""Loops of which only one may run in the whole deployment, and waking them.

A loop holds a PostgreSQL advisory lock on a connection of its own kind: when the connection
goes, so does the lock, and another process takes over. One LISTEN connection wakes them all;
a slow tick makes up for a lost notification.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

import asyncpg

from parley.kit.resilience import backoff_seconds

if TYPE_CHECKING:
    from parley.kit.db import Row

log = logging.getLogger(__name__)

TICK = 2.0


class Loop(Protocol):
    """Something that works through a backlog in steps."""

    name: str
    channel: str

    async def step(self) -> bool:
        """Do one bounded piece of work; whether there may be more at once."""
        ...


class Wakeups:
    """The one connection that listens and holds locks; reconnects by itself."""

    def __init__(self, connect_kwargs: dict[str, Any]) -> None:
        """For the database at `connect_kwargs` (asyncpg)."""
        self._kwargs = connect_kwargs
        self._connection: asyncpg.Connection[Row] | None = None
        self._events: dict[str, set[asyncio.Event]] = {}
        self._lock = asyncio.Lock()
        self._held: set[str] = set()

    async def connection(self) -> "asyncpg.Connection[Row]":
        """The live connection, made again if it was lost."""
        async with self._lock:
            if self._connection is None or self._connection.is_closed():
                connection: asyncpg.Connection[Row] = await asyncpg.connect(
                    **self._kwargs, server_settings={"application_name": "parley-loops"}
                )
                for channel in self._events:
                    await connection.add_listener(channel, self._woken)
                self._connection, self._held = connection, set()
                for events in self._events.values():
                    for event in events:
                        event.set()
            return self._connection

    def _woken(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        for event in self._events.get(channel, ()):
            event.set()

    async def event(self, channel: str) -> asyncio.Event:
        """An event that is set whenever `channel` is notified."""
        event = asyncio.Event()
        known = channel in self._events
        self._events.setdefault(channel, set()).add(event)
        connection = await self.connection()
        if not known:
            async with self._lock:
                await connection.add_listener(channel, self._woken)
        return event

    async def try_lock(self, name: str) -> bool:
        """Take the advisory lock `name` unless another process has it; repeating is harmless."""
        connection = await self.connection()
        if name in self._held:
            return True
        async with self._lock:
            taken = await connection.fetchval(
                "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name
            )
        if taken:
            self._held.add(name)
        return bool(taken)

    def alive(self) -> bool:
        """Whether the connection, and so the locks, still stand."""
        return self._connection is not None and not self._connection.is_closed()

    async def close(self) -> None:
        """Let everything go."""
        if self._connection is not None:
            with contextlib.suppress(OSError, asyncpg.PostgresError, TimeoutError):
                await self._connection.close(timeout=2)


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait until woken, at most `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()


async def run_exclusively(loop: Loop, wakeups: Wakeups) -> None:
    """Run `loop` for ever while this process holds its lock; survives the database going."""
    failures = 0
    event: asyncio.Event | None = None
    while True:
        try:
            event = event or await wakeups.event(loop.channel)
            while await wakeups.try_lock(loop.name):
                while wakeups.alive() and await loop.step():
                    pass
                failures = 0
                await wait_for(event, TICK)
                if not wakeups.alive():
                    break
            else:
                await asyncio.sleep(TICK)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            failures += 1
            delay = backoff_seconds(failures, base=0.05, limit=5)
            log.warning(
                "loop failed",
                extra={"target": loop.name, "error_type": type(error).__name__, "delay_s": delay},
                exc_info=error,
            )
            await asyncio.sleep(delay)


async def every(seconds: float, name: str, action: Callable[[], Awaitable[object]]) -> None:
    """Run `action` for ever, `seconds` apart; a failure is logged and tried again."""
    while True:
        try:
            await action()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.warning(
                "sweep failed", extra={"target": name, "error_type": type(error).__name__},
                exc_info=error,
            )  # fmt: skip
        await asyncio.sleep(seconds)
