"""The tables are the document's, and the SQL does what the rules say, on real PostgreSQL."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import PlanItem
from parley.interviews.domain.practice import Plan
from parley.interviews.domain.session import InterviewSession
from parley.interviews.store import PostgresStore
from parley.kit import migrate
from parley.kit.db import Database
from parley.kit.ids import new_id
from tests.interviews.talks import ITEMS, ask, session, talk

# data-contracts.md, section 5, word for word; `ai_conversations` is the interviewer's.
DOCUMENT = """
CREATE TABLE users (
    user_id VARCHAR(255) PRIMARY KEY,
    email VARCHAR(255) UNIQUE NOT NULL,
    name VARCHAR(255) NOT NULL,
    created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE interview_sessions (
    session_id VARCHAR(255) PRIMARY KEY,
    status VARCHAR(50) NOT NULL DEFAULT 'scheduled',
    scheduled_time TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    job_description TEXT,
    created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE access_permissions (
    permission_id SERIAL PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL REFERENCES interview_sessions(session_id) ON DELETE CASCADE,
    user_id VARCHAR(255) NOT NULL REFERENCES users(user_id) ON DELETE CASCADE,
    role VARCHAR(50) NOT NULL,
    UNIQUE (session_id, user_id)
);

CREATE TABLE participants (
    participant_id VARCHAR(255) PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL REFERENCES interview_sessions(session_id) ON DELETE CASCADE,
    user_id VARCHAR(255) NOT NULL REFERENCES users(user_id) ON DELETE RESTRICT,
    role VARCHAR(50) NOT NULL,
    status VARCHAR(50) NOT NULL DEFAULT 'joining',
    joined_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    left_at TIMESTAMPTZ,
    signaling_id VARCHAR(255)
);

CREATE TABLE interactions (
    interaction_id VARCHAR(255) PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL REFERENCES interview_sessions(session_id) ON DELETE CASCADE,
    timestamp TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    speaker_participant_id VARCHAR(255) REFERENCES participants(participant_id) ON DELETE SET NULL,
    speaker_user_id VARCHAR(255) NOT NULL,
    speaker_role VARCHAR(50) NOT NULL,
    interaction_type VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    audio_reference VARCHAR(1024)
);

CREATE INDEX idx_access_permissions_session ON access_permissions(session_id);
CREATE INDEX idx_participants_session ON participants(session_id);
CREATE INDEX idx_interactions_session ON interactions(session_id);
"""
TABLES = ("users", "interview_sessions", "access_permissions", "participants", "interactions")
COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
       regexp_replace(column_default, '^nextval.*', 'nextval') AS column_default
FROM information_schema.columns WHERE table_schema = $1 AND table_name = ANY($2)
"""
# Keys by their words: PRIMARY KEY, UNIQUE, FOREIGN KEY ... ON DELETE.
KEYS = """
SELECT conrelid::regclass::text AS table_name, pg_get_constraintdef(oid) AS words
FROM pg_constraint WHERE connamespace = $1::regnamespace AND contype IN ('p', 'u', 'f')
"""
INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = $1"


async def shape(connection: "asyncpg.Connection[Any]", schema: str) -> dict[str, set[Any]]:
    """Columns, keys and indexes of the documented tables, whatever the schema is called."""
    found: dict[str, set[Any]] = defaultdict(set)
    for row in await connection.fetch(COLUMNS, schema, list(TABLES)):
        found["columns"].add(tuple(row.values()))
    for row in await connection.fetch(KEYS, schema):
        words = row["words"].replace(f"{schema}.", "")
        found["keys"].add((row["table_name"].removeprefix(f"{schema}."), words))
    for row in await connection.fetch(INDEXES, schema):
        found["indexes"].add(row["indexname"])
    return found


async def test_the_tables_are_the_documents(database: dict[str, Any]) -> None:
    connection = await asyncpg.connect(**database)
    try:
        await connection.execute(
            f"CREATE SCHEMA documented; SET search_path = documented; {DOCUMENT}; RESET search_path"
        )
        documented = await shape(connection, "documented")
        ours = await shape(connection, "interviews")
    finally:
        await connection.close()
    assert len(documented["columns"]) == len(
        re.findall(r"^    \w+_?\w* [A-Z]+[ (,]", DOCUMENT, re.MULTILINE)
    )
    for kind, expected in documented.items():
        assert expected <= ours[kind], kind


async def test_what_we_added_may_be_left_out(db: Database) -> None:
    """A row with the document's columns alone can be stored."""
    async with db.unit("interviews") as unit:
        await unit.execute(
            "INSERT INTO interviews.interview_sessions (session_id) VALUES ('anything')"
        )
        await unit.execute(
            "INSERT INTO interviews.interactions (interaction_id, session_id, speaker_user_id,"
            " speaker_role, interaction_type, content) VALUES ('i', 'anything', 'ai', 'ai',"
            " 'question', 'Why?')"
        )
        found = await PostgresStore().session(unit, "anything")
        assert found is not None
        assert (found.status.value, found.mode.value, found.items) == ("scheduled", "room", ())
        [entry] = await PostgresStore().entries(unit, "anything")
        assert (entry.text, entry.start, entry.words) == ("Why?", 0.0, ())


async def test_the_migration_goes_down_and_up(database: dict[str, Any]) -> None:
    await migrate.downgrade(database, "interviews", "base")
    await migrate.upgrade(database, ["interviews"])
    assert "interviews" not in await migrate.behind(database)


async def test_the_ai_has_a_row(db: Database) -> None:
    async with db.unit("interviews") as unit:
        assert await PostgresStore().unknown(unit, ["ai", "nobody"]) == ["nobody"]


@pytest.mark.parametrize(
    "change",
    [
        "status = 'paused'",
        "status = 'completed'",
        "status = 'in_progress'",
        "completed_at = now()",
        "status = 'failed'",
        "mode = 'letter'",
        "purpose = 'fun'",
        "limit_seconds = 0",
        "end_reason = 'boredom'",
    ],
)
async def test_what_cannot_be_cannot_be_stored(db: Database, change: str) -> None:
    store, one = PostgresStore(), session()
    async with db.unit("interviews") as unit:
        await store.save_user(unit, one.user_id, "ana@example.com", "Ana")
        await store.add(unit, one)
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.unit("interviews") as unit:
            await unit.execute(f"UPDATE interviews.interview_sessions SET {change}")  # noqa: S608 - the list above


async def test_two_entries_cannot_have_one_place(db: Database) -> None:
    store, one = PostgresStore(), session()
    async with db.unit("interviews") as unit:
        await store.save_user(unit, one.user_id, "ana@example.com", "Ana")
        await store.add(unit, one)
        await store.append(unit, one, talk(), final=False)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with db.unit("interviews") as unit:
            await unit.execute("UPDATE interviews.interactions SET seq = 1")


async def test_a_session_comes_back_as_it_was(db: Database) -> None:
    store = PostgresStore()
    one = session(template_id=new_id(), language="de", title="Gärtner")
    async with db.unit("interviews") as unit:
        await store.save_user(unit, one.user_id, "ana@example.com", "Ana")
        await store.add(unit, one)
    await _changed(db, one)
    one.begin(ITEMS[:1], datetime.now(UTC))
    await _changed(db, one)
    one.fail(datetime.now(UTC), datetime.now(UTC))
    await _changed(db, one)


async def _changed(db: Database, one: InterviewSession) -> None:
    store = PostgresStore()
    async with db.unit("interviews") as unit:
        await store.save(unit, one)
        assert await store.session(unit, one.session_id) == one
        assert await store.session(unit, one.session_id, lock=True) == one
        assert await store.some(unit, [one.session_id, new_id()]) == [one]
        assert await store.session(unit, new_id()) is None


async def test_any_plan_comes_back_as_it_was(db: Database) -> None:
    store = PostgresStore()
    items = (
        PlanItem(new_id(), 'Quotes " and \\ and ☃', "a", ("One, {two}", ""), required=False),
        PlanItem(new_id(), "", seconds=0),
    )
    plan = Plan(
        new_id(), "Titel", new_id(), new_id(), "de", practice=True, planned_seconds=600, items=items
    )
    async with db.unit("interviews") as unit:
        await store.save_plan(unit, plan)
        assert await store.plan(unit, plan.template_id) == plan
        changed = replace(plan, title="Another", practice=False)
        await store.save_plan(unit, changed)
        assert await store.plan(unit, plan.template_id) == changed
        await store.archive_plan(unit, plan.template_id, datetime.now(UTC))
        assert await store.plan(unit, plan.template_id) == replace(changed, archived=True)
        assert await store.plan(unit, new_id()) is None


IDS = [f"{n}" * 8 + "-0000-4000-8000-" + f"{n}" * 12 for n in range(3)]
PLANS = st.builds(
    Plan,
    template_id=st.sampled_from(["a", "b", "c", "d"]),
    title=st.sampled_from(["x", "y"]),
    owner_id=st.sampled_from(IDS),
    company_id=st.sampled_from([None, *IDS]),
    language=st.just("en"),
    practice=st.booleans(),
    planned_seconds=st.just(60),
    items=st.sampled_from([(), ITEMS]),
    archived=st.booleans(),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    plans=st.lists(PLANS, max_size=4, unique_by=lambda plan: plan.template_id),
    user_id=st.sampled_from(IDS),
    company_id=st.sampled_from([None, *IDS]),
)
async def test_what_is_open_to_somebody_is_the_same_in_sql(
    db: Database, plans: list[Plan], user_id: str, company_id: str | None
) -> None:
    store, who = PostgresStore(), Principal(user_id, Role.CANDIDATE, company_id=company_id)
    async with db.unit("interviews") as unit:
        await unit.execute("DELETE FROM interviews.plans")
        for plan in plans:
            await store.save_plan(unit, plan)
            if plan.archived:
                await store.archive_plan(unit, plan.template_id, datetime.now(UTC))
        found, total = await store.open_plans(unit, who, 0, 10)
    expected = sorted(
        (plan for plan in plans if plan.is_open_to(who)), key=lambda p: (p.title, p.template_id)
    )
    assert (list(found), total) == (expected, len(expected))


async def test_a_pages_worth_of_a_persons_interviews(db: Database) -> None:
    store, me = PostgresStore(), new_id()
    made: list[InterviewSession] = []
    async with db.unit("interviews") as unit:
        await store.save_user(unit, me, "ana@example.com", "Ana")
        for minute in range(3):
            one = InterviewSession.opened(ask(me), datetime(2026, 1, 1, 9, minute, tzinfo=UTC))
            await store.add(unit, one)
            made.insert(0, one)
        await store.append(unit, made[0], talk(), final=False)
        found, total = await store.of_person(unit, me, 0, 2)
        assert total == 3
        assert found == [(made[0], frozenset({ITEMS[0].item_id})), (made[1], frozenset())]
        assert await store.of_person(unit, me, 2, 2) == ([(made[2], frozenset())], 3)
        assert await store.of_person(unit, new_id(), 0, 2) == ([], 0)
