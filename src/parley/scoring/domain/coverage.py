"""How far an answer covers a key point: figures of words, from which a model makes a probability.

Recall of the key point's stems weighted by rarity, with the question's own words demoted (they
were given), over the whole answer and in its best passage; the alikeness of parts of words; order;
contradictions. Sources: Sultan et al. 2016 (alignment, question demoting); SemEval-2013 task 7.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from parley.scoring.domain.order import common
from parley.scoring.domain.rarity import rarity
from parley.scoring.domain.text import Token
from parley.scoring.domain.words import Lexicon

DEMOTED = 0.25  # weight of a word that the question gave
FUNCTION = 0.12  # weight of a function word, which may still carry sense (not, more, under)
ALIKE = 0.6  # Dice over letter trigrams from which two stems are taken for the same word
PAIRS_KEPT = 100_000
LEAST_PART = 5  # letters of a stem from which it is looked for at either end of a compound
CANDIDATES = 3  # passages looked at closely
REACH = 3  # words around a matched one within which a negation counts

# In the order of the model's table.
FEATURES = (
    "recall", "recall_undemoted", "recall_new", "passage_recall", "soft_recall", "passage_share",
    "grams", "grams_contained", "bigrams", "order", "negation", "opposite", "numbers",
    "answer_length", "reference_length", "length_ratio", "reference_asked", "novelty", "function",
    "all_recall", "weakest", "missed",
)  # fmt: skip


@lru_cache(maxsize=PAIRS_KEPT)
def alike(one: str, other: str) -> bool:
    """Whether two stems share most of their letter trigrams, as forms of one word do."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one[:2] != other[:2]:  # noqa: PLR2004 - forms of one word begin alike
        return False
    a, b = _trigrams(one), _trigrams(other)
    return 2 * len(a & b) / (len(a) + len(b)) >= ALIKE


def _trigrams(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


@dataclass(frozen=True, slots=True)
class Match:
    """An answer held against one key point.

    Attributes:
        features: In the order of `FEATURES`.
        passage: The best one; empty when nothing of the key point is in the answer.
        negation: Whether one of both is negated where they meet, and the other isn't.
        met: Whether any word of the key point's own is in the answer, be it in another form.
    """

    features: tuple[float, ...]
    passage: tuple[Token, ...]
    negation: bool
    met: bool


def match(
    answer: Sequence[Token],
    passages: Sequence[Sequence[Token]],
    key_point: Sequence[Token],
    question: Sequence[Token],
    words: Lexicon,
) -> Match:
    """Hold an answer against a key point.

    Args:
        answer: Its words, without instructions.
        passages: Its passages.
        key_point: Words of the key point.
        question: Words of the question.
        words: The language.
    """
    asked = {token.stem for token in question}
    weights = _weights(key_point, asked)
    plain = _weights(key_point, set())
    said = _stems(answer, weights, words)
    ranked = sorted(passages, key=lambda p: -_density(p, weights, words))
    best: tuple[float, Sequence[Token]] = (-1.0, ())
    for passage in ranked[:CANDIDATES]:
        value = _recall(_stems(passage, weights, words), weights)
        value += 0.3 * _grams(passage, key_point)[0]
        if value > best[0]:
            best = (value, passage)
    passage = best[1]
    near = _stems(passage, weights, words)
    touched = bool(near & {s for s, w in weights.items() if w > FUNCTION})
    negation = touched and _negated(passage, key_point, words)
    grams, contained = _grams(passage, key_point)
    new = {stem: w for stem, w in weights.items() if stem not in asked and w > FUNCTION}
    content = [t.stem for t in key_point if not t.function]
    own = [t for t in answer if not t.function]
    features = (
        _recall(said, weights),
        _recall(said, plain),
        _recall(said, new) if new else _recall(said, weights),
        _recall(near, weights),
        _soft(said, weights),
        _share(passage, weights, asked),
        grams,
        contained,
        _bigrams(answer, key_point),
        _order(passage, key_point),
        float(negation),
        _opposites(passage, key_point, words),
        _numbers(answer, key_point, question),
        math.log1p(len(answer)),
        math.log1p(len(key_point)),
        math.log((1 + len(passage)) / (1 + len(key_point))),
        sum(stem in asked for stem in content) / max(1, len(content)),
        sum(t.stem not in asked for t in own) / max(1, len(own)),
        sum(t.function for t in answer) / max(1, len(answer)),
        sum(t.stem in said for t in key_point) / max(1, len(key_point)),
        _weakest(said, new or weights),
        float(len([s for s in new if not any(alike(s, o) for o in said)])),
    )
    met = any(w > FUNCTION and any(alike(s, o) for o in said) for s, w in weights.items())
    return Match(features, tuple(passage) if touched else (), negation, met)


def _weights(of: Sequence[Token], asked: set[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for token in of:
        weight = FUNCTION if token.function else rarity(token.stem)
        found[token.stem] = weight * (DEMOTED if token.stem in asked else 1.0)
    return found


def _recall(said: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(w for stem, w in weights.items() if stem in said) / total if total else 0.0


def _stems(of: Sequence[Token], weights: Mapping[str, float], words: Lexicon) -> set[str]:
    """The stems of a text; of a compound those that the key point names by themselves, too."""
    found = {token.stem for token in of}
    if words.compounds:
        parts = [s for s, w in weights.items() if w > FUNCTION and len(s) >= LEAST_PART]
        found |= {s for s in parts if any(o.startswith(s) or o.endswith(s) for o in found)}
    return found


def _density(passage: Sequence[Token], weights: Mapping[str, float], words: Lexicon) -> float:
    """Recall, and of two alike the shorter one."""
    return _recall(_stems(passage, weights, words), weights) - 0.002 * len(passage)


def _soft(said: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    hit = sum(w for s, w in weights.items() if s in said or any(alike(s, o) for o in said))
    return hit / total if total else 0.0


def _share(passage: Sequence[Token], weights: Mapping[str, float], asked: set[str]) -> float:
    """How much of the passage's content is the key point's or the question's."""
    content = [t.stem for t in passage if not t.function]
    hit = sum(s in weights or s in asked for s in content)
    return hit / len(content) if content else 0.0


def _weakest(said: set[str], weights: Mapping[str, float]) -> float:
    """Whether the rarest word of the key point is there."""
    if not weights:
        return 0.0
    rarest = max(weights, key=lambda stem: (weights[stem], stem))
    return float(rarest in said or any(alike(rarest, other) for other in said))


def _letters(of: Sequence[Token]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for token in of:
        padded = f"^{token.word}$"
        for size in (3, 4):
            weight = 0.3 if token.function else 1.0
            for at in range(len(padded) - size + 1):
                counts[padded[at : at + size]] += weight  # type: ignore[assignment]  # weighted counts
    return counts


def _grams(one: Sequence[Token], other: Sequence[Token]) -> tuple[float, float]:
    """Cosine over letter 3- and 4-grams, and how much of `other` is contained in `one`."""
    a, b = _letters(one), _letters(other)
    if not a or not b:
        return 0.0, 0.0
    dot = sum(value * a[gram] for gram, value in b.items() if gram in a)
    lengths = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
    shared = sum(min(value, a[gram]) for gram, value in b.items() if gram in a)
    return dot / lengths, shared / sum(b.values())


def _bigrams(answer: Sequence[Token], key_point: Sequence[Token]) -> float:
    """Share of the key point's neighbouring content stems that are neighbours in the answer."""
    wanted = _pairs(key_point)
    return len(wanted & _pairs(answer)) / len(wanted) if wanted else 0.0


def _pairs(of: Sequence[Token]) -> set[tuple[str, str]]:
    content = [t.stem for t in of if not t.function]
    return set(pairwise(content))


def _order(passage: Sequence[Token], key_point: Sequence[Token]) -> float:
    """Longest common subsequence of stems over the key point's length."""
    return common(passage, key_point) / len(key_point) if key_point else 0.0


def _negated(passage: Sequence[Token], key_point: Sequence[Token], words: Lexicon) -> bool:
    """Whether an odd number of negations stands around what both share, in one of them only."""
    shared = {t.stem for t in passage if not t.function} & {t.stem for t in key_point}
    return _negations(passage, shared, words) % 2 != _negations(key_point, shared, words) % 2


def _negations(of: Sequence[Token], shared: set[str], words: Lexicon) -> int:
    places = [at for at, token in enumerate(of) if token.stem in shared]
    return sum(
        token.word in words.negations and any(abs(at - place) <= REACH for place in places)
        for at, token in enumerate(of)
    )


def _opposites(passage: Sequence[Token], key_point: Sequence[Token], words: Lexicon) -> float:
    """How many words of the key point meet their opposite instead of themselves."""
    near = {token.stem for token in passage}
    wanted = {token.stem for token in key_point}
    return float(
        sum(
            one in wanted and one not in near and other in near and other not in wanted
            for one, other in words.opposites
        )
    )


def _numbers(
    answer: Sequence[Token], key_point: Sequence[Token], question: Sequence[Token]
) -> float:
    """1 where the key point's numbers are all there, -1 where one is missing, 0 without any."""
    asked = {t.word for t in question}
    wanted = {t.word for t in key_point if t.word[0].isdigit()} - asked
    if not wanted:
        return 0.0
    return 1.0 if wanted <= {t.word for t in answer} else -1.0
