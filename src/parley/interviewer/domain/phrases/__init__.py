"""What the interviewer says where no model words it: many variants, never the same twice.

`TEXT` is blocks: `= key` begins one, each line is a variant. Places: `{q}` the question, `{s}` its
short form, `{n}` how many questions, `{m}` how many minutes, `{left}` minutes left, `{rest}`
questions left, `{e}` the person's own words, `{a}` what is missing. `ASPECTS` are the ways to name
what is missing: words of key points that point to one, then clauses that are safe to say, of what
happened, and (after `~`) of what one does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from parley.interviewer.domain.lexicon import ENGLISH, GERMAN, lexicon
from parley.interviewer.domain.phrases import english, german

_PLACE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Aspect:
    """A side of an answer that can be asked for without telling what belongs there.

    Attributes:
        key: The same in every language.
        stems: Of words of key points that point to it.
        past: Ways to name it in something that happened, each an indirect question.
        present: Likewise, in what one does.
    """

    key: str
    stems: frozenset[str]
    past: tuple[str, ...]
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that can be said in a language."""

    variants: Mapping[str, tuple[str, ...]]
    aspects: tuple[Aspect, ...]
    numbers: Sequence[str]
    questions: tuple[str, str]
    more: tuple[str, str]
    minutes: tuple[str, str]
    determiners: frozenset[str]
    possessives: Mapping[str, str]
    past: re.Pattern[str]
    second_person: re.Pattern[str]

    def amount(self, of: tuple[str, str], number: int) -> str:
        """A number of things as it is spoken: words, not digits."""
        one, many = of
        if number == 1:
            return one
        return many.format(self.numbers[number] if number < len(self.numbers) else str(number))


def phrases(language: str) -> Phrases:
    """Of a language (BCP 47), English where it isn't known."""
    return _phrases(lexicon(language).code)


@lru_cache(maxsize=2)
def _phrases(code: str) -> Phrases:
    module, lex = (german, GERMAN) if code == GERMAN.code else (english, ENGLISH)
    variants = {}
    for block in module.TEXT.split("\n= ")[1:]:
        key, *lines = block.strip().split("\n")
        variants[key] = tuple(lines)
    aspects = []
    for block in module.ASPECTS.split("\n= ")[1:]:
        head, *clauses = block.strip().split("\n")
        key, _, marks = head.partition(":")
        stems = frozenset(lex.stem(word) for word in marks.split())
        past = tuple(clause for clause in clauses if not clause.startswith("~ "))
        present = tuple(clause[2:] for clause in clauses if clause.startswith("~ "))
        aspects.append(Aspect(key.strip(), stems, past, present))
    return Phrases(
        variants,
        tuple(aspects),
        module.NUMBERS.split(),
        module.QUESTIONS,
        module.MORE,
        module.MINUTES,
        frozenset(module.DETERMINERS.split()),
        module.POSSESSIVES,
        re.compile(module.PAST, re.IGNORECASE),
        re.compile(module.SECOND_PERSON, re.IGNORECASE),
    )


def ordered(variants: Sequence[str], seed: str, said: Sequence[str]) -> list[str]:
    """Variants in the order in which they are best used.

    Those not said yet come first, in an order of this session's own; then those whose last time is
    longest ago.

    Args:
        variants: To choose from.
        seed: Of the session and of what is chosen.
        said: The AI's turns so far, in order.
    """

    def last(variant: str) -> int:
        mark = fixed(variant)
        return max((at + 1 for at, turn in enumerate(said) if mark in _edged(turn)), default=0)

    return sorted(variants, key=lambda v: (last(v), crc32(f"{seed}:{v}".encode())))


def fixed(variant: str) -> str:
    """The longest part of a variant that is always the same, with its edges."""
    return max((part.strip() for part in _PLACE.split(_edged(variant))), key=len)


def _edged(text: str) -> str:
    """With a mark before each sentence, so that "Okay." isn't found in "Not okay."."""
    return "|" + re.sub(r"([.!?]) ", r"\1 |", text)
