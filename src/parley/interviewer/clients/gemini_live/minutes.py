"""What was said, as entries and captions, and whose turn it is."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.interviewer.clients.gemini_live.plan import Plan
from parley.interviewer.domain.conversation import (
    Briefing,
    Caption,
    Changed,
    FromEngine,
    Spoke,
    Turn,
)

Dated = Callable[[float], datetime]


class Minutes:
    """Events in their order, and every entry so far."""

    def __init__(
        self, briefing: Briefing, plan: Plan, dated: Dated, new_id: Callable[[], str]
    ) -> None:
        """Begin, or go on after the briefing's history."""
        self.events: deque[FromEngine] = deque()
        self.said: list[Entry] = list(briefing.history)
        self._plan, self._dated, self._new_id = plan, dated, new_id
        self._turn: tuple[Turn, int] | None = None

    def add(
        self,
        speaker: Speaker,
        text: str,
        span: tuple[float, float],
        question: int,
        provenance: Provenance,
        move: str = "",
        *,
        cut: bool = False,
    ) -> None:
        """A final entry: as `Entry` has it, `span` its start and end, `question` an index."""
        entry = Entry(
            entry_id=self._new_id(),
            speaker=speaker,
            text=text,
            at=self._dated(span[0]),
            start=span[0],
            end=span[1],
            provenance=provenance,
            item_id=self._plan.item_id(question),
            move=move,
            cut=cut,
        )
        self.said.append(entry)
        self.events.append(Caption(speaker, text, final=True))
        self.events.append(Spoke(entry))

    def turn_to(self, turn: Turn, question: int) -> None:
        """Whose turn it is by now; said once."""
        if (turn, question) != self._turn:
            self._turn = (turn, question)
            self.events.append(Changed(turn, question))
