import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from parley.kit import migrate
from parley.kit.postgres.ephemeral import EphemeralCluster

CONTEXTS = migrate.histories()
TABLES = """
SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
WHERE table_schema = $1 ORDER BY 1
"""


@pytest.fixture
async def empty(cluster: EphemeralCluster) -> AsyncIterator[dict[str, Any]]:
    """A database without any schema of ours."""
    async with cluster.database() as login:
        yield {"dsn": login.dsn}


async def shape(kwargs: dict[str, Any], context: str) -> list[str]:
    connection = await asyncpg.connect(**kwargs)
    try:
        return [row[0] for row in await connection.fetch(TABLES, context)]
    finally:
        await connection.close()


async def revision(kwargs: dict[str, Any], context: str) -> str | None:
    connection = await asyncpg.connect(**kwargs)
    try:
        return await migrate.current(connection, context)
    finally:
        await connection.close()


@pytest.mark.parametrize("context", CONTEXTS)
async def test_every_context_goes_up_down_and_up_again(empty: dict[str, Any], context: str) -> None:
    await migrate.upgrade(empty, ["kit", context])
    up = await shape(empty, context)
    assert await revision(empty, context) == migrate.head(context)
    await migrate.downgrade(empty, context, "base")
    assert await revision(empty, context) is None
    assert [line for line in await shape(empty, context) if "alembic" not in line] == []
    await migrate.upgrade(empty, [context])
    assert await shape(empty, context) == up
    assert len(up) > 1


async def test_all_of_them_go_up_together_and_a_second_time_does_nothing(
    empty: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await migrate.upgrade(empty, CONTEXTS) == CONTEXTS

    async def alembic(*_args: object) -> None:
        pytest.fail("a warm start runs nothing")

    monkeypatch.setattr(migrate, "_alembic", alembic)
    assert await migrate.upgrade(empty, CONTEXTS) == []


async def test_a_warm_start_does_not_import_alembic(database: dict[str, Any]) -> None:
    code = (
        "import asyncio, sys; from parley.kit import migrate;"
        f"assert asyncio.run(migrate.upgrade({database!r}, migrate.histories())) == [];"
        "assert not {'alembic', 'sqlalchemy'} & set(sys.modules)"
    )
    ran = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await ran.wait() == 0


async def test_two_at_once_migrate_once(empty: dict[str, Any]) -> None:
    found = await asyncio.gather(*(migrate.upgrade(empty, ["kit"]) for _ in range(2)))
    assert sorted(found) == [[], ["kit"]]


@pytest.mark.parametrize("context", CONTEXTS)
async def test_everything_belongs_to_the_contexts_role(
    database: dict[str, Any], context: str
) -> None:
    connection = await asyncpg.connect(**database)
    owners = await connection.fetch(
        """SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1""",
        context,
    )
    logs_in = await connection.fetchval(
        "SELECT rolcanlogin FROM pg_roles WHERE rolname = $1", context
    )
    across = await connection.fetchval(
        """SELECT count(*) FROM pg_constraint f
           JOIN pg_class a ON a.oid = f.conrelid JOIN pg_class b ON b.oid = f.confrelid
           WHERE f.contype = 'f' AND a.relnamespace <> b.relnamespace"""
    )
    await connection.close()
    assert [row[0] for row in owners] == [context]
    assert (logs_in, across) == (False, 0)


async def test_who_migrates_here_is_no_superuser(database: dict[str, Any]) -> None:
    """So that all of these tests hold for a managed PostgreSQL, too."""
    connection = await asyncpg.connect(**database)
    row = await connection.fetchrow("SELECT * FROM pg_roles WHERE rolname = current_user")
    await connection.close()
    assert row is not None
    assert (row["rolsuper"], row["rolcreaterole"]) == (False, True)


def test_a_new_migration_follows_the_last(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", tmp_path)
    first = migrate.new("alpha", "Make things")
    second = migrate.new("alpha", "Make  More")
    assert [first.name, second.name] == ["0001_make_things.py", "0002_make_more.py"]
    assert "down_revision = None" in first.read_text()
    assert "down_revision = '0001'" in second.read_text()
    compile(second.read_text(), second.name, "exec")
    assert migrate.head("alpha") == "0002"
    assert migrate.head("nothing") is None
