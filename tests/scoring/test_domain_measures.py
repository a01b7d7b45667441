"""How something was said: figures, clarity, and what others said between the parts of an answer."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.scoring import (
    Answer,
)
from parley.contracts.speech import Word
from parley.scoring.domain.measures import RANGES, clarity, measures
from parley.scoring.domain.own_time import Elsewhere, own_time
from parley.scoring.domain.text import sentences, tokens
from parley.scoring.domain.words import ENGLISH
from tests.scoring.interviews import GOOD, evidence, speech, spoken
from tests.scoring.scorings import INJECTIONS, of, scored

# Measures


def test_figures_of_speech_are_computed_from_times() -> None:
    words = [Word(f"word{n}", n * 1.0, n * 1.0 + 0.4, 0.9) for n in range(11)]
    text = " ".join(w.text for w in words)
    found = {m.name: m.value for m in measures(text, tokens(text, ENGLISH), words, ENGLISH)}
    assert found["words_per_minute"] == pytest.approx(11 / 10.4 * 60, abs=0.1)
    assert found["pause_share"] == pytest.approx(10 * 0.6 / 10.4 * 100, abs=0.1)
    assert "mean_sentence_words" not in found  # no punctuation, no sentences


def test_written_answers_have_no_figures_of_speech() -> None:
    names = {measure.name for measure in of(GOOD).measures}
    assert names == {"mean_sentence_words", "structure_markers"}


def test_fillers_are_counted_and_shown() -> None:
    text = f"Um, {GOOD} You know, uh, that was it."
    found = scored(evidence([speech(text)]))
    assert len([s for s in found.spans if s.reason == "filler"]) == 3
    rate = next(m.value for m in found.measures if m.name == "fillers_per_minute")
    assert rate > 0


# Talks: what others said between the parts of an answer

TALKED = f"Um, I mean, {GOOD} You know, uh, that was it."
FIGURES = {
    "words_per_minute",
    "pause_share",
    "fillers_per_minute",
    "repairs_per_minute",
    "mean_sentence_words",
    "structure_markers",
}


def in_parts(text: str, cuts: tuple[int, ...], waits: tuple[float, ...], **change: Any) -> Answer:
    """The same words in parts: somebody else has `waits` seconds before the words at `cuts`."""
    words, others = list(spoken(text)), []
    for cut, wait in zip(cuts, waits, strict=True):
        others.append((words[cut].start, words[cut].start + wait))
        words[cut:] = [replace(w, start=w.start + wait, end=w.end + wait) for w in words[cut:]]
    made: dict[str, Any] = {"words": tuple(words), "others": tuple(others)}
    return speech(text, **made | {"duration": words[-1].end + 1} | change)


def test_a_follow_up_between_two_parts_is_no_pause() -> None:
    whole, parts = scored(evidence([speech(TALKED)])), in_parts(TALKED, (20,), (14.0,))
    told = scored(evidence([parts]))
    assert {measure.name for measure in told.measures} == FIGURES
    assert told.measures == whole.measures
    for name in ("score", "relevance", "clarity", "depth", "confidence", "feedback", "keywords"):
        assert getattr(told, name) == getattr(whole, name), name
    # The same words counted as one person's silence are another matter.
    blamed = scored(evidence([replace(parts, others=())]))
    figures = {m.name: m.value for m in blamed.measures}
    fair = {m.name: m.value for m in told.measures}
    assert figures["pause_share"] > fair["pause_share"] + 20
    assert all(
        figures[name] < fair[name] * 0.8
        for name in ("words_per_minute", "fillers_per_minute", "repairs_per_minute")
    )


def test_a_persons_own_pauses_between_follow_ups_still_count() -> None:
    made = in_parts(GOOD, (10, 20), (8.0, 6.0))
    still = in_parts(GOOD, (30,), (5.0,), others=())  # nobody else said anything there
    words = [replace(w, start=w.start + 14, end=w.end + 14) for w in still.words]
    both = replace(made, words=(*made.words[:30], *words[30:]))
    told, alone = (
        {m.name: m.value for m in scored(evidence([one])).measures} for one in (both, still)
    )
    assert told == alone
    assert told["pause_share"] > 15


def test_spans_of_a_talk_lead_to_the_recording() -> None:
    plain = scored(evidence([speech(TALKED)]))
    told = scored(evidence([in_parts(TALKED, (20,), (14.0,))]))
    assert [s.quote for s in told.spans] == [s.quote for s in plain.spans]
    moved = spoken(TALKED)[20].start
    for one, other in zip(told.spans, plain.spans, strict=True):
        assert one.start is not None
        assert other.start is not None
        assert one.start - other.start == pytest.approx(14.0 if other.start >= moved else 0.0)
    assert any((s.start or 0) >= moved + 14 for s in told.spans)


@pytest.mark.parametrize("at", [10, 20, 23, 40])
@pytest.mark.parametrize("injection", INJECTIONS, ids=range(len(INJECTIONS)))
def test_an_instruction_in_a_talk_changes_no_number(injection: str, at: int) -> None:
    cut = sentences(GOOD)[1][0]
    text = f"{GOOD[:cut]}{injection} {GOOD[cut:]}"
    plain = scored(evidence([speech(GOOD)]))
    told = scored(evidence([in_parts(text, (at,), (9.0,))]))
    for name in ("score", "relevance", "clarity", "depth", "confidence"):
        assert getattr(told, name) == getattr(plain, name), name
    figures = {m.name: m.value for m in plain.measures}
    assert {m.name: m.value for m in told.measures} == figures


def test_too_little_own_speech_has_no_rates_however_long_the_others_took() -> None:
    text = "We added an index there."
    told = scored(evidence([in_parts(text, (3,), (60.0,))]))
    assert not FIGURES - {"mean_sentence_words", "structure_markers"} & {
        measure.name for measure in told.measures
    }


RANGE = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(st.lists(RANGE, max_size=8), st.integers(0, 60), st.integers(0, 60))
def test_others_time_is_counted_once_however_it_is_told(
    ranges: list[tuple[int, int]], low: int, high: int
) -> None:
    seconds = {second for start, end in ranges for second in range(start, end)}
    expected = len(seconds & set(range(low, high)))
    assert Elsewhere(ranges).within(low, high) == expected


@given(st.lists(RANGE, max_size=8), st.lists(st.tuples(RANGE), max_size=12))
def test_own_time_shortens_silence_and_no_word(
    ranges: list[tuple[int, int]], said: list[tuple[tuple[int, int]]]
) -> None:
    places = sorted((min(pair), max(pair)) for (pair,) in said)
    words = tuple(Word("word", float(start), float(end), 0.9) for start, end in places)
    own = own_time(words, ranges)
    assert [w.end - w.start for w in own] == [w.end - w.start for w in words]
    gaps = [b.start - a.end for a, b in pairwise(words)]
    kept = [b.start - a.end for a, b in pairwise(own)]
    for before, after in zip(gaps, kept, strict=True):
        assert after == before if before <= 0 else 0 <= after <= before
    assert own[:1] == words[:1]


@given(st.sampled_from(sorted(RANGES)), st.floats(0, 1e4))
def test_clarity_is_full_inside_the_ranges_and_never_outside_its_own(
    name: str, value: float
) -> None:
    from parley.scoring.domain.measures import _measure  # noqa: PLC0415 - the one place it is made

    made = _measure(name, value)
    got = clarity([made], 100)
    assert 0 <= got <= 100
    inside = (made.low or 0) <= made.value <= (made.high or math.inf)
    assert (got == 100) == inside
