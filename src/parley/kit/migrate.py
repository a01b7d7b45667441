"""Schemas, roles and migrations: one Alembic history a context, in `migrations/<context>/`.

Each context owns a schema and a role of its name; its migrations run as that role. Alembic
and SQLAlchemy are imported only when there is something to do: a warm start compares the
newest file name with the version row and goes on.
"""

from pathlib import Path
from typing import Any

import asyncpg

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"

GROUND = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
    CREATE ROLE {name} NOLOGIN;
  END IF;
END $$;
GRANT {name} TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {name};
"""


def outbox_v1(schema: str) -> str:
    """The outbox table: interview-service.md's columns, and those the relay needs."""
    return f"""
CREATE TABLE {schema}.outbox (
    id UUID PRIMARY KEY,
    event_type VARCHAR NOT NULL,
    payload JSONB NOT NULL,
    status VARCHAR NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'published', 'failed')),
    published_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    topic VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    subject_id VARCHAR,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_error VARCHAR
);
CREATE INDEX outbox_unpublished ON {schema}.outbox (topic, position) WHERE status <> 'published';
CREATE INDEX outbox_unpublished_key ON {schema}.outbox (topic, key, position)
    WHERE status <> 'published';
CREATE INDEX outbox_subject ON {schema}.outbox (subject_id);
CREATE INDEX outbox_published ON {schema}.outbox (published_at) WHERE status = 'published';
"""


def inbox_v1(schema: str) -> str:
    """The inbox table: which events a consumer has had."""
    return f"""
CREATE TABLE {schema}.inbox (
    event_id VARCHAR NOT NULL,
    consumer VARCHAR NOT NULL,
    subject_id VARCHAR,
    received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, consumer)
);
CREATE INDEX inbox_subject ON {schema}.inbox (subject_id);
"""


def script(sql: str) -> None:
    """Run several statements inside the running migration (Alembic prepares single ones)."""
    from alembic import op  # noqa: PLC0415 - only migrations, which have it loaded, call this

    driver: Any = op.get_bind().connection.dbapi_connection
    driver.run_async(lambda connection: connection.execute(sql))


def histories() -> list[str]:
    """Every context that has migrations, the kit first: the others stand on it."""
    found = sorted(path.name for path in MIGRATIONS.iterdir() if head(path.name))
    return ["kit", *(name for name in found if name != "kit")]


def head(context: str) -> str | None:
    """The newest revision on disk: the number the file name starts with."""
    names = sorted(path.name for path in (MIGRATIONS / context).glob("[0-9]*_*.py"))
    return names[-1].split("_", 1)[0] if names else None


async def current(connection: "asyncpg.Connection[Any]", context: str) -> str | None:
    """The revision the database has, or None before the first."""
    try:
        version: str | None = await connection.fetchval(
            f"SELECT version_num FROM {context}.alembic_version"  # noqa: S608 - our own name
        )
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return None
    return version


async def behind(connect_kwargs: dict[str, Any]) -> list[str]:
    """The contexts whose schema is not the newest."""
    connection = await asyncpg.connect(**connect_kwargs)
    try:
        return [c for c in histories() if await current(connection, c) != head(c)]
    finally:
        await connection.close()


async def upgrade(connect_kwargs: dict[str, Any], contexts: list[str]) -> list[str]:
    """Bring every context to its head; the names of those that were behind.

    An advisory lock lets one process migrate while others wait.
    """
    connection = await asyncpg.connect(**connect_kwargs)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtextextended('parley:migrate', 0))")
        behind = [c for c in contexts if await current(connection, c) != head(c)]
        for context in behind:
            await connection.execute(GROUND.format(name=context))
            await _alembic(connect_kwargs, context, "upgrade", "head")
        return behind
    finally:
        await connection.close()


async def downgrade(connect_kwargs: dict[str, Any], context: str, revision: str) -> None:
    """Take one context back to `revision` (`-1`: one step)."""
    await _alembic(connect_kwargs, context, "downgrade", revision)


def new(context: str, title: str) -> Path:
    """Write an empty next migration of `context` and return its path."""
    number = f"{int(head(context) or 0) + 1:04d}"
    slug = "_".join(title.lower().split())
    path = MIGRATIONS / context / f"{number}_{slug}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = repr(head(context))
    path.write_text(
        f'"""{title}."""\n\nfrom parley.kit.migrate import script\n\nrevision = "{number}"\n'
        f'down_revision = {before}\n\n\ndef upgrade() -> None:\n    """Go forward."""\n'
        f'    script("")\n\n\ndef downgrade() -> None:\n    """Go back."""\n    script("")\n'
    )
    return path


async def _alembic(kwargs: dict[str, Any], context: str, verb: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - 0.9 s that a warm start doesn't pay
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import Connection, text  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / context))
    config.set_main_option("path_separator", "os")
    config.attributes["schema"] = context

    def run(connection: Connection) -> None:
        connection.execute(text(f"SET ROLE {context}"))
        config.attributes["connection"] = connection
        getattr(command, verb)(config, revision)
        connection.commit()

    async def raw() -> Any:
        return await asyncpg.connect(**kwargs)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=raw, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()
