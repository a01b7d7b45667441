"""`parley doctor`: which adapters are active, what is missing, what to do."""

import argparse
import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from parley.app import abilities
from parley.app.database import embedded_directory
from parley.app.settings import database_settings, environment
from parley.app.settings.installation import Place, Settings, load
from parley.kit import migrate
from parley.kit.db import Row
from parley.kit.postgres import Login, PostgresError

ROOM_BYTES = 2_000_000_000

# What was given up on, by table. Only counts: contents are personal.
STUCK = """
SELECT 'jobs given up' AS what, count(*) FROM kit.jobs WHERE status = 'dead'
UNION ALL SELECT 'events no consumer could take', count(*) FROM kit.deliveries WHERE status = 'dead'
UNION ALL SELECT 'jobs waiting', count(*) FROM kit.jobs WHERE status = 'queued'
"""
UNPUBLISHED = "SELECT count(*) FROM {schema}.outbox WHERE status = 'failed'"


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 when something must be mended."""
    settings = load(environment(), Place(arguments.data_dir))
    faults = 0
    for good, line in [*_files(settings), *asyncio.run(_database(settings)), *_adapters(settings)]:
        print(f"{'ok     ' if good else 'MEND   '}{line}")
        faults += not good
    return 1 if faults else 0


def _files(settings: Settings) -> Iterator[tuple[bool, str]]:
    folder = settings.data_dir if settings.data_dir.exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    yield free > ROOM_BYTES, f"disk: {free / 1e9:.1f} GB free for {settings.data_dir}"
    built = (settings.gateway.pages / "index.html").exists()
    yield built, "pages: built" if built else "pages: not built; run `make setup`"


async def _database(settings: Settings) -> list[tuple[bool, str]]:
    external = database_settings(environment())
    try:
        kwargs = dict(external or {"dsn": Login.read(embedded_directory(settings.data_dir)).dsn})
        connection = await asyncpg.connect(**kwargs, timeout=5)
    except (OSError, asyncpg.PostgresError, PostgresError) as error:
        what = "external (DATABASE_HOST)" if external else "embedded"
        advice = "check DATABASE_*" if external else "start `parley up` with this --data-dir"
        return [(False, f"database: {what}, not reachable ({type(error).__name__}); {advice}")]
    try:
        return await _inside(connection, external=external is not None)
    finally:
        await connection.close()


async def _inside(
    connection: "asyncpg.Connection[Row]", *, external: bool
) -> list[tuple[bool, str]]:
    version = await connection.fetchval("SHOW server_version")
    found = [(True, f"database: {'external' if external else 'embedded'} PostgreSQL {version}")]
    behind = [
        c for c in migrate.histories() if await migrate.current(connection, c) != migrate.head(c)
    ]
    found.append((not behind, f"schema: {', '.join(behind) or 'nothing'} behind" +
                  ("; run `parley migrate up`" if behind else "")))  # fmt: skip
    if behind:
        return found
    for what, count in await connection.fetch(STUCK):
        good = count == 0 or what == "jobs waiting"
        found.append((good, f"{what}: {count}"))
    for schema in await connection.fetch(
        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'outbox'"
    ):
        count = await connection.fetchval(UNPUBLISHED.format(schema=schema[0]))
        found.append((count == 0, f"{schema[0]} events that could not be published: {count}"))
    return found


def _adapters(settings: Settings) -> Iterator[tuple[bool, str]]:
    yield True, "events and jobs: PostgreSQL"
    yield True, f"files: the folder {settings.data_dir / 'blobs'}"
    mail = settings.notifications.describe()
    yield True, f"mail: {mail}"
    yield from _models(settings)
    for inactive in settings.inactive:
        yield True, f"{inactive.name} is set but not built into this version: {inactive.note}"


def _models(settings: Settings) -> Iterator[tuple[bool, str]]:
    for line in abilities.lines(settings.speech, settings.data_dir):
        yield True, line
    judge = settings.scoring.judge
    yield True, f"scores: {f'{judge.kind}, {judge.model}' if judge else 'offline, no model'}"
