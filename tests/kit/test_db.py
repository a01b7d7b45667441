import asyncio
from typing import Any

import asyncpg
import pytest

from parley.kit.db import Database, DatabaseUnavailable, StatementTooSlow, Unit, connect

ADD = "INSERT INTO alpha.things (id) VALUES ($1)"


async def ids(db: Database) -> set[str]:
    async with db.unit("alpha") as unit:
        return {row["id"] for row in await unit.fetch("SELECT id FROM alpha.things")}


async def test_a_unit_commits_at_its_end(kit_db: Database) -> None:
    async with kit_db.unit("alpha") as unit:
        assert await unit.execute(ADD, "a") == 1
        await unit.executemany(ADD, [("b",), ("c",)])
        assert await unit.fetchval("SELECT count(*) FROM alpha.things") == 3
    assert await ids(kit_db) == {"a", "b", "c"}


@pytest.mark.parametrize("error", [ValueError(), asyncio.CancelledError(), KeyboardInterrupt()])
async def test_an_exception_rolls_back(kit_db: Database, error: BaseException) -> None:
    with pytest.raises(type(error)):
        async with kit_db.unit("alpha") as unit:
            await unit.execute(ADD, "a")
            raise error
    assert await ids(kit_db) == set()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM beta.things",
        "INSERT INTO beta.things (id) VALUES ('x')",
        "SELECT * FROM beta.outbox",
        "SELECT * FROM kit.events",
        "SELECT * FROM kit.jobs",
        "INSERT INTO kit.leases VALUES ('x', 'y', 1, now())",
        "CREATE TABLE beta.mine (id INT)",
        "CREATE TABLE kit.mine (id INT)",
        "DROP TABLE beta.things",
    ],
)
async def test_a_role_cannot_touch_anothers_schema(kit_db: Database, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with kit_db.unit("alpha") as unit:
            await unit.execute(sql)


async def test_the_role_ends_with_the_unit(kit_db: Database) -> None:
    for role in ("alpha", "beta", "alpha"):
        async with kit_db.unit(role) as unit:
            assert await unit.fetchval("SELECT current_user::text") == role


async def test_units_are_apart(kit_db: Database) -> None:
    async with kit_db.unit("alpha") as one:
        await one.execute(ADD, "a")
        assert await ids(kit_db) == set()


async def test_a_shared_unit_is_joined_by_its_role_only(kit_db: Database) -> None:
    with pytest.raises(ValueError, match="after"):
        async with kit_db.shared("alpha") as outer:
            async with kit_db.unit("alpha") as inner:
                assert inner is outer
                await inner.execute(ADD, "a")
            async with kit_db.unit("beta") as other:
                assert other is not outer
                await other.execute("INSERT INTO beta.things (id) VALUES ('kept')")
            raise ValueError("after")
    assert await ids(kit_db) == set()
    async with kit_db.unit("beta") as unit:
        assert await unit.fetchval("SELECT id FROM beta.things") == "kept"


async def test_nobody_joins_a_unit_that_has_ended(kit_db: Database) -> None:
    go_on = asyncio.Event()

    async def later() -> None:
        await go_on.wait()
        async with kit_db.unit("alpha") as unit:
            await unit.execute(ADD, "later")

    async with kit_db.shared("alpha") as unit:
        await unit.execute(ADD, "inside")
        # The task inherits the context, and so the ambient unit.
        task = asyncio.create_task(later())
    go_on.set()
    await task
    assert await ids(kit_db) == {"inside", "later"}


async def test_after_commit_runs_after_the_commit_only(kit_db: Database) -> None:
    ran: list[str] = []
    async with kit_db.unit("alpha") as unit:
        unit.after_commit(lambda: ran.append("committed"))
        assert ran == []
    with pytest.raises(ValueError, match="no"):
        async with kit_db.unit("alpha") as unit:
            unit.after_commit(lambda: ran.append("rolled back"))
            raise ValueError("no")
    assert ran == ["committed"]


async def test_a_swallowed_failure_is_not_a_commit(kit_db: Database) -> None:
    ran: list[str] = []
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        async with kit_db.unit("alpha") as unit:
            unit.after_commit(lambda: ran.append("told"))
            await unit.execute(ADD, "a")
            with pytest.raises(asyncpg.UniqueViolationError):
                await unit.execute(ADD, "a")
    assert await ids(kit_db) == set()
    assert ran == []


async def kill(db: Database, pid: int) -> None:
    """End a backend as an administrator, and wait until it is gone."""
    async with db.pool.acquire() as connection:
        assert await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)


async def pid_of(unit: Unit) -> int:
    return int(await unit.fetchval("SELECT pg_backend_pid()"))


async def test_a_killed_connection_is_unavailable_and_the_next_works(kit_db: Database) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        async with kit_db.unit("alpha") as unit:
            await unit.execute(ADD, "a")
            await kill(kit_db, await pid_of(unit))
            await unit.execute(ADD, "b")
    assert caught.value.retry_after
    assert await ids(kit_db) == set()


async def test_a_connection_killed_before_the_commit_is_unavailable(kit_db: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with kit_db.unit("alpha") as unit:
            await unit.execute(ADD, "a")
            await kill(kit_db, await pid_of(unit))
    assert await ids(kit_db) == set()


async def test_an_idle_connection_that_died_is_unavailable_at_worst_once(
    login: dict[str, Any],
) -> None:
    db, other = await connect(login, size=1), await connect(login, size=1)
    try:
        async with db.unit("alpha") as unit:
            pid = await pid_of(unit)
        await kill(other, pid)
        for _ in range(2):
            try:
                assert await ids(db) == set()
                break
            except DatabaseUnavailable:
                continue
        else:
            pytest.fail("still unavailable")
    finally:
        await db.close()
        await other.close()


async def test_a_cancelled_query_leaves_the_pool_whole(login: dict[str, Any]) -> None:
    db = await connect(login, size=1)
    for _ in range(3):
        started = asyncio.Event()

        async def slow(started: asyncio.Event = started) -> None:
            async with db.unit("alpha") as unit:
                await unit.execute(ADD, "a")
                started.set()
                await unit.fetchval("SELECT pg_sleep(60)")

        task = asyncio.create_task(slow())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await ids(db) == set()
    await db.close()


async def test_nobody_there_is_unavailable(unused_tcp_port: int) -> None:
    with pytest.raises(DatabaseUnavailable):
        await connect({"host": "127.0.0.1", "port": unused_tcp_port, "user": "u", "database": "d"})


async def test_a_full_pool_is_unavailable_after_a_while(
    login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await connect(login, size=1)
    monkeypatch.setattr("parley.kit.db.ACQUIRE_SECONDS", 0.05)
    async with db.unit("alpha"):
        with pytest.raises(DatabaseUnavailable):
            async with db.unit("alpha"):
                pytest.fail("two units on one connection")
    assert await ids(db) == set()
    await db.close()


async def test_a_statement_that_takes_too_long_is_unavailable_and_changes_nothing(
    login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.kit.db.STATEMENT_SECONDS", 0.2)
    db = await connect(login, size=1)
    with pytest.raises(StatementTooSlow):
        async with db.unit("alpha") as unit:
            await unit.execute("INSERT INTO alpha.things VALUES ('lost')")
            await unit.fetchval("SELECT pg_sleep(60)")
    assert await ids(db) == set()
    await db.close()


async def test_values_are_text_and_python_above_sql(kit_db: Database) -> None:
    async with kit_db.unit("alpha") as unit:
        row = await unit.fetchrow(
            """SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid AS id, $1::jsonb AS body,
               current_setting('timezone') AS zone""",
            {"a": [1, None, "ü"]},
        )
    assert row is not None
    assert row["id"] == "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    assert (row["body"], row["zone"]) == ({"a": [1, None, "ü"]}, "UTC")


async def test_what_is_left_for_the_end_runs_last_and_only_before_a_commit(
    kit_db: Database,
) -> None:
    order: list[str] = []

    async def last() -> None:
        order.append("last")

    async with kit_db.unit("alpha") as unit:
        unit.before_commit(last)
        unit.after_commit(lambda: order.append("committed"))
        order.append("work")
    assert order == ["work", "last", "committed"]
    with pytest.raises(ValueError, match="no"):
        async with kit_db.unit("alpha") as unit:
            unit.before_commit(last)
            raise ValueError("no")
    assert order.count("last") == 1


async def test_what_fails_at_the_end_undoes_everything(kit_db: Database) -> None:
    async def failing() -> None:
        raise ValueError("at the end")

    with pytest.raises(ValueError, match="at the end"):
        async with kit_db.unit("alpha") as unit:
            await unit.execute("CREATE TABLE alpha.fleeting ()")
            unit.before_commit(failing)
    async with kit_db.unit("alpha") as unit:
        assert await unit.fetchval("SELECT to_regclass('alpha.fleeting')") is None
