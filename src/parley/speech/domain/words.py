"""Words with times: made believable, put into segments, weighed.

What a recogniser says is not trusted, be it a server elsewhere or native code in a child: its
times may lie anywhere, its text may hold anything.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence

from parley.contracts.speech import Segment, Word

MOST_A_SECOND = 12  # words; fast speech has about 6
LONGEST_WORD = 64  # characters
OVERSHOOT = 1.0  # seconds beyond the end that rounding explains
SENTENCE_ENDS = frozenset(".?!\u2026\u3002\uff1f\uff01")  # those of wide scripts too
PAUSE = 0.8  # seconds between words that end a segment
LEAST_SENTENCE = 3.0  # seconds: a full stop ends a segment that has at least this
LONGEST_SEGMENT = 15.0  # seconds, where a pause of any length can be found
_DIGITS = 3  # milliseconds


def cleaned(text: str) -> list[str]:
    """The words of a text, without what can't be seen."""
    shown = "".join(
        " " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text)
    )
    return [word[:LONGEST_WORD] for word in shown.split()]


def believable(words: Iterable[Word], seconds: float) -> tuple[Word, ...]:
    """Words whose times lie in order within an utterance of `seconds`.

    Small overlaps and overshoots are clamped; times that can't be true (out of order, beyond the
    end, not a number) are replaced by even spacing. What is more than anybody can say is left out.
    """
    split = []
    for word in words:
        parts = cleaned(word.text)
        split += [Word(part, word.start, word.end, word.confidence) for part in parts]
        if len(split) > MOST_A_SECOND * max(seconds, 1.0):
            break
    split = split[: int(MOST_A_SECOND * max(seconds, 1.0))]
    if not _in_order(split, seconds):
        return spaced([word.text for word in split], 0.0, seconds)
    made, at = [], 0.0
    for word in split:
        start = min(max(word.start, at), seconds)
        end = min(max(word.end, start), seconds)
        made.append(Word(word.text, _round(start), _round(end), _probability(word.confidence)))
        at = end
    return tuple(made)


def _in_order(words: Sequence[Word], seconds: float) -> bool:
    before = -OVERSHOOT
    for word in words:
        if not (math.isfinite(word.start) and math.isfinite(word.end)):
            return False
        if word.start < before or word.end < word.start or word.end > seconds + OVERSHOOT:
            return False
        before = word.start
    return True


def _probability(value: float) -> float:
    return _round(min(max(value, 0.0), 1.0)) if math.isfinite(value) else 0.0


def _round(value: float) -> float:
    return round(value, _DIGITS)


def spaced(
    texts: Sequence[str], start: float, end: float, confidence: float = 0.0
) -> tuple[Word, ...]:
    """Words shared out over a stretch of time, by their lengths."""
    total = sum(len(text) + 1 for text in texts)
    made, said = [], 0
    for text in texts:
        begins = start + (end - start) * said / total
        said += len(text) + 1
        ends = start + (end - start) * said / total
        made.append(Word(text, _round(begins), _round(ends), confidence))
    return tuple(made)


def shifted(words: Sequence[Word], by: float) -> tuple[Word, ...]:
    """Words in the time of the whole recording."""
    return tuple(
        Word(word.text, _round(word.start + by), _round(word.end + by), word.confidence)
        for word in words
    )


def segment(words: Sequence[Word]) -> Segment:
    """One segment of these words (at least one)."""
    return Segment(
        words[0].start,
        words[-1].end,
        " ".join(word.text for word in words),
        confidence(words),
        tuple(words),
    )


def segments(words: Sequence[Word]) -> list[Segment]:
    """The words of one utterance, divided where a reader would: at pauses and ends of sentences."""
    made: list[Segment] = []
    current: list[Word] = []
    for word in words:
        if current and _divides(current, word):
            made.append(segment(current))
            current = []
        current.append(word)
    if current:
        made.append(segment(current))
    return made


def _divides(current: Sequence[Word], following: Word) -> bool:
    last, first = current[-1], current[0]
    lasts = last.end - first.start
    sentence = last.text[-1] in SENTENCE_ENDS and lasts >= LEAST_SENTENCE
    pause = following.start - last.end
    return sentence or pause >= PAUSE or (lasts >= LONGEST_SEGMENT and pause > 0)


def confidence(words: Iterable[Word]) -> float:
    """Mean over the words that state one, weighted by their lengths; 0 where none does."""
    stated = [(word.confidence, max(word.end - word.start, 0.01)) for word in words]
    stated = [(value, weight) for value, weight in stated if value > 0]
    total = sum(weight for _, weight in stated)
    return _round(sum(value * weight for value, weight in stated) / total) if stated else 0.0


def overall(parts: Iterable[Segment]) -> float:
    """The confidence of a whole transcript."""
    return confidence(word for part in parts for word in part.words)
