"""A template as the plan of a conversation: what is asked, in which order, how long it takes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.hiring import PlanArchived, PlanPublished
from parley.contracts.interviews import Mode as SessionMode
from parley.contracts.scoring import Purpose
from parley.hiring.domain import plan
from parley.hiring.domain.errors import TemplateHasNoQuestions, TemplateHasNothingToTalkAbout
from parley.hiring.domain.invitation import Invitation, InvitationStatus
from parley.hiring.domain.question import QuestionType, options_of
from parley.hiring.domain.settings import InterviewMode, InterviewSettings, Language
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.kit.ids import new_id
from tests.hiring.test_domain_template import NOW, ask, draft

CHOICE = ask(
    text="Which?",
    type=QuestionType.MULTIPLE_CHOICE,
    options=options_of([(None, "this"), (None, "that")]),
)


def made(*questions: dict[str, Any], **settings: Any) -> InterviewTemplate:
    template = draft(settings=InterviewSettings(**{"mode": InterviewMode.VOICE} | settings))
    for question in questions:
        template.add_question(question, None, NOW)
    return template


def invited(template: InterviewTemplate, **change: Any) -> Invitation:
    fields: dict[str, Any] = {
        "id": new_id(),
        "template_id": template.id,
        "candidate_id": new_id(),
        "candidate_email": "ana@example.com",
        "candidate_name": "Ana",
        "hr_id": template.owner_id,
        "status": InvitationStatus.STARTED,
        "access_token": "x",
        "expires_at": NOW + timedelta(days=7),
        "created_at": NOW,
    }
    return Invitation(**fields | change)


def body(template: InterviewTemplate) -> PlanPublished:
    fact = plan.published(template)
    assert fact is not None
    assert isinstance(fact.body, PlanPublished)
    assert (fact.type, fact.key, fact.subject_id) == ("plan.published", template.id, None)
    return fact.body


def test_a_conversation_needs_something_to_talk_about() -> None:
    with pytest.raises(TemplateHasNoQuestions):
        made().publish(NOW)
    only_choices = made(CHOICE)
    with pytest.raises(TemplateHasNothingToTalkAbout, match="talked about"):
        only_choices.publish(NOW)
    assert only_choices.status is TemplateStatus.DRAFT
    made(CHOICE, ask()).publish(NOW)
    made(CHOICE, mode=InterviewMode.RECORDED).publish(NOW)


def test_choices_are_left_out_of_conversations_alone() -> None:
    spoken = made(ask(text="Why?"), CHOICE, ask(text="How?", type=QuestionType.VIDEO))
    assert [question.text for question in spoken.asked] == ["Why?", "How?"]
    recorded = made(ask(), CHOICE, mode=InterviewMode.RECORDED)
    assert len(recorded.asked) == 2


def test_the_plan_has_the_talkable_questions_with_their_key_points() -> None:
    template = made(
        ask(text="Why?", key_points=("Because.",), time_limit=60, is_required=False),
        CHOICE,
        ask(text="How?"),
        language=Language.GERMAN,
        practice=True,
    )
    published = body(template)
    assert (published.title, published.ownerId, published.companyId) == (
        template.title, template.owner_id, None,
    )  # fmt: skip
    assert (published.language, published.practice) == ("de", True)
    why, how = published.items
    assert (why.itemId, why.text, why.category) == (template.questions[0].id, "Why?", "general")
    assert (why.keyPoints, why.required, why.seconds) == (["Because."], False, 60)
    assert (how.keyPoints, how.required, how.seconds) == ([], True, None)
    assert published.plannedSeconds == 60 + plan.QUESTION_SECONDS


def test_a_recorded_template_can_be_practised_with_too() -> None:
    assert len(body(made(ask(), CHOICE, mode=InterviewMode.RECORDED)).items) == 1
    assert plan.published(made(CHOICE, mode=InterviewMode.RECORDED)) is None


@pytest.mark.parametrize(
    ("settings", "limit", "seconds"),
    [
        ({"total_time_limit": 30, "question_time_limit": 60}, 90, 1800),
        ({"total_time_limit": 0, "question_time_limit": 60}, 90, 90 + 60),
        ({"question_time_limit": 60}, None, 60 + 60),
        ({"question_time_limit": 60}, 0, 60 + 60),
        ({}, 90, 90 + 150),
        ({"question_time_limit": 0}, None, 150 + 150),
    ],
)
def test_how_long_it_should_take(settings: dict[str, Any], limit: int | None, seconds: int) -> None:
    template = made(ask(time_limit=limit), ask(), **settings)
    assert body(template).plannedSeconds == seconds


def test_archiving_says_so() -> None:
    template = made(ask())
    assert plan.archived(template).body == PlanArchived(template.id)


def test_the_session_is_the_invitations() -> None:
    template = made(ask(time_limit=60, key_points=("Because.",)), CHOICE, ask())
    invitation = invited(template)
    opening = plan.opening(invitation, template, Purpose.HIRING, 3600)
    assert (opening.session_id, opening.mode) == (invitation.id, SessionMode.VOICE)
    assert (opening.user_id, opening.owner_id) == (invitation.candidate_id, invitation.hr_id)
    assert (opening.purpose, opening.template_id) == (Purpose.HIRING, template.id)
    assert [item.key_points for item in opening.items] == [("Because.",), ()]
    assert (opening.total_questions, opening.planned_seconds) == (2, 210)
    assert (opening.limit_seconds, opening.job_description) == (3600, "")


@given(
    extra=st.integers(0, 300),
    total=st.none() | st.integers(1, 480),
    limits=st.lists(st.none() | st.integers(5, 3600), min_size=1, max_size=5),
    voice=st.integers(10, 14_400),
)
def test_extra_time_stretches_every_limit(
    extra: int, total: int | None, limits: list[int | None], voice: int
) -> None:
    template = made(*(ask(time_limit=limit) for limit in limits), total_time_limit=total)
    invitation = invited(template, extra_time_percent=extra)
    without = plan.opening(invited(template), template, Purpose.HIRING, voice)
    opening = plan.opening(invitation, template, Purpose.HIRING, voice)

    def stretched(seconds: int) -> int:
        return -(-seconds * (100 + extra) // 100)

    assert opening.limit_seconds == stretched(voice)
    for item, plain in zip(opening.items, without.items, strict=True):
        assert item.seconds == (None if plain.seconds is None else stretched(plain.seconds))
    assert opening.planned_seconds <= opening.limit_seconds
    assert opening.planned_seconds >= without.planned_seconds


def test_a_shuffled_order_is_the_invitations_own() -> None:
    template = made(*(ask(text=f"{n}?") for n in range(8)), shuffle_questions=True)
    invitation = invited(template)
    orders = {
        tuple(item.text for item in plan.opening(one, template, Purpose.HIRING, 60).items)
        for one in (invitation, invitation, invited(template), invited(template))
    }
    assert 2 <= len(orders) <= 3
    assert {len(order) for order in orders} == {8}


@pytest.mark.parametrize("status", list(InvitationStatus), ids=lambda status: status.value)
def test_a_conversation_completes_whatever_the_deadline(status: InvitationStatus) -> None:
    ended = datetime(2026, 3, 1, 12, tzinfo=UTC)
    invitation = invited(made(ask()), status=status, expires_at=NOW)
    fact = invitation.complete_live(ended, 600, 3)
    if status is InvitationStatus.COMPLETED:
        assert fact is None
        return
    assert invitation.status is InvitationStatus.COMPLETED
    assert (invitation.started_at, invitation.completed_at) == (
        ended - timedelta(seconds=600), ended,
    )  # fmt: skip
    assert invitation.answered == 3
    assert fact is not None
    assert (fact.type, fact.subject_id) == ("invitation.completed", invitation.candidate_id)
    assert invitation.complete_live(ended, 600, 3) is None


def test_what_was_withdrawn_or_deleted_stays_so() -> None:
    ended = NOW + timedelta(hours=1)
    revoked, deleted = invited(made(ask())), invited(made(ask()))
    revoked.revoke(NOW)
    deleted.delete(NOW)
    for invitation in (revoked, deleted):
        assert invitation.complete_live(ended, 60, 1) is None
        assert invitation.status is InvitationStatus.EXPIRED
        assert not invitation.awaits_live
