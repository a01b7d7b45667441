"""What a person heard instead: new words keep or get times within their segment."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from parley.contracts.speech import CorrectedText, Segment, Word
from parley.kit.errors import Malformed
from parley.speech.domain import words as spoken

MOST_CHARACTERS = 4000  # of one segment
MOST_WORDS = 400  # likewise, of at most half a minute: aligning takes long with many
TYPED = 1.0  # confidence of a word that a person wrote


def corrected(segments: Sequence[Segment], texts: Sequence[CorrectedText]) -> tuple[Segment, ...]:
    """The segments with other words; their times stay.

    Raises:
        Malformed: No such segment, one named twice, or too long a text.
    """
    made = list(segments)
    named: set[int] = set()
    for change in texts:
        if not 0 <= change.index < len(made) or change.index in named:
            raise Malformed("Each correction names one segment of this transcript, once.")
        named.add(change.index)
        if len(change.text) > MOST_CHARACTERS:
            raise Malformed(f"A segment holds at most {MOST_CHARACTERS} characters.")
        made[change.index] = _corrected(made[change.index], change.text)
    return tuple(made)


def _corrected(segment: Segment, text: str) -> Segment:
    typed = spoken.cleaned(text)
    if len(typed) > MOST_WORDS:
        raise Malformed(f"A segment holds at most {MOST_WORDS} words.")
    if typed == [word.text for word in segment.words]:
        return segment
    words = tuple(_aligned(segment, typed))
    return replace(segment, text=" ".join(typed), confidence=spoken.confidence(words), words=words)


def _aligned(segment: Segment, typed: Sequence[str]) -> Iterator[Word]:
    """Words that were there keep their time and confidence, others share what is between."""
    old = segment.words
    match = SequenceMatcher(
        a=[_sound(word.text) for word in old], b=[_sound(text) for text in typed], autojunk=False
    )
    for tag, i1, i2, j1, j2 in match.get_opcodes():
        if tag == "equal":
            for word, text in zip(old[i1:i2], typed[j1:j2], strict=True):
                yield replace(word, text=text)
        elif j2 > j1:
            start = old[i1 - 1].end if i1 else segment.start
            end = old[i2].start if i2 < len(old) else segment.end
            yield from spoken.spaced(typed[j1:j2], start, max(start, end), TYPED)


def _sound(text: str) -> str:
    """A word as it is heard: without case and punctuation, which nobody speaks."""
    return "".join(c for c in text.casefold() if c.isalnum()) or text
