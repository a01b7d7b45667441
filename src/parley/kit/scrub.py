"""Scrubbing PostgreSQL's own files after deletions.

A deleted row stays on its page until something else is written there, and in the write-ahead log
until its file goes. `VACUUM (FULL)` writes a table anew and gives its old file back at once. Where
the server is ours (`wal_recycle` is off, kit.postgres) the log is then filled up to its next file,
so that the checkpoint that follows within minutes removes those that know of the deleted.
"""

import logging

import asyncpg

from parley.kit.db import Database

log = logging.getLogger(__name__)

SWEEP_SECONDS = 6 * 3600.0
LARGEST_BYTES = 64 * 1024**2  # a larger table would be locked for too long; time overwrites it
LOCK_WAIT = "2s"  # a table in use is left to the next run

LAST = "SELECT max(id) FROM kit.erasures"
SCRUBBED = "DELETE FROM kit.erasures WHERE id <= $1"
# Tables that the login may write anew: those of the contexts.
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'
  AND pg_has_role(c.relowner, 'USAGE') AND pg_total_relation_size(c.oid) <= $1
ORDER BY 1
"""
OURS = "SELECT current_setting('wal_recycle') = 'off'"
SEGMENT = "SELECT pg_size_bytes(current_setting('wal_segment_size'))"
FILL = "SELECT pg_logical_emit_message(false, 'scrub', repeat('x', $1))"
PIECE_BYTES = 1024**2


async def scrub(db: Database) -> int:
    """Scrub if something was erased since the last time; how many tables were written anew."""
    async with db.unit("kit") as unit:
        last = await unit.fetchval(LAST)
    if last is None:
        return 0
    async with db.pool.acquire() as connection:
        await connection.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
        try:
            done, busy = 0, 0
            for (table,) in await connection.fetch(TABLES, LARGEST_BYTES):
                try:
                    await connection.execute(f"VACUUM (FULL) {table}")
                    done += 1
                except asyncpg.LockNotAvailableError:
                    busy += 1
            if await connection.fetchval(OURS):
                for _ in range(await connection.fetchval(SEGMENT) // PIECE_BYTES + 1):
                    await connection.execute(FILL, PIECE_BYTES)
        finally:
            await connection.execute("RESET lock_timeout")
    if not busy:
        async with db.unit("kit") as unit:
            await unit.execute(SCRUBBED, last)
    log.info("scrubbed", extra={"count": done, "state": "busy" if busy else "whole"})
    return done
