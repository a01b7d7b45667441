"""What the model says in one turn, and how much of it was heard."""

from dataclasses import dataclass

SPEAKING_RATE = 15.0  # characters a second, while the sound isn't all there
NEARLY = 0.3  # seconds: who is interrupted so late has said it all
MOST_CHARACTERS = 8_000


@dataclass(slots=True)
class Saying:
    """One turn of the model.

    Attributes:
        begins, ends: Position in the playout; `ends` None while its sound is being made.
        question: Index in the plan that it belongs to.
        move: What it does, as far as we know.
        text: Its own transcription, so far.
        started: Session's time of its first sound; None before.
        shown: Characters of it that a caption has shown.
    """

    begins: float
    question: int
    move: str
    text: str = ""
    ends: float | None = None
    started: float | None = None
    shown: int = 0

    def add(self, text: str) -> None:
        """More of its transcription, which comes beside the sound and not with it."""
        self.text = (self.text + text)[:MOST_CHARACTERS]

    def until(self, position: float, pushed: float) -> str:
        """The whole words that were said up to a position, spread evenly over its sound.

        Args:
            position: Of the playout.
            pushed: Sound that is there, in all.
        """
        ends = self.ends
        if ends is None:
            ends = max(pushed, self.begins + len(self.text) / SPEAKING_RATE)
        elif position >= ends - NEARLY:
            return self.text.strip()
        length = ends - self.begins
        share = (position - self.begins) / length if length > 0 else 0.0
        reached = int(share * len(self.text))
        if reached <= 0:
            return ""
        if reached < len(self.text) and not self.text[reached].isspace():
            reached = self.text.rfind(" ", 0, reached) + 1
        return self.text[:reached].strip()
