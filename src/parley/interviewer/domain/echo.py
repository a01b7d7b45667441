"""The person's own words, where they may be said back to them.

Only words that were heard with confidence (or typed) and belong to the question's or the job's
vocabulary: no names, and nouns alone, so that nothing is claimed that they may not have said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from parley.contracts.speech import Quality
from parley.interviewer.domain.lexicon import GERMAN, WORD, Lexicon, latest, lexicon
from parley.interviewer.domain.mind import Heard
from parley.interviewer.domain.phrases import phrases

CONFIDENT = 0.8  # of each word; 0 is unstated and so not enough
LONGEST = 3  # words
NEWEST = 500  # words of a turn that are looked at: people expect to hear of what they said last
VOCABULARIES_KEPT = 100


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the matter.

    Attributes:
        asked: Stems of the question: saying only these back would be hollow.
        stems: Of the question and the job.
        nouns: In lower case, those written with a capital inside a German sentence.
        forms: How a word in lower case is written inside a sentence.
    """

    asked: frozenset[str]
    stems: frozenset[str]
    nouns: frozenset[str]
    forms: Mapping[str, str]


@lru_cache(maxsize=VOCABULARIES_KEPT)
def vocabulary(question: str, job: str, language: str) -> Vocabulary:
    """Of a question and its job."""
    lex = lexicon(language)
    asked = lex.subject(question)
    return Vocabulary(
        frozenset(asked),
        frozenset(asked | lex.subject(job)),
        frozenset({*_capitals(question), *_capitals(job)}),
        {**_capitals(job), **_capitals(question)},
    )


def _capitals(text: str) -> dict[str, str]:
    """Words with a capital that don't begin a sentence, by their lower case."""
    found = {}
    for match in WORD.finditer(text):
        before = text[: match.start()].rstrip()
        if match[0][0].isupper() and before and before[-1].isalnum() | (before[-1] == ","):
            found[match[0].lower()] = match[0]
    return found


def echo(heard: Heard, of: Vocabulary, language: str) -> str:
    """A few of the newest words to acknowledge, or nothing."""
    lex = lexicon(language)
    tokens = _sure(heard)
    runs = _german(tokens, of, lex) if lex is GERMAN else _english(tokens, of, lex)
    # What the job brings in says more than what was asked anyway; of equals, the first.
    runs = [run for run in runs if {lex.stem(w) for w in run[1]} - of.asked or len(run[1]) > 1]
    best = max(runs, key=lambda run: len({lex.stem(w) for w in run[1]} - of.asked), default=None)
    return best[0] if best else ""


def allowed(words: str, heard: Heard, of: Vocabulary, language: str) -> bool:
    """Whether a model's choice of words may be said back."""
    lex = lexicon(language)
    sure = {word for word in _sure(heard) if word}
    said = [match[0].lower() for match in WORD.finditer(words)]
    content = [word for word in said if word not in lex.function]
    return (
        bool(content)
        and len(said) <= LONGEST + 1
        and all(
            word in sure and lex.stem(word) in of.stems and word not in lex.names
            for word in content
        )
    )


def _sure(heard: Heard) -> list[str]:
    """Its words in lower case; empty in place of one that was hardly heard."""
    if heard.typed:
        return _tokens(latest(heard.text, NEWEST))
    if heard.quality is not Quality.FULL:
        return []
    return [
        token if word.confidence >= CONFIDENT else ""
        for word in heard.words[-NEWEST:]
        for token in _tokens(word.text)
    ]


def _tokens(text: str) -> list[str]:
    """Words in lower case, with an empty one where a sentence or clause ends."""
    found: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        if any(mark in text[end : match.start()] for mark in ".,;:!?"):
            found.append("")
        found.append(match[0].lower().replace("\u2019", "'"))
        end = match.end()
    if any(mark in text[end:] for mark in ".,;:!?"):
        found.append("")
    return found


def _english(tokens: Sequence[str], of: Vocabulary, lex: Lexicon) -> list[tuple[str, list[str]]]:
    """Runs of vocabulary after an article or the like, up to a function word or a stop."""
    known = phrases(ENGLISH_CODE)
    found = []
    for at, token in enumerate(tokens):
        if token not in known.determiners:
            continue
        run = list(takewhile(lambda t: t and t not in lex.function, tokens[at + 1 :]))
        fits = all(lex.stem(word) in of.stems and word not in lex.names for word in run)
        if run and len(run) <= LONGEST and fits and not _verbal(run[-1]):
            shown = (of.forms.get(word, word) for word in run)
            found.append((" ".join((known.possessives.get(token, "the"), *shown)), run))
    return found


ENGLISH_CODE = "en"
VERBAL = ("ed", "ly")  # endings of words that aren't nouns


def _verbal(word: str) -> bool:
    return word.endswith(VERBAL)


def _german(tokens: Sequence[str], of: Vocabulary, lex: Lexicon) -> list[tuple[str, list[str]]]:
    """Single nouns: cases would not fit into a sentence that was made beforehand."""
    return [
        (of.forms[token], [token])
        for token in tokens
        if token in of.nouns and lex.stem(token) in of.stems and token not in lex.names
    ]
