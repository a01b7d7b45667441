"""An answer as tokens, sentences and passages, each with its place in the text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.contracts.scoring import Span
from parley.contracts.speech import Word
from parley.scoring.domain.words import Lexicon

# A sentence beyond this is speech without punctuation: it is looked at through windows.
LONGEST_SENTENCE = 40
WINDOW, STEP = 24, 12  # words
# How far ahead of the last word the next one is looked for, in characters: a correction may have
# changed a few words in between.
LOOK_AHEAD = 200

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*\d*|\w+")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?=\S)[^.!?…\n]+)*[.!?…]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word.

    Attributes:
        word: In lower case.
        stem: As the language's stemmer cuts it.
        start, end: In the text.
        function: Whether it belongs to a closed class.
    """

    word: str
    stem: str
    start: int
    end: int
    function: bool


def tokens(text: str, words: Lexicon) -> tuple[Token, ...]:
    """The words of a text in order."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0].lower().replace("\u2019", "'")
        bare = word.removesuffix("'s")
        function = word in words.function_words or bare in words.function_words
        found.append(Token(word, words.stem(bare), match.start(), match.end(), function))
    return tuple(found)


def sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences, without white space around them."""
    found = []
    for match in _SENTENCE.finditer(text):
        raw = match[0]
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.end() - (len(raw) - len(raw.rstrip()))
        if end > start:
            found.append((start, end))
    return found


def passages(text: str, of: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Sentences as tokens, long ones in windows that overlap, and pairs of short neighbours."""
    starts = [token.start for token in of]
    parts: list[tuple[Token, ...]] = []
    for start, end in sentences(text):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        part = tuple(of[low:high])
        if len(part) <= LONGEST_SENTENCE:
            parts.append(part)
        else:
            steps = range(0, len(part) - WINDOW + STEP, STEP)
            parts.extend(part[at : at + WINDOW] for at in steps)
    parts = [part for part in parts if part]
    # What one sentence begins the next may end ("We evaporated it. The salt stayed.").
    pairs = [
        one + other
        for one, other in pairwise(parts)
        if one[-1].end <= other[0].start and len(one) + len(other) <= LONGEST_SENTENCE
    ]
    return parts + pairs


class Times:
    """Where in the recording the characters of an answer were said."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        """Find each word in the text, in order; one that isn't there (any more) is passed over."""
        lowered = text.lower()
        # A letter may change its length in lower case (U+0130): then places would be off.
        haystack = lowered if len(lowered) == len(text) else text
        self._places: list[tuple[int, int, float, float]] = []
        cursor = 0
        for word in words:
            needle = word.text.strip()
            needle = needle.lower() if haystack is lowered else needle
            if not needle:
                continue
            at = haystack.find(needle, cursor, cursor + LOOK_AHEAD + len(needle))
            if at < 0:
                continue
            cursor = at + len(needle)
            self._places.append((at, cursor, word.start, word.end))
        self._ends = [place[1] for place in self._places]

    def of(self, start: int, end: int) -> tuple[float | None, float | None]:
        """Seconds from the first to the last word in a range, or twice None."""
        first = bisect_left(self._ends, start + 1)
        inside = []
        for place in self._places[first:]:
            if place[0] >= end:
                break
            inside.append(place)
        if not inside:
            return None, None
        return inside[0][2], max(place[3] for place in inside)


def span(
    text: str, times: Times, place: tuple[int, int], reason: str, key_point: int | None = None
) -> Span:
    """A span over a range of characters, with its quote and times."""
    start, end = place
    begin, finish = times.of(start, end)
    return Span(begin, finish, start, end, text[start:end], reason, key_point)


def without(of: Iterable[Token], ranges: Sequence[tuple[int, int]]) -> tuple[Token, ...]:
    """The tokens outside all the ranges."""
    return tuple(
        token for token in of if not any(low <= token.start < high for low, high in ranges)
    )
