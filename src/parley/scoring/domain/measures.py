"""How something was said: figures from the words and their times, and clarity out of them.

Never accent, pitch, voice or face. Ranges are of fluent adult speakers, wide on purpose: a range
that marks a calm or lively person as unclear would measure temperament. Written answers get only
the figures that need no times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.contracts.scoring import Measure
from parley.contracts.speech import Word
from parley.scoring.domain.text import Token, sentences
from parley.scoring.domain.words import Lexicon

PAUSE_SECONDS = 0.5  # a silence between words from which it is a pause (Goldman-Eisler 1968: 0.25)
LEAST_SECONDS = 5.0  # of speech, for rates a minute to mean anything
LEAST_WORDS = 8  # for clarity to be said at all
MINUTE = 60.0
# How far beyond its range a figure counts as wholly unclear: once the range's edge again.
FALL_OFF = 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """Where a figure is sane; either bound may be absent."""

    unit: str
    low: float | None
    high: float | None
    weight: float  # in clarity


# words_per_minute: words said over the seconds from the first to the last, without those that were
#   somebody else's (own_time). Presenters and interviews: 120 to 180 (Tauroza & Allison 1990,
#   British English interviews 160 to 210).
# pause_share: silences of half a second and more over the same time. Spontaneous speech pauses for
#   a third of it (Goldman-Eisler 1968), thinking included.
# fillers_per_minute: `um`, `you know`. 3 to 6 in a hundred words are ordinary (Bortfeld et al.
#   2001), which at 150 words a minute is up to 9.
# mean_sentence_words: words over sentences. Plain writing: 15 to 20 (Cutts 2013); spoken sentences
#   run longer. Not told for a transcript without punctuation.
# repairs_per_minute: "I mean", "let me rephrase", a word said twice. Levelt 1983: common in
#   unprepared speech, up to 4 bear no notice.
# structure_markers: parts of an account that are announced (situation, task, action, result; the
#   STAR method), 0 to 4.
RANGES = {
    "words_per_minute": Range("1/min", 90, 210, 1.0),
    "pause_share": Range("%", None, 40, 1.0),
    "fillers_per_minute": Range("1/min", None, 9, 1.0),
    "mean_sentence_words": Range("words", 5, 30, 1.5),
    "repairs_per_minute": Range("1/min", None, 4, 1.0),
    "structure_markers": Range("count", 2, None, 1.5),
}


def _measure(name: str, value: float) -> Measure:
    of = RANGES[name]
    return Measure(name, round(value, 1), of.unit, of.low, of.high)


def measures(
    text: str, said: Sequence[Token], timed: Sequence[Word], words: Lexicon
) -> tuple[Measure, ...]:
    """The figures of an answer.

    Args:
        text: Without what instructs the scorer.
        said: Its words.
        timed: The same with times, those of others left out; empty when written.
        words: The language.
    """
    found: list[Measure] = []
    seconds = timed[-1].end - timed[0].start if timed else 0.0
    if seconds >= LEAST_SECONDS:
        pauses = sum(
            gap for one, other in pairwise(timed) if (gap := other.start - one.end) >= PAUSE_SECONDS
        )
        found.append(_measure("words_per_minute", len(timed) / seconds * MINUTE))
        found.append(_measure("pause_share", min(100.0, pauses / seconds * 100)))
        if words.fillers is not None:
            count = len(words.fillers.findall(text))
            found.append(_measure("fillers_per_minute", count / seconds * MINUTE))
        if words.repairs is not None:
            count = len(words.repairs.findall(text)) + _repeated(said)
            found.append(_measure("repairs_per_minute", count / seconds * MINUTE))
    if is_punctuated(text) and said:
        found.append(_measure("mean_sentence_words", len(said) / max(1, len(sentences(text)))))
    if words.structure:
        found.append(_measure("structure_markers", float(len(structure(text, words)))))
    return tuple(found)


def is_punctuated(text: str) -> bool:
    """Whether a transcript has sentences at all."""
    return any(mark in text for mark in ".!?")


def _repeated(said: Sequence[Token]) -> int:
    """Words said twice in a row, as a false start leaves them."""
    return sum(
        one.word == other.word and not one.word[0].isdigit() for one, other in pairwise(said)
    )


def structure(text: str, words: Lexicon) -> list[tuple[str, tuple[int, int]]]:
    """The first marker of each part of an account, with its place."""
    found = []
    for name, pattern in words.structure:
        if (marker := pattern.search(text)) is not None:
            found.append((name, marker.span()))
    return found


def clarity(of: Sequence[Measure], count: int) -> float:
    """0 to 100: the mean of how well each figure lies in its range, by the weights above.

    An answer of fewer than `LEAST_WORDS` words shows no organisation: it gets its share of that.
    """
    total = sum(RANGES[m.name].weight for m in of)
    if not total:
        return 50.0 * min(1.0, count / LEAST_WORDS)
    kept = sum(RANGES[m.name].weight * _within(m) for m in of) / total
    return 100.0 * kept * min(1.0, count / LEAST_WORDS)


def _within(measure: Measure) -> float:
    """1 inside the range, falling to 0 at once the edge's size beyond it."""
    if measure.low is not None and measure.value < measure.low:
        return max(0.0, 1 - (measure.low - measure.value) / (measure.low * FALL_OFF))
    if measure.high is not None and measure.value > measure.high:
        return max(0.0, 1 - (measure.value - measure.high) / (measure.high * FALL_OFF))
    return 1.0
