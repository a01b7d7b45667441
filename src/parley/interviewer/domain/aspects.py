"""What an answer leaves out, in words that don't tell what belongs there."""

from collections.abc import Iterator, Sequence

from parley.interviewer.domain.guard import Rules, leaks
from parley.interviewer.domain.lexicon import Lexicon
from parley.interviewer.domain.phrases import Aspect, ordered, phrases

FALLBACK = "example"


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
    ranked = sorted(phrases(lex.code).aspects, key=lambda aspect: -_fit(aspect, stems))
    found = [
        clause for clause in _clauses(ranked, stems, seed, said) if not leaks(clause, rules, lex)
    ]
    fresh = [clause for clause in found if not any(clause in turn for turn in said)]
    return fresh or found


def _fit(aspect: Aspect, stems: set[str]) -> int:
    return len(aspect.stems & stems)


def _clauses(
    ranked: Sequence[Aspect], stems: set[str], seed: str, said: Sequence[str]
) -> Iterator[str]:
    for aspect in ranked:
        if _fit(aspect, stems) or aspect.key == FALLBACK:
            yield from ordered(aspect.clauses, f"{seed}:{aspect.key}", said)
