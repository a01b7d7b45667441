"""The tables are the document's, name by name and type by type."""

import re
from pathlib import Path
from typing import Any

import pytest

from parley.kit import migrate
from parley.kit.db import Database

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "contracts" / "interview-service.md"
TYPES = {
    "UUID": "uuid",
    "VARCHAR": "character varying",
    "TEXT": "text",
    "JSONB": "jsonb",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "timestamp with time zone",
    "ENUM": "USER-DEFINED",
}
COLUMNS = """
SELECT column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL AS optional
FROM information_schema.columns WHERE table_schema = 'hiring' AND table_name = $1
"""


def documented() -> dict[str, dict[str, str]]:
    """Tables Detail: table -> column -> type."""
    found = {}
    for name, body in re.findall(r"\*\*(\w+)\*\*\n((?:\|.*\n)+)", DOCUMENT.read_text()):
        found[name] = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", body, re.MULTILINE))
    return found


async def actual(db: Database, table: str) -> dict[str, Any]:
    async with db.unit("hiring") as unit:
        rows = await unit.fetch(COLUMNS, table)
    return {row["column_name"]: row for row in rows}


@pytest.mark.contract(
    "interview-service.md",
    "interview_templates.id",
    "interview_templates.title",
    "interview_templates.description",
    "interview_templates.owner_id",
    "interview_templates.company_id",
    "interview_templates.status",
    "interview_templates.settings",
    "interview_templates.created_at",
    "interview_templates.updated_at",
    "questions.id",
    "questions.template_id",
    "questions.text",
    "questions.type",
    "questions.order",
    "questions.time_limit",
    "questions.is_required",
    "questions.options",
    "invitations.id",
    "invitations.template_id",
    "invitations.candidate_id",
    "invitations.candidate_email",
    "invitations.candidate_name",
    "invitations.hr_id",
    "invitations.status",
    "invitations.access_token",
    "invitations.started_at",
    "invitations.completed_at",
    "invitations.expires_at",
    "responses.id",
    "responses.invitation_id",
    "responses.question_id",
    "responses.type",
    "responses.content",
    "responses.media_url",
    "responses.duration",
    "responses.submitted_at",
)
async def test_every_documented_column_is_there_with_its_type(db: Database) -> None:
    tables = documented()
    assert set(tables) == {"interview_templates", "questions", "invitations", "responses"}
    for table, columns in tables.items():
        rows = await actual(db, table)
        for column, kind in columns.items():
            assert rows[column]["data_type"] == TYPES[kind], f"{table}.{column}"


async def test_what_we_added_can_be_left_out(db: Database) -> None:
    """A client that writes rows from the document alone must not meet our columns."""
    for table, columns in documented().items():
        for name, row in (await actual(db, table)).items():
            if name not in columns:
                assert row["optional"], f"{table}.{name}"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("template_status", ["draft", "published", "archived"]),
        ("question_type", ["video", "text", "multiple_choice"]),
        ("invitation_status", ["pending", "started", "completed", "expired"]),
        ("response_type", ["video", "text", "choice"]),
    ],
)
async def test_the_words_of_each_state_are_the_documents(
    db: Database, kind: str, words: list[str]
) -> None:
    async with db.unit("hiring") as unit:
        found = await unit.fetchval(f"SELECT enum_range(NULL::hiring.{kind})::text[]")
    assert found == words


async def test_going_back_leaves_nothing(database: dict[str, Any], db: Database) -> None:
    await migrate.downgrade(database, "hiring", "base")
    async with db.unit("hiring") as unit:
        left = await unit.fetchval(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'hiring' AND relname NOT LIKE 'alembic%'"
        )
        types = await unit.fetchval(
            "SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
            " WHERE n.nspname = 'hiring' AND typtype = 'e'"
        )
    assert (left, types) == (0, 0)
    assert await migrate.upgrade(database, ["hiring"]) == ["hiring"]
