"""Template commands of interview-service.md (CQRS Commands), and duplicating."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parley.contracts.identity import Principal, Role
from parley.hiring.domain import plan
from parley.hiring.domain.errors import TemplateInUse
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.hiring.domain.visibility import may_manage
from parley.hiring.ports import Counters, Store, TemplateView
from parley.hiring.service.commands import count
from parley.hiring.service.loading import own_template, seen_template
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden, Malformed
from parley.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class CreateTemplateCommand:
    """Create new template (draft)."""

    who: Principal
    title: str
    description: str | None = None
    settings: InterviewSettings = field(default_factory=InterviewSettings)
    company_id: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateTemplateCommand:
    """Update template details: `changes` of title, description, settings."""

    who: Principal
    template_id: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DeleteTemplateCommand:
    """Delete template."""

    who: Principal
    template_id: str


@dataclass(frozen=True, slots=True)
class PublishTemplateCommand:
    """Publish template for use."""

    who: Principal
    template_id: str


@dataclass(frozen=True, slots=True)
class ArchiveTemplateCommand:
    """Archive template."""

    who: Principal
    template_id: str


@dataclass(frozen=True, slots=True)
class DuplicateTemplateCommand:
    """Make a new draft with the same content."""

    who: Principal
    template_id: str


class TemplateCommands:
    """Carries them out."""

    def __init__(self, store: Store, clock: Clock, counters: Counters) -> None:
        """Work on `store`."""
        self._store, self._clock, self._counters = store, clock, counters

    async def create(self, command: CreateTemplateCommand) -> TemplateView:
        """Carry out CreateTemplateCommand.

        Raises:
            Forbidden: Not one of those who make templates, or for another's company.
            Malformed: A field is out of its bounds.
        """
        who = command.who
        if not may_manage(who):
            raise Forbidden
        if command.company_id is not None and not is_id(command.company_id):
            raise Malformed("companyId: the id of a company, or null")
        if command.company_id not in {None, who.company_id} and who.role is not Role.ADMIN:
            raise Forbidden("A template can be shared with your own company only.")
        template = InterviewTemplate.create(
            title=command.title,
            description=command.description,
            owner_id=who.user_id,
            company_id=command.company_id,
            settings=command.settings,
            now=self._clock.now(),
        )
        return await self._add(template, "create_template")

    async def duplicate(self, command: DuplicateTemplateCommand) -> TemplateView:
        """Carry out DuplicateTemplateCommand; the copy is the caller's, shared as the original.

        Raises:
            TemplateNotFoundException, Forbidden: Not to see, or not one who makes templates.
        """
        who = command.who
        async with self._store.unit() as unit:
            original = await seen_template(unit, who, command.template_id)
        if not may_manage(who):
            raise Forbidden
        shared = original.company_id if original.company_id == who.company_id else None
        copy = original.duplicate(owner_id=who.user_id, company_id=shared, now=self._clock.now())
        return await self._add(copy, "duplicate_template")

    async def _add(self, template: InterviewTemplate, command: str) -> TemplateView:
        async with self._store.unit() as unit:
            await unit.add_template(template)
            await unit.tell(template.created(), template.created_at)
            count(unit, self._counters, command)
        return TemplateView.of(template)

    async def update(self, command: UpdateTemplateCommand) -> TemplateView:
        """Carry out UpdateTemplateCommand.

        Raises:
            TemplateNotFoundException, Forbidden: Not theirs.
            TemplateNotEditable: It is no draft.
            Malformed: A field is out of its bounds.
        """
        async with self._store.unit() as unit:
            template = await own_template(unit, command.who, command.template_id, lock=True)
            template.edit(command.changes, self._clock.now())
            await unit.save_template(template)
            count(unit, self._counters, "update_template")
        return TemplateView.of(template)

    async def delete(self, command: DeleteTemplateCommand) -> None:
        """Carry out DeleteTemplateCommand.

        Raises:
            TemplateNotFoundException, Forbidden: Not theirs.
            TemplateInUse: Somebody was invited with it.
        """
        async with self._store.unit() as unit:
            # The lock keeps invitations out until it is decided: making one shares the row.
            template = await own_template(unit, command.who, command.template_id, lock=True)
            if await unit.is_used(template.id):
                raise TemplateInUse
            await unit.delete_template(template.id)
            count(unit, self._counters, "delete_template")

    async def publish(self, command: PublishTemplateCommand) -> TemplateView:
        """Carry out PublishTemplateCommand.

        Raises:
            TemplateNotFoundException, Forbidden: Not theirs.
            TemplateAlreadyPublished, TemplateArchived, TemplateHasNoQuestions: Not its state.
            TemplateHasNothingToTalkAbout: It is for a conversation and has choices only.
        """
        async with self._store.unit() as unit:
            template = await own_template(unit, command.who, command.template_id, lock=True)
            now = self._clock.now()
            fact = template.publish(now)
            await unit.save_template(template)
            await unit.tell(fact, now)
            if (planned := plan.published(template)) is not None:
                await unit.tell(planned, now)
            count(unit, self._counters, "publish_template")
        return TemplateView.of(template)

    async def archive(self, command: ArchiveTemplateCommand) -> TemplateView:
        """Carry out ArchiveTemplateCommand.

        Raises:
            TemplateNotFoundException, Forbidden: Not theirs.
            TemplateArchived: It was archived before.
        """
        async with self._store.unit() as unit:
            template = await own_template(unit, command.who, command.template_id, lock=True)
            now, before = self._clock.now(), template.status
            fact = template.archive(now)
            await unit.save_template(template)
            await unit.tell(fact, now)
            if before is TemplateStatus.PUBLISHED:
                await unit.tell(plan.archived(template), now)
            count(unit, self._counters, "archive_template")
        return TemplateView.of(template)
