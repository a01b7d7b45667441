"""Bodies of `/api/v1/interviews`, snake_case as in service-communication.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    WithJsonSchema,
)

from parley.contracts.interviews import EndReason, Mode, Provenance, SessionStatus, Speaker
from parley.contracts.scoring import Purpose, ScoreStatus
from parley.interviews.domain.status import WORDS
from parley.interviews.service import StartPractice
from parley.interviews.service.views import (
    AnswerView,
    PlanView,
    Result,
    ScoreView,
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
    return _word(standing.status)


def _word(status: SessionStatus) -> str:
    return WORDS[status].service_communication


class LiveStartedOut(Snake):
    """A practice interview was made; its socket's address carries a token of five minutes."""

    id: str
    mode: LiveMode
    status: str
    total_questions: int
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


class InsightOut(Snake):
    """What stood out; impact -1 to 1."""

    category: str
    description: str
    impact: float


class LiveMakingOut(Snake):
    """How a score was made."""

    scorer: str
    version: str
    model: str | None
    made_at: Instant


class LiveScoreOut(Snake):
    """The score, or why there is none; numbers 0 to 100, null unless `status` is scored."""

    status: ScoreStatus
    reason: str | None
    technical: float | None
    communication: float | None
    overall: float | None
    feedback: str
    demo_quality: bool = Field(description="It rests on a recogniser of demo quality.")
    insights: list[InsightOut]
    making: LiveMakingOut | None

    @classmethod
    def of(cls, score: ScoreView) -> "LiveScoreOut":
        """From the view; what is still on its way is `pending`, failed or not."""
        shown = cls.model_validate(score)
        # Trying again is under way (scoring's own retries): three words are all the page needs.
        if shown.status is ScoreStatus.FAILED:
            shown.status = ScoreStatus.PENDING
        return shown


class LiveKeyPointOut(Snake):
    """What a good answer covers, and how far this one does, 0 to 1."""

    text: str
    covered: float


class LiveSpanOut(Snake):
    """A place that a score rests on; seconds since the start, null where it was typed."""

    start: float | None
    end: float | None
    quote: str
    reason: str
    key_point: int | None
    entry_id: str | None


class MeasureOut(Snake):
    """A figure of how something was said."""

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None


class AnswerOut(Snake):
    """One question with its answer's score, and sentences in the interview's language."""

    item_id: str
    question: str
    category: str
    status: ScoreStatus
    reason: str | None
    score: float | None
    relevance: float | None
    clarity: float | None
    depth: float | None
    feedback: str
    went_well: list[str]
    to_try: list[str]
    key_points: list[LiveKeyPointOut]
    spans: list[LiveSpanOut]
    measures: list[MeasureOut]

    @classmethod
    def of(cls, answer: AnswerView) -> "AnswerOut":
        """From the view."""
        score = answer.score
        return cls(
            item_id=score.item_id,
            question=answer.question,
            category=answer.category,
            status=score.status,
            reason=score.reason,
            score=score.score,
            relevance=score.relevance,
            clarity=score.clarity,
            depth=score.depth,
            feedback=score.feedback,
            went_well=list(answer.went_well),
            to_try=list(answer.to_try),
            key_points=[LiveKeyPointOut.model_validate(point) for point in score.key_points],
            spans=[LiveSpanOut.model_validate(span) for span in answer.spans],
            measures=[MeasureOut.model_validate(measure) for measure in score.measures],
        )


class LiveWordOut(Snake):
    """One word; seconds since the start."""

    text: str
    start: float
    end: float


class LiveEntryOut(Snake):
    """What one of the two said; seconds since the start."""

    entry_id: str
    speaker: Speaker
    text: str
    start: float
    end: float
    item_id: str | None
    move: str
    provenance: Provenance
    cut: bool
    words: list[LiveWordOut]


ENTRIES = TypeAdapter(list[LiveEntryOut])


class RecordingOut(Snake):
    """The sound of both; links end after a while, and the next answer has new ones."""

    status: str = Field(description="processing, ready or failed")
    progress: float
    playback_url: str | None
    audio_url: str | None
    waveform_url: str | None
    duration_seconds: float | None


class ResultOut(Snake):
    """What came of a practice interview."""

    id: str
    status: str
    title: str
    purpose: Purpose
    started_at: Instant | None
    completed_at: Instant | None
    duration_seconds: int | None
    end_reason: EndReason | None
    score: LiveScoreOut
    answers: list[AnswerOut]
    transcript: list[LiveEntryOut]
    recording: RecordingOut | None

    @classmethod
    def of(cls, found: Result) -> "ResultOut":
        """From the use case's answer."""
        recording = found.recording
        return cls(
            id=found.id,
            status=_word(found.status),
            title=found.title,
            purpose=found.purpose,
            started_at=found.started_at,
            completed_at=found.completed_at,
            duration_seconds=found.duration_seconds,
            end_reason=found.end_reason,
            score=LiveScoreOut.of(found.score),
            answers=_answers(found.answers),
            transcript=ENTRIES.validate_python(found.transcript),
            recording=None if recording is None else RecordingOut.model_validate(recording),
        )


def _answers(found: Sequence[AnswerView]) -> list[AnswerOut]:
    return [AnswerOut.of(answer) for answer in found]
