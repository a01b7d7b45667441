"""Bodies of a practice interview's result, snake_case like the others."""

from collections.abc import Sequence

from pydantic import Field, TypeAdapter

from parley.contracts.interviews import EndReason, Provenance, Speaker
from parley.contracts.scoring import Purpose, ScoreStatus
from parley.interviews.http.bodies import Instant, Snake, word_of
from parley.interviews.service.views import AnswerView, Result, ScoreView


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
    language: str
    job_description: str
    template_id: str | None = Field(description="Where the questions come from; null for none.")
    total_questions: int
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
            status=word_of(found.status),
            title=found.title,
            purpose=found.purpose,
            language=found.language,
            job_description=found.job_description,
            template_id=found.template_id,
            total_questions=found.total_questions,
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
