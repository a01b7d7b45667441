"""The clock's part in a talk: silence, questions that take too long, the planned end."""

from parley.interviewer.clients.gemini_live.plan import Plan
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import Briefing

BREATH = 1.5  # seconds of quiet in which a note interrupts nobody
SILENT = (10.0, 14.0, 20.0)  # seconds of silence, each after what the one before brought about
THINKING = 60.0  # seconds that "I'm still thinking" is good for
UNANSWERED = 8.0  # seconds that the model may take before it is told to go on
PATIENCE = 20.0  # seconds after the planned end in which somebody may finish speaking
OVERRUN = 40.0  # seconds after the planned end: then it is over


class Watch:
    """Decides which note is due."""

    def __init__(self, briefing: Briefing) -> None:
        """Watch over a conversation of the briefing's length."""
        self._briefing = briefing  # Its time may grow.
        self.last = briefing.elapsed  # When a note was given, or the person was heard.
        self._silences = 0
        self._thinking = 0.0
        self._told_at: int | None = None
        self.closing = False

    def heard(self, now: float) -> None:
        """Somebody spoke, or wrote."""
        self.last, self._silences, self._thinking = now, 0, 0.0

    def wait(self, now: float) -> None:
        """They think: silence is no silence for a while."""
        self._thinking, self.last = now + THINKING, now

    def moved(self, now: float) -> None:
        """Another question is open."""
        self._silences, self.last = 0, now

    def overrun(self, now: float) -> bool:
        """Whether it is over, whatever the model says."""
        return now >= min(self._briefing.planned_seconds + OVERRUN, self._briefing.limit_seconds)

    def note(self, now: float, quiet: float, plan: Plan, *, pending: bool) -> str | None:
        """What the model is to be told, while it is silent.

        Args:
            now: The session's time.
            quiet: Seconds since anybody was heard.
            plan: Where they are.
            pending: It has yet to answer, to the person or to a note.
        """
        due = self._due(now, quiet, plan, pending=pending)
        if due is not None:
            self.last = now
        return due

    def _due(self, now: float, quiet: float, plan: Plan, *, pending: bool) -> str | None:
        planned = self._briefing.planned_seconds
        late = now >= planned + PATIENCE
        if now >= planned and not self.closing and (quiet >= BREATH or late):
            self.closing = True
            return instruction.CLOSE
        if pending:
            return instruction.GO_ON if quiet >= UNANSWERED else None
        overtime = not self.closing and plan.time_is_over(now) and self._told_at != plan.at
        if overtime and quiet >= BREATH:
            self._told_at = plan.at
            return instruction.moving_on(plan.next_item(now))
        nth = min(self._silences, len(SILENT) - 1)
        if now < self._thinking or quiet < SILENT[nth]:
            return None
        self._silences += 1
        return instruction.SILENCES[nth]
