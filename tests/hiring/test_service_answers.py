"""The candidate's commands with fakes: what each does, tells and counts, and when nothing."""

import pytest

from parley.contracts.hiring import (
    InvitationStarted,
)
from parley.contracts.media import ConsentRequired, ConsentVersionOutdated, RetakesExhausted
from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.errors import (
    InvitationAlreadyCompleted,
    InvitationExpiredException,
    ResponseAlreadySubmittedException,
    ResponseMismatch,
    TimeLimitReached,
)
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.ports import Settings
from parley.hiring.service.commands.answers import (
    CompleteInvitationCommand,
    GiveConsentCommand,
    OpenTakeCommand,
    StartInvitationCommand,
)
from parley.hiring.service.queries import (
    GetInvitationQuery,
)
from tests.hiring.desk import CONSENT, Desk


async def test_consent_is_to_the_present_text(desk: Desk) -> None:
    view, guest = await desk.invite(await desk.template())
    with pytest.raises(ConsentVersionOutdated):
        await desk.answers.consent(GiveConsentCommand(guest, view.id, "1999-01"))
    assert not desk.media.consents_held
    given = await desk.answers.consent(GiveConsentCommand(guest, view.id, CONSENT.version))
    assert (given.evidence_id, given.subject_id) == (view.id, view.candidate_id)
    assert given.text == CONSENT.paragraphs
    desk.clock.advance(60)
    again = await desk.answers.consent(GiveConsentCommand(guest, view.id, CONSENT.version))
    assert again.given_at == given.given_at


@pytest.mark.contract("interview-service.md", "StartInvitationCommand")
async def test_starting_tells_when(desk: Desk) -> None:
    running = await desk.started()
    fact = desk.store.committed.facts[-1]
    assert isinstance(fact.body, InvitationStarted)
    assert fact.body.startedAt == "2026-01-01T09:00:00Z"
    assert desk.store.committed.invitations[running.id].started_at == desk.clock.now()


async def test_what_expired_on_touch_stays_expired(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    desk.clock.advance(7 * 86400)
    for command in (
        lambda: desk.answers.submit(running.text()),
        lambda: desk.answers.complete(CompleteInvitationCommand(running.guest, running.id)),
        lambda: desk.answers.start(StartInvitationCommand(running.guest, running.id)),
    ):
        with pytest.raises(InvitationExpiredException):
            await command()
    assert desk.store.committed.invitations[running.id].status is InvitationStatus.EXPIRED
    assert "response.submitted" not in desk.told()


async def test_the_sweeper_expires_batch_by_batch_and_tells_nobody() -> None:
    desk = Desk(Settings("http://pages.test", sweep_batch=2))
    template_id = await desk.template()
    for _ in range(5):
        await desk.invite(template_id)
    told = len(desk.told())
    assert await desk.invitations.expire_due() == 0
    desk.clock.advance(7 * 86400)
    before = desk.store.transactions
    assert await desk.invitations.expire_due() == 5
    assert desk.store.transactions - before == 3
    assert {i.status for i in desk.store.committed.invitations.values()} == {
        InvitationStatus.EXPIRED
    }
    assert len(desk.told()) == told


async def test_a_take_is_asked_for_with_what_the_template_allows(desk: Desk) -> None:
    settings = InterviewSettings(
        total_time_limit=2, question_time_limit=90, allow_retakes=True, max_retakes=2
    )
    running = await desk.started(QuestionType.VIDEO, QuestionType.VIDEO, settings=settings)
    first = await desk.answers.open_take(running.take())
    assert (first.created, first.media_limit_seconds, first.retakes_left) == (True, 90, 2)
    same = await desk.answers.open_take(running.take())
    assert (same.created, same.take_id) == (False, first.take_id)
    second = await desk.answers.open_take(running.take(retake=True))
    assert (second.created, second.retakes_left) == (True, 1)
    await desk.answers.open_take(running.take(retake=True))
    with pytest.raises(RetakesExhausted):
        await desk.answers.open_take(running.take(retake=True))
    ask = desk.media.asked[0]
    assert ask.subject_id == running.guest.user_id
    assert ask.not_after == desk.store.committed.invitations[running.id].expires_at
    url = desk.media.record(second.take_id, 80.5)
    assert (await desk.answers.submit(running.video(url))).duration == 81
    other = await desk.answers.open_take(running.take(1))
    assert other.media_limit_seconds == 39


async def test_without_retakes_there_is_one_take(desk: Desk) -> None:
    running = await desk.started(QuestionType.VIDEO)
    await desk.answers.open_take(running.take())
    with pytest.raises(RetakesExhausted):
        await desk.answers.open_take(running.take(retake=True))


async def test_recording_needs_consent(desk: Desk) -> None:
    view, guest = await desk.invite(await desk.template(QuestionType.VIDEO))
    await desk.answers.start(StartInvitationCommand(guest, view.id))
    found = await desk.queries.invitation(GetInvitationQuery(guest, view.id))
    with pytest.raises(ConsentRequired):
        await desk.answers.open_take(OpenTakeCommand(guest, view.id, found.questions[0].id))


async def test_when_the_time_is_used_up_the_interview_can_still_be_completed(desk: Desk) -> None:
    settings = InterviewSettings(total_time_limit=1)
    running = await desk.started(QuestionType.VIDEO, QuestionType.VIDEO, settings=settings)
    take = await desk.answers.open_take(running.take())
    await desk.answers.submit(running.video(desk.media.record(take.take_id, 60.0)))
    with pytest.raises(TimeLimitReached):
        await desk.answers.open_take(running.take(1))
    done = await desk.answers.complete(CompleteInvitationCommand(running.guest, running.id))
    assert done.status is InvitationStatus.COMPLETED


async def test_a_text_question_is_not_recorded(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    with pytest.raises(ResponseMismatch):
        await desk.answers.open_take(running.take())


@pytest.mark.contract("interview-service.md", "SubmitResponseCommand")
async def test_an_answer_is_stored_told_and_counted_once(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    response = await desk.answers.submit(running.text(words="Because."))
    with pytest.raises(ResponseAlreadySubmittedException):
        await desk.answers.submit(running.text(words="No: so."))
    assert [r.content for r in desk.store.committed.invitations[running.id].responses] == [
        "Because."
    ]
    assert desk.told()[-1] == "response.submitted"
    assert desk.told().count("response.submitted") == 1
    assert desk.figures.responses == [ResponseType.TEXT]
    assert response.duration is None


async def test_another_recordings_url_is_refused_before_anything_is_closed(desk: Desk) -> None:
    running = await desk.started(QuestionType.VIDEO, QuestionType.VIDEO)
    take = await desk.answers.open_take(running.take())
    url = desk.media.record(take.take_id, 5.0)
    with pytest.raises(ResponseMismatch):
        await desk.answers.submit(running.video(url, place=1))
    with pytest.raises(ResponseMismatch):
        await desk.answers.submit(running.video("blob://takes/other"))
    assert not any(made.submitted for _, made in desk.media.made)


async def test_two_recordings_of_one_question_cannot_both_be_the_answer(desk: Desk) -> None:
    settings = InterviewSettings(allow_retakes=True, max_retakes=1)
    running = await desk.started(QuestionType.VIDEO, settings=settings)
    takes = [
        await desk.answers.open_take(running.take()),
        await desk.answers.open_take(running.take(retake=True)),
    ]
    first, second = (desk.media.record(take.take_id, 5.0) for take in takes)
    # What two browsers at once look like to media: the first is closed, its answer not stored yet.
    await desk.media.submit_take(first, running.id, running.questions[0])
    with pytest.raises(ResponseAlreadySubmittedException):
        await desk.answers.submit(running.video(second))
    assert (await desk.answers.submit(running.video(first))).media_url == first


@pytest.mark.contract("interview-service.md", "CompleteInvitationCommand")
async def test_completing_is_counted_with_its_duration(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    await desk.answers.submit(running.text())
    desk.clock.advance(90.5)
    done = await desk.answers.complete(CompleteInvitationCommand(running.guest, running.id))
    assert (done.status, done.completed_at) == (InvitationStatus.COMPLETED, desk.clock.now())
    assert desk.figures.durations == [90.5]
    with pytest.raises(InvitationAlreadyCompleted):
        await desk.answers.complete(CompleteInvitationCommand(running.guest, running.id))
    assert desk.told().count("invitation.completed") == 1
