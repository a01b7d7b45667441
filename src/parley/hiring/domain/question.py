"""A question of a template: its parts, bounds, and options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from parley.hiring.domain.settings import ANSWER_SECONDS, THINKING_SECONDS, limit
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

TEXT_MAX = 2_000
OPTIONS = range(2, 21)
OPTION_TEXT_MAX = 500
OPTION_ID_MAX = 64
KEY_POINTS_MAX = 20
KEY_POINT_MAX = 500


class QuestionType(StrEnum):
    """What is asked for."""

    VIDEO = "video"
    TEXT = "text"
    MULTIPLE_CHOICE = "multiple_choice"


@dataclass(frozen=True, slots=True)
class QuestionOption:
    """One choice of a multiple-choice question."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question; immutable, the template replaces it.

    Attributes:
        id, template_id: Its own and its template's.
        text: What is asked.
        type: What is asked for.
        order: Its place in the template, from 1.
        time_limit: Seconds to answer; None or 0 for the template's default.
        thinking_time: Seconds to think before; None or 0 for as long as one likes.
        is_required: Whether completing needs an answer.
        options: Of a multiple-choice question, else empty.
        allow_multiple: Whether pages let several of them be chosen. An answer that names several
            is taken either way (settled.md, Hiring: an id, a text, or an array of them).
        key_points: What a good answer says; never shown to candidates.
        created_at: When it was added.
    """

    id: str
    template_id: str
    text: str
    type: QuestionType
    order: int
    created_at: datetime
    time_limit: int | None = None
    thinking_time: int | None = None
    is_required: bool = True
    options: tuple[QuestionOption, ...] = ()
    allow_multiple: bool = False
    key_points: tuple[str, ...] = ()

    def changed(self, changes: Mapping[str, Any]) -> "Question":
        """This question with some fields replaced, within bounds.

        A question that stops being multiple choice loses its options and how many may be chosen.

        Raises:
            Malformed: A field is out of its bounds.
        """
        wanted = dict(changes)
        if wanted.get("type", self.type) is not QuestionType.MULTIPLE_CHOICE:
            wanted = {"options": (), "allow_multiple": False} | wanted
        return replace(self, **wanted).checked()

    def checked(self) -> "Question":
        """This question, known to be within bounds.

        Raises:
            Malformed: A field is out of its bounds.
        """
        if not 0 < len(self.text) <= TEXT_MAX or not self.text.strip():
            raise Malformed(f"text: 1 to {TEXT_MAX} characters")
        limit("timeLimit", self.time_limit, ANSWER_SECONDS, "seconds")
        limit("thinkingTime", self.thinking_time, THINKING_SECONDS, "seconds")
        if len(self.key_points) > KEY_POINTS_MAX or any(
            not 0 < len(point) <= KEY_POINT_MAX for point in self.key_points
        ):
            raise Malformed(f"keyPoints: up to {KEY_POINTS_MAX} of 1 to {KEY_POINT_MAX} characters")
        self._check_options()
        return self

    def _check_options(self) -> None:
        if self.type is not QuestionType.MULTIPLE_CHOICE:
            if self.options or self.allow_multiple:
                raise Malformed("options: only a multiple_choice question has them")
            return
        if len(self.options) not in OPTIONS:
            raise Malformed(f"options: {OPTIONS[0]} to {OPTIONS[-1]} of them")
        for option in self.options:
            if not 0 < len(option.text) <= OPTION_TEXT_MAX:
                raise Malformed(f"options: each has a text of 1 to {OPTION_TEXT_MAX} characters")
            if not 0 < len(option.id) <= OPTION_ID_MAX:
                raise Malformed(f"options: an id has 1 to {OPTION_ID_MAX} characters")
        # An answer names an option by id or by text, so no name may stand for two of them.
        names = [name for option in self.options for name in {option.id, option.text}]
        if len(names) != len(set(names)):
            raise Malformed("options: ids and texts must all differ")


def options_of(given: Sequence[tuple[str | None, str]]) -> tuple[QuestionOption, ...]:
    """Options from `(id or None, text)`; an id is made where none is given."""
    return tuple(QuestionOption(option_id or new_id(), text) for option_id, text in given)


def talkable(questions: Sequence[Question]) -> list[Question]:
    """Those that can be talked about: choices can't."""
    return [one for one in questions if one.type is not QuestionType.MULTIPLE_CHOICE]
