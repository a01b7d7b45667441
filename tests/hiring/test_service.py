"""Every command and query with fakes: what it does, tells and counts, and when it does nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from parley.contracts.hiring import (
    InvitationNotFoundException,
    InvitationStarted,
    TemplateNotFoundException,
)
from parley.contracts.identity import Principal, Role
from parley.contracts.media import ConsentRequired, ConsentVersionOutdated, RetakesExhausted
from parley.hiring.domain import consent as consent_text
from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.errors import (
    InvitationAlreadyCompleted,
    InvitationExpiredException,
    ResponseAlreadySubmittedException,
    ResponseMismatch,
    TemplateInUse,
    TimeLimitReached,
)
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewMode, InterviewSettings, Language
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.ports import InvitationView, Settings
from parley.hiring.service.commands.answers import (
    AnswerCommands,
    CompleteInvitationCommand,
    GiveConsentCommand,
    OpenTakeCommand,
    StartInvitationCommand,
    SubmitResponseCommand,
)
from parley.hiring.service.commands.invitations import (
    CreateInvitationCommand,
    InvitationCommands,
    RenewLinkCommand,
    RevokeInvitationCommand,
)
from parley.hiring.service.commands.questions import (
    AddQuestionCommand,
    QuestionCommands,
    RemoveQuestionCommand,
    ReorderQuestionsCommand,
    UpdateQuestionCommand,
)
from parley.hiring.service.commands.templates import (
    ArchiveTemplateCommand,
    CreateTemplateCommand,
    DeleteTemplateCommand,
    DuplicateTemplateCommand,
    PublishTemplateCommand,
    TemplateCommands,
    UpdateTemplateCommand,
)
from parley.hiring.service.demo import Demo
from parley.hiring.service.links import Links
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.queries import (
    CandidateInvitation,
    GetInvitationQuery,
    GetPlaybackQuery,
    GetTemplateQuery,
    GetTemplateQuestionsQuery,
    ListCandidateInvitationsQuery,
    ListHrInvitationsQuery,
    ListTemplatesQuery,
    Queries,
    TeamInvitation,
)
from parley.kit.clock import ManualClock
from parley.kit.errors import Forbidden, Malformed
from parley.kit.ids import new_id
from tests.fakes.identity import FakeIdentity
from tests.fakes.interviews import FakeInterviews
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.fakes.speech import FakeSpeech
from tests.hiring.memory import CountedFigures, MemoryStore

CONSENT = consent_text.current(Language.ENGLISH, InterviewMode.RECORDED)


@dataclass
class Desk:
    """All use cases on fakes, and one HR person."""

    settings: Settings = field(default_factory=lambda: Settings("http://pages.test"))

    def __post_init__(self) -> None:
        self.clock, self.store, self.figures = ManualClock(), MemoryStore(), CountedFigures()
        self.identity, self.media = FakeIdentity(), FakeMedia(self.clock)
        base = (self.store, self.clock, self.figures)
        self.templates, self.questions = TemplateCommands(*base), QuestionCommands(*base)
        links = Links(b"k" * 32, self.settings.frontend_url)
        self.interviews = FakeInterviews(self.clock)
        neighbours = Neighbours(
            self.identity, self.media, FakeSpeech(), FakeScoring(), self.interviews
        )
        self.live = LiveSessions(*base, neighbours, self.settings)
        self.invitations = InvitationCommands(*base, self.settings, links, self.identity, self.live)
        self.answers = AnswerCommands(*base, self.identity, self.media, self.live)
        self.queries = Queries(*base, self.media, neighbours)
        self.demo = Demo(self.store, self.clock, self.templates, self.questions, self.invitations)
        self.hr = self.identity.add(Role.HR)

    async def template(
        self, *kinds: QuestionType, settings: InterviewSettings | None = None
    ) -> str:
        """A published template with a question of each kind; its id."""
        command = CreateTemplateCommand(self.hr, "Backend", None, settings or InterviewSettings())
        template_id = (await self.templates.create(command)).id
        for kind in kinds or (QuestionType.TEXT,):
            content: dict[str, Any] = {"text": "Why?", "type": kind}
            await self.questions.add(AddQuestionCommand(self.hr, template_id, content))
        await self.templates.publish(PublishTemplateCommand(self.hr, template_id))
        return template_id

    async def invite(self, template_id: str, **fields: Any) -> tuple[InvitationView, Principal]:
        """An invitation and its guest."""
        command = CreateInvitationCommand(self.hr, template_id, "ana@example.com", "Ana", **fields)
        view, _ = await self.invitations.create(command)
        guest = Principal(view.candidate_id, Role.CANDIDATE, invitation_id=view.id)
        return view, guest

    async def started(
        self, *kinds: QuestionType, settings: InterviewSettings | None = None
    ) -> "Running":
        view, guest = await self.invite(await self.template(*kinds, settings=settings))
        version = CONSENT.version
        await self.answers.consent(GiveConsentCommand(guest, view.id, version))
        await self.answers.start(StartInvitationCommand(guest, view.id))
        found = await self.queries.invitation(GetInvitationQuery(guest, view.id))
        return Running(view.id, guest, [question.id for question in found.questions])

    def told(self) -> list[str]:
        return [fact.type for fact in self.store.committed.facts]


@dataclass(frozen=True)
class Running:
    id: str
    guest: Principal
    questions: list[str]

    def text(self, place: int = 0, words: str = "Because.") -> SubmitResponseCommand:
        answer = Answer(ResponseType.TEXT, words)
        return SubmitResponseCommand(self.guest, self.id, self.questions[place], answer)

    def video(self, url: str, place: int = 0) -> SubmitResponseCommand:
        answer = Answer(ResponseType.VIDEO, media_url=url)
        return SubmitResponseCommand(self.guest, self.id, self.questions[place], answer)

    def take(self, place: int = 0, *, retake: bool = False) -> OpenTakeCommand:
        return OpenTakeCommand(self.guest, self.id, self.questions[place], retake)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.contract(
    "interview-service.md",
    "CreateTemplateCommand",
    "UpdateTemplateCommand",
    "PublishTemplateCommand",
    "ArchiveTemplateCommand",
)
async def test_a_template_is_made_changed_published_and_archived(desk: Desk) -> None:
    view = await desk.templates.create(CreateTemplateCommand(desk.hr, "Backend"))
    assert (view.status, view.owner_id) == (TemplateStatus.DRAFT, desk.hr.user_id)
    desk.clock.advance(60)
    update = UpdateTemplateCommand(desk.hr, view.id, {"title": "Frontend", "description": "x"})
    changed = await desk.templates.update(update)
    assert (changed.title, changed.description) == ("Frontend", "x")
    assert (changed.updated_at - view.updated_at).total_seconds() == 60
    content = {"text": "Why?", "type": QuestionType.TEXT}
    await desk.questions.add(AddQuestionCommand(desk.hr, view.id, content))
    published = await desk.templates.publish(PublishTemplateCommand(desk.hr, view.id))
    assert published.status is TemplateStatus.PUBLISHED
    archived = await desk.templates.archive(ArchiveTemplateCommand(desk.hr, view.id))
    assert archived.status is TemplateStatus.ARCHIVED
    assert desk.told() == [
        "template.created", "template.published", "plan.published", "template.archived",
        "plan.archived",
    ]  # fmt: skip
    assert desk.figures.commands == [
        "create_template", "update_template", "add_question", "publish_template",
        "archive_template",
    ]  # fmt: skip


@pytest.mark.contract("interview-service.md", "DeleteTemplateCommand")
async def test_a_template_is_deleted_only_while_nobody_was_invited(desk: Desk) -> None:
    unused, used = await desk.template(), await desk.template()
    await desk.invite(used)
    await desk.templates.delete(DeleteTemplateCommand(desk.hr, unused))
    with pytest.raises(TemplateNotFoundException):
        await desk.queries.template(GetTemplateQuery(desk.hr, unused))
    with pytest.raises(TemplateInUse):
        await desk.templates.delete(DeleteTemplateCommand(desk.hr, used))
    assert (await desk.queries.template(GetTemplateQuery(desk.hr, used))).id == used


@pytest.mark.contract(
    "interview-service.md",
    "AddQuestionCommand",
    "UpdateQuestionCommand",
    "RemoveQuestionCommand",
    "ReorderQuestionsCommand",
    "GetTemplateQuestionsQuery",
)
async def test_questions_are_added_changed_reordered_and_removed(desk: Desk) -> None:
    template = await desk.templates.create(CreateTemplateCommand(desk.hr, "Backend"))
    ids = []
    for text in ("one", "two", "three"):
        command = AddQuestionCommand(
            desk.hr, template.id, {"text": text, "type": QuestionType.TEXT}
        )
        ids.append((await desk.questions.add(command)).id)
    await desk.questions.update(
        UpdateQuestionCommand(desk.hr, template.id, ids[0], {"text": "uno"})
    )
    await desk.questions.reorder(
        ReorderQuestionsCommand(desk.hr, template.id, [ids[2], ids[0], ids[1]])
    )
    await desk.questions.remove(RemoveQuestionCommand(desk.hr, template.id, ids[1]))
    found = await desk.queries.questions(GetTemplateQuestionsQuery(desk.hr, template.id))
    assert [(q.text, q.order) for q in found] == [("three", 1), ("uno", 2)]
    assert desk.figures.commands[1:] == ["add_question"] * 3 + [
        "update_question", "reorder_questions", "remove_question",
    ]  # fmt: skip


async def test_a_copy_belongs_to_who_made_it(desk: Desk) -> None:
    company = new_id()
    owner = desk.identity.add(Role.HR, company_id=company)
    colleague = desk.identity.add(Role.HR, company_id=company)
    original = await desk.templates.create(
        CreateTemplateCommand(owner, "Backend", company_id=company)
    )
    copy = await desk.templates.duplicate(DuplicateTemplateCommand(colleague, original.id))
    assert (copy.owner_id, copy.company_id) == (colleague.user_id, company)
    admin = desk.identity.add(Role.ADMIN)
    private = await desk.templates.duplicate(DuplicateTemplateCommand(admin, original.id))
    assert (private.owner_id, private.company_id) == (admin.user_id, None)


async def test_nobody_shares_with_another_company(desk: Desk) -> None:
    hr = desk.identity.add(Role.HR, company_id=new_id())
    with pytest.raises(Forbidden):
        await desk.templates.create(CreateTemplateCommand(hr, "x", company_id=new_id()))
    assert not desk.store.committed.templates


@pytest.mark.contract("interview-service.md", "CreateInvitationCommand")
async def test_inviting_makes_a_guest_and_tells_everybody(desk: Desk) -> None:
    template_id = await desk.template()
    view, _ = await desk.invite(template_id, timezone="Europe/Vienna")
    assert view.status is InvitationStatus.PENDING
    assert view.expires_at - view.created_at == timedelta(days=7)
    assert desk.identity.people[view.candidate_id].guest
    fact = desk.store.committed.facts[-1]
    assert (fact.type, fact.key, fact.subject_id) == (
        "invitation.created", view.id, view.candidate_id,
    )  # fmt: skip
    again, _ = await desk.invite(template_id)
    assert again.candidate_id == view.candidate_id


@pytest.mark.contract("interview-service.md", "INVITATION_DEFAULT_EXPIRY_DAYS")
@pytest.mark.parametrize("days", [1, 7, 30])
async def test_without_a_deadline_the_default_one_holds(days: int) -> None:
    desk = Desk(Settings("http://pages.test", default_expiry_days=days))
    view, _ = await desk.invite(await desk.template())
    assert view.expires_at == desk.clock.now() + timedelta(days=days)


async def test_a_deadline_lies_in_the_future_but_not_too_far(desk: Desk) -> None:
    template_id = await desk.template()
    now, longest = desk.clock.now(), timedelta(days=desk.settings.longest_expiry_days)
    for wrong in (now, now - timedelta(days=1), now + longest + timedelta(microseconds=1)):
        with pytest.raises(Malformed, match="expiresAt"):
            await desk.invite(template_id, expires_at=wrong)
    for fine in (now + timedelta(microseconds=1), now + longest):
        view, _ = await desk.invite(template_id, expires_at=fine)
        assert view.expires_at == fine


async def test_nobody_gets_an_account_for_a_template_that_is_no_use(desk: Desk) -> None:
    draft = await desk.templates.create(CreateTemplateCommand(desk.hr, "Backend"))
    before = len(desk.identity.people)
    with pytest.raises(Exception, match="publish"):
        await desk.invite(draft.id)
    assert len(desk.identity.people) == before


async def test_the_link_opens_the_invitation_and_is_told_again(desk: Desk) -> None:
    view, _ = await desk.invite(await desk.template())
    link = await desk.invitations.link(RenewLinkCommand(desk.hr, view.id))
    assert link.startswith("http://pages.test/interview/")
    contract = await desk.invitations.candidate_link(view.id)
    assert (contract.link, contract.timezone) == (link, None)
    opened, session = await desk.answers.open_link(link.rsplit("/", 1)[1])
    assert opened == view
    assert session.access_token
    assert desk.identity.opened == [(view.candidate_id, view.id, view.expires_at)]


async def test_a_token_has_256_bits_and_is_not_stored(desk: Desk) -> None:
    view, _ = await desk.invite(await desk.template())
    link = await desk.invitations.link(RenewLinkCommand(desk.hr, view.id))
    token = link.rsplit("/", 1)[1]
    assert len(token) == 43  # 32 bytes in base64url without padding
    assert token not in repr(desk.store.committed)


async def test_a_revoked_invitation_is_closed_everywhere(desk: Desk) -> None:
    view, guest = await desk.invite(await desk.template())
    old = await desk.invitations.link(RenewLinkCommand(desk.hr, view.id))
    revoked = await desk.invitations.revoke(RevokeInvitationCommand(desk.hr, view.id))
    assert (revoked.status, revoked.revoked_at) == (InvitationStatus.EXPIRED, desk.clock.now())
    assert desk.identity.closed == [view.id]
    with pytest.raises(InvitationNotFoundException):
        await desk.answers.open_link(old.rsplit("/", 1)[1])
    with pytest.raises(InvitationExpiredException):
        await desk.invitations.link(RenewLinkCommand(desk.hr, view.id))
    with pytest.raises(InvitationNotFoundException):
        await desk.invitations.candidate_link(view.id)
    with pytest.raises(InvitationExpiredException):
        await desk.answers.start(StartInvitationCommand(guest, view.id))
    with pytest.raises(InvitationExpiredException):
        await desk.queries.invitation(GetInvitationQuery(guest, view.id))
    again = await desk.invitations.revoke(RevokeInvitationCommand(desk.hr, view.id))
    assert again == revoked
    assert desk.figures.commands.count("revoke_invitation") == 1


async def test_a_completed_invitation_is_not_revoked(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    await desk.answers.submit(running.text())
    await desk.answers.complete(CompleteInvitationCommand(running.guest, running.id))
    with pytest.raises(InvitationAlreadyCompleted):
        await desk.invitations.revoke(RevokeInvitationCommand(desk.hr, running.id))


async def test_a_completed_interview_opens_until_its_deadline(desk: Desk) -> None:
    running = await desk.started(QuestionType.TEXT)
    await desk.answers.submit(running.text())
    await desk.answers.complete(CompleteInvitationCommand(running.guest, running.id))
    link = await desk.invitations.link(RenewLinkCommand(desk.hr, running.id))
    opened, _ = await desk.answers.open_link(link.rsplit("/", 1)[1])
    assert opened.status is InvitationStatus.COMPLETED
    desk.clock.advance(7 * 86400)
    with pytest.raises(InvitationNotFoundException):
        await desk.answers.open_link(link.rsplit("/", 1)[1])


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
