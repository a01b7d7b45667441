"""The life of an item's takes, as a state machine against a model of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from parley.contracts.media import (
    AnotherTakeSubmitted,
    OpenTake,
    RetakesExhausted,
    TakeNotReady,
    TakeTooLong,
    UnreadableMedia,
)
from parley.media.domain.takes import Limits, Segment, Take, media_url, open_take, take_id_of
from parley.media.domain.uploads import (
    SegmentTaken,
    TooManySegments,
    UploadClosed,
    UploadTooLarge,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
END = NOW + timedelta(days=1)
LIMITS = Limits(grace_seconds=5, cap_seconds=100, bytes_per_second=10, segments=3, upload_bytes=400)


def take(**changes: object) -> Take:
    base = Take("t", "e", "q", "s", 1, 30, 2, END, NOW)
    return replace(base, **changes)  # type: ignore[arg-type] # fields by name


def read(seconds: float, index: int = 0, size: int = 10) -> Segment:
    return Segment(str(index), index, size, size, finished=True, duration=seconds)


class Item(RuleBasedStateMachine):
    """Everything that may be asked of one question's takes, in any order."""

    ALLOWED = 3

    def __init__(self) -> None:
        super().__init__()
        self.takes: list[Take] = []
        self.submitted: str | None = None
        self.acknowledged: dict[str, int] = {}

    def siblings(self) -> None:
        """What the store reads off the other rows."""
        answered = any(t.submitted_at for t in self.takes)
        self.takes = [
            replace(t, superseded=t.number < len(self.takes), answered=answered) for t in self.takes
        ]

    @rule(retake=st.booleans())
    def open(self, retake: bool) -> None:
        ask = OpenTake("e", "q", "s", 30, self.ALLOWED, retake, END)
        wanted_new = not self.takes or retake
        try:
            decided = open_take(self.takes, ask)
        except RetakesExhausted:
            assert retake
            assert self.submitted or len(self.takes) >= self.ALLOWED
            return
        if isinstance(decided, int):
            assert wanted_new
            assert not self.submitted
            assert decided == len(self.takes) + 1 <= self.ALLOWED
            self.takes.append(take(id=f"t{decided}", number=decided))
            self.siblings()
        else:
            assert not wanted_new or self.submitted
            assert decided.id == (self.submitted or self.takes[-1].id)

    @precondition(lambda self: self.takes)
    @rule(which=st.integers(0, 9), size=st.integers(1, 200))
    def begin_segment_and_fill(self, which: int, size: int) -> None:
        at = which % len(self.takes)
        chosen = self.takes[at]
        newest = at == len(self.takes) - 1
        try:
            assert chosen.segment_at(chosen.next_index, None, None, LIMITS, NOW) is None
            chosen.check_bytes(LIMITS, 0, size)
        except UploadClosed:
            assert self.submitted or not newest
        except TooManySegments:
            assert len(chosen.segments) >= LIMITS.segments
        except UploadTooLarge:
            assert chosen.bytes + size > 35 * LIMITS.bytes_per_second
        except TakeTooLong:
            assert chosen.recorded_seconds > 35
        else:
            assert newest
            assert not self.submitted
            segment = Segment(f"{chosen.id}-{chosen.next_index}", chosen.next_index, size)
            self.takes[at] = replace(chosen, segments=(*chosen.segments, segment))
            self.acknowledged[segment.id] = size

    @precondition(lambda self: self.takes)
    @rule(which=st.integers(0, 9), seconds=st.one_of(st.none(), st.floats(0.1, 40)))
    def finish(self, which: int, seconds: float | None) -> None:
        at = which % len(self.takes)
        chosen = self.takes[at]
        if not chosen.segments or chosen.submitted_at or chosen.segments[-1].complete:
            return
        last = replace(
            chosen.segments[-1],
            finished=True,
            duration=seconds,
            unreadable=None if seconds else "unreadable_media",
        )
        self.takes[at] = replace(chosen, segments=(*chosen.segments[:-1], last))

    @precondition(lambda self: self.takes)
    @rule(which=st.integers(0, 9), seconds=st.floats(0.1, 10))
    def submit(self, which: int, seconds: float) -> None:
        at = which % len(self.takes)
        chosen = self.takes[at]
        try:
            sealed = chosen.sealed()
        except TakeNotReady:
            assert not chosen.bytes
            return
        except AnotherTakeSubmitted:
            assert self.submitted not in {None, chosen.id}
            return
        measured = tuple(s if s.measured else replace(s, duration=seconds) for s in sealed.segments)
        sealed = replace(sealed, segments=measured)
        try:
            closed = sealed.submit(LIMITS, NOW)
        except UnreadableMedia:
            assert all(s.unreadable for s in measured)
            self.takes[at] = sealed
            return
        except TakeTooLong:
            assert sum(s.duration or 0 for s in measured) > 35
            self.takes[at] = sealed
            return
        assert closed.submit(LIMITS, NOW) == closed
        assert self.submitted in {None, chosen.id}
        self.submitted = chosen.id
        self.takes[at] = closed
        self.siblings()

    @invariant()
    def at_most_one_answer(self) -> None:
        assert sum(t.submitted_at is not None for t in self.takes) <= 1

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        kept = {s.id: s.offset for t in self.takes for s in t.segments}
        assert kept == self.acknowledged

    @invariant()
    def an_answer_is_within_its_limit(self) -> None:
        for each in self.takes:
            if each.submitted_at:
                assert each.recorded_seconds <= 35
                assert each.playable


TestItem = Item.TestCase


@pytest.mark.parametrize(("seconds", "fits"), [(35.0, True), (35.001, False)])
def test_the_grace_is_the_edge_of_the_limit(seconds: float, fits: bool) -> None:
    long = take(segments=(read(seconds),))
    if fits:
        assert long.submit(LIMITS, NOW).duration == seconds
        long.check_open(LIMITS, NOW)
    else:
        with pytest.raises(TakeTooLong):
            long.submit(LIMITS, NOW)
        with pytest.raises(TakeTooLong):
            long.check_open(LIMITS, NOW)


@pytest.mark.parametrize(
    ("seconds", "kept"), [(34.9, 34.9), (35.0, 35.0), (35.1, 35.0), (90, 35.0)]
)
def test_without_retakes_a_take_that_is_too_long_is_cut(seconds: float, kept: float) -> None:
    """Refusing it would leave somebody who talked too long without any answer."""
    closed = take(segments=(read(seconds),)).submit(LIMITS, NOW, retakes_left=False)
    assert (closed.duration, closed.recorded_seconds) == (kept, kept)
    assert closed.segments[0].duration == seconds
    with pytest.raises(TakeNotReady):
        take().submit(LIMITS, NOW, retakes_left=False)


def test_without_a_limit_the_cap_holds() -> None:
    assert take(media_limit_seconds=None).longest(LIMITS) == 105


def test_bytes_are_bounded_by_upload_and_by_take() -> None:
    fresh = take()
    fresh.check_bytes(LIMITS, 0, 350)
    with pytest.raises(UploadTooLarge):
        fresh.check_bytes(LIMITS, 0, 351)
    roomy = take(media_limit_seconds=1000)
    roomy.check_bytes(LIMITS, 0, 400)
    with pytest.raises(UploadTooLarge):
        roomy.check_bytes(LIMITS, 0, 401)
    with pytest.raises(UploadTooLarge):
        take(segments=(read(1, size=300),)).check_bytes(LIMITS, 0, 51)


def test_uploads_end_after_the_last_moment() -> None:
    take().check_open(LIMITS, END)
    with pytest.raises(UploadClosed):
        take().check_open(LIMITS, END + timedelta(microseconds=1))


def test_the_same_segment_is_given_back_and_another_is_refused() -> None:
    there = Segment("x", 0, 5, 10, declared_start=NOW)
    one = take(segments=(there,))
    assert one.segment_at(0, 10, NOW, LIMITS, NOW) is there
    assert one.segment_at(0, None, None, LIMITS, NOW) is there
    with pytest.raises(SegmentTaken):
        one.segment_at(0, 11, None, LIMITS, NOW)
    with pytest.raises(SegmentTaken):
        one.segment_at(0, 10, NOW + timedelta(seconds=1), LIMITS, NOW)


def test_segments_have_a_last_number() -> None:
    assert take().segment_at(2, None, None, LIMITS, NOW) is None
    with pytest.raises(TooManySegments):
        take().segment_at(3, None, None, LIMITS, NOW)


def test_an_unreadable_segment_beside_a_good_one_is_left_out() -> None:
    bad = Segment("1", 1, 10, 10, finished=True, unreadable="unreadable_media")
    closed = take(segments=(read(3), bad)).submit(LIMITS, NOW)
    assert closed.duration == 3
    assert [s.index for s in closed.playable] == [0]


@given(st.text())
def test_only_our_media_urls_name_a_take(text: str) -> None:
    assert take_id_of(media_url(text)) == text
    assert take_id_of(text) is None or text.startswith("blob://takes/")
