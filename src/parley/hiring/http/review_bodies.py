"""Bodies of the review: transcripts, scores, ratings, notes, decisions; camelCase."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from parley.hiring.domain.review import DECISION_REASON_MAX, NOTE_MAX, Decision
from parley.hiring.http.fields import Id, Instant, Text
from parley.kit.web.paging import Camel


class WordOut(Camel):
    """One word; times in seconds of the playback, confidence 0 to 1 (0: unstated)."""

    text: str
    start: float
    end: float
    confidence: float


class SegmentOut(Camel):
    """One utterance; `index` is what a correction names."""

    index: int
    start: float
    end: float
    text: str
    confidence: float
    words: list[WordOut]
    original_text: str | None = Field(description="As heard, where a person corrected it.")


class TranscriptOut(Camel):
    """The words of one recorded answer."""

    status: str = Field(description="processing, ready or failed")
    progress: float
    stage: str | None
    error: str | None
    language: str
    engine: str
    quality: str = Field(description="full or demo")
    confidence: float
    duration_seconds: float
    revision: int
    corrected_by: str | None = Field(description="Name of whoever corrected it last.")
    corrected_at: Instant | None
    segments: list[SegmentOut]


class SegmentIn(Camel):
    """The right words of one segment."""

    index: Annotated[int, Field(ge=0, le=100_000)]
    text: Annotated[Text, Field(max_length=5000)]


class CorrectionIn(Camel):
    """A correction of the revision that was seen."""

    revision: Annotated[int, Field(ge=0)]
    segments: Annotated[list[SegmentIn], Field(min_length=1, max_length=5000)]


class SpanOut(Camel):
    """A place that a score rests on; seconds are null in a written answer."""

    start: float | None
    end: float | None
    start_char: int
    end_char: int
    quote: str
    reason: str
    key_point: int | None


class KeyPointOut(Camel):
    """How far one key point is covered, 0 to 1."""

    text: str
    covered: float


class MeasureOut(Camel):
    """A figure of how something was said."""

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None


class AnswerScoreOut(Camel):
    """The model's score of one answer; numbers are null unless `status` is scored."""

    status: str
    reason: str | None
    score: float | None
    relevance: float | None
    clarity: float | None
    depth: float | None
    confidence: float
    keywords: list[str]
    feedback: str
    key_points: list[KeyPointOut]
    spans: list[SpanOut]
    measures: list[MeasureOut]
    flags: list[str]


class InsightOut(Camel):
    """What stood out; impact -1 to 1."""

    category: str
    description: str
    impact: float


class MakingOut(Camel):
    """How a score was made."""

    scorer: str
    version: str
    model: str | None
    prompt_hash: str | None
    repeats: int
    spread: float
    made_at: Instant


class ScoreOut(Camel):
    """The model's score of the interview; numbers are null unless `status` is scored."""

    number: int
    status: str
    reason: str | None
    technical: float | None
    communication: float | None
    overall: float | None
    feedback: str
    insights: list[InsightOut]
    making: MakingOut | None
    demo_quality: bool


class AnswerReviewOut(Camel):
    """One question with its answer's transcript and score; null where there is none."""

    question_id: str
    response_id: str | None
    transcript: TranscriptOut | None
    score: AnswerScoreOut | None


class Analysis(StrEnum):
    """How far the way from recording to scores is."""

    NONE = "none"  # Not completed yet.
    PROCESSING = "processing"
    READY = "ready"
    WITHHELD = "withheld"
    FAILED = "failed"


class AnalysisOut(Camel):
    """How far the way from recording to scores is; `progress` 0 to 1."""

    status: Analysis
    stage: str | None = Field(description="transcripts or scores, while processing.")
    progress: float
    reason: str | None


class RatingOut(Camel):
    """A person's rating, 1 to 5; null where not given."""

    user_id: str
    name: str
    overall: int | None
    questions: dict[str, int]
    updated_at: Instant


class RatingIn(Camel):
    """My rating; what is left out is not rated."""

    overall: Annotated[int, Field(ge=1, le=5)] | None = None
    questions: Annotated[dict[Id, Annotated[int, Field(ge=1, le=5)]], Field(max_length=200)] = (
        Field(default_factory=dict)
    )


class NoteOut(Camel):
    """A note of the hiring team."""

    id: str
    author_id: str
    author_name: str
    text: str
    question_id: str | None
    at_seconds: float | None
    created_at: Instant
    updated_at: Instant


class NoteIn(Camel):
    """A note, on a question and a moment of its answer where given."""

    text: Annotated[Text, Field(min_length=1, max_length=NOTE_MAX)]
    question_id: Id | None = None
    at_seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None


class NoteTextIn(Camel):
    """The note's new text."""

    text: Annotated[Text, Field(min_length=1, max_length=NOTE_MAX)]


class DecisionOut(Camel):
    """What a person decided; null when nobody has."""

    decision: Decision | None
    reason: str | None
    decided_by: str | None = Field(description="Name.")
    decided_at: Instant | None


class DecisionIn(Camel):
    """advance, hold or reject; null takes a decision back."""

    decision: Decision | None
    reason: Annotated[Text, Field(max_length=DECISION_REASON_MAX)] | None = None


class HumanLookOut(Camel):
    """The candidate asked that a person looks at the scores again."""

    text: str | None
    asked_at: Instant
    answer: str | None
    answered_by: str | None = Field(description="Name.")
    answered_at: Instant | None


class ReviewOut(Camel):
    """Everything beside the recordings that a review shows.

    `others` are colleagues' ratings: null until I have given mine (blind first).
    """

    invitation_id: str
    analysis: AnalysisOut
    answers: list[AnswerReviewOut]
    score: ScoreOut | None
    mine: RatingOut | None
    others: list[RatingOut] | None
    others_count: int
    notes: list[NoteOut]
    decision: DecisionOut
    human_look: HumanLookOut | None
    can_decide: bool = Field(description="Whether I may decide (it is mine).")


class FunnelOut(Camel):
    """How many got how far."""

    invited: int
    started: int
    completed: int
    analysed: int
    decided: int
    expired: int


class DecisionsOut(Camel):
    """How many were decided how."""

    advance: int
    hold: int
    reject: int


class DayOut(Camel):
    """One day (UTC)."""

    day: str
    invited: int
    completed: int


class TemplateFunnelOut(Camel):
    """One template's figures; `medianMinutes` from start to completion, null without any."""

    template_id: str
    title: str
    invited: int
    started: int
    completed: int
    expired: int
    median_minutes: float | None


class DashboardOut(Camel):
    """All invitations that I see."""

    funnel: FunnelOut
    decisions: DecisionsOut
    to_review: int
    due_soon: int = Field(description="Not completed, and due within two days.")
    days: list[DayOut] = Field(description="The last 30, the oldest first.")
    templates: list[TemplateFunnelOut]
