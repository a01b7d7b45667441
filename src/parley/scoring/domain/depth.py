"""How specific an answer is: names, numbers, causes, episodes, and the key points it covers."""

import re
from collections.abc import Sequence

from parley.scoring.domain.text import Token
from parley.scoring.domain.words import Lexicon

# Each part is full at so many; more doesn't make deeper.
FULL_CONTENT, FULL_NAMES, FULL_NUMBERS, FULL_CAUSES, FULL_EPISODES = 40, 4, 3, 3, 2
WEIGHTS = {"content": 3.0, "names": 1.5, "numbers": 1.0, "causes": 1.5, "episodes": 1.5}
COVERED_SHARE = 0.5  # of depth, where there are key points

# A name that isn't a sentence's beginning: PostgreSQL, C++, AWS, Kubernetes.
_NAME = re.compile(
    r"(?<![.!?…\n]\s)(?<!^)(?<!\w)(?!I\b|I')"
    r"(?:[A-ZÄÖÜ]\w*[A-Z0-9]\w*|[A-Z]{2,}\w*|[A-Z][a-z]+|\w+\+\+|\w+#|\w+\.(?:js|py|io|net))"
)
# German writes every noun with a capital: there only words with an inner one or digits are names.
_INNER = re.compile(r"(?<!\w)(?:\w+[A-Z0-9]\w*|[A-Z]{2,}\w*|\w+\+\+|\w+#)(?!\w)")


def names(text: str, words: Lexicon) -> set[str]:
    """Named tools, products and places, as written."""
    pattern = _INNER if words.code == "de" else _NAME
    return {match[0] for match in pattern.finditer(text)}


def depth(text: str, said: Sequence[Token], words: Lexicon, covered: float | None) -> float:
    """0 to 100.

    Args:
        text: Without what instructs the scorer.
        said: Its words.
        words: The language.
        covered: Mean coverage of the key points, 0 to 1; None without any.
    """
    content = {t.stem for t in said if not t.function}
    numbers = {t.word for t in said if t.word[0].isdigit()}
    parts = {
        "content": len(content) / FULL_CONTENT,
        "names": len(names(text, words)) / FULL_NAMES,
        "numbers": len(numbers) / FULL_NUMBERS,
        "causes": _count(words.causes, text) / FULL_CAUSES,
        "episodes": _count(words.episodes, text) / FULL_EPISODES,
    }
    kept = sum(WEIGHTS[name] * min(1.0, value) for name, value in parts.items())
    specific = kept / sum(WEIGHTS.values())
    if covered is None:
        return 100.0 * specific
    return 100.0 * ((1 - COVERED_SHARE) * specific + COVERED_SHARE * covered)


def _count(pattern: re.Pattern[str] | None, text: str) -> int:
    return 0 if pattern is None else len({m.lower() for m in pattern.findall(text)})
