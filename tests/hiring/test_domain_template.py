"""The template machine against a simple model, and the bounds of every field."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from parley.hiring.domain import question as questions
from parley.hiring.domain import settings as bounds
from parley.hiring.domain import template as templates
from parley.hiring.domain.errors import (
    QuestionNotFoundException,
    QuestionOrderMismatch,
    TemplateAlreadyPublished,
    TemplateArchived,
    TemplateHasNoQuestions,
    TemplateNotEditable,
    TemplateNotPublishedException,
)
from parley.hiring.domain.question import Question, QuestionOption, QuestionType, options_of
from parley.hiring.domain.settings import InterviewSettings
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def draft(**changes: Any) -> InterviewTemplate:
    fields: dict[str, Any] = {
        "title": "Backend engineer",
        "description": None,
        "owner_id": new_id(),
        "company_id": None,
        "settings": InterviewSettings(),
        "now": NOW,
    }
    return InterviewTemplate.create(**fields | changes)


def ask(**changes: Any) -> dict[str, Any]:
    return {"text": "Why?", "type": QuestionType.TEXT} | changes


class TemplateMachine(RuleBasedStateMachine):
    """The model is a list of texts and a word for the state."""

    @initialize()
    def begin(self) -> None:
        self.template = draft()
        self.model: list[str] = []
        self.status = "draft"
        self.texts = 0

    def _refused(self) -> type[Exception] | None:
        return None if self.status == "draft" else TemplateNotEditable

    @rule(place=st.integers(-1, 8) | st.none())
    def add(self, place: int | None) -> None:
        self.texts += 1
        text = f"question {self.texts}"
        fits = place is None or 1 <= place <= len(self.model) + 1
        if refused := self._refused() or (None if fits else Malformed):
            with pytest.raises(refused):
                self.template.add_question(ask(text=text), place, NOW)
            return
        added = self.template.add_question(ask(text=text), place, NOW)
        self.model.insert(len(self.model) if place is None else place - 1, text)
        assert self.model[added.order - 1] == text

    @rule(data=st.data(), place=st.integers(-1, 8) | st.none())
    def move(self, data: st.DataObject, place: int | None) -> None:
        if not self.model:
            return
        index = data.draw(st.integers(0, len(self.model) - 1))
        question = self.template.questions[index]
        fits = place is None or 1 <= place <= len(self.model)
        if refused := self._refused() or (None if fits else Malformed):
            with pytest.raises(refused):
                self.template.edit_question(question.id, {}, place, NOW)
            return
        self.template.edit_question(question.id, {"text": question.text + "!"}, place, NOW)
        text = self.model.pop(index) + "!"
        self.model.insert(index if place is None else place - 1, text)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if not self.model:
            with pytest.raises(QuestionNotFoundException):
                self.template.remove_question(new_id(), NOW)
            return
        index = data.draw(st.integers(0, len(self.model) - 1))
        question_id = self.template.questions[index].id
        if refused := self._refused():
            with pytest.raises(refused):
                self.template.remove_question(question_id, NOW)
            return
        self.template.remove_question(question_id, NOW)
        del self.model[index]

    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(range(len(self.model))))
        ids = [self.template.questions[index].id for index in order]
        if refused := self._refused():
            with pytest.raises(refused):
                self.template.reorder(ids, NOW)
            return
        self.template.reorder(ids, NOW)
        self.model = [self.model[index] for index in order]

    @rule()
    def publish(self) -> None:
        wrong = {"published": TemplateAlreadyPublished, "archived": TemplateArchived}.get(
            self.status
        )
        if wrong is None and not self.model:
            wrong = TemplateHasNoQuestions
        if wrong:
            with pytest.raises(wrong):
                self.template.publish(NOW)
            return
        assert self.template.publish(NOW).type == "template.published"
        self.status = "published"

    @rule()
    def archive(self) -> None:
        if self.status == "archived":
            with pytest.raises(TemplateArchived):
                self.template.archive(NOW)
            return
        assert self.template.archive(NOW).type == "template.archived"
        self.status = "archived"

    @rule()
    def edit(self) -> None:
        if refused := self._refused():
            with pytest.raises(refused):
                self.template.edit({"title": "Other"}, NOW)
            return
        self.template.edit({"title": "Other"}, NOW)
        assert self.template.title == "Other"

    @rule()
    def duplicate(self) -> None:
        copy = self.template.duplicate(owner_id=new_id(), company_id=None, now=NOW)
        assert copy.status is TemplateStatus.DRAFT
        assert [question.text for question in copy.questions] == self.model
        mine = {question.id for question in self.template.questions}
        assert not mine & {question.id for question in copy.questions}
        assert {question.template_id for question in copy.questions} <= {copy.id}

    @invariant()
    def holds(self) -> None:
        assert self.template.status.value == self.status
        assert [question.text for question in self.template.questions] == self.model
        orders = [question.order for question in self.template.questions]
        assert orders == list(range(1, len(self.model) + 1))
        if self.status != "published":
            with pytest.raises(TemplateNotPublishedException):
                self.template.check_invitable()
        else:
            self.template.check_invitable()


TestTemplateMachine = TemplateMachine.TestCase


@pytest.mark.contract(
    "interview-service.md",
    "TemplateStatus.draft",
    "TemplateStatus.published",
    "TemplateStatus.archived",
)
def test_a_template_goes_from_draft_to_published_to_archived() -> None:
    template = draft()
    template.add_question(ask(), None, NOW)
    seen = [template.status.value]
    template.publish(NOW)
    seen.append(template.status.value)
    template.archive(NOW)
    seen.append(template.status.value)
    assert seen == ["draft", "published", "archived"]


@given(st.lists(st.integers(0, 3), max_size=6))
def test_a_new_order_must_name_each_question_once(picks: list[int]) -> None:
    template = draft()
    ids = [template.add_question(ask(), None, NOW).id for _ in range(4)]
    wanted = [ids[pick] for pick in picks]
    if sorted(picks) == [0, 1, 2, 3]:
        template.reorder(wanted, NOW)
        assert [question.id for question in template.questions] == wanted
    else:
        with pytest.raises(QuestionOrderMismatch):
            template.reorder(wanted, NOW)
        assert [question.id for question in template.questions] == ids


def test_a_title_has_a_longest_length() -> None:
    longest = "x" * templates.TITLE_MAX
    assert draft(title=longest).title == longest
    for title in ("x" * (templates.TITLE_MAX + 1), "", "  "):
        with pytest.raises(Malformed, match="title"):
            draft(title=title)


def test_a_description_has_a_longest_length() -> None:
    longest = "x" * templates.DESCRIPTION_MAX
    assert draft(description=longest).description == longest
    with pytest.raises(Malformed, match="description"):
        draft(description="x" * (templates.DESCRIPTION_MAX + 1))


def test_a_template_is_full_at_some_number_of_questions() -> None:
    template = draft()
    for _ in range(templates.QUESTIONS_MAX):
        template.add_question(ask(), None, NOW)
    with pytest.raises(Malformed, match="up to"):
        template.add_question(ask(), None, NOW)


def test_a_copy_of_the_longest_title_still_fits() -> None:
    template = draft(title="x" * templates.TITLE_MAX)
    copy = template.duplicate(owner_id=new_id(), company_id=None, now=NOW)
    assert len(copy.title) == templates.TITLE_MAX
    assert copy.title.endswith(templates.COPY)


@pytest.mark.contract("interview-service.md", "totalTimeLimit", "questionTimeLimit", "maxRetakes")
@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("total_time_limit", bounds.MINUTES),
        ("question_time_limit", bounds.ANSWER_SECONDS),
        ("max_retakes", bounds.RETAKES),
    ],
)
def test_settings_have_bounds(name: str, allowed: range) -> None:
    def having(value: int) -> InterviewSettings:
        fields: dict[str, Any] = {name: value}
        return replace(InterviewSettings(), **fields)

    for fine in (allowed[0], allowed[-1], 0):
        assert having(fine).checked() == having(fine)
    for wrong in (allowed[-1] + 1, -1):
        with pytest.raises(Malformed, match="settings"):
            draft(settings=having(wrong))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"text": ""}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * (questions.TEXT_MAX + 1)}, "text"),
        ({"time_limit": bounds.ANSWER_SECONDS[-1] + 1}, "timeLimit"),
        ({"time_limit": bounds.ANSWER_SECONDS[0] - 1}, "timeLimit"),
        ({"thinking_time": bounds.THINKING_SECONDS[-1] + 1}, "thinkingTime"),
        ({"thinking_time": -1}, "thinkingTime"),
        ({"key_points": ("x",) * (questions.KEY_POINTS_MAX + 1)}, "keyPoints"),
        ({"key_points": ("x" * (questions.KEY_POINT_MAX + 1),)}, "keyPoints"),
        ({"key_points": ("",)}, "keyPoints"),
        ({"options": (QuestionOption("a", "A"), QuestionOption("b", "B"))}, "options"),
    ],
)
def test_a_question_outside_its_bounds_is_refused(changes: dict[str, Any], word: str) -> None:
    template = draft()
    with pytest.raises(Malformed, match=word):
        template.add_question(ask(**changes), None, NOW)
    assert not template.questions


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * questions.TEXT_MAX},
        {"time_limit": 0},
        {"time_limit": None},
        {"time_limit": bounds.ANSWER_SECONDS[0]},
        {"time_limit": bounds.ANSWER_SECONDS[-1]},
        {"thinking_time": bounds.THINKING_SECONDS[-1]},
        {"thinking_time": 0},
        {"key_points": ("x" * questions.KEY_POINT_MAX,) * questions.KEY_POINTS_MAX},
    ],
)
def test_a_question_at_the_edge_of_its_bounds_is_fine(changes: dict[str, Any]) -> None:
    added = draft().add_question(ask(**changes), None, NOW)
    assert {name: getattr(added, name) for name in changes} == changes


def choices(count: int) -> tuple[QuestionOption, ...]:
    return tuple(QuestionOption(f"id {place}", f"text {place}") for place in range(count))


@pytest.mark.parametrize(
    "options",
    [
        (),
        choices(questions.OPTIONS[0] - 1),
        choices(questions.OPTIONS[-1] + 1),
        (QuestionOption("a", "A"), QuestionOption("a", "B")),
        (QuestionOption("a", "A"), QuestionOption("b", "A")),
        (QuestionOption("a", "b"), QuestionOption("b", "B")),
        (QuestionOption("a", ""), QuestionOption("b", "B")),
        (QuestionOption("", "A"), QuestionOption("b", "B")),
        (QuestionOption("a", "x" * (questions.OPTION_TEXT_MAX + 1)), QuestionOption("b", "B")),
        (QuestionOption("x" * (questions.OPTION_ID_MAX + 1), "A"), QuestionOption("b", "B")),
    ],
)
def test_options_that_could_not_be_told_apart_are_refused(
    options: tuple[QuestionOption, ...],
) -> None:
    with pytest.raises(Malformed, match="options"):
        draft().add_question(ask(type=QuestionType.MULTIPLE_CHOICE, options=options), None, NOW)


@pytest.mark.parametrize("count", [questions.OPTIONS[0], questions.OPTIONS[-1]])
def test_options_at_the_edge_are_fine(count: int) -> None:
    content = ask(type=QuestionType.MULTIPLE_CHOICE, options=choices(count))
    assert len(draft().add_question(content, None, NOW).options) == count


def test_an_option_may_have_its_text_as_id_and_gets_one_if_it_has_none() -> None:
    made = options_of((("yes", "yes"), (None, "no")))
    content = ask(type=QuestionType.MULTIPLE_CHOICE, options=made)
    added = draft().add_question(content, None, NOW)
    assert added.options[0] == QuestionOption("yes", "yes")
    assert added.options[1].id


def test_a_question_that_stops_being_multiple_choice_loses_its_options() -> None:
    template = draft()
    content = ask(type=QuestionType.MULTIPLE_CHOICE, options=choices(2), allow_multiple=True)
    added = template.add_question(content, None, NOW)
    changed = template.edit_question(added.id, {"type": QuestionType.TEXT}, None, NOW)
    assert changed == replace(added, type=QuestionType.TEXT, options=(), allow_multiple=False)
    with pytest.raises(Malformed):
        template.edit_question(added.id, {"allow_multiple": True}, None, NOW)


def test_a_refused_change_leaves_the_question_as_it_was() -> None:
    template = draft()
    added: Question = template.add_question(ask(), None, NOW)
    with pytest.raises(Malformed):
        template.edit_question(added.id, {"text": ""}, None, NOW)
    assert template.questions == [added]
