"""PostgreSQL: one pool, and the unit of work that every store runs in.

A unit is one transaction under one context's role (`BEGIN; SET LOCAL ROLE hiring`), so a
context can't touch another's schema whatever its SQL says (architecture.md, rule 4).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg

from parley.kit.blobs import StorageFull
from parley.kit.errors import Unavailable

Row = asyncpg.Record
ACQUIRE_SECONDS = 10.0  # how long a unit waits for a free connection
STATEMENT_SECONDS = 30.0
DISK_FULL_SECONDS = 30  # when to try again: somebody has to make room


class DatabaseUnavailable(Unavailable):
    """The database is not reachable just now: nothing was changed, try again in a moment."""


class StatementTooSlow(DatabaseUnavailable):
    """The database took too long over this: nothing was changed, try again in a moment."""


@contextmanager
def _in_time() -> Iterator[None]:
    """Translate the driver's own timeout; a caller's arrives as a cancellation, not as this."""
    try:
        yield
    except TimeoutError as error:
        raise StatementTooSlow(retry_after=2) from error


class Unit:
    """One open transaction; leaves by commit, or by rollback when an exception passes."""

    def __init__(self, role: str, connection: "asyncpg.pool.PoolConnectionProxy[Row]") -> None:
        """Wrap a connection whose transaction has begun."""
        self.role = role
        self.running = True
        self._connection = connection
        self._before: list[Callable[[], Awaitable[None]]] = []
        self._after: list[Callable[[], None]] = []

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        """All rows."""
        with _in_time():
            return await self._connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> Row | None:
        """The first row, or None."""
        with _in_time():
            return await self._connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        with _in_time():
            return await self._connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> int:
        """Run a statement; the number of rows it touched."""
        with _in_time():
            tag = await self._connection.execute(sql, *args)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once a row."""
        with _in_time():
            await self._connection.executemany(sql, rows)

    def before_commit(self, action: Callable[[], Awaitable[None]]) -> None:
        """Run `action` as the last thing of the transaction: for locks that many wait for."""
        self._before.append(action)

    async def committing(self) -> None:
        """Do what was left for the end."""
        for action in self._before:
            await action()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` once the transaction has committed (a wake-up, never an effect)."""
        self._after.append(action)

    def committed(self) -> None:
        """Run what waited for the commit."""
        for action in self._after:
            action()


_ambient: ContextVar[Unit | None] = ContextVar("ambient_unit", default=None)


class Database:
    """The pool and its units."""

    def __init__(self, pool: "asyncpg.Pool[Row]") -> None:
        """Take a pool made by `connect`."""
        self.pool = pool
        # A shared transaction keeps its connection while what it calls may need another one (of
        # another context). With half the pool left to those, they can't all wait for each other.
        self._shares = asyncio.Semaphore(max(1, pool.get_max_size() // 2))

    @asynccontextmanager
    async def unit(self, role: str) -> AsyncIterator[Unit]:
        """Open a transaction as `role`, commit it at the end, roll back on an exception.

        Inside `shared(role)` it joins that transaction instead.

        Raises:
            DatabaseUnavailable: No connection could be had.
        """
        outer = _ambient.get()
        # A task started inside inherits the ambient unit and may outlive it.
        if outer is not None and outer.role == role and outer.running:
            yield outer
            return
        async with self._begin(role) as unit:
            yield unit

    @asynccontextmanager
    async def shared(self, role: str) -> AsyncIterator[Unit]:
        """Open a transaction that every `unit(role)` inside joins."""
        async with self._shares, self._begin(role) as unit:
            token = _ambient.set(unit)
            try:
                yield unit
            finally:
                _ambient.reset(token)

    @asynccontextmanager
    async def _begin(self, role: str) -> AsyncIterator[Unit]:
        try:
            connection = await self.pool.acquire(timeout=ACQUIRE_SECONDS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(retry_after=1) from error
        unit = Unit(role, connection)
        try:
            # One round trip. `role` is a name from our own code, never from a request.
            await connection.execute(f"BEGIN; SET LOCAL ROLE {role}")
            try:
                yield unit
                await unit.committing()
            except BaseException:
                if not _lost(connection):
                    await connection.execute("ROLLBACK")
                raise
            # Where a failed statement was swallowed, PostgreSQL answers COMMIT by a rollback.
            if await connection.execute("COMMIT") != "COMMIT":
                raise asyncpg.InFailedSQLTransactionError("a statement failed before: rolled back")
        except asyncpg.DiskFullError as error:
            raise StorageFull(retry_after=DISK_FULL_SECONDS) from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if isinstance(error, _GOING) or _lost(connection):
                raise DatabaseUnavailable(retry_after=1) from error
            raise
        finally:
            unit.running = False
            await self.pool.release(connection)
        unit.committed()

    async def close(self) -> None:
        """Close the pool."""
        await self.pool.close()


_GOING = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError)


def _lost(connection: "asyncpg.pool.PoolConnectionProxy[Row]") -> bool:
    """Whether the connection is gone; the pool takes a dead one back by itself."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def _prepare(connection: "asyncpg.Connection[Row]") -> None:
    """Ids are text and JSON is Python everywhere above SQL."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=json.dumps, decoder=json.loads
        )
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)


async def _no_reset(_connection: object) -> None:
    """Units leave nothing behind but their transaction: the default reset is a lost round trip."""


async def connect(connect_kwargs: dict[str, Any], *, size: int = 12) -> Database:
    """Open the pool.

    Args:
        connect_kwargs: host, port, user, password, database for asyncpg.
        size: Connections at most.

    Raises:
        DatabaseUnavailable: The server can't be reached.
    """
    try:
        pool = await asyncpg.create_pool(
            **connect_kwargs,
            min_size=1,
            max_size=size,
            init=_prepare,
            reset=_no_reset,
            command_timeout=STATEMENT_SECONDS,
            server_settings={
                "application_name": "parley",
                "timezone": "UTC",
                "idle_in_transaction_session_timeout": "60s",
            },
        )
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseUnavailable(
            f"The database can't be reached: {type(error).__name__}"
        ) from error
    return Database(pool)
