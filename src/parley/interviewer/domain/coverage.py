"""How far answers cover the key points: recall of their stems, in whatever form of the word.

The scorer judges answers; this only decides whether to ask again, so it is coarse and quick.
Source: shared/design/scoring.md (stemmed recall, the question's own words demoted).
"""

from collections.abc import Sequence
from functools import lru_cache

from parley.interviewer.domain.lexicon import Lexicon

LONG = 4  # letters; longer stems are rarer and weigh more
RARE, COMMON, EVERYDAY, ASKED = 1.0, 0.8, 0.4, 0.25
FULL = 0.6  # recall that counts as fully covered: nobody says a key point in its own words
LOW = 0.5  # below, something is missing
ALIKE = 0.6  # Dice over letter trigrams from which two stems are one word, misheard or inflected
FEWEST_LETTERS = 4
WORDS_KEPT = 50_000


def coverage(
    said: Sequence[str], question: str, key_points: Sequence[str], lex: Lexicon
) -> tuple[float, ...]:
    """For each key point, 0 (nothing of it was said) to 1.

    Args:
        said: All that was said to the question, in pieces.
        question: Its text: its own words count less.
        key_points: What it asks for.
        lex: The language.
    """
    heard = _Heard(lex.stems(said))
    asked = set(lex.content(question))
    return tuple(_recall(heard, asked, lex.content(point), lex) for point in key_points)


class _Heard:
    """Stems that were said, found by how they begin: like ones have the same first letter."""

    def __init__(self, stems: set[str]) -> None:
        self._stems = stems
        self._by_letter: dict[str, list[str]] = {}
        for stem in stems:
            self._by_letter.setdefault(stem[:1], []).append(stem)

    def has(self, stem: str) -> bool:
        """Whether it was said, or one like it."""
        return stem in self._stems or any(
            alike(stem, other) for other in self._by_letter.get(stem[:1], ())
        )


def _recall(heard: _Heard, asked: set[str], point: Sequence[str], lex: Lexicon) -> float:
    weights = {stem: _weight(stem, asked, lex) for stem in point}
    total = sum(weights.values())
    if not total:
        return 1.0
    hit = sum(weight for stem, weight in weights.items() if heard.has(stem))
    return min(1.0, hit / total / FULL)


def _weight(stem: str, asked: set[str], lex: Lexicon) -> float:
    if stem in asked:
        return ASKED
    if stem in lex.everyday:
        return EVERYDAY
    return RARE if len(stem) > LONG else COMMON


def alike(one: str, other: str) -> bool:
    """Whether two stems share most of their letter trigrams, as forms of one word do."""
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    # As many trigrams as letters: of too different lengths, they can't share enough.
    if short < FEWEST_LETTERS or one[0] != other[0] or 2 * short < ALIKE * (short + long):
        return False
    a, b = _trigrams(one), _trigrams(other)
    return 2 * len(a & b) >= ALIKE * (len(a) + len(b))


@lru_cache(maxsize=WORDS_KEPT)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
