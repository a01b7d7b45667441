"""What the use cases answer with: what the doors write down in their own words."""

from dataclasses import dataclass
from datetime import datetime

from parley.contracts.interviews import EndReason, Entry, Mode, SessionStatus
from parley.contracts.media import Playback
from parley.contracts.scoring import AnswerScore, Insight, Making, Purpose, ScoreStatus


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list; both from 1."""

    number: int = 1
    size: int = 20

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an interview is.

    Attributes:
        id: Of the session.
        status: `domain.status.WORDS` has each document's word for it.
        current_question: How many questions are answered (settled.md, Guided).
        total_questions: How many are asked.
        progress: 100 x answered / total, 0 to 100, rounded.
    """

    id: str
    status: SessionStatus
    current_question: int
    total_questions: int
    progress: int


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was put already, without its key points."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The consent to the sound being kept: what is agreed to, and whether it was.

    Attributes:
        version: Of the present text, or of the one agreed to.
        text: Its paragraphs, in the interview's language.
        given_at: None unless it is in force.
    """

    version: str
    text: tuple[str, ...]
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One interview as the person who takes it sees it.

    Attributes:
        mode, title, job_description, language, purpose: As asked for.
        template_id: Where the questions come from; None for none.
        standing: How far it is.
        created_at, started_at, completed_at, end_reason: Of the session.
        planned_seconds, limit_seconds: The AI closes around then; it ends then whatever happens.
        seconds_left: Of the limit; None unless in progress.
        questions: Asked so far.
        consent: None for an invitation: hiring asks for that one.
        overall_score: 0 to 100; only in lists, None unless scored.
    """

    mode: Mode
    title: str
    job_description: str
    language: str
    purpose: Purpose
    template_id: str | None
    standing: Standing
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    end_reason: EndReason | None
    planned_seconds: int
    limit_seconds: int
    seconds_left: int | None
    questions: tuple[AskedQuestion, ...] = ()
    consent: ConsentView | None = None
    overall_score: float | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A practice interview was made.

    Attributes:
        view: How it stands.
        websocket_url: Absolute, with a token of five minutes.
    """

    view: SessionView
    websocket_url: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """Something one may practise with.

    Attributes:
        id: Of the template.
        minutes: How long it should take, rounded up.
    """

    id: str
    title: str
    language: str
    total_questions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class SpanView:
    """A place that a score rests on, with the entry in which it was said.

    Attributes:
        start, end: Seconds since the interview began; None where it was written.
        quote, reason, key_point: As scoring has it.
        entry_id: None where no entry could be found.
    """

    start: float | None
    end: float | None
    quote: str
    reason: str
    key_point: int | None
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question, what its answer is worth and why.

    Attributes:
        question, category: Of the question.
        score: As scoring has it (status, reason, numbers, key points, measures, feedback).
        spans: The score's, with their entries.
        went_well, to_try: Sentences in the interview's language; empty unless scored.
    """

    question: str
    category: str
    score: AnswerScore
    spans: tuple[SpanView, ...]
    went_well: tuple[str, ...]
    to_try: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The score of an interview, or why there is none.

    Attributes:
        status, reason: See contracts.scoring; reason also `scoring_unavailable`, `not_completed`.
        technical, communication, overall: 0 to 100, None unless scored.
    """

    status: ScoreStatus
    reason: str | None
    technical: float | None
    communication: float | None
    overall: float | None
    feedback: str
    demo_quality: bool
    insights: tuple[Insight, ...]
    making: Making | None


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody who practised gets to see afterwards.

    Attributes:
        language, job_description, template_id, total_questions: As it was asked for, to ask for
            the same again.
        duration_seconds: From start to end; None while it isn't over.
        answers: In the order of the questions; empty until something was handed in.
        transcript: Everything that was said, in order.
        recording: None where no sound was kept, or media doesn't answer.
    """

    id: str
    status: SessionStatus
    title: str
    purpose: Purpose
    language: str
    job_description: str
    template_id: str | None
    total_questions: int
    started_at: datetime | None
    completed_at: datetime | None
    duration_seconds: int | None
    end_reason: EndReason | None
    score: ScoreView
    answers: tuple[AnswerView, ...]
    transcript: tuple[Entry, ...]
    recording: Playback | None
