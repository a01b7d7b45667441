"""The plan as the model follows it, by its tools or without them."""

from collections.abc import Mapping
from typing import Any

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import Briefing

REFUSALS = 2  # of ending too early; then it may


class Plan:
    """Which question is open."""

    def __init__(self, briefing: Briefing) -> None:
        """Begin, or stand where the briefing's history ends."""
        self._briefing, self._items = briefing, briefing.items
        places = {item.item_id: at for at, item in enumerate(briefing.items)}
        self.at = next(
            (
                places[entry.item_id]
                for entry in reversed(briefing.history)
                if entry.item_id is not None and entry.item_id in places
            ),
            -1,
        )
        self.since = briefing.elapsed
        self._asked = set(range(self.at + 1))
        self._over = False
        self._refused = 0

    @property
    def item(self) -> PlanItem | None:
        """The open question."""
        return self._items[self.at] if 0 <= self.at < len(self._items) else None

    @property
    def first(self) -> PlanItem | None:
        """The first question."""
        return self._items[0] if self._items else None

    @property
    def is_new(self) -> bool:
        """Whether the open question was not asked yet."""
        return self.at not in self._asked

    def item_id(self, question: int) -> str | None:
        """Of the question at that index; None before the first, and once all is asked."""
        return self._items[question].item_id if 0 <= question < len(self._items) else None

    def start(self, now: float) -> None:
        """It speaks: before anything was asked, that asks the first question."""
        if self.at < 0 and self._items:
            self.at, self.since = 0, now

    def asked(self) -> None:
        """It speaks with this question open."""
        self._asked.add(self.at)

    def unheard(self, question: int) -> None:
        """What should have asked this was cut before anybody heard it."""
        if question == self.at:
            self._asked.discard(question)

    def upcoming(self, now: float) -> int | None:
        """Index of the next question, None after the last."""
        return instruction.following(self._items, self.at, self._briefing.planned_seconds - now)

    def next_item(self, now: float) -> PlanItem | None:
        """The next question."""
        at = self.upcoming(now)
        return None if at is None else self._items[at]

    def go_on(self, arguments: Mapping[str, Any], now: float) -> dict[str, Any]:
        """The tool `next_question`: the question to ask; never one past an unasked one."""
        covered = arguments.get("covered")
        if not isinstance(covered, list):
            return {"error": "covered is a list of numbers of notes."}
        if not self.is_new or self.at < 0:
            at = self.upcoming(now)
            if at is None:
                self._over = True
                return {"done": "Every question was asked. Close, then call end_interview."}
            self.at, self.since = at, now
        left = max(0, round(self._briefing.planned_seconds - now))
        item = self._items[self.at]
        return {
            "question": item.text,
            "number": self.at + 1,
            "of": len(self._items),
            "seconds_left": left,
        }

    def may_end(self, arguments: Mapping[str, Any], now: float, *, told: bool) -> dict[str, Any]:
        """The tool `end_interview`: not before the plan is through, unless somebody wants it.

        Args:
            arguments: Of the call.
            now: The session's time.
            told: The model was told to close.
        """
        reason = arguments.get("reason")
        if reason not in instruction.REASONS:
            return {"error": f"reason is one of {', '.join(instruction.REASONS)}."}
        early = (
            reason != instruction.ASKED_TO_STOP
            and not told
            and self.upcoming(now) is not None
            and now < self._briefing.planned_seconds
        )
        if early and self._refused < REFUSALS:
            self._refused += 1
            return {"error": "There are questions left. Go on with next_question."}
        return {"done": "Say goodbye if you have not yet, and nothing after it."}

    def overheard(self, text: str) -> int | None:
        """A later question that it asked without its tool becomes the open one."""
        at = instruction.asked(text, self._items, self.at)
        if at is not None:
            self.at = at
            self._asked.add(at)
        return at

    def time_is_over(self, now: float) -> bool:
        """Whether the open question has had its time, and half of it again."""
        if not 0 <= self.at < len(self._items):
            return False
        return now - self.since > OVERTIME * instruction.seconds_of(self._briefing, self.at) + SLACK


OVERTIME, SLACK = 1.5, 20.0  # of a question's time, and seconds on top
