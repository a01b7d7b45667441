"""What went well in an answer, and what to try: plain sentences for somebody who practises.

Each rests on a key point or a figure of the score; nothing is praised or guessed beyond them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.contracts.scoring import AnswerScore, Measure, ScoreStatus

COVERED = 0.6  # of a key point, from which it was said
TOUCHED = 0.3  # from which it was at least begun
MOST = 3  # sentences of a kind: more is not taken in


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language; `{point}` is a key point in its author's words.

    Attributes:
        covered, touched, left_out: Of a key point.
        low, high: By figure, for what lies below or above its range.
        within: By figure, for what is worth keeping.
    """

    covered: str
    touched: str
    left_out: str
    low: Mapping[str, str]
    high: Mapping[str, str]
    within: Mapping[str, str]


ENGLISH = Sentences(
    covered="You covered this: {point}",
    touched="Say more about this: {point}",
    left_out="Bring this in: {point}",
    low=MappingProxyType(
        {
            "words_per_minute": "Speak a little faster: listeners lose the thread at this pace.",
            "mean_sentence_words": "Say whole sentences: yours were very short.",
            "structure_markers": (
                "Tell it in order: the situation, your task, what you did, what came of it."
            ),
        }
    ),
    high=MappingProxyType(
        {
            "words_per_minute": "Slow down a little: you spoke faster than is easy to follow.",
            "pause_share": "Collect your thoughts first: much of the answer was silence.",
            "fillers_per_minute": "Try a short silence where you now say a filler word.",
            "mean_sentence_words": "Make shorter sentences: one thought each.",
            "repairs_per_minute": "Finish a sentence before you mend it: you often began anew.",
        }
    ),
    within=MappingProxyType(
        {
            "words_per_minute": "Your pace was easy to follow.",
            "structure_markers": "You told it in order.",
            "fillers_per_minute": "You used few filler words.",
        }
    ),
)

GERMAN = Sentences(
    covered="Diesen Punkt haben Sie genannt: {point}",
    touched="Sagen Sie mehr zu diesem Punkt: {point}",
    left_out="Bringen Sie diesen Punkt ein: {point}",
    low=MappingProxyType(
        {
            "words_per_minute": "Sprechen Sie etwas schneller: So verliert man leicht den Faden.",
            "mean_sentence_words": "Sprechen Sie in ganzen Sätzen: Ihre waren sehr kurz.",
            "structure_markers": (
                "Erzählen Sie der Reihe nach: die Lage, Ihre Aufgabe, was Sie taten, was daraus "
                "wurde."
            ),
        }
    ),
    high=MappingProxyType(
        {
            "words_per_minute": "Sprechen Sie etwas langsamer: Das Tempo war schwer zu verfolgen.",
            "pause_share": "Sammeln Sie sich zuerst: Ein großer Teil der Antwort war Stille.",
            "fillers_per_minute": "Versuchen Sie eine kurze Stille, wo Sie jetzt Füllwörter sagen.",
            "mean_sentence_words": "Bilden Sie kürzere Sätze: in jedem einen Gedanken.",
            "repairs_per_minute": (
                "Bringen Sie einen Satz zu Ende, bevor Sie ihn verbessern: Sie setzten oft neu an."
            ),
        }
    ),
    within=MappingProxyType(
        {
            "words_per_minute": "Ihr Tempo war gut zu verfolgen.",
            "structure_markers": "Sie haben der Reihe nach erzählt.",
            "fillers_per_minute": "Sie haben wenige Füllwörter benutzt.",
        }
    ),
)
LANGUAGES = MappingProxyType({"en": ENGLISH, "de": GERMAN})


def wording(language: str) -> Sentences:
    """The sentences of a language (BCP 47, such as `en` or `de-AT`), or else the English ones."""
    return LANGUAGES.get(language.replace("_", "-").partition("-")[0].lower(), ENGLISH)


def went_well(score: AnswerScore, language: str) -> tuple[str, ...]:
    """At most `MOST` sentences; none unless the answer is scored."""
    return _first(score, _good(score, wording(language)))


def to_try(score: AnswerScore, language: str) -> tuple[str, ...]:
    """At most `MOST` sentences, what was said before how; none unless the answer is scored."""
    return _first(score, _better(score, wording(language)))


def _first(score: AnswerScore, sentences: Iterator[str]) -> tuple[str, ...]:
    if score.status is not ScoreStatus.SCORED:
        return ()
    return tuple(sentence for sentence, _ in zip(sentences, range(MOST), strict=False))


def _good(score: AnswerScore, words: Sentences) -> Iterator[str]:
    for point in score.key_points:
        if point.covered >= COVERED:
            yield words.covered.format(point=point.text)
    for measure in score.measures:
        if _side(measure) == 0 and measure.name in words.within:
            yield words.within[measure.name]


def _better(score: AnswerScore, words: Sentences) -> Iterator[str]:
    for point in score.key_points:
        if point.covered < COVERED:
            form = words.touched if point.covered >= TOUCHED else words.left_out
            yield form.format(point=point.text)
    for measure in score.measures:
        sentences = {-1: words.low, 1: words.high}.get(_side(measure), {})
        if measure.name in sentences:
            yield sentences[measure.name]


def _side(measure: Measure) -> int:
    """-1 below the sane range, 1 above it, 0 within."""
    if measure.low is not None and measure.value < measure.low:
        return -1
    return 1 if measure.high is not None and measure.value > measure.high else 0
