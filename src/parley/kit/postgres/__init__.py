"""PostgreSQL, embedded: the server's own binaries as a child of ours, without an administrator.

    async with EmbeddedPostgres(data_dir / "postgres") as server:
        pool = await asyncpg.create_pool(server.dsn)

No database driver is imported here, so that the supervisor stays small.
"""

from parley.kit.postgres.child import Child, start
from parley.kit.postgres.errors import (
    AccountMissing,
    BinariesMissing,
    DirectoryForeign,
    DirectoryInUse,
    DiskFull,
    NotInitialised,
    PostgresError,
    StartFailed,
    VersionMismatch,
)
from parley.kit.postgres.layout import Login
from parley.kit.postgres.lock import DirectoryLock
from parley.kit.postgres.server import EmbeddedPostgres

__all__ = [
    "AccountMissing",
    "BinariesMissing",
    "Child",
    "DirectoryForeign",
    "DirectoryInUse",
    "DirectoryLock",
    "DiskFull",
    "EmbeddedPostgres",
    "Login",
    "NotInitialised",
    "PostgresError",
    "StartFailed",
    "VersionMismatch",
    "start",
]
