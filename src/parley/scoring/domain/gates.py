"""What is refused before any model looks at it (design: scoring.md, Gates).

They cost nothing and can't be talked round: an answer that says nothing gets no number.
"""

import re
from collections.abc import Sequence

from parley.scoring.domain.coverage import alike
from parley.scoring.domain.order import is_shuffled
from parley.scoring.domain.text import Token
from parley.scoring.domain.words import Lexicon

LEAST_FUNCTION_SHARE = 0.08  # of the words; below it nobody speaks
LEAST_WORDS_TO_JUDGE = 3  # a shorter answer may be a name or a number
COPIED_RUN = 4  # words in a row that are the question's own
COPIED_SHARE = 0.5  # of an answer's words in such runs
MANY_COPIED = 5  # content words of the question without its order
LONGEST_DONT_KNOW = 14  # words; a longer answer says something besides
# Content words that must be strange to question and key points; fewer in an answer of some length.
LEAST_OFF_TOPIC = 8
LEAST_OFF_TOPIC_LONG, LONG_ANSWER = 4, 15

# Words that decide by themselves, so that "no, the switch is closed" is an answer.
_VERDICTS = frozenset({"yes", "no", "not", "never", "ja", "nein", "nicht", "nie"})

_DONT_KNOW = re.compile(
    r"(?:don'?t|do\s+not|didn'?t|doesn'?t)\s+(?:\w+\s+)?(?:know|remember|recall|understand)|"
    r"no\s+(?:idea|clue|answer|comment)|not\s+(?:sure|certain)|can(?:'?t|not|\s+not)\s+(?:answer|say)|"
    r"\bidk\b|\bdunno\b|unsure|haven'?t\s+(?:a\s+clue|an\s+idea)|^(?:i\s+)?(?:pass|skip)\W*$|"
    r"(?:weiß|weiss|weis)\s+(?:ich\s+)?(?:es\s+|das\s+)?(?:leider\s+)?(?:\w+\s+)?nicht|keine\s+ahnung|"
    r"kann\s+ich\s+(?:\w+\s+)?nicht\s+(?:sagen|beantworten)|nicht\s+sicher|"
    r"fällt\s+mir\s+(?:\w+\s+){0,3}nichts\s+ein|muss\s+ich\s+(?:\w+\s+)?passen|"
    r"^n\s*/\s*a\W*$|^none\W*$|^nothing\W*$|^test\W*$",
    re.IGNORECASE,
)


def copied(answer: Sequence[Token], question: Sequence[Token]) -> list[bool]:
    """Which words of the answer stand in a run that the question has in the same order."""
    size = COPIED_RUN
    asked = [token.stem for token in question]
    runs = {tuple(asked[at : at + size]) for at in range(len(asked) - size + 1)}
    marks = [False] * len(answer)
    said = [token.stem for token in answer]
    for at in range(len(said) - size + 1):
        if tuple(said[at : at + size]) in runs:
            marks[at : at + size] = [True] * size
    return marks


def refused(
    text: str,
    answer: Sequence[Token],
    question: Sequence[Token],
    key_points: Sequence[Sequence[Token]],
    words: Lexicon,
) -> str | None:
    """Why this is no answer, or None where it may be scored.

    Args:
        text: Without what instructs the scorer.
        answer: Its words.
        question: Words of the question.
        key_points: Words of each.
        words: The language.

    Returns:
        `empty`, `not_answered` (says that they don't know), `copied_question`, `keywords_only`,
        `off_topic`, or None.
    """
    if not answer:
        return "empty"
    if says_nothing(text, answer, question, key_points):
        return "not_answered"
    marks = copied(answer, question)
    if is_copied(answer, marks, question, key_points):
        return "copied_question"
    own = [token for token, mark in zip(answer, marks, strict=True) if not mark]
    shuffled = words.code == "en" and is_shuffled(own, key_points)
    # Beside a copied question, even two bare words are keywords and no short answer.
    least = 1 if sum(marks) >= COPIED_SHARE * len(question) else LEAST_WORDS_TO_JUDGE
    if shuffled or (words.known and is_keywords(own, least)):
        return "keywords_only"
    if key_points and is_off_topic(own, question, key_points):
        return "off_topic"
    return None


def says_nothing(
    text: str,
    answer: Sequence[Token],
    question: Sequence[Token],
    key_points: Sequence[Sequence[Token]],
) -> bool:
    """Whether it only says that they don't know.

    "I'm not sure, but the water evaporates" does answer: a new word of a key point is in it.
    """
    if len(answer) > LONGEST_DONT_KNOW or not _DONT_KNOW.search(text.strip()):
        return False
    wanted = {t.stem for point in key_points for t in point if not t.function}
    given = {t.stem for t in answer if not t.function}
    return not (given & wanted) - {t.stem for t in question}


def is_copied(
    answer: Sequence[Token],
    marks: Sequence[bool],
    question: Sequence[Token],
    key_points: Sequence[Sequence[Token]],
) -> bool:
    """Whether an answer only repeats the question.

    No word of its own, and in the question's order or too many to be chosen from it; except where
    a key point consists of the question's words and is in the answer.
    """
    asked = {token.stem for token in question}
    content = {token.stem for token in answer if not token.function}
    own = [t for t, mark in zip(answer, marks, strict=True) if not mark]
    if content - asked or any(t.word in _VERDICTS for t in own) or not content:
        return False
    if any(content >= ({t.stem for t in p if not t.function} or {""}) for p in key_points):
        return False
    return sum(marks) >= COPIED_SHARE * len(answer) or len(content) >= MANY_COPIED


def is_keywords(own: Sequence[Token], least: int = LEAST_WORDS_TO_JUDGE) -> bool:
    """Whether these are words, `least` or more, without the glue of a sentence."""
    if len(own) < least:
        return False
    return sum(token.function for token in own) < LEAST_FUNCTION_SHARE * len(own)


def is_off_topic(
    own: Sequence[Token], question: Sequence[Token], key_points: Sequence[Sequence[Token]]
) -> bool:
    """Whether nothing of it touches the question or a key point, not even in part of a word."""
    content = {token.stem for token in own if not token.function}
    least = LEAST_OFF_TOPIC_LONG if len(own) >= LONG_ANSWER else LEAST_OFF_TOPIC
    if len(content) < least:
        return False
    known = {t.stem for part in (question, *key_points) for t in part if not t.function}
    return not any(alike(one, other) for one in content for other in known)
