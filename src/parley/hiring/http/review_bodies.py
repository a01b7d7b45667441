"""Bodies of the review: scores, ratings, notes, decisions; camelCase."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from parley.contracts.scoring import AnswerScore, EvidenceScore
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
from parley.hiring.domain.settings import InterviewMode
from parley.hiring.http.fields import Id, Instant, Text
from parley.hiring.http.invitation_bodies import PlaybackOut
from parley.hiring.http.said_bodies import ENTRIES, EntryOut, TranscriptOut
from parley.hiring.ports.reviews import Review
from parley.kit.web.paging import Camel

QUESTIONS_RATED_MAX = 200

Figure = Annotated[int, Field(strict=True, ge=RATINGS[0], le=RATINGS[-1])]


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
    mode: InterviewMode
    conversation: list[EntryOut] | None = Field(
        description="Of a live interview; null of another, or when it can't be had just now."
    )
    recording: PlaybackOut | None = Field(
        description="Of that conversation, without links to its sound: ask for them when somebody "
        "listens. Null where none was kept, or as above."
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
