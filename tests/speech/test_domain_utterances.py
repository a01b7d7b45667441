import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.domain.loudness import loudness
from parley.speech.domain.utterances import (
    FRAME,
    Cutting,
    Span,
    frames,
    joined,
    utterances,
    voiced,
)
from parley.speech.domain.wav import RATE
from tests.fakes.speech_engine import silence, tone

# Runs of equal probability, as sounds and pauses are, and single frames between.
tracks = st.lists(st.tuples(st.integers(0, 255), st.integers(1, 120)), min_size=0, max_size=60).map(
    lambda runs: b"".join(bytes([p]) * n for p, n in runs)
)
rules = st.builds(
    Cutting,
    begins=st.floats(0.4, 1.0),
    ends=st.floats(0.05, 0.4),
    least_voice=st.floats(0, 1),
    least_silence=st.floats(0, 2),
    padding=st.floats(0, 1),
    longest=st.floats(1, 30),
)


def plainly(voice: bytes, cutting: Cutting) -> list[tuple[int, int]]:
    """The same rules, frame by frame."""
    runs: list[tuple[int, int]] = []
    start = None
    for at, p in enumerate((*voice, 0)):
        if start is None:
            start = at if at < len(voice) and p >= cutting.begins * 255 else None
        elif at == len(voice) or p < cutting.ends * 255:
            runs.append((start, at))
            start = None
    closed: list[tuple[int, int]] = []
    for run in runs:
        if closed and run[0] - closed[-1][1] < frames(cutting.least_silence):
            run = (closed.pop()[0], run[1])  # noqa: PLW2901 - grows backwards
        closed.append(run)
    return [run for run in closed if run[1] - run[0] >= frames(cutting.least_voice)]


@given(tracks, rules)
def test_voice_has_hysteresis_and_no_short_pauses_or_clicks(voice: bytes, cutting: Cutting) -> None:
    assert voiced(voice, cutting) == plainly(voice, cutting)


@given(tracks, rules, st.data())
def test_utterances_are_ordered_disjoint_short_and_cover_all_voice(
    voice: bytes, cutting: Cutting, data: st.DataObject
) -> None:
    loud = data.draw(st.binary(min_size=len(voice), max_size=len(voice)))
    samples = max(len(voice) * FRAME - data.draw(st.integers(0, FRAME - 1)), 0)
    spans = utterances(voice, loud, samples, cutting)
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= samples
        assert span.seconds <= cutting.longest
        at = span.end
    covered = {n for span in spans for n in range(span.start // FRAME, -(-span.end // FRAME))}
    assert covered >= {n for run in voiced(voice, cutting) for n in range(*run)}


@given(tracks, rules, st.floats(0, 5))
def test_joined_windows_hold_the_same_utterances(
    voice: bytes, cutting: Cutting, pause: float
) -> None:
    spans = utterances(voice, bytes(len(voice)), len(voice) * FRAME, cutting)
    windows = joined(spans, cutting.longest, pause)
    assert windows == sorted(windows)
    assert all(window.seconds <= cutting.longest for window in windows)
    for span in spans:
        assert sum(w.start <= span.start and span.end <= w.end for w in windows) == 1
    assert joined(windows, cutting.longest, -1) == windows


def test_what_is_too_long_is_cut_at_its_quietest_place() -> None:
    cutting = Cutting(padding=0, longest=10)
    voice = b"\xff" * frames(15)
    quiet = frames(7.3)
    loud = bytearray(b"\xc0" * len(voice))
    loud[quiet - 2 : quiet + 3] = b"\x40" * 5
    first, second = utterances(voice, bytes(loud), len(voice) * FRAME, cutting)
    assert first.end == second.start == quiet * FRAME


@pytest.mark.parametrize(("extra", "count"), [(0, 1), (1, 2)])
def test_the_longest_utterance_is_exactly_that(extra: int, count: int) -> None:
    cutting = Cutting(padding=0)
    voice = b"\xff" * (frames(cutting.longest) + extra)
    assert len(utterances(voice, bytes(len(voice)), len(voice) * FRAME, cutting)) == count


@pytest.mark.parametrize(("missing", "found"), [(0, 1), (1, 0)])
def test_the_least_voice_is_exactly_that(missing: int, found: int) -> None:
    cutting = Cutting()
    voice = bytes(50) + b"\xff" * (frames(cutting.least_voice) - missing) + bytes(50)
    assert len(voiced(voice, cutting)) == found


@pytest.mark.parametrize(("missing", "found"), [(0, 2), (1, 1)])
def test_the_least_silence_is_exactly_that(missing: int, found: int) -> None:
    cutting = Cutting()
    word = b"\xff" * 20
    pause = bytes(frames(cutting.least_silence) - missing)
    assert len(voiced(word + pause + word, cutting)) == found


@pytest.mark.parametrize(
    "change",
    [
        {"ends": 0.0},
        {"ends": 0.6},
        {"begins": 1.1},
        {"least_voice": -0.1},
        {"padding": -1.0},
        {"longest": 0.1},
    ],
    ids=["never ends", "ends above", "begins above 1", "negative", "negative padding", "no room"],
)
def test_rules_that_contradict_each_other_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Cutting(**change)


def test_a_span_of_samples_is_seconds() -> None:
    assert Span(RATE, 3 * RATE).seconds == 2


def test_silence_is_0_and_full_scale_255() -> None:
    square = b"\x00\x80" * FRAME
    assert loudness(bytes(2 * FRAME) + square) == b"\x00\xff"
    assert loudness(b"") == b""


@given(st.floats(0.01, 0.3))
def test_there_is_a_loudness_for_every_begun_frame(seconds: float) -> None:
    pcm = tone(round(seconds, 3)) or silence(0.01)
    assert len(loudness(pcm)) == -(-len(pcm) // 2 // FRAME)
