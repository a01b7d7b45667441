"""Templates and invitations with fakes: what each command does, tells, counts, and when nothing."""

from datetime import timedelta

import pytest

from parley.contracts.hiring import (
    InvitationNotFoundException,
    TemplateNotFoundException,
)
from parley.contracts.identity import Role
from parley.hiring.domain.errors import (
    InvitationAlreadyCompleted,
    InvitationExpiredException,
    TemplateInUse,
)
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.ports import Settings
from parley.hiring.service.commands.answers import (
    CompleteInvitationCommand,
    StartInvitationCommand,
)
from parley.hiring.service.commands.invitations import (
    RenewLinkCommand,
    RevokeInvitationCommand,
)
from parley.hiring.service.commands.questions import (
    AddQuestionCommand,
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
    UpdateTemplateCommand,
)
from parley.hiring.service.queries import (
    GetInvitationQuery,
    GetTemplateQuery,
    GetTemplateQuestionsQuery,
)
from parley.kit.errors import Forbidden, Malformed
from parley.kit.ids import new_id
from tests.hiring.desk import Desk


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
