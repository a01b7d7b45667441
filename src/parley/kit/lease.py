"""Leases: one owner of a thing at a time, with an epoch that fences the previous one.

The database's clock decides. Every durable write of a holder checks the epoch in its own
transaction (`check`), so a paused holder that wakes up late can't write.
"""

from dataclasses import dataclass
from datetime import timedelta

from parley.kit.db import Database, Unit

ACQUIRE = """
INSERT INTO kit.leases AS l (name, holder, epoch, expires_at)
VALUES ($1, $2, 1, now() + $3::interval)
ON CONFLICT (name) DO UPDATE
SET holder = $2, epoch = l.epoch + 1, expires_at = now() + $3::interval
WHERE l.expires_at <= now() OR l.holder = $2 OR $4
RETURNING epoch
"""
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
