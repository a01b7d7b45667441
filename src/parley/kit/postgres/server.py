"""An embedded PostgreSQL: our child, on a Unix socket, in a directory of its own."""

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from parley.kit.postgres import child, cluster, postmaster
from parley.kit.postgres.account import account_for
from parley.kit.postgres.binaries import binaries_for
from parley.kit.postgres.errors import PostgresError, StartFailed
from parley.kit.postgres.layout import Layout, Login
from parley.kit.postgres.lock import DirectoryLock

START_SECONDS = 60.0  # crash recovery replays at most max_wal_size
STOP_SECONDS = 30.0
LARGEST_LOG = 5_000_000

# For one machine that has other things to do; the command line wins over postgresql.conf.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "48MB",
    "wal_recycle": "off",  # old files go, instead of keeping what was deleted (kit.scrub)
    "wal_level": "minimal",  # nothing replicates from here; backups are dumps
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",  # its shared memory may be 64 MB in a container
    "autovacuum_max_workers": "2",
    "io_method": "sync",  # three worker processes less
    "huge_pages": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # no row contents in the log
    "log_min_error_statement": "panic",  # and no statements, which hold personal data
}
WITHOUT_FSYNC: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class EmbeddedPostgres:
    """A PostgreSQL server that lives as long as this process.

    It is initialised on first use, listens on a Unix socket only, and has one login: the role
    `parley` with the database `parley`. Use it as an async context manager, or by `start` and
    `stop`. Start it on a thread that outlives it.

    Args:
        directory: Its own directory, made when missing.
        fsync: False for tests: faster, and gone with a power cut.
        settings: Server settings over the default ones.
    """

    def __init__(
        self, directory: Path, *, fsync: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self._layout = Layout(directory.absolute())
        self._settings = {**SETTINGS, **({} if fsync else WITHOUT_FSYNC), **(settings or {})}
        self._lock = DirectoryLock(self._layout.lock)
        self._child: child.Child | None = None

    @property
    def login(self) -> Login:
        """How to connect to it."""
        return Login.read(self._layout.directory)

    @property
    def dsn(self) -> str:
        """How to connect to it, as an address."""
        return self.login.dsn

    @property
    def pid(self) -> int | None:
        """The server's process id; None when it isn't running."""
        return self._child.pid if self._child and not self._child.ended else None

    async def start(self) -> None:
        """Starts it and returns when it takes connections; recovers it after a crash.

        Raises:
            DirectoryInUse: Another process owns the directory.
            VersionMismatch: Another major version made it.
            DiskFull: There is no room left.
            StartFailed: PostgreSQL gave up; the sentence says why.
            PostgresError: Another member of the tree in `errors`.
        """
        layout = self._layout
        try:
            account = account_for(layout.data)
            layout.prepare(account)
            self._lock.take()
        except OSError as error:
            raise _worded(error) from error
        try:
            prefix = binaries_for(account, layout.directory)
            if layout.data.exists():
                cluster.check_version(layout)
                await postmaster.end_previous(layout)
            else:
                await cluster.create(layout, prefix, account)
            await self._launch(prefix / "bin" / "postgres")
        except OSError as error:
            self._lock.release()
            raise _worded(error) from error
        except BaseException:
            self._lock.release()
            raise

    async def wait(self) -> int:
        """Waits until the server has ended, for whatever reason, and returns its exit code."""
        if self._child is None:
            return 0
        return await self._child.wait()

    async def stop(self) -> bool:
        """Stops it: clients are disconnected, everything is written, the directory is free.

        Returns:
            False when it took longer than `STOP_SECONDS` and was killed: nothing that was committed
            is lost, but the next start has to recover it.
        """
        running = self._child
        try:
            if running:
                await running.stop(signal.SIGINT, within=STOP_SECONDS)
            return running is None or not running.overdue
        finally:
            self._child = None
            self._lock.release()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _launch(self, program: Path) -> None:
        layout, account = self._layout, account_for(self._layout.data)
        sockets = layout.socket_folder(account)
        if layout.log.exists() and layout.log.stat().st_size > LARGEST_LOG:
            layout.log.rename(layout.log.with_suffix(".log.1"))
        with ExitStack() as stack:
            log = stack.enter_context(layout.log.open("ab"))
            data, fds = stack.enter_context(cluster.as_seen_by(account, layout.data))
            run, more = stack.enter_context(cluster.as_seen_by(account, sockets))
            settings = {**self._settings, "unix_socket_directories": str(run)}
            options = [f"--{name}={value}" for name, value in settings.items()]
            start_of_log = log.tell()
            running = await child.start(
                [program, "-D", data, *options],
                dies_by=signal.SIGINT,
                account=account,
                pass_fds=(*fds, *more),
                output=log,
            )
        self._child = running
        try:
            async with asyncio.timeout(START_SECONDS):
                await postmaster.ready(layout, running)
        except TimeoutError:
            await running.stop(signal.SIGINT, within=STOP_SECONDS)
            message = f"PostgreSQL was not ready within {START_SECONDS:.0f} s: see {layout.log}."
            raise StartFailed(message) from None
        except BaseException:
            await running.stop(signal.SIGINT, within=STOP_SECONDS)
            raise
        if running.ended:
            said = layout.log.read_bytes()[start_of_log:].decode(errors="replace")
            raise cluster.failure(said, "PostgreSQL")


def _worded(error: OSError) -> PostgresError:
    where = f" ({error.filename})" if error.filename else ""
    return cluster.failure(f"error: {os.strerror(error.errno or 0)}{where}", "Starting PostgreSQL")
