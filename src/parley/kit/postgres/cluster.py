"""Making a cluster, and judging one that is there."""

import asyncio
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from parley.kit.postgres import child
from parley.kit.postgres.account import Account
from parley.kit.postgres.binaries import MAJOR
from parley.kit.postgres.errors import DiskFull, PostgresError, StartFailed, VersionMismatch
from parley.kit.postgres.layout import ROLE, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

DISK_FULL = "No space left on device"

# Only local sockets are listened on, and the superuser has no password: nobody is superuser.
HBA = "# Written by Parley.\nlocal all all scram-sha-256\n"


@contextmanager
def as_seen_by(account: Account | None, folder: Path) -> "Iterator[tuple[Path, tuple[int, ...]]]":
    """Yields a folder's path as an account can use it, and the descriptors it must inherit.

    Where that account can't pass the folders above (root's home, mode 0700) the path leads through
    an open descriptor: no permission is loosened. Only as root, and so only on Linux.
    """
    if account is None or account.can_reach(folder):
        yield folder, ()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}"), (descriptor,)
    finally:
        os.close(descriptor)


async def create(layout: Layout, prefix: Path, account: Account | None) -> None:
    """Makes a cluster with the role and the database `parley`, complete or not at all.

    Args:
        layout: Where.
        prefix: The binaries.
        account: Whom PostgreSQL runs as.

    Raises:
        DiskFull: There is no room for it.
        StartFailed: `initdb` failed.
    """
    shutil.rmtree(layout.draft, ignore_errors=True)
    layout.draft.mkdir(mode=0o700)
    if account:
        os.chown(layout.draft, account.uid, account.gid)
    password = secrets.token_urlsafe(32)
    _write_privately(layout.password, password)
    with as_seen_by(account, layout.directory) as (directory, descriptors):
        data = directory / layout.draft.name
        options = ("--encoding=UTF8", "--locale=C", "--username=postgres", "--auth=reject")
        initdb = (prefix / "bin" / "initdb", "-D", data, "--no-instructions", *options)
        await _run(initdb, account, descriptors)
        _write_hba(layout.draft / "pg_hba.conf")
        single: list[str | Path] = [prefix / "bin" / "postgres", "--single", "-D", data]
        single += ["-c", "exit_on_error=true", "-c", "log_checkpoints=off", "postgres"]
        role = f"CREATE ROLE {ROLE} LOGIN CREATEROLE CREATEDB PASSWORD '{password}';\n"
        await _run(single, account, descriptors, f"{role}CREATE DATABASE {ROLE} OWNER {ROLE};\n")
    layout.draft.rename(layout.data)


def check_version(layout: Layout) -> None:
    """Makes sure that the cluster was made by our major version.

    Raises:
        VersionMismatch: It wasn't.
    """
    found = (layout.data / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        message = (
            f"The database in {layout.directory} was made by PostgreSQL {found}, and this Parley"
            f" runs {MAJOR}: restore a backup into a new --data-dir, or run the Parley of then."
        )
        raise VersionMismatch(message)


def failure(said: str, what: str) -> PostgresError:
    """Words why a server program failed, from what it said."""
    if DISK_FULL in said:
        return DiskFull("The disk is full: free some space, then start Parley again.")
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines[-1:]
    return StartFailed(f"{what} failed: {telling[-1] if telling else 'it said nothing'}")


def _write_hba(file: Path) -> None:
    """Replaces the rules in place, so that the file stays its owner's."""
    with file.open("r+") as rules:
        rules.truncate()
        rules.write(HBA)


def _write_privately(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{text}\n")


async def _run(
    command: Sequence[str | Path],
    account: Account | None,
    descriptors: Sequence[int],
    given: str = "",
) -> None:
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as output:
        stdin.write(given.encode())
        stdin.seek(0)
        await _run_with(command, account, descriptors, stdin, output)


async def _run_with(
    command: Sequence[str | Path],
    account: Account | None,
    descriptors: Sequence[int],
    stdin: IO[bytes],
    output: IO[bytes],
) -> None:
    running = await child.start(
        command,
        dies_by=signal.SIGKILL,
        account=account,
        pass_fds=descriptors,
        stdin=stdin,
        output=output,
    )
    try:
        code = await running.wait()
    except asyncio.CancelledError:
        await running.stop(signal.SIGTERM, within=5)
        raise
    if code != 0:
        output.seek(0)
        said = output.read().decode(errors="replace")
        raise failure(said, Path(command[0]).name)
