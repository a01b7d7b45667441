"""What every test may ask for: one embedded PostgreSQL, a fresh migrated database, no network."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import settings

from parley.kit import migrate
from parley.kit.db import Database, connect
from parley.kit.postgres.ephemeral import EphemeralCluster
from parley.kit.postgres.layout import Login

# The gate is no die: property tests draw the same examples in every run. `make explore` draws new
# ones. No example has a deadline of its own: the machine is shared.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("gate")


@pytest.fixture(scope="session")
def cluster() -> Iterator[EphemeralCluster]:
    """The session's cluster: in memory, fsync off, with a migrated template."""
    with EphemeralCluster() as running:

        async def build(login: Login) -> None:
            await migrate.upgrade({"dsn": login.dsn}, migrate.histories())

        running.make_template("migrated", build)
        yield running


@pytest.fixture
async def database(cluster: EphemeralCluster) -> AsyncIterator[dict[str, Any]]:
    """asyncpg's arguments for a fresh database with every context migrated."""
    async with cluster.database("migrated") as login:
        yield {"dsn": login.dsn}


@pytest.fixture
async def db(database: dict[str, Any]) -> AsyncIterator[Database]:
    """A pool on that database."""
    opened = await connect(database, size=60)
    try:
        yield opened
    finally:
        await asyncio.wait_for(opened.close(), 10)
