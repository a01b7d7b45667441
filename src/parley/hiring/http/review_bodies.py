"""Bodies of the review: transcripts, scores, ratings, notes, decisions; camelCase."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, TypeAdapter

from parley.contracts.interviews import Provenance, Speaker
from parley.contracts.scoring import AnswerScore, EvidenceScore
from parley.contracts.speech import Segment, Transcript
from parley.hiring.domain.review import (
    DECISION_REASON_MAX,
    MOMENT_MAX,
    NOTE_MAX,
    RATINGS,
    Analysis,
    AnalysisState,
    Decision,
    Note,
    Rating,
    Verdict,
)
from parley.hiring.domain.settings import Mode
from parley.hiring.http.fields import Id, Instant, Text
from parley.hiring.http.invitation_bodies import PlaybackOut
from parley.hiring.ports.reviews import Review
from parley.kit.web.paging import Camel

# A correction comes from the page, a segment or a few at a time; these only keep nonsense out.
SEGMENT_INDEX_MAX = 100_000
SEGMENT_TEXT_MAX = 5000
SEGMENTS_MAX = 5000
QUESTIONS_RATED_MAX = 200

Figure = Annotated[int, Field(strict=True, ge=RATINGS[0], le=RATINGS[-1])]


class WordOut(Camel):
    """One word; times in seconds of the playback, confidence 0 to 1 (0: unstated)."""

    text: str
    start: float
    end: float
    confidence: float


_WORDS = TypeAdapter(list[WordOut])


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

    @classmethod
    def of(cls, found: Transcript, names: Mapping[str, str]) -> "TranscriptOut":
        """From speech's; `names` by account id."""
        heard = [segment.text for segment in found.original or ()]
        return cls(
            status=found.status,
            progress=found.progress,
            stage=found.stage,
            error=found.error,
            language=found.language,
            engine=found.engine,
            quality=found.quality.value,
            confidence=found.confidence,
            duration_seconds=found.duration_seconds,
            revision=found.revision,
            corrected_by=names.get(found.corrected_by or ""),
            corrected_at=found.corrected_at,
            segments=[
                _segment(index, segment, heard) for index, segment in enumerate(found.segments)
            ],
        )


def _segment(index: int, segment: Segment, heard: Sequence[str]) -> SegmentOut:
    """A segment beside what was `heard`, which is empty where nobody corrected anything."""
    before = heard[index] if index < len(heard) else segment.text
    return SegmentOut(
        index=index,
        start=segment.start,
        end=segment.end,
        text=segment.text,
        confidence=segment.confidence,
        words=_WORDS.validate_python(segment.words),
        original_text=before if before != segment.text else None,
    )


class SegmentIn(Camel):
    """The right words of one segment."""

    index: Annotated[int, Field(ge=0, le=SEGMENT_INDEX_MAX)]
    text: Annotated[Text, Field(max_length=SEGMENT_TEXT_MAX)]


class CorrectionIn(Camel):
    """A correction of the revision that was seen."""

    revision: Annotated[int, Field(ge=0)]
    segments: Annotated[list[SegmentIn], Field(min_length=1, max_length=SEGMENTS_MAX)]


class SpanOut(Camel):
    """A place that a score rests on; seconds are null in a written answer.

    Characters count in the answer's text: of a recorded one, the segments' texts that aren't
    empty, joined by single spaces.
    """

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

    @classmethod
    def of(cls, found: AnswerScore) -> "AnswerScoreOut":
        """From scoring's."""
        return cls.model_validate(found)


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

    @classmethod
    def of(cls, found: EvidenceScore) -> "ScoreOut":
        """From scoring's, without the answers."""
        return cls.model_validate(found)


class EntryOut(Camel):
    """What one of the two said in a conversation; times in seconds of its recording."""

    entry_id: str
    speaker: Speaker
    text: str = Field(description="Of the AI, what was heard of it.")
    start: float
    end: float
    item_id: str | None = Field(description="The question it belongs to.")
    move: str = Field(description="What was done: ask, follow_up, answer, ...; or empty.")
    provenance: Provenance
    cut: bool = Field(description="The AI was interrupted here.")
    words: list[WordOut]


ENTRIES = TypeAdapter(list[EntryOut])


class AnswerReviewOut(Camel):
    """One question with its answer's transcript and score; null where there is none."""

    question_id: str
    response_id: str | None
    transcript: TranscriptOut | None
    score: AnswerScoreOut | None


class AnalysisOut(Camel):
    """How far the way from recording to scores is; `progress` 0 to 1."""

    status: Analysis
    stage: str | None = Field(description="transcripts or scores, while processing.")
    progress: float
    reason: str | None

    @classmethod
    def of(cls, state: AnalysisState) -> "AnalysisOut":
        """From the state."""
        return cls.model_validate(state)


class RatingOut(Camel):
    """A person's rating, 1 to 5; null where not given."""

    user_id: str
    name: str
    overall: int | None
    questions: dict[str, int]
    updated_at: Instant

    @classmethod
    def of(cls, rating: Rating, name: str, at: datetime) -> "RatingOut":
        """From a stored rating; `at` stands in where it was never changed."""
        return cls(
            user_id=rating.user_id,
            name=name,
            overall=rating.overall,
            questions=dict(rating.questions),
            updated_at=rating.updated_at or at,
        )


class RatingIn(Camel):
    """My rating; what is left out is not rated."""

    overall: Figure | None = None
    questions: Annotated[dict[Id, Figure], Field(max_length=QUESTIONS_RATED_MAX)] = Field(
        default_factory=dict
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

    @classmethod
    def of(cls, note: Note, name: str) -> "NoteOut":
        """From a stored note."""
        return cls(
            id=note.id,
            author_id=note.author_id,
            author_name=name,
            text=note.text,
            question_id=note.question_id,
            at_seconds=note.at_seconds,
            created_at=note.created_at,
            updated_at=note.updated_at,
        )


class NoteIn(Camel):
    """A note, on a question and a moment of its answer where given."""

    text: Annotated[Text, Field(min_length=1, max_length=NOTE_MAX)]
    question_id: Id | None = None
    at_seconds: Annotated[float, Field(ge=0, le=MOMENT_MAX)] | None = None


class NoteTextIn(Camel):
    """The note's new text."""

    text: Annotated[Text, Field(min_length=1, max_length=NOTE_MAX)]
    seen_at: AwareDatetime | None = Field(
        default=None,
        description="`updatedAt` of what was edited: when it has another by now, 409.",
    )


class DecisionOut(Camel):
    """What a person decided; null when nobody has."""

    decision: Decision | None
    reason: str | None
    decided_by: str | None = Field(description="Name.")
    decided_at: Instant | None

    @classmethod
    def of(cls, verdict: Verdict, name: str | None) -> "DecisionOut":
        """From the stored decision."""
        return cls(
            decision=verdict.decision,
            reason=verdict.reason,
            decided_by=name,
            decided_at=verdict.decided_at,
        )


class DecisionIn(Camel):
    """advance, hold or reject; null takes a decision back."""

    decision: Decision | None
    reason: Annotated[Text, Field(max_length=DECISION_REASON_MAX)] | None = None
    seen_at: AwareDatetime | None = Field(
        default=None,
        description="`decidedAt` of the decision that was seen, null for none; when it is another "
        "by now, 409. Left out: decide whatever was decided before.",
    )


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
    mode: Mode
    conversation: list[EntryOut] | None = Field(
        description="Of a live interview; null of another, or when it can't be had just now."
    )
    recording: PlaybackOut | None = Field(
        description="Of that conversation; null where none was kept, or as above."
    )

    @classmethod
    def of(cls, found: Review) -> "ReviewOut":
        """From the query's answer."""
        names, made = found.names, found.invitation.created_at
        others = found.others
        look = found.human_look
        return cls(
            invitation_id=found.invitation.id,
            analysis=AnalysisOut.of(found.analysis),
            answers=_answers(found),
            score=ScoreOut.of(found.score) if found.score is not None else None,
            mine=_rating(found.mine, names, made) if found.mine is not None else None,
            others=None if others is None else [_rating(r, names, made) for r in others],
            others_count=found.others_count,
            notes=[NoteOut.of(note, names.get(note.author_id, "")) for note in found.notes],
            decision=DecisionOut.of(found.verdict, names.get(found.verdict.decided_by or "")),
            human_look=None
            if look is None
            else HumanLookOut(
                text=look.text,
                asked_at=look.asked_at,
                answer=look.answer,
                answered_by=names.get(look.answered_by or ""),
                answered_at=look.answered_at,
            ),
            can_decide=found.can_decide,
            mode=found.template.settings.mode,
            conversation=None
            if found.conversation is None
            else ENTRIES.validate_python(found.conversation),
            recording=None if found.recording is None else PlaybackOut.of(found.recording),
        )


def _rating(rating: Rating, names: Mapping[str, str], at: datetime) -> RatingOut:
    return RatingOut.of(rating, names.get(rating.user_id, ""), at)


def _answers(found: Review) -> list[AnswerReviewOut]:
    responses = {response.question_id: response for response in found.invitation.responses}
    scores = {answer.item_id: answer for answer in found.score.answers} if found.score else {}
    answers = []
    for question in found.template.asked:
        response, score = responses.get(question.id), scores.get(question.id)
        heard = found.transcripts.get((response.media_url or "") if response else "")
        answers.append(
            AnswerReviewOut(
                question_id=question.id,
                response_id=response.id if response else None,
                transcript=TranscriptOut.of(heard, found.names) if heard else None,
                score=AnswerScoreOut.of(score) if score else None,
            )
        )
    return answers
