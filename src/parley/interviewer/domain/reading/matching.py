"""Phrases found in what somebody said, where words are missing, others, or only sound alike.

Tables are blocks: `= intent` (or `= stop clear`) begins one, phrases stand between bars. A phrase
is found where enough of its words, function words counting half, come in its order close together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import ModuleType

from parley.interviewer.domain.coverage import alike
from parley.interviewer.domain.lexicon import GERMAN, Lexicon, lexicon, words
from parley.interviewer.domain.mind import Intent
from parley.interviewer.domain.reading import english, german

SURE = 0.99  # share of a phrase that is all of it
RESEMBLING = 0.8  # weight of a word that only sounds much like that of the phrase
EVIDENCE = 1.0  # weight of what is there of a phrase, at least: a word of sense, or two without
FUNCTION = 0.5  # weight of a function word
SLACK = 2  # words that may stand between those of a phrase
FEWEST_LETTERS = 5  # of a word that may be misheard and still be recognised
# Without one of these a phrase means the opposite, or nothing ("I can say that it went well").
NEEDED = frozenset(
    {"no", "not", "never", "nothing", "don't", "can't", "didn't", "won't", "haven't", "again"}
    | {"nicht", "nie", "kein", "keine", "nichts", "noch", "nochmal"}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that mean something.

    Attributes:
        tokens: In order.
        weights: Of each.
        clear: They can't mean less.
        needed: Those of them without any of which it would mean something else.
    """

    tokens: tuple[str, ...]
    weights: tuple[float, ...]
    clear: bool
    needed: frozenset[str]

    def share(self, among: frozenset[str]) -> float:
        """How much of it is there in any order, 0 to 1."""
        if self.needed and not self.needed & among:
            return 0.0
        pairs = zip(self.tokens, self.weights, strict=True)
        return sum(weight for token, weight in pairs if token in among) / sum(self.weights)


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of a language's ways to say what isn't an answer."""

    code: str
    intents: dict[Intent, tuple[Phrase, ...]]
    topics: dict[str, tuple[Phrase, ...]]
    elsewhere: frozenset[str]
    asking: frozenset[str]


@lru_cache(maxsize=2)
def tables_of(code: str) -> Tables:
    """Those of a language."""
    module, lex = (german, GERMAN) if code == GERMAN.code else (english, lexicon("en"))
    return _table(module, lex)


def _table(module: ModuleType, lex: Lexicon) -> Tables:
    intents: dict[Intent, tuple[Phrase, ...]] = {}
    for name, phrases in _blocks(module.PHRASES, lex):
        intent = Intent(name.partition(" ")[0])
        intents[intent] = (*intents.get(intent, ()), *phrases)
    return Tables(
        lex.code,
        intents,
        dict(_blocks(module.TOPICS, lex)),
        frozenset(lex.stem(word) for word in module.ELSEWHERE.split()),
        frozenset(module.ASKING.split()),
    )


def _blocks(text: str, lex: Lexicon) -> list[tuple[str, tuple[Phrase, ...]]]:
    found = []
    for block in text.split("\n= ")[1:]:
        name, _, rest = block.partition("\n")
        lines = rest.replace("\n", "|").split("|")
        phrases = (_phrase(line, lex, clear=name.endswith("clear")) for line in lines)
        found.append((name.strip(), tuple(p for p in phrases if p.tokens)))
    return found


def _phrase(text: str, lex: Lexicon, *, clear: bool) -> Phrase:
    tokens = tuple(words(text))
    # A phrase all of function words ("who are you") has no other words to go by.
    plain = all(token in lex.function for token in tokens)
    weights = tuple(FUNCTION if t in lex.function and not plain else 1.0 for t in tokens)
    return Phrase(tokens, weights, clear, frozenset(tokens) & NEEDED)


class Spoken:
    """A turn's words, each as the words of the tables that it may be."""

    def __init__(self, tokens: Sequence[str], code: str) -> None:
        """Look each word up."""
        self.words = tokens
        self.tokens = [resembles(token, code) for token in tokens]
        self.all = frozenset(word for token in self.tokens for word in token)


def exactly(heard: Spoken, phrases: Sequence[Phrase]) -> bool:
    """Whether a phrase is all there: looked for only where its first word is."""
    for phrase in phrases:
        if phrase.share(heard.all) < SURE:
            continue
        size = len(phrase.tokens) + SLACK
        for at, token in enumerate(heard.tokens):
            if phrase.tokens[0] in token and found_in(heard.tokens[at : at + size], phrase) >= SURE:
                return True
    return False


def verbatim(tokens: Sequence[str], phrases: Sequence[Phrase]) -> bool:
    """Likewise in a text of any length, where its words are guessed at by nobody."""
    among = frozenset(tokens)
    for phrase in phrases:
        if not among.issuperset(phrase.tokens):
            continue
        size = len(phrase.tokens) + SLACK
        for at, token in enumerate(tokens):
            if token != phrase.tokens[0]:
                continue
            if found_in([{t: 1.0} for t in tokens[at : at + size]], phrase) >= SURE:
                return True
    return False


def found_in(tokens: Sequence[Mapping[str, float]], phrase: Phrase) -> float:
    """Share of a phrase that stands in its order within a window, 0 to 1."""
    if len(phrase.tokens) == 1:
        # "Wait" or "pass" means it only where it is nearly all that was said.
        return 1.0 if len(tokens) <= 1 + SLACK else 0.0
    size = len(phrase.tokens) + SLACK
    starts = range(max(1, len(tokens) - size + 1))
    found = max(_aligned(tokens[at : at + size], phrase) for at in starts)
    return found / sum(phrase.weights) if found >= EVIDENCE else 0.0


def _aligned(window: Sequence[Mapping[str, float]], phrase: Phrase) -> float:
    """Weight of the longest common subsequence of a window and a phrase."""
    row = [0.0] * (len(phrase.tokens) + 1)
    for token in window:
        before = 0.0
        for at, (wanted, weight) in enumerate(zip(phrase.tokens, phrase.weights, strict=True), 1):
            here = row[at]
            row[at] = max(here, row[at - 1], before + weight * token.get(wanted, 0.0))
            before = here
    return row[-1]


@lru_cache(maxsize=20_000)
def resembles(token: str, code: str) -> Mapping[str, float]:
    """The words of the tables that a heard word may be, with how much each counts."""
    known = vocabulary(code)
    alikes = known.get(token[0], ()) if len(token) >= FEWEST_LETTERS else ()
    found = {
        word: RESEMBLING for word in alikes if len(word) >= FEWEST_LETTERS and alike(word, token)
    }
    return found | {token: 1.0}


@lru_cache(maxsize=2)
def vocabulary(code: str) -> dict[str, tuple[str, ...]]:
    """The words of the tables by their first letter."""
    tables = tables_of(code)
    phrases = chain(*tables.intents.values(), *tables.topics.values())
    found: dict[str, list[str]] = {}
    for word in sorted({token for phrase in phrases for token in phrase.tokens}):
        found.setdefault(word[0], []).append(word)
    return {letter: tuple(of) for letter, of in found.items()}
