"""What scoring offers: scores of an interview's answers, each with the evidence it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from parley.contracts.speech import Quality, Word
from parley.kit.errors import DomainError, Kind

TOPIC = "scoring-events"


class Purpose(StrEnum):
    """What an interview is for; a transcript of demo quality is scored in two of them only."""

    HIRING = "hiring"
    PRACTICE = "practice"
    DEMO = "demo"


class AnswerKind(StrEnum):
    """How an answer was given."""

    SPEECH = "speech"
    TEXT = "text"
    CHOICE = "choice"


class ScoreStatus(StrEnum):
    """Whether there is a score; without one there is a reason, never a number."""

    SCORED = "scored"
    PENDING = "pending"
    WITHHELD = "withheld"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as evidence.

    Attributes:
        item_id: The question.
        question: Its text.
        category: Of the question (`general` where none is stated).
        key_points: What a good answer covers, in sentences of the hiring team.
        kind: How it was given.
        text: What was said, written or chosen; empty when nothing was.
        words: With times, of a spoken answer; empty else.
        duration: Seconds of the recording; 0 else.
        confidence: Of the transcript, 0 to 1; 0 is unstated.
        quality: Of the transcript.
        missing: Why there is nothing to score, or None: `not_answered`, `no_transcript`.
        others: Seconds, in the words' time, in which somebody else spoke or was expected to: no
            pause of this person's.
    """

    item_id: str
    question: str
    category: str
    key_points: tuple[str, ...]
    kind: AnswerKind
    text: str
    words: tuple[Word, ...] = ()
    duration: float = 0.0
    confidence: float = 0.0
    quality: Quality = Quality.FULL
    missing: str | None = None
    others: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that one interview is scored on.

    Attributes:
        evidence_id: The invitation or session.
        subject_id: Whom it is about.
        purpose: What it is for.
        language: BCP 47.
        answers: In the order of the questions.
        started_at, completed_at: Of the interview.
    """

    evidence_id: str
    subject_id: str
    purpose: Purpose
    language: str
    answers: tuple[Answer, ...]
    started_at: datetime
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A place in an answer that a score rests on.

    Attributes:
        start, end: Seconds in the recording; None in a written answer.
        start_char, end_char: In the answer's text.
        quote: Those characters.
        reason: What it shows, a word: `key_point`, `example`, `structure`, `filler`, `off_topic`,
            `instruction`, `contradiction`.
        key_point: Index of the key point it shows, or None.
    """

    start: float | None
    end: float | None
    start_char: int
    end_char: int
    quote: str
    reason: str
    key_point: int | None = None


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """How far one key point is covered, 0 to 1."""

    text: str
    covered: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of how something was said; never of accent, voice or face.

    Attributes:
        name: `words_per_minute`, `pause_share`, `fillers_per_minute`, `mean_sentence_words`,
            `repairs_per_minute`, `structure_markers`, ...
        value: In `unit`.
        unit: `1/min`, `words`, `%`, `count`.
        low, high: The sane range, either None where there is no bound.
    """

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """The score of one answer (AnswerAnalysis of scoring.proto, and what it rests on).

    Attributes:
        item_id: The question.
        status: Whether it has numbers.
        reason: Why not, a code: `not_answered`, `empty`, `no_transcript`, `low_confidence`,
            `demo_quality`, `copied_question`, `keywords_only`, `off_topic`, `disagreement`,
            `uncertain`, `provider_unavailable`, `not_scored` (a choice), or None.
        score: 0 to 100 over all measures of the answer, None unless scored.
        relevance, clarity, depth: 0 to 100, None unless scored.
        confidence: The scorer's own, 0 to 1; 0 is unstated.
        keywords: What the answer is about.
        feedback: A sentence or two for the hiring team.
        key_points: With how far each is covered.
        spans: What it rests on.
        measures: How it was said.
        flags: For review: `negation`, `injection`, `demo_quality`, `no_key_points`.
    """

    item_id: str
    status: ScoreStatus
    reason: str | None
    score: float | None
    relevance: float | None
    clarity: float | None
    depth: float | None
    confidence: float
    keywords: tuple[str, ...]
    feedback: str
    key_points: tuple[KeyPoint, ...]
    spans: tuple[Span, ...]
    measures: tuple[Measure, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """As in scoring.proto; impact -1 to 1."""

    category: str
    description: str
    impact: float


@dataclass(frozen=True, slots=True)
class Making:
    """How a score was made.

    Attributes:
        scorer: `offline` or `judge`.
        version: Of the scorer.
        model: Of the judge, None offline.
        prompt_hash: SHA-256 of the judge's prompt in hex, None offline.
        repeats: How often each answer was scored.
        spread: Largest difference between repeats, in points.
        made_at: When.
    """

    scorer: str
    version: str
    model: str | None
    prompt_hash: str | None
    repeats: int
    spread: float
    made_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceScore:
    """The scores of one interview (ScoreResponse of scoring.proto, and what they rest on).

    Attributes:
        evidence_id: The invitation or session.
        number: From 1; a correction of a transcript leads to the next one.
        status: Whether it has numbers.
        reason: Why not, a code as in AnswerScore; None when scored.
        technical, communication, overall: 0 to 100, None unless scored.
        feedback: For the hiring team.
        insights: What stood out.
        answers: In the order of the questions.
        making: How; None while pending for the first time.
        demo_quality: It rests on a transcript of demo quality: show the mark.
        superseded: A later one exists.
    """

    evidence_id: str
    number: int
    status: ScoreStatus
    reason: str | None
    technical: float | None
    communication: float | None
    overall: float | None
    feedback: str
    insights: tuple[Insight, ...]
    answers: tuple[AnswerScore, ...]
    making: Making | None
    demo_quality: bool
    superseded: bool = False


class EvidenceNotFound(DomainError):
    """Nothing was handed in for scoring under this id."""

    kind = Kind.NOT_FOUND


class Scoring(Protocol):
    """The scoring context, local or by gRPC."""

    async def submit(self, evidence: Evidence) -> None:
        """Store the evidence and score it soon; the same evidence again is harmless.

        Changed evidence (a corrected transcript) gets a new score beside the old one.
        """
        ...

    async def result(self, evidence_id: str) -> EvidenceScore | None:
        """The newest score, or None when nothing was handed in."""
        ...

    async def results(self, evidence_ids: Sequence[str]) -> list[EvidenceScore]:
        """The newest scores of those that have one, without their answers."""
        ...

    async def history(self, evidence_id: str) -> list[EvidenceScore]:
        """All scores, the newest first."""
        ...

    async def retry(self, evidence_id: str) -> None:
        """Try a failed scoring again, or score the same evidence afresh.

        Raises:
            EvidenceNotFound: Nothing was handed in.
        """
        ...


@dataclass(frozen=True, slots=True)
class EvidenceScored:
    """`evidence.scored`: an interview has a new score, or it is known why there is none.

    `score.calculated` of service-communication.md comes with scoring's own services.
    """

    TYPE: ClassVar[str] = "evidence.scored"

    evidenceId: str
    number: int
    status: str
    reason: str | None
    scorer: str
    version: str
