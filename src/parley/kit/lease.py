"""Leases: one owner of a thing at a time, with an epoch that fences the previous one.

The database's clock decides. Every durable write of a holder checks the epoch in its own
transaction (`check`), so a paused holder that wakes up late can't write. Whoever does more than
write can be told that the lease was taken over (`watch`).
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg

from parley.kit.db import ACQUIRE_SECONDS, Database, Unit
from parley.kit.errors import Unavailable
from parley.kit.resilience import backoff_seconds

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

log = logging.getLogger(__name__)

CHANNEL = "leases"
UNLISTEN_SECONDS = 1.0
LONGEST_WAIT = 5.0  # seconds between two attempts to listen

# Only who takes something over tells it: the name, and the epoch from which on it is theirs.
ACQUIRE = """
WITH taken AS (
    INSERT INTO kit.leases AS l (name, holder, epoch, expires_at)
    VALUES ($1, $2, 1, now() + $3::interval)
    ON CONFLICT (name) DO UPDATE
    SET holder = $2, epoch = l.epoch + 1, expires_at = now() + $3::interval
    WHERE l.expires_at <= now() OR l.holder = $2 OR $4
    RETURNING epoch
)
SELECT epoch, CASE WHEN $4 AND epoch > 1 THEN pg_notify('leases', epoch || ' ' || $1) END
FROM taken
"""
EPOCHS = "SELECT name, epoch FROM kit.leases WHERE name = ANY($1)"
RENEW = """
UPDATE kit.leases SET expires_at = now() + $3::interval
WHERE name = $1 AND epoch = $2 AND expires_at > now()
"""
# Epochs begin anew then: nobody sleeps for a month and goes on writing.
PURGE = "DELETE FROM kit.leases WHERE expires_at < now() - $1::interval"
RELEASE = "UPDATE kit.leases SET expires_at = now() WHERE name = $1 AND epoch = $2"
KEEP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lease:
    """A held lease: the thing's name and the epoch of this holding."""

    name: str
    epoch: int


class Leases:
    """Acquires, renews and releases."""

    def __init__(self, db: Database) -> None:
        """Keep everything in `kit.leases`."""
        self._db = db
        self._watched: dict[Lease, Callable[[], None]] = {}
        self._listening: asyncio.Task[None] | None = None

    async def acquire(
        self, name: str, holder: str, ttl: timedelta, *, take_over: bool = False
    ) -> Lease | None:
        """Take `name` if it is free, expired or already `holder`'s; None when another has it.

        Taking raises the epoch at once, `take_over` even from a living holder (a client that
        reconnects replaces itself).
        """
        async with self._db.unit("kit") as unit:
            epoch = await unit.fetchval(ACQUIRE, name, holder, ttl, take_over)
        return None if epoch is None else Lease(name, epoch)

    async def renew(self, lease: Lease, ttl: timedelta) -> bool:
        """Keep it; False when it is lost."""
        async with self._db.unit("kit") as unit:
            return bool(await unit.execute(RENEW, lease.name, lease.epoch, ttl))

    def watch(self, lease: Lease, lost: Callable[[], None]) -> Callable[[], None]:
        """Have `lost` called, once and soon, when somebody has taken `lease` over.

        Soon is not at once: what is written still needs `check`.

        Returns:
            What ends it; to be called in any case, since a connection listens until then.
        """
        self._watched[lease] = lost
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

        def end() -> None:
            self._watched.pop(lease, None)
            if not self._watched and self._listening is not None:
                self._listening.cancel()

        return end

    async def _listen(self) -> None:
        """Listen until nobody watches; over a connection that is lost, again."""
        attempt = 0
        while True:
            try:
                await self._hear()
                attempt = 0
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("leases can't be watched", extra={"error_type": type(error).__name__})
            except Unavailable:
                pass  # it was lost again, before anything could be read
            await asyncio.sleep(backoff_seconds(attempt, base=0.05, limit=LONGEST_WAIT))
            attempt += 1

    async def _hear(self) -> None:
        """Listen over one connection, until it is gone."""
        gone = asyncio.Event()

        def ended(_: object) -> None:
            gone.set()

        connection = await self._db.pool.acquire(timeout=ACQUIRE_SECONDS)
        try:
            connection.add_termination_listener(ended)
            await connection.add_listener(CHANNEL, self._told)
            await self._look()  # at what was told while nobody listened
            await gone.wait()
        finally:
            connection.remove_termination_listener(ended)
            await asyncio.shield(self._give_back(connection))

    async def _give_back(self, connection: "PoolConnectionProxy[Any]") -> None:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with asyncio.timeout(UNLISTEN_SECONDS):
                await connection.remove_listener(CHANNEL, self._told)
        await self._db.pool.release(connection)

    async def _look(self) -> None:
        names = [lease.name for lease in self._watched]
        async with self._db.unit("kit") as unit:
            for row in await unit.fetch(EPOCHS, names):
                self._taken(row["name"], row["epoch"])

    def _told(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        epoch, _, name = str(payload).partition(" ")
        self._taken(name, int(epoch))

    def _taken(self, name: str, epoch: int) -> None:
        for lease in [one for one in self._watched if one.name == name and one.epoch < epoch]:
            self._watched.pop(lease)()

    async def purge(self) -> int:
        """Forget what nobody has held for a month; how many."""
        async with self._db.unit("kit") as unit:
            return await unit.execute(PURGE, KEEP)

    async def release(self, lease: Lease) -> None:
        """Give it back."""
        async with self._db.unit("kit") as unit:
            await unit.execute(RELEASE, lease.name, lease.epoch)


async def check(unit: Unit, lease: Lease) -> bool:
    """Whether `lease` still stands, holding it so until the transaction ends."""
    return bool(await unit.fetchval("SELECT kit.hold_lease($1, $2)", lease.name, lease.epoch))
