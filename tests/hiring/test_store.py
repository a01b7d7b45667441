"""Hiring's SQL on real PostgreSQL: what goes in comes out, lists, search, locks, constraints."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.errors import ResponseAlreadySubmittedException
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import Invitation, InvitationStatus
from parley.hiring.domain.question import QuestionType, options_of
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.hiring.events import message
from parley.hiring.ports import InvitationFilter, InvitationView, Page, TemplateFilter, TemplateView
from parley.hiring.store import PostgresStore
from parley.hiring.store.search import folded, patterns
from parley.kit.db import Database
from parley.kit.ids import new_id
from tests.hiring import test_domain_invitation as invitations
from tests.hiring.test_domain_template import NOW, draft


@pytest.fixture
async def store(db: Database) -> PostgresStore:
    return PostgresStore(db, message, lambda: NOW)


async def stored_template(store: PostgresStore, **fields: Any) -> InterviewTemplate:
    status = fields.pop("status", TemplateStatus.DRAFT)
    template = draft(**fields)
    template.status = status
    content: dict[str, Any] = {
        "text": "Which?",
        "type": QuestionType.MULTIPLE_CHOICE,
        "options": options_of((("a", "A"), (None, "B"))),
        "key_points": ("first", "second"),
        "time_limit": 60,
        "thinking_time": 20,
        "is_required": False,
    }
    if status is TemplateStatus.DRAFT:
        template.add_question(content, None, NOW)
        template.add_question({"text": "Why?", "type": QuestionType.TEXT}, None, NOW)
    async with store.unit() as unit:
        await unit.add_template(template)
    return template


async def stored_invitation(
    store: PostgresStore, template: InterviewTemplate, **fields: Any
) -> Invitation:
    invitation = invitations.invitation(template_id=template.id, access_token=new_id(), **fields)
    async with store.unit() as unit:
        await unit.add_invitation(invitation, template.title)
    return invitation


async def test_a_template_comes_back_as_it_was(store: PostgresStore) -> None:
    settings = InterviewSettings(
        45, 90, allow_retakes=True, max_retakes=2, shuffle_questions=True, show_progress=False
    )
    template = await stored_template(
        store, description="What for", company_id=new_id(), settings=settings
    )
    async with store.unit() as unit:
        for loaded in (
            await unit.template(template.id),
            await unit.template(template.id, lock=True),
            await unit.template(template.id, share=True),
        ):
            assert loaded == template
        assert await unit.template_view(template.id) == TemplateView.of(template)
        assert await unit.template(new_id()) is None
        assert await unit.template_view(new_id()) is None


async def test_changed_questions_come_back_in_their_new_order(store: PostgresStore) -> None:
    template = await stored_template(store)
    later = NOW + timedelta(minutes=1)
    first, second = template.questions
    template.add_question({"text": "How?", "type": QuestionType.VIDEO}, 1, later)
    template.remove_question(first.id, later)
    template.edit_question(second.id, {"text": "Why not?"}, 1, later)
    async with store.unit() as unit:
        await unit.save_questions(template)
    async with store.unit() as unit:
        loaded = await unit.template(template.id)
    assert loaded == template
    assert [q.text for q in template.questions] == ["Why not?", "How?"]


async def test_a_changed_template_comes_back_changed(store: PostgresStore) -> None:
    template = await stored_template(store)
    template.edit({"title": "Gärtner", "description": "Blumen"}, NOW + timedelta(minutes=1))
    template.publish(NOW + timedelta(minutes=2))
    async with store.unit() as unit:
        await unit.save_template(template)
    async with store.unit() as unit:
        assert await unit.template(template.id) == template
        _, found = await unit.templates(TemplateFilter(q="gartner blumen"), Page())
    assert found == 1


async def test_two_questions_cannot_have_one_place(store: PostgresStore) -> None:
    template = await stored_template(store)
    first, second = template.questions
    template.questions = [first, replace(second, order=first.order)]
    with pytest.raises(asyncpg.UniqueViolationError):
        async with store.unit() as unit:
            await unit.save_questions(template)


async def test_deleting_takes_the_questions_along(store: PostgresStore, db: Database) -> None:
    template = await stored_template(store)
    async with store.unit() as unit:
        assert not await unit.is_used(template.id)
        await unit.delete_template(template.id)
    async with db.unit("hiring") as raw:
        assert await raw.fetchval("SELECT count(*) FROM hiring.questions") == 0


async def test_a_used_template_cannot_be_deleted_whatever_the_service_thinks(
    store: PostgresStore,
) -> None:
    template = await stored_template(store)
    await stored_invitation(store, template)
    async with store.unit() as unit:
        assert await unit.is_used(template.id)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with store.unit() as unit:
            await unit.delete_template(template.id)


async def test_an_invitation_comes_back_as_it_was(store: PostgresStore) -> None:
    template = await stored_template(store)
    held = await stored_invitation(store, template, timezone="Europe/Vienna")
    asked = template.questions[1]
    held.start(NOW)
    response, _ = held.submit(asked, Answer(ResponseType.TEXT, "Because."), None, NOW)
    held.complete([], NOW + timedelta(minutes=5))
    async with store.unit() as unit:
        await unit.save_invitation(held)
        await unit.add_response(response, held.candidate_id)
    async with store.unit() as unit:
        assert await unit.invitation(held.id) == held
        assert await unit.invitation(held.id, lock=True) == held
        assert await unit.invitation_of_token(held.access_token) == held
        assert await unit.invitation(new_id()) is None
        assert await unit.invitation_of_token("unknown") is None


async def test_revoking_is_stored(store: PostgresStore) -> None:
    held = await stored_invitation(store, await stored_template(store))
    held.revoke(NOW)
    held.access_token = "next"
    async with store.unit() as unit:
        await unit.save_invitation(held)
    async with store.unit() as unit:
        assert await unit.invitation(held.id) == held


async def test_a_question_has_one_answer_whatever_the_service_thinks(
    store: PostgresStore,
) -> None:
    template = await stored_template(store)
    held = await stored_invitation(store, template)
    held.start(NOW)
    answer = Answer(ResponseType.TEXT, "Because.")
    response, _ = held.submit(template.questions[1], answer, None, NOW)
    async with store.unit() as unit:
        await unit.add_response(response, held.candidate_id)
    with pytest.raises(ResponseAlreadySubmittedException):
        async with store.unit() as unit:
            await unit.add_response(replace(response, id=new_id()), held.candidate_id)


async def test_whom_a_row_is_about_stands_on_it(store: PostgresStore, db: Database) -> None:
    template = await stored_template(store)
    held = await stored_invitation(store, template)
    held.start(NOW)
    answer = Answer(ResponseType.TEXT, "Because.")
    response, fact = held.submit(template.questions[1], answer, None, NOW)
    async with store.unit() as unit:
        await unit.add_response(response, held.candidate_id)
        await unit.tell(fact, NOW)
    async with db.unit("hiring") as raw:
        for table in ("invitations", "responses", "outbox"):
            found = await raw.fetchval(f"SELECT subject_id FROM hiring.{table}")  # noqa: S608 - names above
            assert found == held.candidate_id, table


async def test_a_fact_of_a_failed_transaction_is_never_told(
    store: PostgresStore, db: Database
) -> None:
    fact: Fact = draft().created()

    async def tell_and_fail() -> None:
        async with store.unit() as unit:
            await unit.tell(fact, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await tell_and_fail()
    async with db.unit("hiring") as raw:
        assert await raw.fetchval("SELECT count(*) FROM hiring.outbox") == 0


async def test_templates_are_listed_newest_first_page_by_page(store: PostgresStore) -> None:
    owner = new_id()
    made = [
        await stored_template(store, owner_id=owner, now=NOW + timedelta(minutes=minute // 2))
        for minute in range(5)
    ]
    await stored_template(store)
    expected = sorted(made, key=lambda t: (t.created_at, t.id), reverse=True)
    async with store.unit() as unit:
        pages = [
            await unit.templates(TemplateFilter(owner_id=owner), Page(number, 2))
            for number in (1, 2, 3, 4)
        ]
    assert [total for _, total in pages] == [5] * 4
    assert [view.id for views, _ in pages for view in views] == [t.id for t in expected]
    assert {view.questions_count for views, _ in pages for view in views} == {2}


async def test_templates_are_filtered_by_sight_and_status(store: PostgresStore) -> None:
    me, company = new_id(), new_id()
    mine = await stored_template(store, owner_id=me)
    shared = await stored_template(store, company_id=company, status=TemplateStatus.ARCHIVED)
    other = await stored_template(store, company_id=new_id())

    async def ids(**wanted: Any) -> set[str]:
        async with store.unit() as unit:
            views, total = await unit.templates(TemplateFilter(**wanted), Page())
        assert total == len(views)
        return {view.id for view in views}

    assert await ids(owner_id=me) == {mine.id}
    assert await ids(owner_id=me, company_id=company) == {mine.id, shared.id}
    assert await ids() == {mine.id, shared.id, other.id}
    archived = TemplateStatus.ARCHIVED
    assert await ids(owner_id=me, company_id=company, status=archived) == {shared.id}
    assert await ids(owner_id=me, status=archived) == set()


async def test_invitations_are_filtered_by_sight_status_template_and_person(
    store: PostgresStore,
) -> None:
    me, company, person = new_id(), new_id(), new_id()
    first = await stored_template(store, title="Gardener")
    second = await stored_template(store, title="Cook", company_id=company)
    mine = await stored_invitation(store, first, hr_id=me, candidate_id=person)
    soon = await stored_invitation(
        store, second, candidate_id=person, expires_at=NOW + timedelta(hours=1)
    )
    other = await stored_invitation(store, first, candidate_name="Bo", candidate_email="bo@x.y")

    async def ids(now: Any = NOW, **wanted: Any) -> set[str]:
        async with store.unit() as unit:
            views, total = await unit.invitations(InvitationFilter(now, **wanted), Page())
        assert total == len(views)
        return {view.id for view in views}

    assert await ids() == {mine.id, soon.id, other.id}
    assert await ids(hr_id=me) == {mine.id}
    assert await ids(hr_id=me, company_id=company) == {mine.id, soon.id}
    assert await ids(candidate_id=person) == {mine.id, soon.id}
    assert await ids(candidate_id=person, only_id=mine.id) == {mine.id}
    assert await ids(template_id=second.id) == {soon.id}
    assert await ids(q="BO@x") == {other.id}
    assert await ids(q="garden") == {mine.id, other.id}
    pending, expired = InvitationStatus.PENDING, InvitationStatus.EXPIRED
    deadline = soon.expires_at
    assert await ids(now=deadline - timedelta(microseconds=1), status=expired) == set()
    assert await ids(now=deadline, status=expired) == {soon.id}
    assert await ids(now=deadline, status=pending) == {mine.id, other.id}


async def test_a_list_shows_each_invitation_as_it_is(store: PostgresStore) -> None:
    template = await stored_template(store)
    held = await stored_invitation(store, template)
    held.start(NOW)
    answer = Answer(ResponseType.TEXT, "Because.")
    response, _ = held.submit(template.questions[1], answer, None, NOW)
    async with store.unit() as unit:
        await unit.save_invitation(held)
        await unit.add_response(response, held.candidate_id)
        views, _ = await unit.invitations(InvitationFilter(NOW), Page())
    assert views == [InvitationView.of(held, template)]
    assert (views[0].questions_count, views[0].answered_count) == (2, 1)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ângela", True),
        ("ANGELA", True),
        ("angela müller", True),
        ("muller ang", True),
        ("mueller", False),
        ("100%", True),
        ("100_", False),
        ("%", True),
        ("_", False),
        ("\\", False),
        ("  ", True),
    ],
)
async def test_search_knows_no_case_no_accents_and_no_wildcards(
    store: PostgresStore,
    q: str,
    found: bool,
) -> None:
    template = await stored_template(store, title="100% remote")
    await stored_invitation(store, template, candidate_name="Ângela Müller")
    async with store.unit() as unit:
        _, total = await unit.invitations(InvitationFilter(NOW, q=q), Page())
    assert total == int(found)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert patterns(text) is None or all(p.startswith("%") for p in patterns(text) or ())


async def test_the_sweeper_takes_the_due_ones_and_no_more_than_asked(
    store: PostgresStore,
) -> None:
    template = await stored_template(store)
    hours = timedelta(hours=1)
    due = [
        await stored_invitation(store, template, expires_at=NOW + hours * place)
        for place in range(1, 4)
    ]
    late = await stored_invitation(store, template, expires_at=NOW + hours * 9)
    done = await stored_invitation(
        store, template, expires_at=NOW + hours, status=InvitationStatus.COMPLETED
    )
    async with store.unit() as unit:
        assert await unit.expire_due(NOW, 10) == 0
        assert await unit.expire_due(NOW + hours * 3, 2) == 2
        assert await unit.expire_due(NOW + hours * 3, 2) == 1
        assert await unit.expire_due(NOW + hours * 3, 2) == 0
        states = {}
        for held in (*due, late, done):
            loaded = await unit.invitation(held.id)
            assert loaded is not None
            states[held.id] = loaded.status.value
    assert list(states.values()) == ["expired"] * 3 + ["pending", "completed"]


async def test_the_sweeper_passes_by_what_somebody_works_on(store: PostgresStore) -> None:
    template = await stored_template(store)
    held = await stored_invitation(store, template)
    async with store.unit() as unit:
        await unit.invitation(held.id, lock=True)
        async with store.unit() as sweeper:
            assert await sweeper.expire_due(held.expires_at, 10) == 0


async def test_an_invitation_is_one_persons_at_a_time(store: PostgresStore, db: Database) -> None:
    held = await stored_invitation(store, await stored_template(store))
    seen = []

    async def second() -> None:
        async with store.unit() as unit:
            loaded = await unit.invitation(held.id, lock=True)
            assert loaded is not None
            seen.append(loaded.status)

    async with store.unit() as unit, db.unit("kit") as raw:
        loaded = await unit.invitation(held.id, lock=True)
        assert loaded is not None
        waiting = asyncio.create_task(second())
        loaded.start(NOW)
        await unit.save_invitation(loaded)
        while not await raw.fetchval("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"):
            assert not seen
    await waiting
    assert seen == [InvitationStatus.STARTED]


async def test_rows_are_counted_by_state(store: PostgresStore) -> None:
    template = await stored_template(store)
    await stored_template(store, status=TemplateStatus.PUBLISHED)
    await stored_invitation(store, template)
    await stored_invitation(store, template, expires_at=NOW)
    async with store.unit() as unit:
        await unit.tell(template.created(), NOW)
    assert await store.rows() == {
        "templates": {"draft": 1, "published": 1},
        "invitations": {"pending": 1, "expired": 1},
        "outbox": {"pending": 1},
    }
