"""Bodies of templates and questions, camelCase (settled.md, Ids, errors, bodies)."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from parley.hiring.domain import question, settings, template
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewMode, InterviewSettings, Language
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.http.fields import Flag, Id, Instant, Text, Whole
from parley.hiring.ports import TemplateView
from parley.kit.web.paging import Camel


def _option(given: object) -> object:
    return {"text": given} if isinstance(given, str) else given


class SettingsBody(Camel):
    """InterviewSettings; what is left out takes its default."""

    total_time_limit: Whole | None = Field(default=None, description="Minutes; null or 0 for none.")
    question_time_limit: Whole | None = Field(
        default=None, description="Seconds; null or 0 for none."
    )
    allow_retakes: Flag = False
    max_retakes: Annotated[Whole, Field(le=settings.RETAKES[-1])] | None = Field(
        default=None, description="Left out, it is 1 where retakes are allowed."
    )
    shuffle_questions: Flag = False
    show_progress: Flag = True
    mode: InterviewMode = InterviewMode.RECORDED
    language: Language = Language.ENGLISH
    retention_days: Annotated[
        Whole | None,
        Field(
            description="Days from completion or expiry to deletion, 1 to 3650; null: kept until "
            "deleted by hand."
        ),
    ] = None
    practice: Flag = Field(
        default=False, description="Whether anybody with an account may practise with it."
    )

    def to_domain(self) -> InterviewSettings:
        """The value object, unchecked."""
        retakes = int(self.allow_retakes) if self.max_retakes is None else self.max_retakes
        return InterviewSettings(
            self.total_time_limit,
            self.question_time_limit,
            self.allow_retakes,
            retakes,
            self.shuffle_questions,
            self.show_progress,
            self.mode,
            self.language,
            self.retention_days,
            self.practice,
        )


class SharedSettings(Camel):
    """What the hiring team and candidates see alike."""

    question_time_limit: int | None
    allow_retakes: bool
    max_retakes: int
    shuffle_questions: bool
    show_progress: bool
    mode: InterviewMode
    language: Language
    retention_days: int | None


class SettingsOut(SharedSettings):
    """InterviewSettings as stored."""

    total_time_limit: int | None
    practice: bool


class CandidateSettings(SharedSettings):
    """InterviewSettings as they hold for one candidate."""

    total_time_limit: float | None = Field(
        description="Minutes; a fraction where extra time makes one. Null or 0 for none."
    )

    @classmethod
    def of(cls, stored: InterviewSettings, extra_percent: int) -> "CandidateSettings":
        """With the limits raised as recordings are limited, which is by the second."""
        total = raised((stored.total_time_limit or 0) * 60, extra_percent)
        own = SettingsOut.model_validate(stored).model_dump(exclude={"practice"})
        return cls(
            **own
            | {
                "total_time_limit": total / 60 if total else stored.total_time_limit,
                "question_time_limit": raised(stored.question_time_limit, extra_percent),
            }
        )


def raised(seconds: int | None, extra_percent: int) -> int | None:
    """A limit with extra time; None and 0, which are none, stay."""
    return settings.with_extra(seconds, extra_percent) if seconds else seconds


Title = Annotated[Text, Field(min_length=1, max_length=template.TITLE_MAX)]
Description = Annotated[Text, Field(max_length=template.DESCRIPTION_MAX)]


class TemplateCreate(Camel):
    """A new template."""

    title: Title
    description: Description | None = None
    settings: SettingsBody = Field(default_factory=SettingsBody)
    company_id: Id | None = None


class TemplateUpdate(Camel):
    """Changes of a template; what is left out stays."""

    title: Title = ""
    description: Description | None = None
    settings: SettingsBody = Field(default_factory=SettingsBody)

    def changes(self) -> dict[str, Any]:
        """What was sent."""
        found: dict[str, Any] = {}
        for name in self.model_fields_set:
            value = getattr(self, name)
            found[name] = value.to_domain() if isinstance(value, SettingsBody) else value
        return found


class TemplateOut(Camel):
    """A template."""

    id: str
    title: str
    description: str | None
    owner_id: str
    company_id: str | None
    status: TemplateStatus
    settings: SettingsOut
    questions_count: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: TemplateView) -> "TemplateOut":
        """From the view."""
        return cls.model_validate(view)


class OptionBody(Camel):
    """A choice; a bare string is its text."""

    id: Annotated[Text, Field(min_length=1, max_length=question.OPTION_ID_MAX)] | None = None
    text: Annotated[Text, Field(min_length=1, max_length=question.OPTION_TEXT_MAX)]


class OptionOut(Camel):
    """A choice."""

    id: str
    text: str


QuestionText = Annotated[Text, Field(min_length=1, max_length=question.TEXT_MAX)]
Options = Annotated[
    list[Annotated[OptionBody, BeforeValidator(_option, json_schema_input_type=OptionBody | str)]],
    Field(max_length=question.OPTIONS[-1]),
]
KeyPoints = Annotated[
    list[Annotated[Text, Field(min_length=1, max_length=question.KEY_POINT_MAX)]],
    Field(max_length=question.KEY_POINTS_MAX),
]
Order = Annotated[int, Field(strict=True, ge=1, le=template.QUESTIONS_MAX)]


class QuestionUpdate(Camel):
    """Changes of a question; what is left out stays, null clears."""

    text: QuestionText = ""
    type: QuestionType = QuestionType.VIDEO
    time_limit: Whole | None = Field(
        default=None, description="Seconds; null or 0: the template's."
    )
    thinking_time: Whole | None = Field(default=None, description="Seconds; null or 0: none.")
    is_required: Flag = True
    options: Options | None = None
    allow_multiple: Flag = Field(default=False, description="Whether several may be chosen.")
    key_points: KeyPoints | None = None
    order: Order | None = None

    def content(self) -> dict[str, Any]:
        """What was sent, but for the order."""
        found = {name: getattr(self, name) for name in self.model_fields_set - {"order"}}
        if "options" in found:
            pairs = [(option.id, option.text) for option in found["options"] or ()]
            found["options"] = question.options_of(pairs)
        if "key_points" in found:
            found["key_points"] = tuple(found["key_points"] or ())
        return found


class QuestionCreate(QuestionUpdate):
    """A new question; at the end unless `order` says where."""

    text: QuestionText
    type: QuestionType


class CandidateQuestion(Camel):
    """A question as candidates see it: without key points, numbered in their order."""

    id: str
    template_id: str
    text: str
    type: QuestionType
    order: int
    time_limit: int | None
    thinking_time: int | None
    is_required: bool
    options: list[OptionOut]
    allow_multiple: bool
    created_at: Instant


class QuestionOut(CandidateQuestion):
    """A question as the hiring team sees it."""

    key_points: list[str]


class Reorder(Camel):
    """The new order."""

    question_ids: Annotated[list[Id], Field(max_length=template.QUESTIONS_MAX)]
