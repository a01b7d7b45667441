"""What can speak here, and which of it speaks a language."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.speech.domain.engines import AUTO, CLOUD, Speaker

PIPER, ESPEAK = "piper", "espeak"
VOICES = (CLOUD, PIPER, ESPEAK)  # in the order that `auto` prefers
LONGEST_TEXT = 1000  # characters of one sentence; a minute and more
CHARACTERS_A_SECOND = 15  # of speech, about: what a deadline goes by


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to be spoken.

    Attributes:
        text: LONGEST_TEXT characters at most.
        speaker: Which.
        language: BCP 47.
    """

    text: str
    speaker: str
    language: str

    @property
    def seconds(self) -> float:
        """About how long it takes to say."""
        return len(self.text) / CHARACTERS_A_SECOND


def suited(found: Sequence[Speaker], wanted: str, language: str) -> list[Speaker]:
    """Those that speak a language, the best first.

    Args:
        found: Those that can be used.
        wanted: A name, or `auto` for any.
        language: BCP 47.
    """
    names = VOICES if wanted == AUTO else (wanted,)
    return [
        speaker
        for name in names
        for speaker in found
        if speaker.name == name and speaker.knows(language)
    ]
