"""Queries and the demo workspace with fakes."""

import pytest

from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.service.queries import (
    CandidateInvitation,
    GetInvitationQuery,
    GetPlaybackQuery,
    GetTemplateQuery,
    GetTemplateQuestionsQuery,
    ListCandidateInvitationsQuery,
    ListHrInvitationsQuery,
    ListTemplatesQuery,
    TeamInvitation,
)
from tests.hiring.desk import Desk


@pytest.mark.contract(
    "interview-service.md",
    "GetTemplateQuery",
    "ListTemplatesQuery",
    "GetInvitationQuery",
    "ListHrInvitationsQuery",
    "ListCandidateInvitationsQuery",
)
async def test_queries_show_what_there_is_and_are_counted(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    desk.figures.queries.clear()
    templates, total = await desk.queries.templates(ListTemplatesQuery(desk.hr))
    assert (total, templates[0].questions_count) == (1, 1)
    assert await desk.queries.template(GetTemplateQuery(desk.hr, templates[0].id)) == templates[0]
    sent, _ = await desk.queries.hr_invitations(ListHrInvitationsQuery(desk.hr))
    mine, _ = await desk.queries.candidate_invitations(ListCandidateInvitationsQuery(running.guest))
    assert [view.id for view in sent] == [view.id for view in mine] == [running.id]
    team = await desk.queries.invitation(GetInvitationQuery(desk.hr, running.id))
    candidate = await desk.queries.invitation(GetInvitationQuery(running.guest, running.id))
    assert isinstance(team, TeamInvitation)
    assert isinstance(candidate, CandidateInvitation)
    assert candidate.consent is not None
    assert desk.figures.queries == [
        "list_templates", "get_template", "list_invitations", "list_candidate_invitations",
        "get_invitation", "get_invitation",
    ]  # fmt: skip


async def test_a_candidate_meets_the_questions_in_their_own_order(desk: Desk) -> None:
    settings = InterviewSettings(shuffle_questions=True)
    running = await desk.started(*[QuestionType.TEXT] * 6, settings=settings)
    stored = desk.store.committed.invitations[running.id]
    template = desk.store.committed.templates[stored.template_id]
    expected = stored.questions_in_order(template.questions, shuffle=True)
    assert running.questions == [question.id for question in expected]
    team = await desk.queries.invitation(GetInvitationQuery(desk.hr, running.id))
    assert team.questions == template.questions


async def test_both_sides_watch_an_answer_and_a_failed_one_is_tried_again(desk: Desk) -> None:
    running = await desk.started(QuestionType.VIDEO)
    take = await desk.answers.open_take(running.take())
    url = desk.media.record(take.take_id, 5.0)
    response = await desk.answers.submit(running.video(url))
    for who in (desk.hr, running.guest):
        found = await desk.queries.playback(GetPlaybackQuery(who, running.id, response.id))
        assert found.status == "ready"
    assert not desk.media.retried
    await desk.queries.playback(GetPlaybackQuery(desk.hr, running.id, response.id, retry=True))
    assert desk.media.retried == [url]


async def test_the_demo_workspace_is_made_once(desk: Desk) -> None:
    link = await desk.demo.ensure(desk.hr.user_id, "candidate@demo.parley")
    assert await desk.demo.ensure(desk.hr.user_id, "candidate@demo.parley") == link
    templates, total = await desk.queries.templates(ListTemplatesQuery(desk.hr))
    assert total == 2
    by_title = {template.title: template for template in templates}
    spoken = by_title["Practice: software engineer, by voice"]
    assert (spoken.status.value, spoken.settings.practice) == ("published", True)
    recorded = by_title["Backend engineer"]
    assert recorded.status.value == "published"
    asked = await desk.queries.questions(GetTemplateQuestionsQuery(desk.hr, recorded.id))
    kinds = [question.type.value for question in asked]
    assert kinds == ["video", "video", "text", "multiple_choice"]
    assert all(q.key_points and q.thinking_time == 20 and q.time_limit == 120 for q in asked)
    _, total = await desk.queries.hr_invitations(ListHrInvitationsQuery(desk.hr))
    assert total == 1


async def test_a_demo_that_was_taken_is_offered_anew(desk: Desk) -> None:
    link = await desk.demo.ensure(desk.hr.user_id, "candidate@demo.parley")
    desk.clock.advance(8 * 86400)
    assert await desk.demo.ensure(desk.hr.user_id, "candidate@demo.parley") != link
