"""What an answer leaves out, in words that don't tell what belongs there."""

from collections.abc import Sequence

from parley.interviewer.domain.guard import Rules, leaks
from parley.interviewer.domain.lexicon import Lexicon
from parley.interviewer.domain.phrases import Aspect, ordered, phrases

FALLBACK = "example"
LATELY = 5  # turns of the AI within which an aspect doesn't come again
KNOWLEDGE = "knowledge"


def clauses(point: str, rules: Rules, seed: str, said: Sequence[str], lex: Lexicon) -> list[str]:
    """Ways to ask for a key point, the most fitting first; none of them gives a key point away.

    Args:
        point: The key point.
        rules: With the key points and what the person has said.
        seed: Of the session.
        said: The AI's turns so far: no clause comes twice where another one is left.
        lex: The language.
    """
    stems = set(lex.content(point))
    ranked = sorted(_fitting(rules.question, stems, lex), key=lambda aspect: -_fit(aspect, stems))
    past = bool(phrases(lex.code).past.search(rules.question))
    found = [
        clause
        for aspect in _new(ranked, said) or ranked
        for clause in ordered(aspect.past if past else aspect.present, f"{seed}:{aspect.key}", said)
        if not leaks(clause, rules, lex)
    ]
    fresh = [clause for clause in found if not any(clause in turn for turn in said)]
    return fresh or found


def _new(ranked: Sequence[Aspect], said: Sequence[str]) -> list[Aspect]:
    """Those that weren't asked for lately, in whatever words."""
    lately = " ".join(said[-LATELY:])
    return [
        aspect
        for aspect in ranked
        if not any(clause in lately for clause in (*aspect.past, *aspect.present))
    ]


def _fit(aspect: Aspect, stems: set[str]) -> int:
    return len(aspect.stems & stems)


def _fitting(question: str, stems: set[str], lex: Lexicon) -> list[Aspect]:
    """Aspects of what the question is about: of knowledge, where it doesn't speak to anybody."""
    known = phrases(lex.code)
    if not known.second_person.search(question):
        return [aspect for aspect in known.aspects if aspect.key == KNOWLEDGE]
    return [aspect for aspect in known.aspects if _fit(aspect, stems) or aspect.key == FALLBACK]
