"""Looking everywhere in an installation for what was deleted: tables, files, log, metrics."""

import email
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from tests.e2e.installation import Installation

TABLES = """
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Traces:
    """Where words were found, and how much was looked at.

    Attributes:
        found: Places with what was found there.
        tables, files: How many were searched.
    """

    found: tuple[str, ...]
    tables: int
    files: int

    def check_none(self) -> None:
        """Nothing was found, and it was looked for.

        Raises:
            AssertionError: Something was left.
        """
        assert self.tables > 20, "the tables were not searched"
        assert not self.found, f"left behind: {self.found}"


async def search(installation: Installation, words: Iterable[str]) -> Traces:
    """Every row of every table of every schema, every file outside PostgreSQL's own, and the log.

    A word is looked for as it is, whatever its case, and as the hexadecimal that `bytea` shows.
    """
    wanted = sorted({word.lower() for word in words})
    needles = [*wanted, *(word.encode().hex() for word in wanted)]
    found: list[str] = []
    connection = await asyncpg.connect(installation.dsn)
    try:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        for table in tables:
            rows = await connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608 - quoted
            said = "\n".join(row[0] for row in rows).lower()
            found += [f"{table}: {needle}" for needle in needles if needle in said]
    finally:
        await connection.close()
    files = [path for path in installation.data_dir.rglob("*") if _is_ours(installation, path)]
    for path in files:
        for content in _contents(path):
            text = content.decode("latin-1").lower()
            found += [f"{path.name}: {word}" for word in _bytes(wanted) if word in text]
    metrics = httpx.get(f"{installation.url}/metrics").raise_for_status().text
    for name, said in {"log": installation.log, "metrics": metrics}.items():
        found += [f"{name}: {word}" for word in wanted if word in said.lower()]
    return Traces(tuple(found), len(tables), len(files))


def _is_ours(installation: Installation, path: Path) -> bool:
    relative = path.relative_to(installation.data_dir)
    return relative.parts[0] != "postgres" and path.is_file()


def _contents(path: Path) -> Iterator[bytes]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return  # A draft that has got its name since; whatever stays is found in the last search.
    yield raw
    if path.suffix == ".eml":  # Its parts are encoded.
        letter = email.message_from_bytes(raw)
        yield str(letter["To"]).encode()
        for part in letter.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


def _bytes(words: Iterable[str]) -> list[str]:
    return [word.encode().decode("latin-1") for word in words]
