"""Where the database is: an external server that is configured, else the embedded one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from parley.app.settings import database_settings, environment
from parley.kit.postgres import DirectoryInUse, EmbeddedPostgres, Login


def embedded_directory(data_dir: Path) -> Path:
    """The embedded server's own folder."""
    return data_dir / "postgres"


@asynccontextmanager
async def opened(data_dir: Path) -> AsyncIterator[dict[str, Any]]:
    """Asyncpg's arguments for this installation's database, running while this is open.

    An embedded server that a running `parley up` owns is used as it is; else one is started.
    """
    external = database_settings(environment())
    if external is not None:
        yield dict(external)
        return
    directory = embedded_directory(data_dir)
    server = EmbeddedPostgres(directory)
    try:
        await server.start()
    except DirectoryInUse:
        yield {"dsn": Login.read(directory).dsn}
        return
    try:
        yield {"dsn": server.dsn}
    finally:
        await server.stop()
