"""What scoring needs from the world, and its settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from parley.contracts.scoring import Evidence, EvidenceScore, Making
from parley.kit.db import Unit
from parley.kit.errors import Unavailable
from parley.scoring.domain.answer import Thresholds


class JudgeUnavailable(Unavailable):
    """The language model does not answer: answers stay pending and are scored later."""


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """A language model as a judge.

    Attributes:
        kind: `gemini` (by google-genai, an optional part) or `openai`: any server that speaks
            OpenAI's chat completions.
        model: Its name there.
        key: What the server asks for, or None.
        base_url: Of the server; None is Google's for `gemini`, and needed for `openai`.
        repeats: How often each answer is judged; the median counts.
        deadline: Seconds for one judgement, its retries included.
        reasks: How often more an answer that can't be understood is asked for.
    """

    kind: Literal["gemini", "openai"]
    model: str
    key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    repeats: int = 3
    deadline: float = 90.0
    reasks: int = 2

    def __post_init__(self) -> None:
        """Refuse what can't work.

        Raises:
            ValueError: No repeats, or no server.
        """
        if self.repeats < 1:
            raise ValueError("A judge reads each answer at least once.")
        if self.kind == "openai" and not self.base_url:
            raise ValueError("An OpenAI-compatible judge needs the server's address.")


@dataclass(frozen=True, slots=True)
class Settings:
    """How scoring is configured.

    Attributes:
        judge: A language model, or None for the offline scorer alone.
        thresholds: When a number is withheld.
        max_attempts: How often scoring one interview is tried; waits grow to ten minutes, so 400
            are about two days.
        concurrency: Interviews scored at once.
        keep_erased: For how long it is remembered that an interview was erased.
    """

    judge: JudgeSettings | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    max_attempts: int = 400
    concurrency: int = 1
    keep_erased: timedelta = timedelta(days=90)

    def describe(self) -> str:
        """How answers are scored, for `parley doctor`."""
        if self.judge is None:
            return "offline, by words; no language model is configured"
        return f"{self.judge.kind} {self.judge.model}, each answer {self.judge.repeats} times"


class Judge(Protocol):
    """A language model: text in, text out."""

    @property
    def model(self) -> str:
        """Its name, as shown to people."""
        ...

    async def ask(self, system: str, prompt: str, schema: dict[str, object]) -> str:
        """Its answer, which should be JSON of that schema and is not checked.

        Raises:
            JudgeUnavailable: It doesn't answer just now.
        """
        ...

    async def check(self) -> None:
        """Raise while it is being left alone."""
        ...


class Scorer(Protocol):
    """Scores a whole interview."""

    async def score(
        self, evidence: Evidence, number: int, now: datetime, progress: "Progress"
    ) -> EvidenceScore:
        """Score every answer and add them up.

        Raises:
            JudgeUnavailable: Try again later.
        """
        ...

    def making(self, now: datetime) -> Making:
        """How it would be made."""
        ...


class Progress(Protocol):
    """Is told how far scoring is."""

    async def __call__(self, fraction: float) -> None:
        """0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Current:
    """What was handed in last: its digest, the number of its newest score, whom it is about."""

    digest: str
    number: int
    subject_id: str


class Store(Protocol):
    """Evidence and scores, each call inside the caller's transaction."""

    async def lock(self, unit: Unit, evidence_ids: Sequence[str]) -> None:
        """Let nobody else change these interviews until the transaction ends."""
        ...

    async def current(self, unit: Unit, evidence_id: str) -> Current | None:
        """What was handed in last, or None."""
        ...

    async def was_erased(self, unit: Unit, evidence_id: str, completed_at: datetime) -> bool:
        """Whether it was erased after the interview that is handed in was completed."""
        ...

    async def add(
        self, unit: Unit, evidence: Evidence, digest: str, score: EvidenceScore, now: datetime
    ) -> None:
        """Keep evidence and its pending score."""
        ...

    async def again(self, unit: Unit, score: EvidenceScore, digest: str, now: datetime) -> None:
        """Add a pending score of evidence that is kept."""
        ...

    async def evidence(self, unit: Unit, evidence_id: str, number: int) -> Evidence | None:
        """What a score is made from, while it is pending; else None."""
        ...

    async def settle(self, unit: Unit, score: EvidenceScore, now: datetime) -> str | None:
        """Put a score in the place of its pending row; the subject, or None without such a row."""
        ...

    async def delayed(self, unit: Unit, score: EvidenceScore) -> None:
        """Note why a pending score isn't there yet."""
        ...

    async def history(self, unit: Unit, evidence_id: str) -> list[EvidenceScore]:
        """All scores of an interview, the newest first."""
        ...

    async def newest(self, unit: Unit, evidence_ids: Sequence[str]) -> list[EvidenceScore]:
        """The newest score of each, without answers."""
        ...

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Interviews about somebody."""
        ...

    async def erase(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None, at: datetime
    ) -> dict[str, int]:
        """Delete interviews, and everything of a subject where one is given; how many of what."""
        ...

    async def forget_erased(self, unit: Unit, before: datetime) -> int:
        """Forget that something was erased long ago."""
        ...

    async def count(self, unit: Unit) -> dict[str, int]:
        """How many scores there are by status."""
        ...
