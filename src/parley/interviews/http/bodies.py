"""Bodies of `/api/v1/interviews`, snake_case as in service-communication.md."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from parley.contracts.interviews import EndReason, Mode, SessionStatus
from parley.contracts.scoring import Purpose
from parley.interviews.domain.status import WORDS
from parley.interviews.service import StartPractice
from parley.interviews.service.views import (
    PlanView,
    SessionView,
    Standing,
    Started,
)
from parley.kit.clock import rfc3339

ID_MAX = 255
LANGUAGE_MAX = 35  # RFC 5646, section 4.4.1
VERSION_MAX = 64
INT32 = 2**31 - 1


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Instant = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]


# Inline: hiring's templates have a mode of another kind, and one name can't stand for both.
LiveMode = Annotated[
    Mode, WithJsonSchema({"type": "string", "enum": [mode.value for mode in Mode]})
]


class Snake(BaseModel):
    """A body; unknown fields are refused so that a typo is not silently lost."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", str_strip_whitespace=True)


class StartIn(Snake):
    """A practice interview: of a template, for a job description, or in general."""

    mode: LiveMode
    # How long it may be and how many may be asked is configured: the use case says so.
    job_description: Text = ""
    template_id: Annotated[Text, Field(max_length=ID_MAX)] | None = None
    total_questions: Annotated[int, Field(strict=True, ge=1, le=INT32)] | None = Field(
        default=None, description="Left out: all of the template's, else five."
    )
    language: Annotated[Text, Field(max_length=LANGUAGE_MAX)] | None = Field(
        default=None, description="BCP 47. Left out: the template's, else English."
    )

    def ask(self) -> StartPractice:
        """What the use case takes."""
        return StartPractice(
            self.mode,
            self.job_description,
            self.template_id,
            self.total_questions,
            self.language,
        )


def _status(standing: Standing) -> str:
    return word_of(standing.status)


def word_of(status: SessionStatus) -> str:
    """service-communication.md's word for a status."""
    return WORDS[status].service_communication


class LiveStartedOut(Snake):
    """A practice interview was made; its socket's address carries a token of five minutes."""

    id: str
    mode: LiveMode
    status: str
    total_questions: int
    template_id: str | None = Field(description="Where the questions come from; null for none.")
    websocket_url: str

    @classmethod
    def of(cls, started: Started) -> "LiveStartedOut":
        """From the use case's answer."""
        standing = started.view.standing
        return cls(
            id=standing.id,
            mode=started.view.mode,
            status=_status(standing),
            total_questions=standing.total_questions,
            template_id=started.view.template_id,
            websocket_url=started.websocket_url,
        )


class StandingOut(Snake):
    """How far an interview is; `progress` 0 to 100."""

    id: str
    status: str = Field(description="pending, in_progress, completed, cancelled or failed")
    progress: int
    current_question: int = Field(description="How many are answered.")
    total_questions: int

    @classmethod
    def of(cls, standing: Standing) -> "StandingOut":
        """From the use case's answer."""
        return cls(
            id=standing.id,
            status=_status(standing),
            progress=standing.progress,
            current_question=standing.current_question,
            total_questions=standing.total_questions,
        )


class SessionOut(StandingOut):
    """One of my interviews."""

    mode: LiveMode
    title: str
    job_description: str
    language: str
    purpose: Purpose
    template_id: str | None = Field(description="Where the questions come from; null for none.")
    created_at: Instant
    started_at: Instant | None
    completed_at: Instant | None
    end_reason: EndReason | None
    planned_seconds: int = Field(description="The AI closes around then.")
    limit_seconds: int = Field(description="It ends then, whatever happens.")
    seconds_left: int | None = Field(description="Of the limit; null unless in progress.")

    @classmethod
    def shown(cls, view: SessionView) -> "SessionOut":
        """From the view."""
        return cls.model_validate(_session(view))


def _session(view: SessionView) -> dict[str, object]:
    return dict(StandingOut.of(view.standing)) | {
        name: getattr(view, name)
        for name in SessionOut.model_fields
        if name not in StandingOut.model_fields
    }


class ListedOut(SessionOut):
    """The same in a list; `overall_score` 0 to 100, null unless scored."""

    overall_score: float | None

    @classmethod
    def listed(cls, view: SessionView) -> "ListedOut":
        """From the view."""
        return cls.model_validate(_session(view) | {"overall_score": view.overall_score})


class LiveQuestionOut(Snake):
    """A question that was asked."""

    id: str
    text: str


class LiveConsentOut(Snake):
    """The text to agree to before any sound is kept, and when it was agreed to."""

    version: str
    text: list[str]
    given_at: Instant | None


class LiveConsentIn(Snake):
    """Agreement to the text of that version."""

    version: Annotated[Text, Field(max_length=VERSION_MAX)]


class DetailOut(SessionOut):
    """One of my interviews, whole."""

    questions: list[LiveQuestionOut] = Field(description="Asked so far.")
    consent: LiveConsentOut | None = Field(description="Null of an invitation: its page has it.")

    @classmethod
    def whole(cls, view: SessionView) -> "DetailOut":
        """From the view."""
        return cls.model_validate(
            _session(view) | {"questions": list(view.questions), "consent": view.consent}
        )


class PlanOut(Snake):
    """Something one may practise with."""

    id: str
    title: str
    language: str
    total_questions: int
    minutes: int

    @classmethod
    def of(cls, plan: PlanView) -> "PlanOut":
        """From the view."""
        return cls.model_validate(plan)
