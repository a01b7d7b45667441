"""The competency bank: questions with key points for common jobs, matched to a job description.

Texts are blocks: `= key | name` begins a competency (`*|` instead of `|`: it counts in any job),
`:` lists words of job descriptions that ask for it, `?` a question, `-` its key points.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from parley.interviewer.domain.bank import anywhere, business, care, engineering
from parley.interviewer.domain.lexicon import ENGLISH, GERMAN, Lexicon, learn, lexicon, words
from parley.interviewer.domain.mind import Draft, DraftAsk, DraftQuestion

SOURCE = "competency bank"
LONGEST_TITLE = 80  # characters
HEADING_CHARACTERS = 4_000  # among which they stand
HEADING_LINES = 3  # whose words say most about the job
HEADING_WEIGHT = 4
MOST_MENTIONS = 3  # of one word that count
FEWEST_MATCH = 1.0  # below, a competency has nothing to do with the job
SPECIFIC_SHARE = 0.6  # of the questions that are about the job rather than any job
COMPOUND_PART = 6  # letters that a part of a compound has at least
SPECIFIC_COMPETENCIES = 3  # that a job is asked about
NEAR_DUPLICATE = 0.5  # Jaccard over stems from which two questions ask the same


@dataclass(frozen=True, slots=True)
class Competency:
    """What somebody can do, and how to ask for it.

    Attributes:
        key: The same in every language.
        name: Short, as people say it.
        stems: Of words of job descriptions that ask for it.
        anywhere: It counts in any job.
        questions: In the order in which they are best asked.
    """

    key: str
    name: str
    stems: frozenset[str]
    anywhere: bool
    questions: tuple[DraftQuestion, ...]


def competencies(language: str) -> tuple[Competency, ...]:
    """All of them in a language (BCP 47), English where it isn't known."""
    return _parsed(lexicon(language).code)


@lru_cache(maxsize=2)
def _parsed(code: str) -> tuple[Competency, ...]:
    modules = (engineering, business, care, anywhere)
    if code == GERMAN.code:
        return tuple(c for module in modules for c in _competencies(module.GERMAN, GERMAN))
    return tuple(c for module in modules for c in _competencies(module.ENGLISH, ENGLISH))


def _competencies(text: str, lex: Lexicon) -> Iterator[Competency]:
    for block in text.split("\n= ")[1:]:
        head, _, rest = block.partition("\n")
        key, _, name = head.partition("|")
        vocabulary, *asked = rest.strip().split("\n? ")
        yield Competency(
            key.strip(" *"),
            name.strip(),
            frozenset(lex.stem(word) for word in words(vocabulary)),
            key.rstrip().endswith("*"),
            tuple(_question(part, name.strip()) for part in asked),
        )


def _question(part: str, competency: str) -> DraftQuestion:
    text, *points = part.strip().split("\n- ")
    return DraftQuestion(text.strip(), competency, tuple(point.strip() for point in points))


def prepare(ask: DraftAsk) -> Iterator[None]:
    """Get ready to draft in short steps: whoever runs on an event loop lets others in between."""
    lex = lexicon(ask.language)
    modules = (engineering, business, care, anywhere)
    bank = (module.GERMAN if lex is GERMAN else module.ENGLISH for module in modules)
    yield from learn(chain(bank, (ask.job_description,)), lex)
    competencies(ask.language)
    yield


def drafted(ask: DraftAsk) -> Draft:
    """Questions for a job description; the same ask has the same draft.

    Competencies of the job come first, in the order of how much of their vocabulary the
    description has; then those that count in any job, the mentioned ones first.
    """
    lex = lexicon(ask.language)
    scored = _scored(ask.job_description, ask.language, lex)
    specific = [c for c, score in scored if not c.anywhere and score >= FEWEST_MATCH]
    general = [c for c, _ in scored if c.anywhere]
    specific = specific[:SPECIFIC_COMPETENCIES]
    many = math.ceil(ask.questions * SPECIFIC_SHARE)
    chosen = _take(specific, many, [], lex)
    chosen = _take(general, ask.questions, chosen, lex)
    chosen = _take(specific, ask.questions, chosen, lex)
    fallback = specific[0].name if specific else ("Gespräch" if lex is GERMAN else "Interview")
    return Draft(title(ask.job_description) or fallback, tuple(chosen[: ask.questions]), SOURCE)


def _scored(text: str, language: str, lex: Lexicon) -> list[tuple[Competency, float]]:
    """Competencies with how much the description asks for them, most first."""
    found = competencies(language)
    owners = Counter(stem for competency in found for stem in competency.stems)
    vocabulary = set(owners)
    mentions = Counter(_mentioned(text, vocabulary, lex))
    heading = set(_mentioned("\n".join(_lines(text)[:HEADING_LINES]), vocabulary, lex))

    def score(competency: Competency) -> float:
        return sum(
            (min(mentions[stem], MOST_MENTIONS) + HEADING_WEIGHT * (stem in heading)) / owners[stem]
            for stem in competency.stems
            if mentions[stem]
        )

    return sorted(((c, score(c)) for c in found), key=lambda pair: -pair[1])


def _mentioned(text: str, vocabulary: set[str], lex: Lexicon) -> Iterator[str]:
    """The stems of the vocabulary in a text; a German compound counts by its last part."""
    for word in words(text):
        stem = lex.stem(word)
        if stem in vocabulary:
            yield stem
        elif lex is GERMAN:
            ends = (stem[at:] for at in range(1, len(stem) - COMPOUND_PART + 1))
            yield from (end for end in ends if end in vocabulary)


def _take(
    of: Sequence[Competency], until: int, chosen: Sequence[DraftQuestion], lex: Lexicon
) -> list[DraftQuestion]:
    """One question of each in turn, until there are enough; never two that ask the same."""
    taken = list(chosen)
    rounds = max((len(competency.questions) for competency in of), default=0)
    for at in range(rounds):
        for competency in of:
            if len(taken) >= until:
                return taken
            if at < len(competency.questions):
                question = competency.questions[at]
                if not any(near_duplicates(question.text, t.text, lex) for t in taken):
                    taken.append(question)
    return taken


def near_duplicates(one: str, other: str, lex: Lexicon) -> bool:
    """Whether two questions ask the same: most of their stems are shared."""
    a, b = set(lex.content(one)), set(lex.content(other))
    return bool(a | b) and len(a & b) / len(a | b) >= NEAR_DUPLICATE


_LABEL = re.compile(
    r"^(?:job\s*title|title|position|role|vacancy|stellen(?:bezeichnung|titel|angebot|anzeige)|"
    r"job|titel|beruf)\s*:\s*",
    re.IGNORECASE,
)
_GENDERS = re.compile(r"\s*[(\[]\s*(?:[mwfdxgn]\s*[/|,]\s*)+[\w*]+\s*[)\]]", re.IGNORECASE)
_WANTED = re.compile(
    r"(?:looking for|seeking|hiring|searching for|need)\s+(?:an?|our|the)\s+(?:new\s+)?(.{3,60}?)"
    r"(?=\s+(?:to|who|with|for|that|in|at|on)\b|[,.;:!?]|$)|"
    r"(?:suchen|sucht)\b.{0,40}?\b(?:eine?n?|eine/n|eine\(n\))\s+(?:neuen?\s+)?(.{3,60}?)"
    r"(?=\s+(?:der|die|das|für|mit|in|im|am|zur|zum|bei)\b|[,.;:!?]|$)",
    re.IGNORECASE,
)
_ADJECTIVES = re.compile(r"^(?:(?:erfahren|engagiert|motiviert|freundlich|neu)e[nrs]?\s+)+")
_SENTENCE_WORDS = 10  # a line with more of them is a sentence, not a title


def title(job_description: str) -> str:
    """Of the job, guessed from the first lines; empty where none of them looks like one."""
    lines = _lines(job_description)[:HEADING_LINES]
    for line in lines:
        plain = _GENDERS.sub("", _LABEL.sub("", line.lstrip("#*-• ").strip("* "))).strip(
            " -:|\u2013"
        )
        wanted = _WANTED.search(plain)
        if wanted:
            found: str = wanted[1] or wanted[2]
            return _ADJECTIVES.sub("", found.strip())[:LONGEST_TITLE]
        if plain and len(plain.split()) <= _SENTENCE_WORDS and not plain.endswith((".", "!", "?")):
            return plain[:LONGEST_TITLE]
    return ""


def _lines(text: str) -> list[str]:
    """Those at the beginning that aren't empty."""
    begins = text[:HEADING_CHARACTERS]
    printable = "".join(c if c.isprintable() or c == "\n" else " " for c in begins)
    return [line.strip() for line in printable.splitlines() if line.strip()]
