"""A cluster for a test session: in memory where possible, without fsync, a database a test.

In a conftest:

    @pytest.fixture(scope="session")
    def cluster():
        with EphemeralCluster() as cluster:
            cluster.make_template("migrated", migrate)
            yield cluster

    @pytest.fixture
    async def database(cluster):
        async with cluster.database("migrated") as login:
            yield login
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from parley.kit.postgres.layout import Login
from parley.kit.postgres.server import EmbeddedPostgres

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
ROOM_BYTES = 1_000_000_000
# WAL is of no use to a cluster that nobody recovers, and /dev/shm is memory. An autovacuum worker
# in a database keeps it from being dropped, and there is little here to vacuum.
SETTINGS = {
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
    "max_connections": "100",
    "autovacuum": "off",
}


class EphemeralCluster:
    """An embedded PostgreSQL that is gone after use; a synchronous context manager.

    Enter it on the main thread: the server dies with the thread that started it.
    """

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._numbers = itertools.count(1)
        self._folder: Path | None = None
        self._server: EmbeddedPostgres | None = None
        self._login: Login | None = None

    @property
    def login(self) -> Login:
        """The login of the cluster's own, empty database."""
        if self._login is None:
            message = "the cluster runs only inside its `with` block"
            raise RuntimeError(message)
        return self._login

    def make_template(
        self, name: str, build: Callable[[Login], Coroutine[None, None, None]]
    ) -> None:
        """Makes a database to clone, built once: by running the migrations, say."""
        self._runner.run(self._make_template(name, build))

    @asynccontextmanager
    async def database(self, template: str | None = None) -> AsyncIterator[Login]:
        """Yields the login of a new database, empty or cloned from a template."""
        name = f"test_{next(self._numbers)}"
        # Copied as files: in memory and without fsync that takes less than half as long as through
        # the log.
        copied = f'TEMPLATE "{template or "template1"}" STRATEGY FILE_COPY'
        await self._execute(f'CREATE DATABASE "{name}" {copied}')
        try:
            yield replace(self.login, database=name)
        finally:
            await self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="parley-test-", dir=_roomiest()))
        self._server = EmbeddedPostgres(self._folder / "pg", fsync=False, settings=SETTINGS)
        try:
            self._runner.run(self._server.start())
        except BaseException:
            self._clear()
            raise
        self._login = self._server.login
        self._runner.run(self._sign_in_quickly())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._server:
                self._runner.run(self._server.stop())
        finally:
            self._clear()

    def _clear(self) -> None:
        self._runner.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _sign_in_quickly(self) -> None:
        """Hashes the password once instead of 4096 times: half of what a connection costs."""
        password = f"ALTER ROLE {self.login.user} PASSWORD '{self.login.password}'"
        await self._execute(f"SET scram_iterations = 1; {password}")

    async def _make_template(
        self, name: str, build: Callable[[Login], Coroutine[None, None, None]]
    ) -> None:
        await self._execute(f'CREATE DATABASE "{name}"')
        await build(replace(self.login, database=name))

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self.login.dsn)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


def _roomiest() -> Path | None:
    """Returns the memory file system where it has room; None for the temporary directory."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if usable and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None
