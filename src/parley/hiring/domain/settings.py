"""InterviewSettings: the value object of interview-service.md, with its bounds."""

from dataclasses import dataclass
from enum import StrEnum

from parley.kit.errors import Malformed

MINUTES = range(1, 8 * 60 + 1)
ANSWER_SECONDS = range(5, 60 * 60 + 1)
THINKING_SECONDS = range(601)
RETAKES = range(11)
RETENTION_DAYS = range(1, 3651)


class Language(StrEnum):
    """What an interview is held in: its pages, mails and consent (BCP 47)."""

    ENGLISH = "en"
    GERMAN = "de"


class InterviewMode(StrEnum):
    """How an interview is taken; other live modes join this list when their engines exist."""

    RECORDED = "recorded"
    VOICE = "voice"

    @property
    def live(self) -> bool:
        """Whether somebody answers: then it is a session of the interviews context."""
        return self is not InterviewMode.RECORDED


def limit(name: str, value: int | None, allowed: range, unit: str) -> int | None:
    """Check a limit of which None and 0 mean that there is none (settled.md, Hiring).

    Raises:
        Malformed: Outside `allowed`.
    """
    if value and value not in allowed:
        raise Malformed(f"{name}: {allowed[0]} to {allowed[-1]} {unit}, or 0 or null for no limit")
    return value


@dataclass(frozen=True, slots=True)
class InterviewSettings:
    """How an interview from a template runs.

    Attributes:
        total_time_limit: Minutes of recording over all answers; None or 0 for no limit.
        question_time_limit: Seconds, where a question has no limit of its own; None or 0: none.
        allow_retakes: Whether a recording may be made again before it is submitted.
        max_retakes: How often; means nothing unless allowed.
        shuffle_questions: Each invitation gets its own lasting order.
        show_progress: Whether the candidate sees how far they are.
        mode: How it is taken.
        language: What it is held in.
        retention_days: How long after its end an interview is kept; None: until deleted by hand.
        practice: Whether anybody with an account may practise with its questions.
    """

    total_time_limit: int | None = None
    question_time_limit: int | None = None
    allow_retakes: bool = False
    max_retakes: int = 0
    shuffle_questions: bool = False
    show_progress: bool = True
    mode: InterviewMode = InterviewMode.RECORDED
    language: Language = Language.ENGLISH
    retention_days: int | None = None
    practice: bool = False

    def checked(self) -> "InterviewSettings":
        """These settings, known to be within bounds.

        Raises:
            Malformed: A limit is out of its bounds.
        """
        limit("settings.totalTimeLimit", self.total_time_limit, MINUTES, "minutes")
        limit("settings.questionTimeLimit", self.question_time_limit, ANSWER_SECONDS, "seconds")
        if self.max_retakes not in RETAKES:
            raise Malformed(f"settings.maxRetakes: {RETAKES[0]} to {RETAKES[-1]}")
        if self.retention_days is not None and self.retention_days not in RETENTION_DAYS:
            raise Malformed(
                f"settings.retentionDays: {RETENTION_DAYS[0]} to {RETENTION_DAYS[-1]} days, or null"
            )
        return self

    @property
    def takes_allowed(self) -> int:
        """How many takes of a question there may be, the first included."""
        return 1 + (self.max_retakes if self.allow_retakes else 0)

    def media_limit(
        self, question_limit: int | None, recorded_elsewhere: float, extra_percent: int = 0
    ) -> int | None:
        """Longest recording of one answer in seconds, None for no limit.

        Args:
            question_limit: The question's own, None or 0 for the default.
            recorded_elsewhere: Seconds recorded for the other questions.
            extra_percent: Extra time of this candidate, added to both limits.
        """
        own = question_limit or self.question_time_limit
        found = [] if not own else [with_extra(own, extra_percent)]
        if self.total_time_limit:
            total = with_extra(self.total_time_limit * 60, extra_percent)
            found.append(max(0, int(total - recorded_elsewhere)))
        return min(found) if found else None


def with_extra(seconds: int, percent: int) -> int:
    """A limit with extra time, rounded up to the second."""
    return -(-seconds * (100 + percent) // 100)
