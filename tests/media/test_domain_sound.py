import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.media.domain.sound import (
    HEADER_BYTES,
    MOST_PEAKS,
    RATE,
    SoundUnreadable,
    is_waveform,
    peaks,
    peaks_per_second,
    samples,
    track_bytes,
    wav_header,
)
from tests.media.sounds import wav

LONGEST = (2**32 - HEADER_BYTES - 1) // 2


@given(st.integers(0, 5_000))
def test_a_header_is_what_pythons_own_reader_expects(count: int) -> None:
    found, told = wav(wav_header(count) + bytes(count * 2))
    assert (told.framerate, told.nchannels, told.sampwidth, len(found)) == (RATE, 1, 2, count)


def test_a_track_that_a_header_can_not_tell_is_refused() -> None:
    assert struct.unpack_from("<I", wav_header(LONGEST), 40)[0] == LONGEST * 2
    with pytest.raises(SoundUnreadable):
        wav_header(LONGEST + 1)


@given(st.integers(0, 40 * 3600 * RATE))
def test_a_waveform_is_fine_and_never_long(count: int) -> None:
    rate = peaks_per_second(count)
    assert RATE % rate == 0
    assert peaks(count, rate) <= MOST_PEAKS or rate == 1
    assert rate == 20 or peaks(count, rate) > MOST_PEAKS / 2.6 or rate == 1
    assert (peaks(count, rate) - 1) * RATE < count * rate <= peaks(count, rate) * RATE or not count


@pytest.mark.parametrize(("seconds", "rate"), [(60, 20), (1000, 20), (1000.01, 10), (3605, 5)])
def test_the_first_seventeen_minutes_have_twenty_peaks_a_second(seconds: float, rate: int) -> None:
    assert peaks_per_second(samples(seconds)) == rate


def test_the_longest_answer_has_a_waveform_below_200_kb() -> None:
    count = samples(3605)
    rate = peaks_per_second(count)
    said = {"peaksPerSecond": rate, "peaks": [255] * peaks(count, rate)}
    assert len(json.dumps(said)) < 200_000
    assert is_waveform(said, count)


def test_taking_sound_needs_room_for_the_track_and_its_floats() -> None:
    assert track_bytes(60.0) == 60 * RATE * (2 + 4)


GOOD = {"peaksPerSecond": 20, "peaks": [0, 255, 7]}
COUNT = 2_001  # Two peaks and one sample.


def test_a_waveform_is_believed_as_it_should_be() -> None:
    assert is_waveform(GOOD, COUNT)
    assert is_waveform({"peaksPerSecond": 20, "peaks": []}, 0)


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "peaks",
        {},
        {"peaks": [0, 255, 7]},
        GOOD | {"more": 1},
        GOOD | {"peaksPerSecond": 10},
        GOOD | {"peaksPerSecond": "20"},
        GOOD | {"peaks": [0, 255]},
        GOOD | {"peaks": [0, 255, 7, 7]},
        GOOD | {"peaks": [0, 256, 7]},
        GOOD | {"peaks": [0, -1, 7]},
        GOOD | {"peaks": [0, 1.0, 7]},
        GOOD | {"peaks": [0, True, 7]},
        GOOD | {"peaks": ["<script>", 1, 7]},
        GOOD | {"peaks": {"0": 1}},
    ],
    ids=str,
)
def test_and_nothing_else_is_one(said: object) -> None:
    assert not is_waveform(said, COUNT)
