"""After a deletion nothing is left in PostgreSQL's own files either."""

import asyncio
import secrets
from pathlib import Path

import pytest

from parley.kit import migrate
from parley.kit import scrub as scrubbing
from parley.kit.db import Database, connect
from parley.kit.ids import new_id
from parley.kit.postgres import EmbeddedPostgres
from parley.kit.scrub import scrub

PUT = "INSERT INTO kit.jobs (queue, kind, key, payload) VALUES ('q', 'k', $1, $2)"


def traces(folder: Path, word: str) -> list[str]:
    """Files of the cluster that hold the word."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if word.encode() in path.read_bytes())


async def erase(db: Database, key: str) -> None:
    async with db.unit("hiring") as unit:
        await unit.fetchval("SELECT kit.erase(ARRAY[$1])", key)


async def left_in(folder: Path, *, scrubbed: bool) -> list[str]:
    """Put a word into a database, delete it, stop the server; where the word still is."""
    word, key = f"canary{secrets.token_hex(8)}", new_id()
    async with EmbeddedPostgres(folder) as server:
        await migrate.upgrade({"dsn": server.dsn}, ["kit", "hiring"])
        db = await connect({"dsn": server.dsn}, size=3)
        try:
            async with db.unit("kit") as unit:
                await unit.execute(PUT, key, {"name": word})
            await erase(db, key)
            if scrubbed:
                assert await scrub(db) > 5
                assert await scrub(db) == 0, "once is enough"
        finally:
            await asyncio.wait_for(db.close(), 10)
    return traces(folder, word)  # Stopping is a checkpoint, which comes within minutes elsewhere.


async def test_a_deleted_word_is_in_no_file(tmp_path: Path) -> None:
    assert await left_in(tmp_path / "pg", scrubbed=True) == []


async def test_without_it_the_same_search_finds_the_word(tmp_path: Path) -> None:
    assert await left_in(tmp_path / "pg", scrubbed=False) != []


async def test_a_table_in_use_is_left_to_the_next_run(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "LOCK_WAIT", "50ms")
    await erase(db, new_id())
    async with db.unit("kit") as unit:
        await unit.execute("LOCK TABLE kit.jobs IN ACCESS SHARE MODE")
        some = await scrub(db)
    assert await scrub(db) == some + 1
    assert await scrub(db) == 0


async def test_nothing_erased_is_nothing_to_scrub(db: Database) -> None:
    assert await scrub(db) == 0


async def test_a_table_too_large_is_left_to_time(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "LARGEST_BYTES", 0)
    await erase(db, new_id())
    assert await scrub(db) < 5
