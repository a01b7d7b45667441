"""What goes between the machine of turns and the shell around it.

Besides these, the shell hands in what comes from the person (`conversation.FromPerson`) and takes
what goes to them (`conversation.FromEngine`).
"""

from dataclasses import dataclass

from parley.contracts.speech import Hearing
from parley.interviewer.domain.conversation import FromEngine, FromPerson
from parley.interviewer.domain.mind import Cue, Piece

# What happens.


@dataclass(frozen=True, slots=True)
class VoiceFound:
    """The detector's answer; None: it has none."""

    number: int
    probabilities: bytes | None


@dataclass(frozen=True, slots=True)
class SegmentHeard:
    """The words of a segment."""

    number: int
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class SegmentUnheard:
    """They can't be had."""

    number: int


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of the mind's turn."""

    number: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class ThoughtEnded:
    """Its turn has no more pieces, or broke off."""

    number: int


@dataclass(frozen=True, slots=True)
class Synthesized:
    """Sound of a sentence, in order."""

    number: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class SynthesisEnded:
    """A sentence has no more sound; `failed`: the rest of it can't be had."""

    number: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment of the last `Wake` has come."""


FromSpeech = VoiceFound | SegmentHeard | SegmentUnheard | Synthesized | SynthesisEnded
Happening = FromPerson | FromSpeech | Thought | ThoughtEnded | Tick

# What is to be done.


@dataclass(frozen=True, slots=True)
class FindVoice:
    """Look through whole frames."""

    number: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Decode:
    """Recognise a segment."""

    number: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """Have the mind take its turn; there is never more than one."""

    number: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class Abandon:
    """Stop the mind's turn, and what is being synthesized of it."""

    number: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the mind how much of its turn was heard.

    Empty: that turn never was, and the next cue has again what this one's person had said.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Synthesize:
    """Make the sound of a sentence; there is never more than one at a time."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Wake:
    """Tick at this moment instead of any other; None: not at all."""

    at: float | None


Command = FromEngine | FindVoice | Decode | Ask | Abandon | Tell | Synthesize | Wake
