"""InterviewTemplate: draft, published, archived; and its questions in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from parley.contracts.hiring import TemplateChanged
from parley.hiring.domain.errors import (
    QuestionNotFoundException,
    QuestionOrderMismatch,
    TemplateAlreadyPublished,
    TemplateArchived,
    TemplateHasNoQuestions,
    TemplateHasNothingToTalkAbout,
    TemplateNotEditable,
    TemplateNotPublishedException,
)
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.question import Question, talkable
from parley.hiring.domain.settings import InterviewSettings
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

TITLE_MAX = 200
DESCRIPTION_MAX = 5_000
QUESTIONS_MAX = 100


class TemplateStatus(StrEnum):
    """draft -> published -> archived, or draft -> archived; nothing goes back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(slots=True)
class InterviewTemplate:
    """The aggregate: every change of a template or its questions goes through here."""

    id: str
    title: str
    description: str | None
    owner_id: str
    company_id: str | None
    status: TemplateStatus
    settings: InterviewSettings
    created_at: datetime
    updated_at: datetime
    questions: list[Question] = field(default_factory=list)

    @classmethod
    def create(
        cls,
        *,
        title: str,
        description: str | None,
        owner_id: str,
        company_id: str | None,
        settings: InterviewSettings,
        now: datetime,
    ) -> "InterviewTemplate":
        """A new draft.

        Raises:
            Malformed: A field is out of its bounds.
        """
        _check_head(title, description)
        return cls(
            id=new_id(),
            title=title,
            description=description,
            owner_id=owner_id,
            company_id=company_id,
            status=TemplateStatus.DRAFT,
            settings=settings.checked(),
            created_at=now,
            updated_at=now,
        )

    def duplicate(
        self, *, owner_id: str, company_id: str | None, now: datetime
    ) -> "InterviewTemplate":
        """A new draft with the same content, whatever the state of this one."""
        title = self.title[: TITLE_MAX - len(COPY)] + COPY
        copy = InterviewTemplate.create(
            title=title,
            description=self.description,
            owner_id=owner_id,
            company_id=company_id,
            settings=self.settings,
            now=now,
        )
        copy.questions = [
            replace(question, id=new_id(), template_id=copy.id, created_at=now)
            for question in self.questions
        ]
        return copy

    def created(self) -> Fact:
        """The fact that it was made."""
        return self._fact("template.created")

    def edit(self, changes: Mapping[str, Any], now: datetime) -> None:
        """Replace title, description or settings.

        Raises:
            TemplateNotEditable: It is no draft.
            Malformed: A field is out of its bounds.
        """
        self._editable()
        _check_head(changes.get("title", self.title), changes.get("description", self.description))
        settings: InterviewSettings = changes.get("settings", self.settings)
        settings.checked()
        for name in ("title", "description", "settings"):
            if name in changes:
                setattr(self, name, changes[name])
        self.updated_at = now

    def publish(self, now: datetime) -> Fact:
        """Make it available for invitations.

        Raises:
            TemplateAlreadyPublished, TemplateArchived: It is no draft.
            TemplateHasNoQuestions: There is nothing to ask.
            TemplateHasNothingToTalkAbout: It is for a conversation and has choices only.
        """
        if self.status is TemplateStatus.PUBLISHED:
            raise TemplateAlreadyPublished
        if self.status is TemplateStatus.ARCHIVED:
            raise TemplateArchived
        if not self.questions:
            raise TemplateHasNoQuestions
        if self.settings.mode.live and not self.asked:
            raise TemplateHasNothingToTalkAbout
        self.status, self.updated_at = TemplateStatus.PUBLISHED, now
        return self._fact("template.published")

    def archive(self, now: datetime) -> Fact:
        """Take it out of use; invitations already sent go on.

        Raises:
            TemplateArchived: It was archived before.
        """
        if self.status is TemplateStatus.ARCHIVED:
            raise TemplateArchived
        self.status, self.updated_at = TemplateStatus.ARCHIVED, now
        return self._fact("template.archived")

    @property
    def asked(self) -> list[Question]:
        """What a candidate is asked: in a conversation not the choices."""
        return talkable(self.questions) if self.settings.mode.live else list(self.questions)

    def check_invitable(self) -> None:
        """Pass when candidates may be invited.

        Raises:
            TemplateNotPublishedException: They may not.
        """
        if self.status is not TemplateStatus.PUBLISHED:
            raise TemplateNotPublishedException

    def question(self, question_id: str) -> Question:
        """The question of that id.

        Raises:
            QuestionNotFoundException: It has none.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise QuestionNotFoundException

    def add_question(
        self, content: Mapping[str, Any], order: int | None, now: datetime
    ) -> Question:
        """Put a question at `order`, at the end by default; those behind it move on.

        Raises:
            TemplateNotEditable: It is no draft.
            Malformed: A field is out of its bounds, or the template is full.
        """
        self._editable()
        if len(self.questions) >= QUESTIONS_MAX:
            raise Malformed(f"A template has up to {QUESTIONS_MAX} questions.")
        place = self._place(order, len(self.questions) + 1)
        question = Question(
            id=new_id(), template_id=self.id, order=place, created_at=now, **content
        ).checked()
        self.questions.insert(place - 1, question)
        self._renumber(now)
        return question

    def edit_question(
        self, question_id: str, changes: Mapping[str, Any], order: int | None, now: datetime
    ) -> Question:
        """Replace fields of a question, and move it when `order` is given.

        Raises:
            QuestionNotFoundException: No such question here.
            TemplateNotEditable: It is no draft.
            Malformed: A field is out of its bounds.
        """
        old = self.question(question_id)
        self._editable()
        new = old.changed(changes)
        place = self._place(old.order if order is None else order, len(self.questions))
        self.questions.remove(old)
        self.questions.insert(place - 1, new)
        self._renumber(now)
        return self.questions[place - 1]

    def remove_question(self, question_id: str, now: datetime) -> None:
        """Take a question out; those behind it move up.

        Raises:
            QuestionNotFoundException: No such question here.
            TemplateNotEditable: It is no draft.
        """
        question = self.question(question_id)
        self._editable()
        self.questions.remove(question)
        self._renumber(now)

    def reorder(self, question_ids: Sequence[str], now: datetime) -> None:
        """Put the questions in the order of `question_ids`.

        Raises:
            TemplateNotEditable: It is no draft.
            QuestionOrderMismatch: Not a permutation of the template's questions.
        """
        self._editable()
        by_id = {question.id: question for question in self.questions}
        if sorted(question_ids) != sorted(by_id):
            raise QuestionOrderMismatch
        self.questions = [by_id[question_id] for question_id in question_ids]
        self._renumber(now)

    def _editable(self) -> None:
        if self.status is not TemplateStatus.DRAFT:
            raise TemplateNotEditable

    def _place(self, order: int | None, last: int) -> int:
        place = last if order is None else order
        if not 1 <= place <= last:
            raise Malformed(f"order: 1 to {last}")
        return place

    def _renumber(self, now: datetime) -> None:
        self.questions = [
            question if question.order == place else replace(question, order=place)
            for place, question in enumerate(self.questions, 1)
        ]
        self.updated_at = now

    def _fact(self, kind: str) -> Fact:
        body = TemplateChanged(self.id, self.title, self.owner_id, self.company_id)
        return Fact(kind, self.id, body)


COPY = " (copy)"


def _check_head(title: str, description: str | None) -> None:
    if not 0 < len(title) <= TITLE_MAX or not title.strip():
        raise Malformed(f"title: 1 to {TITLE_MAX} characters")
    if description is not None and len(description) > DESCRIPTION_MAX:
        raise Malformed(f"description: up to {DESCRIPTION_MAX} characters")
