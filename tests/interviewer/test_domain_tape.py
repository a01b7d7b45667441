"""Both sides on one track: where sound lands, and that taking it in pieces changes nothing."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from parley.interviewer.domain.conversation import RATE
from parley.interviewer.domain.tape import FRAME_BYTES, LONGEST_SECONDS, Side, Tape

Samples = npt.NDArray[np.int16]
FRAME = 320  # 20 ms


def pcm(value: int, count: int = FRAME) -> bytes:
    return np.full(count, value, "<i2").tobytes()


def taken(tape: Tape, until: float) -> Samples:
    """What is taken, as rows of (person, AI); silence as zeros."""
    first = tape.base
    found = tape.take(until)
    track = np.zeros((tape.base - first, 2), np.int16)
    if found is not None:
        assert found[0] == first
        assert len(found[1]) % FRAME_BYTES == 0
        rows = np.frombuffer(found[1], "<i2").reshape(-1, 2)
        track[: len(rows)] = rows
    return track


def test_a_persons_chunk_ends_when_it_comes_and_the_next_follows_it() -> None:
    tape = Tape(0.0)
    tape.person(1.02, pcm(5))
    tape.person(1.06, pcm(6))  # a little late: not a gap
    track = taken(tape, 2.0)[:, Side.PERSON]
    assert list(np.flatnonzero(track == 5)) == list(range(16_000, 16_320))
    assert list(np.flatnonzero(track == 6)) == list(range(16_320, 16_640))


def test_a_muted_time_is_silence() -> None:
    tape = Tape(0.0)
    tape.person(0.02, pcm(5))
    tape.person(3.02, pcm(6))
    track = taken(tape, 4.0)[:, Side.PERSON]
    assert np.flatnonzero(track == 6)[0] == 3 * RATE
    assert not track[FRAME : 3 * RATE].any()


def test_the_ai_is_heard_from_when_it_is_sent_one_after_another() -> None:
    tape = Tape(0.0)
    for _ in range(3):
        tape.ai(1.0, pcm(7))  # sent ahead of its time
    track = taken(tape, 2.0)[:, Side.AI]
    assert list(np.flatnonzero(track)) == list(range(RATE, RATE + 3 * FRAME))


def test_what_was_flushed_was_not_heard() -> None:
    tape = Tape(0.0)
    tape.ai(1.0, pcm(7, RATE))
    tape.unsaid(1.25)
    tape.ai(1.5, pcm(8))
    track = taken(tape, 3.0)[:, Side.AI]
    assert list(np.flatnonzero(track == 7)) == list(range(RATE, RATE * 5 // 4))
    assert np.flatnonzero(track == 8)[0] == RATE * 3 // 2


def test_silence_is_nothing_to_write_and_time_goes_on() -> None:
    tape = Tape(10.0)
    assert tape.base == 10 * RATE
    assert tape.take(14.0) is None
    assert tape.base == 14 * RATE
    assert tape.take(13.0) is None
    assert tape.base == 14 * RATE


def test_a_burst_of_what_was_said_during_a_loss_is_kept_whole_and_caught_up_with() -> None:
    tape = Tape(0.0)
    taken(tape, 30.5)  # written as silence while the network was gone
    for _ in range(30):
        tape.person(31.0, pcm(3_000, RATE))
    for second in range(32, 70):
        tape.person(second, pcm(20, RATE))  # a pause, as microphones have them
    tape.person(70.0, pcm(4_000, RATE))
    track = taken(tape, 80.0)[:, Side.PERSON]
    assert np.count_nonzero(track == 3_000) == 30 * RATE
    assert np.flatnonzero(track == 4_000)[0] + 30.5 * RATE == 69 * RATE


def test_more_than_can_be_held_is_left_out() -> None:
    tape = Tape(0.0)
    for _ in range(round(LONGEST_SECONDS)):
        tape.ai(0.0, pcm(1, RATE))
    tape.ai(0.0, pcm(2))
    assert np.count_nonzero(taken(tape, 2 * LONGEST_SECONDS)) == LONGEST_SECONDS * RATE


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["person", "ai", "unsaid"]),
        st.floats(0, 0.4),
        st.integers(1, 100),
        st.integers(1, 2_000),
    ),
    max_size=40,
)


@given(EVENTS, st.lists(st.floats(0, 20), max_size=8))
def test_taken_in_pieces_that_are_settled_it_is_the_same_track(
    events: list[tuple[str, float, int, int]], cuts: list[float]
) -> None:
    """A cut at most where everything before it has come: half a second ago."""

    def played(*, cut: bool) -> Samples:
        tape, now, pieces, left = Tape(0.0), 0.0, [], sorted(cuts)
        for kind, passed, value, count in events:
            now += passed
            while cut and left and left[0] + 0.5 <= now:
                pieces.append(taken(tape, left.pop(0)))
            if kind == "person":
                tape.person(now, pcm(value, count))
            elif kind == "ai":
                tape.ai(now, pcm(value, count))
            else:
                tape.unsaid(now)
        pieces.append(taken(tape, 60.0))
        return np.concatenate(pieces)

    whole, cut = played(cut=False), played(cut=True)
    assert whole.shape == cut.shape == (60 * RATE, 2)
    assert (whole == cut).all()
