"""What a person meant, read by patterns that stand about three misheard words in ten.

What isn't an answer is found by its phrases (`matching`); the less of one is there, the less else
may be said.
"""

from collections.abc import Iterable, Iterator, Sequence

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.coverage import coverage
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
from parley.interviewer.domain.reading.matching import (
    SURE,
    Phrase,
    Spoken,
    Tables,
    exactly,
    found_in,
    tables_of,
    verbatim,
    vocabulary,
)

SHORT = 14  # words; in longer talk only its end, or what is unmistakable, can be no answer
TAIL = 9  # words at the end of a longer turn that are looked at by themselves
# Share of a phrase that must be there, by how much else is said: words of some matter, and every
# second of the others beyond the phrase's own. Where there is hardly anything else, little tells.
FOUND = (0.5, 0.58, 0.66, 0.75, 0.8)
OTHERS = 2  # words beyond the phrase's own that count like one of matter
PAIRED = 2  # words of a phrase
PAIR = 0.9  # of a phrase of two words, beside others: one of them tells nothing
# More is asked for of what would offend when it was an answer, or is said in answers.
MORE = {
    Intent.HOSTILE: 0.12,
    Intent.STOP: 0.06,
    Intent.DISTRESSED: 0.06,
    Intent.MOMENT: 0.08,
    Intent.QUESTION: 0.04,
    Intent.OFF_TOPIC: 0.1,
    Intent.AGREE: 0.3,
    Intent.DECLINE: 0.3,
}
ANSWERING = 5  # subject words beside a phrase that make an answer of it all;
ANSWERING_ALIKE = 3  # beside one that isn't all there
TELLING = 3  # words of a phrase that means something in a long turn
TINY = 1e-9  # what adding weights up may lose
LATEST = 30  # words at the end of a turn in which a topic is looked for
BEGINNING = 2  # words in which a question shows itself
# Words of a phrase that ask for something rather than tell of it.
WISHING = frozenset({"i", "i'd", "let's", "please", "now", "ich", "sie", "bitte", "jetzt"})
# What begins so tells something, whatever the second word.
TELLING_OF = frozenset({"i", "we", "they", "it", "he", "she", "you", "ich", "wir", "es"})
# Who only tells something uses none of them.
ADDRESSING = frozenset({"you", "please", "sie", "bitte"})
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
    tables_of(lex.code)
    yield
    vocabulary(lex.code)
    yield
    yield from learn((latest(text, MOST_READ) for text in texts), lex)


def intent(text: str, item: PlanItem | None, language: str) -> Intent:
    """What a turn means; an answer where nothing else is found."""
    lex = lexicon(language)
    tables = tables_of(lex.code)
    tokens = words(latest(text, MOST_READ))
    if len(tokens) > SHORT:
        return _long(tokens, item, tables, lex)
    return _short(tokens, item, tables, lex, asks="?" in text)


def _short(
    tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon, *, asks: bool
) -> Intent:
    heard = Spoken(tokens, tables.code)
    beside = _subjects(tokens, item, tables, lex)
    best: tuple[float, Intent] = (0.0, Intent.ANSWER)
    for kind in ORDER:
        if kind is Intent.QUESTION:
            score = _asked(heard, tables, beside, asks=asks)[0]
        else:
            score = _best(heard, _phrases(kind, tables, tokens), kind, beside)
        if score > best[0]:
            best = (score, kind)
    score, kind = best
    most = ANSWERING if score >= SURE or asks else ANSWERING_ALIKE
    if kind in FAINT and beside >= most:
        return Intent.ANSWER
    if kind is Intent.ANSWER and _elsewhere(tokens, item, tables, lex):
        return Intent.OFF_TOPIC
    if kind is Intent.ANSWER and asks and tokens and tokens[0] in tables.asking:
        return Intent.QUESTION
    return kind


def _enough(phrase: Phrase, kind: Intent, length: int, beside: int) -> float:
    """Share of a phrase that gives a turn its meaning.

    Args:
        phrase: Which.
        kind: What it would mean.
        length: Words of the turn.
        beside: How many of them are about some matter.
    """
    spare = max(0, length - len(phrase.tokens))
    if len(phrase.tokens) == PAIRED and spare > 1:
        return PAIR
    else_said = min(beside + spare // OTHERS, len(FOUND) - 1)
    return min(SURE, FOUND[else_said] + MORE.get(kind, 0.0))


def _phrases(kind: Intent, tables: Tables, tokens: Sequence[str]) -> Sequence[Phrase]:
    if kind in {Intent.AGREE, Intent.DECLINE} and len(tokens) > NODDING:
        return ()
    phrases = tables.intents.get(kind, ())
    tells = bool(tokens) and tokens[0] in TELLING_OF and ADDRESSING.isdisjoint(tokens)
    if kind is Intent.REPEAT and tells:
        # "We could repeat it" asks nobody to repeat anything.
        return [phrase for phrase in phrases if phrase.tokens[0] in TELLING_OF]
    return phrases


def _long(tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon) -> Intent:
    """A long turn is an answer unless its end takes it back, or it can't be one."""
    tail = Spoken(tokens[-TAIL:], tables.code)
    for kind in ORDER:
        if kind in UNMISTAKABLE | AT_THE_END:
            # A word or two prove nothing in a long turn: "shut up" may be told of somebody.
            phrases = [p for p in tables.intents.get(kind, ()) if len(p.tokens) >= TELLING]
            if kind in UNMISTAKABLE and verbatim(tokens, phrases):
                return kind
            if kind not in UNMISTAKABLE and exactly(tail, phrases):
                return kind
    if _elsewhere(tokens, item, tables, lex):
        return Intent.OFF_TOPIC
    return Intent.ANSWER


def _best(heard: Spoken, phrases: Sequence[Phrase], kind: Intent, beside: int) -> float:
    """How well the phrase that is found best is found, 0 to 1; 0 where none is there enough."""
    best = 0.0
    for phrase in phrases:
        least = _enough(phrase, kind, len(heard.words), beside)
        # Most are ruled out by the words alone, whatever their order.
        if phrase.share(heard.all) > max(best, least - TINY):
            found = found_in(heard.tokens, phrase)
            best = max(best, found if found >= least - TINY else 0.0)
    return best


def _asked(heard: Spoken, tables: Tables, beside: int, *, asks: bool) -> tuple[float, str]:
    """How well a question to the interviewer is found, and its topic."""
    begins = heard.words[:BEGINNING]
    told = bool(begins) and begins[0] in TELLING_OF
    formed = asks or (not told and any(word in tables.asking for word in begins))
    best = (0.0, "")
    for topic, phrases in tables.topics.items():
        score = _best(heard, phrases, Intent.QUESTION, beside)
        if score > best[0]:
            best = (score, topic)
    return best if formed else (0.0, best[1])


def _subjects(tokens: Sequence[str], item: PlanItem | None, tables: Tables, lex: Lexicon) -> int:
    """How many words of some matter there are beside those of the tables and the question."""
    known = vocabulary(tables.code)
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
    tables = tables_of(lex.code)
    heard = Spoken(words(latest(text, LATEST)), lex.code)
    return _asked(heard, tables, 0, asks=True)[1]


def clear_stop(text: str, language: str) -> bool:
    """Whether somebody says without doubt that the interview is to end.

    A clear phrase, word for word, with hardly anything else, or as a wish at the end of what they
    say: who tells of an interview that somebody stopped is asked back.
    """
    lex = lexicon(language)
    tables = tables_of(lex.code)
    phrases = [p for p in tables.intents[Intent.STOP] if p.clear]
    tokens = words(latest(text, SHORT + 1))
    if len(tokens) <= SHORT and not _subjects(tokens, None, tables, lex):
        return verbatim(tokens, phrases)
    wishes = (p for p in phrases if not WISHING.isdisjoint(p.tokens))
    return any(verbatim(tokens[-len(wish.tokens) :], [wish]) for wish in wishes)


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
