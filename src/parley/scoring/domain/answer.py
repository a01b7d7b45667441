"""Scores one answer, or says why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.contracts.scoring import (
    Answer,
    AnswerKind,
    AnswerScore,
    KeyPoint,
    Purpose,
    ScoreStatus,
    Span,
)
from parley.contracts.speech import Quality, Word
from parley.scoring.domain.coverage import Match, alike, match
from parley.scoring.domain.depth import depth
from parley.scoring.domain.feedback import Facts, sentence
from parley.scoring.domain.gates import refused
from parley.scoring.domain.instructions import instructions
from parley.scoring.domain.measures import clarity, measures, structure
from parley.scoring.domain.model import covered
from parley.scoring.domain.own_time import own_time
from parley.scoring.domain.rarity import rarity
from parley.scoring.domain.text import Times, Token, passages, span, tokens, without
from parley.scoring.domain.words import Lexicon, lexicon

COVERED = 0.5  # from this probability a key point counts as covered
# What an answer's score consists of. Without key points relevance says only "on topic", which is
# no quality (design: facts.md, Embeddings), so it weighs nothing.
WITH_KEY_POINTS = {"relevance": 0.6, "depth": 0.25, "clarity": 0.15}
WITHOUT_KEY_POINTS = {"relevance": 0.0, "depth": 0.6, "clarity": 0.4}
ON_TOPIC_STEMS = 2  # of the question's content words, from which an answer is on topic
KEYWORDS = 8
MOST_FILLERS = 20  # spans of them


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a number is withheld.

    Attributes:
        least_transcript: Confidence of a transcript below which nothing is scored, 0 to 1; an
            unstated one (0) is not low (settled.md).
        least_certain: The scorer's own confidence below which it abstains, 0.5 to 1.
        most_spread: Points between repeats of a judge above which they disagree.
    """

    least_transcript: float = 0.4
    least_certain: float = 0.6
    most_spread: float = 20.0


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer taken apart, once for every scorer.

    Attributes:
        answer: As handed in.
        words: Its language.
        text: With blanks in the place of instructions, so that places stay.
        said: Its words without instructions.
        timed: Its words with times, likewise, and closed up: others' time between them is left out.
        times: Of the text's characters.
        question: Words of the question.
        key_points: Words of each.
        injected: Ranges of instructions.
    """

    answer: Answer
    words: Lexicon
    text: str
    said: tuple[Token, ...]
    timed: tuple[Word, ...]
    times: Times
    question: tuple[Token, ...]
    key_points: tuple[tuple[Token, ...], ...]
    injected: tuple[tuple[int, int], ...]

    @property
    def stripped(self) -> str:
        """The text as it would be had nobody instructed the scorer: without gaps, too."""
        whole, text, cursor = "", self.answer.text, 0
        for low, high in self.injected:
            whole = f"{whole} {text[cursor:low].strip()}".strip()
            cursor = high
        return f"{whole} {text[cursor:].strip()}".strip() if self.injected else text


def read(answer: Answer, language: str) -> Reading:
    """Take an answer apart."""
    words = lexicon(language)
    injected = tuple(instructions(answer.text))
    text = answer.text
    for low, high in injected:
        text = text[:low] + " " * (high - low) + text[high:]
    times = Times(answer.text, answer.words)
    silenced = [times.of(low, high) for low, high in injected]
    return Reading(
        answer,
        words,
        text,
        without(tokens(answer.text, words), injected),
        _closed_up(
            own_time(answer.words, answer.others),
            [_is_within(word, silenced) for word in answer.words],
        ),
        times,
        tokens(answer.question, words),
        tuple(tokens(point, words) for point in answer.key_points),
        injected,
    )


def _is_within(word: Word, silenced: Sequence[tuple[float | None, float | None]]) -> bool:
    """Whether it was said in one of these times."""
    return any(a is not None and b is not None and a <= word.start < b for a, b in silenced)


def _closed_up(words: Sequence[Word], gone: Sequence[bool]) -> tuple[Word, ...]:
    """The words without those that are gone, and the later ones that much earlier."""
    kept: list[Word] = []
    saved, gone_from = 0.0, None
    for word, is_gone in zip(words, gone, strict=True):
        if is_gone:
            gone_from = word.start if gone_from is None else gone_from
            continue
        if gone_from is not None:
            saved, gone_from = saved + word.start - gone_from, None
        kept.append(replace(word, start=word.start - saved, end=word.end - saved))
    return tuple(kept)


def withheld_before(reading: Reading, purpose: Purpose, limits: Thresholds) -> str | None:
    """Why an answer is refused before any scorer sees it, or None."""
    answer = reading.answer
    if answer.kind is AnswerKind.CHOICE:
        return "not_scored"
    if answer.missing is not None:
        return answer.missing
    if not answer.text.strip():
        return "empty"
    if answer.kind is AnswerKind.SPEECH:
        if answer.quality is Quality.DEMO and purpose is Purpose.HIRING:
            return "demo_quality"
        if 0 < answer.confidence < limits.least_transcript:
            return "low_confidence"
    return refused(
        reading.stripped, reading.said, reading.question, reading.key_points, reading.words
    )


def flags(reading: Reading, *, negation: bool) -> tuple[str, ...]:
    """What a person should look at."""
    answer = reading.answer
    found = {
        "negation": negation,
        "injection": bool(reading.injected),
        "demo_quality": answer.kind is AnswerKind.SPEECH and answer.quality is Quality.DEMO,
        "no_key_points": not answer.key_points and answer.kind is not AnswerKind.CHOICE,
    }
    return tuple(name for name, is_set in found.items() if is_set)


def withheld(reading: Reading, reason: str) -> AnswerScore:
    """No number, and why; with what can still be shown of how it was said."""
    answer = reading.answer
    shown = measures(reading.stripped, reading.said, reading.timed, reading.words)
    marks = flags(reading, negation=False)
    return AnswerScore(
        item_id=answer.item_id,
        status=ScoreStatus.WITHHELD,
        reason=reason,
        score=None,
        relevance=None,
        clarity=None,
        depth=None,
        confidence=0.0,
        keywords=keywords(reading),
        feedback=sentence(Facts(reason=reason, flags=marks), reading.words.code),
        key_points=(),
        spans=tuple(manner(reading)),
        measures=shown if reading.said else (),
        flags=marks,
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scorer found about one key point; `quotes` are ranges in the answer's text."""

    covered: float
    quotes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a scorer found, before it becomes a score.

    Attributes:
        key_points: A finding each.
        relevance: 0 to 100.
        clarity, depth: 0 to 100, or None for the offline figures.
        confidence: 0 to 1.
        negation: Whether to flag it.
    """

    key_points: tuple[Finding, ...]
    relevance: float
    clarity: float | None
    depth: float | None
    confidence: float
    negation: bool


def offline(reading: Reading) -> Found:
    """What words alone show."""
    parts = passages(reading.text, reading.said)
    matches = [
        match(reading.said, parts, point, reading.question, reading.words)
        for point in reading.key_points
    ]
    if not matches:
        topic = _on_topic(reading)
        return Found((), 100.0 * topic, None, None, 0.5 + 0.5 * topic, negation=False)
    # Where nothing of a key point was said, nothing of it is covered, whatever the odds.
    chances = [covered(found.features) if found.met else 0.0 for found in matches]
    findings = tuple(
        Finding(chance, _place(found)) for chance, found in zip(chances, matches, strict=True)
    )
    sure = sum(max(chance, 1 - chance) for chance in chances) / len(chances)
    negated = any(
        found.negation and chance >= COVERED for chance, found in zip(chances, matches, strict=True)
    )
    relevance = 100.0 * sum(chances) / len(chances)
    return Found(findings, relevance, None, None, sure, negated)


def _place(found: Match) -> tuple[tuple[int, int], ...]:
    return ((found.passage[0].start, found.passage[-1].end),) if found.passage else ()


def _on_topic(reading: Reading) -> float:
    """1 where the answer takes up words of the question, less where it takes up few or none."""
    asked = {t.stem for t in reading.question if not t.function}
    said = {t.stem for t in reading.said if not t.function}
    taken = [stem for stem in asked if stem in said or any(alike(stem, other) for other in said)]
    return min(1.0, len(taken) / max(1, min(ON_TOPIC_STEMS, len(asked))))


def scored(reading: Reading, found: Found, limits: Thresholds) -> AnswerScore:
    """Make a score of what was found, or abstain where it is too uncertain."""
    answer = reading.answer
    if found.confidence < limits.least_certain:
        return replace(
            withheld(reading, "uncertain"),
            key_points=_key_points(answer, found),
            confidence=round(found.confidence, 3),
        )
    points = found.key_points
    mean = sum(point.covered for point in points) / len(points) if points else None
    shown = measures(reading.stripped, reading.said, reading.timed, reading.words)
    parts = {
        "relevance": found.relevance,
        "clarity": clarity(shown, len(reading.said)) if found.clarity is None else found.clarity,
        "depth": (
            depth(reading.stripped, reading.said, reading.words, mean)
            if found.depth is None
            else found.depth
        ),
    }
    weights = WITH_KEY_POINTS if points else WITHOUT_KEY_POINTS
    whole = sum(weights[name] * value for name, value in parts.items())
    marks = flags(reading, negation=found.negation)
    facts = Facts(
        covered=tuple(point.covered >= COVERED for point in points),
        flags=marks,
        language_known=reading.words.known,
        measures=shown,
    )
    return AnswerScore(
        item_id=answer.item_id,
        status=ScoreStatus.SCORED,
        reason=None,
        score=round(whole, 1),
        relevance=round(parts["relevance"], 1),
        clarity=round(parts["clarity"], 1),
        depth=round(parts["depth"], 1),
        confidence=round(found.confidence, 3),
        keywords=keywords(reading),
        feedback=sentence(facts, reading.words.code),
        key_points=_key_points(answer, found),
        spans=tuple(_evidence(reading, points) + manner(reading)),
        measures=shown,
        flags=marks,
    )


def _key_points(answer: Answer, found: Found) -> tuple[KeyPoint, ...]:
    return tuple(
        KeyPoint(text, round(point.covered, 3))
        for text, point in zip(answer.key_points, found.key_points, strict=True)
    )


def _evidence(reading: Reading, points: Sequence[Finding]) -> list[Span]:
    """Passages of the covered key points; where it says the opposite, that is what they show."""
    text, times = reading.answer.text, reading.times
    return [
        span(text, times, place, "key_point", index)
        for index, point in enumerate(points)
        if point.covered >= COVERED
        for place in point.quotes
    ]


def manner(reading: Reading) -> list[Span]:
    """Places that show examples, structure, fillers, and instructions to the scorer."""
    text, times, words = reading.answer.text, reading.times, reading.words
    found = [span(text, times, place, "instruction") for place in reading.injected]
    if words.episodes is not None:
        found += [
            span(text, times, m.span(), "example") for m in words.episodes.finditer(reading.text)
        ]
    found += [span(text, times, place, "structure") for _, place in structure(reading.text, words)]
    if words.fillers is not None:
        fillers = list(words.fillers.finditer(reading.text))[:MOST_FILLERS]
        found += [span(text, times, m.span(), "filler") for m in fillers]
    return found


def keywords(reading: Reading) -> tuple[str, ...]:
    """What the answer is about: its content words by frequency and rarity, as first written."""
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    for token in reading.said:
        if not token.function and len(token.stem) > 2 and not token.word[0].isdigit():  # noqa: PLR2004 - initials say nothing
            counts[token.stem] = counts.get(token.stem, 0) + 1
            written.setdefault(token.stem, token.word)
    weight = {s: n * rarity(s) for s, n in counts.items()}
    ranked = sorted(weight, key=lambda stem: (-weight[stem], stem))
    return tuple(written[stem] for stem in ranked[:KEYWORDS])
