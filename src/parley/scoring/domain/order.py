"""Whether English words stand in the order of a sentence.

Each neighbouring pair of word classes has a log-odds of being neighbours (a table of 19 by 19,
learnt from SemEval-2013 answers). Their sum is compared with what the same words would have in a
random order: exactly, by mean and variance over all pairs, so that vocabulary doesn't matter.
Real sentences lie two deviations and more above it, shuffled ones around it.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from parley.scoring.domain.tables import CLASSES, NEIGHBOURS
from parley.scoring.domain.text import Token

LEAST_WORDS = 6
MOST_WORDS = 60  # looked at; the cost grows with the square
# Deviations above a random order below which nobody speaks like that. Terse notes and bad grammar
# come close, so the bound is low unless most of a key point's words are there in another order.
SHUFFLED, SHUFFLED_KEY_POINT = 0.0, 2.0
MANY_OF_KEY_POINT = 0.9  # of its words
IN_ORDER = 0.65  # longest common subsequence over the key point's length

_WORDS = {
    "D": "a an the this that these those each every either neither some any no my your his its our"
    " their another both all half many few several most much enough",
    "P": "of in on at by from with without within into onto upon over under above below between"
    " among through during before after about against along across around behind beside besides"
    " beyond near off out outside inside toward towards up down via per like except despite"
    " throughout",
    "T": "to",
    "S": "i he she we they who it you there",
    "O": "me him her us them itself themselves myself himself herself one ones something anything"
    " everything nothing mine yours someone",
    "B": "am is are was were be been being it's he's that's i'm there's they're we're you're isn't"
    " aren't wasn't weren't what's",
    "H": "do does did have has had doing done having don't doesn't didn't haven't hasn't",
    "M": "can could may might must shall should will would cannot can't won't wouldn't couldn't"
    " shouldn't it'll they'll you'll i'll",
    "C": "and or but nor yet so",
    "R": "because since although though while whereas unless until if then when whenever where"
    " wherever whether how why as than",
    "W": "which what whose whom whatever",
    "N": "not never",
    "A": "also too very just only even still again already almost quite rather really ever perhaps"
    " maybe however therefore thus more less fewer least here",
}
_CLASS_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
_ENDINGS = (("ing", "g"), ("ed", "d"), ("ly", "l"), ("ss", "n"), ("s", "s"))


def word_class(token: Token) -> str:
    """One letter: a closed class, or what the ending says of an open one."""
    if (closed := _CLASS_OF.get(token.word)) is not None:
        return closed
    if token.word[0].isdigit():
        return "#"
    return next((name for ending, name in _ENDINGS if token.word.endswith(ending)), "n")


def deviations(of: Sequence[Token]) -> float:
    """How many standard deviations their order lies above a random one."""
    places = [CLASSES.index(word_class(token)) for token in of[:MOST_WORDS]]
    pairs = [
        NEIGHBOURS[one][other]
        for at, one in enumerate(places)
        for there, other in enumerate(places)
        if at != there
    ]
    if not pairs:
        return 0.0
    mean = sum(pairs) / len(pairs)
    variance = sum((value - mean) ** 2 for value in pairs) / len(pairs)
    steps = len(places) - 1
    found = sum(NEIGHBOURS[one][other] for one, other in pairwise(places))
    return (found - steps * mean) / math.sqrt(variance * steps) if variance else 0.0


def is_shuffled(of: Sequence[Token], key_points: Sequence[Sequence[Token]]) -> bool:
    """Whether these words stand in no order that a sentence has."""
    if len(of) < LEAST_WORDS:
        return False
    value = deviations(of)
    if value < SHUFFLED:
        return True
    return value < SHUFFLED_KEY_POINT and any(_reordered(of, point) for point in key_points)


def _reordered(of: Sequence[Token], key_point: Sequence[Token]) -> bool:
    """Whether most of a key point is there, but not in its order."""
    said = {token.stem for token in of}
    if sum(token.stem in said for token in key_point) < MANY_OF_KEY_POINT * len(key_point):
        return False
    return common(of, key_point) < IN_ORDER * len(key_point)


def common(one: Sequence[Token], other: Sequence[Token]) -> int:
    """Length of the longest common subsequence of stems."""
    row = [0] * (len(one) + 1)
    for token in other:
        before = 0
        for at, candidate in enumerate(one, 1):
            kept = row[at]
            row[at] = before + 1 if candidate.stem == token.stem else max(row[at], row[at - 1])
            before = kept
    return row[-1]
