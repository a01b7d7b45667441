"""Question commands of interview-service.md (CQRS Commands)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from parley.contracts.identity import Principal
from parley.hiring.domain.question import Question
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Counters, Store
from parley.hiring.service.commands import count
from parley.hiring.service.loading import own_template
from parley.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class AddQuestionCommand:
    """Add question to template, at `order` or at the end."""

    who: Principal
    template_id: str
    content: Mapping[str, Any]
    order: int | None = None


@dataclass(frozen=True, slots=True)
class UpdateQuestionCommand:
    """Update question: `changes` of its fields, and its place where `order` is given."""

    who: Principal
    template_id: str
    question_id: str
    changes: Mapping[str, Any]
    order: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveQuestionCommand:
    """Remove question."""

    who: Principal
    template_id: str
    question_id: str


@dataclass(frozen=True, slots=True)
class ReorderQuestionsCommand:
    """Change question order."""

    who: Principal
    template_id: str
    question_ids: Sequence[str]


class QuestionCommands:
    """Carries them out. All raise TemplateNotFoundException, Forbidden, TemplateNotEditable."""

    def __init__(self, store: Store, clock: Clock, counters: Counters) -> None:
        """Work on `store`."""
        self._store, self._clock, self._counters = store, clock, counters

    async def add(self, command: AddQuestionCommand) -> Question:
        """Carry out AddQuestionCommand.

        Raises:
            Malformed: A field is out of its bounds.
        """
        async with self._changing(command.who, command.template_id, "add_question") as template:
            return template.add_question(command.content, command.order, self._clock.now())

    async def update(self, command: UpdateQuestionCommand) -> Question:
        """Carry out UpdateQuestionCommand.

        Raises:
            QuestionNotFoundException: The template has no such question.
            Malformed: A field is out of its bounds.
        """
        async with self._changing(command.who, command.template_id, "update_question") as template:
            return template.edit_question(
                command.question_id, command.changes, command.order, self._clock.now()
            )

    async def remove(self, command: RemoveQuestionCommand) -> None:
        """Carry out RemoveQuestionCommand.

        Raises:
            QuestionNotFoundException: The template has no such question.
        """
        async with self._changing(command.who, command.template_id, "remove_question") as template:
            template.remove_question(command.question_id, self._clock.now())

    async def reorder(self, command: ReorderQuestionsCommand) -> Sequence[Question]:
        """Carry out ReorderQuestionsCommand.

        Raises:
            QuestionOrderMismatch: Not each question exactly once.
        """
        async with self._changing(
            command.who, command.template_id, "reorder_questions"
        ) as template:
            template.reorder(command.question_ids, self._clock.now())
            return template.questions

    @asynccontextmanager
    async def _changing(
        self, who: Principal, template_id: str, command: str
    ) -> AsyncIterator[InterviewTemplate]:
        """The template, locked; its questions are stored when the block ends well."""
        async with self._store.unit() as unit:
            template = await own_template(unit, who, template_id, lock=True)
            yield template
            await unit.save_questions(template)
            count(unit, self._counters, command)
