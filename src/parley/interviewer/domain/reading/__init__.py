"""What a person meant, read by patterns that stand about three misheard words in ten.

Tables are blocks: `= intent` (or `= stop clear`) begins one, phrases stand between bars. A phrase
is found where enough of its words, function words counting half, come in its order close together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import ModuleType

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.coverage import alike, coverage
from parley.interviewer.domain.lexicon import (
    GERMAN,
    MOST_READ,
    Lexicon,
    latest,
    learn,
    lexicon,
    words,
)
from parley.interviewer.domain.mind import Intent, Reading, Situation
from parley.interviewer.domain.reading import english, german

SHORT = 14  # words; in longer talk only its end, or what is unmistakable, can be no answer
TAIL = 9  # words at the end of a longer turn that are looked at by themselves
FOUND = 0.65  # share of a phrase that must be there
# Likewise, of what would offend when it was an answer.
FOUND_OF = {
    Intent.HOSTILE: 0.8,
    Intent.STOP: 0.7,
    Intent.DISTRESSED: 0.7,
    Intent.MOMENT: 0.75,
    Intent.QUESTION: 0.7,
    Intent.AGREE: 0.8,
    Intent.DECLINE: 0.8,
}
SURE = 0.99  # likewise, in talk that may well be an answer
FUNCTION = 0.5  # weight of a function word
SLACK = 2  # words that may stand between those of a phrase
ANSWERING = 5  # subject words beside a phrase that make an answer of it all;
ANSWERING_ALIKE = 3  # beside one that isn't all there
LEAST = 0.4  # share of a phrase below which it isn't looked for
TELLING = 3  # words of a phrase that means something in a long turn
LATEST = 30  # words at the end of a turn in which a topic is looked for
BEGINNING = 2  # words in which a question shows itself
FEWEST_LETTERS = 5  # of a word that may be misheard and still be recognised
NODDING = 6  # words of a turn that only agrees or declines
ELSEWHERE = 2  # words about something else that make talk off topic
# What a model can't talk away: patterns for these hardly ever match an answer.
CERTAIN = frozenset({Intent.STOP, Intent.DISTRESSED, Intent.INJECTION})
UNMISTAKABLE = frozenset({Intent.INJECTION, Intent.HOSTILE})
AT_THE_END = frozenset({Intent.STOP, Intent.DISTRESSED, Intent.REPEAT})
# What gives way to an answer that stands beside it.
FAINT = frozenset({Intent.UNKNOWN, Intent.MOMENT, Intent.REPEAT, Intent.HOSTILE, Intent.QUESTION})
# Which is believed, of two found equally well.
ORDER = (
    Intent.STOP, Intent.DISTRESSED, Intent.INJECTION, Intent.HOSTILE, Intent.REPEAT,
    Intent.MOMENT, Intent.UNKNOWN, Intent.QUESTION, Intent.OFF_TOPIC, Intent.DECLINE, Intent.AGREE,
)  # fmt: skip


DENIALS = frozenset(
    {"no", "not", "never", "nothing", "don't", "can't", "didn't", "won't", "haven't"}
    | {"nicht", "nie", "kein", "keine", "nichts"}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that mean something.

    Attributes:
        tokens: In order.
        weights: Of each.
        clear: They can't mean less.
        denials: The negations among them: without one they would mean the opposite.
    """

    tokens: tuple[str, ...]
    weights: tuple[float, ...]
    clear: bool
    denials: frozenset[str]

    def share(self, among: frozenset[str]) -> float:
        """How much of it is there in any order, 0 to 1."""
        if self.denials and not self.denials & among:
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
def _tables(code: str) -> Tables:
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
    return Phrase(tokens, weights, clear, frozenset(tokens) & DENIALS)


def read(situation: Situation) -> Reading:
    """Intent, and coverage over all that was said; the echo is chosen elsewhere (`echo`)."""
    lex = lexicon(situation.language)
    item = situation.item
    said = [latest(heard.text, MOST_READ) for heard in situation.heard]
    newest = said[-1] if said else ""
    covered = coverage(said, item.text, item.key_points, lex) if item else ()
    return Reading(intent(newest, item, situation.language), covered)


def prepare(texts: Iterable[str], language: str) -> Iterator[None]:
    """Get ready to read texts in short steps, so that reading them takes milliseconds.

    Whoever runs on an event loop lets others run between the steps.
    """
    lex = lexicon(language)
    _tables(lex.code)
    yield
    _vocabulary(lex.code)
    yield
    yield from learn((latest(text, MOST_READ) for text in texts), lex)


def intent(text: str, item: PlanItem | None, language: str) -> Intent:
    """What a turn means; an answer where nothing else is found."""
    lex = lexicon(language)
    tables = _tables(lex.code)
    tokens = words(latest(text, MOST_READ))
    if len(tokens) > SHORT:
        return _long(tokens, item, tables, lex)
    return _short(tokens, item, tables, lex, asks="?" in text)


def _short(
    tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon, *, asks: bool
) -> Intent:
    heard = Spoken(tokens, tables.code)
    best: tuple[float, Intent] = (0.0, Intent.ANSWER)
    for kind in ORDER:
        score = _best(heard, _phrases(kind, tables, len(tokens)))
        if kind is Intent.QUESTION:
            score = _asked(heard, tables, asks=asks)[0]
        if score >= FOUND_OF.get(kind, FOUND) and score > best[0]:
            best = (score, kind)
    score, kind = best
    most = ANSWERING if score >= SURE or asks else ANSWERING_ALIKE
    if kind in FAINT and _subjects(tokens, item, tables, lex) >= most:
        return Intent.ANSWER
    if kind is Intent.ANSWER and _elsewhere(tokens, item, tables, lex):
        return Intent.OFF_TOPIC
    if kind is Intent.ANSWER and asks and tokens and tokens[0] in tables.asking:
        return Intent.QUESTION
    return kind


def _phrases(kind: Intent, tables: Tables, length: int) -> Sequence[Phrase]:
    if kind in {Intent.AGREE, Intent.DECLINE} and length > NODDING:
        return ()
    return tables.intents.get(kind, ())


def _long(tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon) -> Intent:
    """A long turn is an answer unless its end takes it back, or it can't be one."""
    tail = Spoken(tokens[-TAIL:], tables.code)
    for kind in ORDER:
        if kind in UNMISTAKABLE | AT_THE_END:
            # A word or two prove nothing in a long turn: "shut up" may be told of somebody.
            phrases = [p for p in tables.intents.get(kind, ()) if len(p.tokens) >= TELLING]
            if kind in UNMISTAKABLE and _verbatim(tokens, phrases):
                return kind
            if kind not in UNMISTAKABLE and _exactly(tail, phrases):
                return kind
    if _elsewhere(tokens, item, tables, lex):
        return Intent.OFF_TOPIC
    return Intent.ANSWER


class Spoken:
    """A turn's words, each as the words of the tables that it may be."""

    def __init__(self, tokens: Sequence[str], code: str) -> None:
        """Look each word up."""
        self.words = tokens
        self.tokens = [_resembles(token, code) for token in tokens]
        self.all = frozenset().union(*self.tokens)


def _best(heard: Spoken, phrases: Sequence[Phrase]) -> float:
    """How well the phrase that is found best is found, 0 to 1."""
    best = 0.0
    for phrase in phrases:
        # Most are ruled out by the words alone, whatever their order.
        if phrase.share(heard.all) > max(best, LEAST):
            best = max(best, _found(heard.tokens, phrase))
    return best


def _exactly(heard: Spoken, phrases: Sequence[Phrase]) -> bool:
    """Whether a phrase is all there: looked for only where its first word is."""
    for phrase in phrases:
        if phrase.share(heard.all) < SURE:
            continue
        size = len(phrase.tokens) + SLACK
        for at, token in enumerate(heard.tokens):
            if phrase.tokens[0] in token and _found(heard.tokens[at : at + size], phrase) >= SURE:
                return True
    return False


def _verbatim(tokens: Sequence[str], phrases: Sequence[Phrase]) -> bool:
    """Likewise in a text of any length, where its words are guessed at by nobody."""
    among = frozenset(tokens)
    for phrase in phrases:
        if not among.issuperset(phrase.tokens):
            continue
        size = len(phrase.tokens) + SLACK
        for at, token in enumerate(tokens):
            if token != phrase.tokens[0]:
                continue
            if _found([frozenset({t}) for t in tokens[at : at + size]], phrase) >= SURE:
                return True
    return False


def _found(tokens: Sequence[frozenset[str]], phrase: Phrase) -> float:
    """Share of a phrase that stands in its order within a window, 0 to 1."""
    if len(phrase.tokens) == 1:
        # "Wait" or "pass" means it only where it is nearly all that was said.
        return 1.0 if len(tokens) <= 1 + SLACK else 0.0
    size = len(phrase.tokens) + SLACK
    starts = range(max(1, len(tokens) - size + 1))
    return max(_aligned(tokens[at : at + size], phrase) for at in starts) / sum(phrase.weights)


def _aligned(window: Sequence[frozenset[str]], phrase: Phrase) -> float:
    """Weight of the longest common subsequence of a window and a phrase."""
    row = [0.0] * (len(phrase.tokens) + 1)
    for token in window:
        before = 0.0
        for at, (wanted, weight) in enumerate(zip(phrase.tokens, phrase.weights, strict=True), 1):
            here = row[at]
            row[at] = max(here, row[at - 1], before + weight if wanted in token else 0.0)
            before = here
    return row[-1]


@lru_cache(maxsize=20_000)
def _resembles(token: str, code: str) -> frozenset[str]:
    """The words of the tables that a heard word may be: itself, or one that sounds much like it."""
    known = _vocabulary(code)
    alikes = known.get(token[0], ()) if len(token) >= FEWEST_LETTERS else ()
    return frozenset(
        word for word in alikes if len(word) >= FEWEST_LETTERS and alike(word, token)
    ) | {token}


@lru_cache(maxsize=2)
def _vocabulary(code: str) -> dict[str, tuple[str, ...]]:
    """The words of the tables by their first letter."""
    tables = _tables(code)
    phrases = chain(*tables.intents.values(), *tables.topics.values())
    found: dict[str, list[str]] = {}
    for word in sorted({token for phrase in phrases for token in phrase.tokens}):
        found.setdefault(word[0], []).append(word)
    return {letter: tuple(of) for letter, of in found.items()}


def _asked(heard: Spoken, tables: Tables, *, asks: bool) -> tuple[float, str]:
    """How well a question to the interviewer is found, and its topic."""
    formed = asks or any(word in tables.asking for word in heard.words[:BEGINNING])
    best = (0.0, "")
    for topic, phrases in tables.topics.items():
        score = _best(heard, phrases)
        if score > best[0]:
            best = (score, topic)
    return best if formed else (0.0, best[1])


def _subjects(tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon) -> int:
    """How many words of some matter there are beside those of the tables and the question."""
    known = _vocabulary(tables.code)
    text = " ".join(token for token in tokens if token not in known.get(token[0], ()))
    return len(lex.subject(text) - (lex.subject(item.text) if item else set()))


def _elsewhere(tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon) -> bool:
    """Whether somebody talks of something else: many such words, none of the matter."""
    stems = {lex.stem(token) for token in tokens}
    matter = lex.subject(" ".join((item.text, item.category, *item.key_points)) if item else "")
    return len(stems & tables.elsewhere - matter) >= ELSEWHERE and not stems & matter


def topic(text: str, language: str) -> str:
    """What a question to the interviewer is about; empty where it isn't known."""
    lex = lexicon(language)
    tables = _tables(lex.code)
    score, found = _asked(Spoken(words(latest(text, LATEST)), lex.code), tables, asks=True)
    return found if score >= FOUND else ""


def clear_stop(text: str, language: str) -> bool:
    """Whether somebody says without doubt that the interview is to end."""
    lex = lexicon(language)
    phrases = [p for p in _tables(lex.code).intents[Intent.STOP] if p.clear]
    return _best(Spoken(words(latest(text, SHORT + TAIL)), lex.code), phrases) >= CLEAR


CLEAR = 0.8  # share of a phrase that must be there to end an interview without asking back


def wants_break(text: str, language: str) -> bool:
    """Whether a moment that is asked for is a break rather than time to think."""
    marks = _BREAK_DE if lexicon(language) is GERMAN else _BREAK_EN
    return bool(marks & set(words(latest(text, SHORT + TAIL))))


_BREAK_EN = frozenset({"break", "pause", "water"})
_BREAK_DE = frozenset({"pause", "trinken"})


def believed(model: Reading, scripted: Reading) -> Reading:
    """What of a model's reading holds: figures in range, and nothing that is certain overruled.

    The model reads what a person said, who may have told it what to read.
    """
    kind = scripted.intent if scripted.intent in CERTAIN else model.intent
    fits = len(model.covered) == len(scripted.covered)
    sane = fits and all(0.0 <= value <= 1.0 for value in model.covered)
    return Reading(kind, model.covered if sane else scripted.covered, model.echo)


def in_crisis(text: str, language: str) -> bool:
    """Whether somebody speaks of harming themselves; then help is named."""
    found = " ".join(words(latest(text, MOST_READ)))
    marks = _CRISIS_DE if lexicon(language) is GERMAN else _CRISIS_EN
    return any(mark in found for mark in marks)


_CRISIS_EN = ("kill myself", "want to die", "end my life", "hurt myself", "suicid")
_CRISIS_DE = ("umbringen", "will sterben", "nicht mehr leben", "das leben nehmen", "suizid")
