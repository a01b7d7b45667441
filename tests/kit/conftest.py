"""A database with the kit's tables and two contexts of our own, `alpha` and `beta`."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from parley.kit import migrate
from parley.kit.db import Database, connect
from parley.kit.exclusive import Wakeups
from parley.kit.postgres.ephemeral import EphemeralCluster
from parley.kit.postgres.layout import Login

CONTEXTS = ("alpha", "beta")


async def _build(login: Login) -> None:
    await migrate.upgrade({"dsn": login.dsn}, ["kit"])
    connection = await asyncpg.connect(login.dsn)
    for name in CONTEXTS:
        await connection.execute(migrate.GROUND.format(name=name))
        await connection.execute(f"SET ROLE {name}")
        await connection.execute(
            f"CREATE TABLE {name}.things (id TEXT PRIMARY KEY, n INT DEFAULT 0)"
        )
        await connection.execute(migrate.outbox_v1(name))
        await connection.execute(migrate.inbox_v1(name))
        await connection.execute("RESET ROLE")
    await connection.close()


@pytest.fixture(scope="session")
def kit_cluster(cluster: EphemeralCluster) -> EphemeralCluster:
    cluster.make_template("kit", _build)
    return cluster


@pytest.fixture
async def login(kit_cluster: EphemeralCluster) -> AsyncIterator[dict[str, Any]]:
    """asyncpg's arguments for a fresh database."""
    async with kit_cluster.database("kit") as fresh:
        yield {"dsn": fresh.dsn}


@pytest.fixture
async def kit_db(login: dict[str, Any]) -> AsyncIterator[Database]:
    opened = await connect(login, size=20)
    yield opened
    await opened.close()


@pytest.fixture
async def wakeups(login: dict[str, Any]) -> AsyncIterator[Wakeups]:
    made = Wakeups(login)
    yield made
    await made.close()
