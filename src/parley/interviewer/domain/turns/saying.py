"""One turn of the AI: its sentences, their sound, and how much of them was heard."""

from dataclasses import dataclass, field

from parley.interviewer.domain.mind import Cue, Decided
from parley.interviewer.domain.turns.playout import Playout

_SPEAKING_RATE = 15.0  # characters a second, for a sentence whose sound is not all there yet
_AUDIBLE = 0.12  # seconds at a sentence's beginning in which no word was said yet
_NEARLY = 0.3  # seconds: who is interrupted so late has said it all


@dataclass(slots=True)
class Line:
    """A sentence.

    Attributes:
        number: For the synthesizer.
        begins, ends: Position in the playout; `ends` None while its sound is being made.
        shown: Its caption was sent.
    """

    number: int
    text: str
    begins: float = 0.0
    ends: float | None = None
    shown: bool = False


@dataclass(slots=True)
class Saying:
    """What the AI is about to say, or says.

    Attributes:
        number: For the mind.
        cue: Why it is its turn; None for a sentence of turn-taking itself.
        playout: Its sound.
        allowed: The person's turn is over: it may be heard.
        started: It is being heard.
        start: When that began.
        decided: None until the mind has.
        thought: The mind has no more sentences.
        lines: So far.
        halted: When the person's voice stopped it, until it is known whether that was meant.
    """

    number: int
    cue: Cue | None
    playout: Playout
    allowed: bool = False
    started: bool = False
    start: float = 0.0
    decided: Decided | None = None
    thought: bool = False
    lines: list[Line] = field(default_factory=list)
    halted: float | None = None

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join(line.text for line in self.lines)

    @property
    def shown(self) -> str:
        """The sentences whose captions were sent."""
        return " ".join(line.text for line in self.lines if line.shown)

    @property
    def spoken_for(self) -> bool:
        """Whether nothing more will be added to its sound."""
        return self.thought and all(line.ends is not None for line in self.lines)

    @property
    def ready(self) -> bool:
        """Whether there is something to begin with, or it is known that there is nothing."""
        return self.playout.pushed > 0 or (self.thought and not self.lines)

    def line(self, number: int) -> Line | None:
        """A sentence that is being synthesized."""
        return next(
            (line for line in self.lines if line.number == number and line.ends is None), None
        )

    def waiting(self) -> Line | None:
        """The first sentence without its sound."""
        return next((line for line in self.lines if line.ends is None), None)

    def heard(self, position: float) -> tuple[str, bool]:
        """What was heard up to a position of the playout: words, and whether that is all."""
        if self.spoken_for and position >= self.playout.pushed - _NEARLY:
            return self.text, True
        said = []
        for line in self.lines:
            ends = line.ends
            if ends is None:
                ends = max(self.playout.pushed, line.begins + len(line.text) / _SPEAKING_RATE)
            if position >= ends and line.ends is not None:
                said.append(line.text)
                continue
            if position > line.begins:
                said.append(_until(line.text, (position - line.begins), ends - line.begins))
            break
        return " ".join(filter(None, said)), False


def _until(text: str, seconds: float, length: float) -> str:
    """The whole words of a sentence that were heard after `seconds` of its `length`."""
    share = (seconds - _AUDIBLE) / max(length - _AUDIBLE, _AUDIBLE)
    reached = share * len(text)
    kept, place = [], 0
    for word in text.split():
        place = text.index(word, place) + len(word)
        if place > reached:
            break
        kept.append(word)
    return " ".join(kept)
