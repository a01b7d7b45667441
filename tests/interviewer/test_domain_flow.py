"""How much may come from a connection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.interviewer.domain.flow import EAGER_SECONDS, LEISURE, MESSAGE_SECONDS, Allowance, Flood


def test_the_burst_to_its_brim() -> None:
    allowance = Allowance(10.0, now=0.0)
    allowance.spend(10.0, 0.0)
    with pytest.raises(Flood):
        allowance.spend(0.0, 0.0)


def test_it_empties_in_real_time() -> None:
    allowance = Allowance(10.0, now=0.0)
    allowance.spend(10.0, 0.0)
    allowance.spend(4.0, 4.0)
    with pytest.raises(Flood):
        allowance.spend(2.0, 5.0)


def test_a_message_without_sound_counts_a_little() -> None:
    allowance = Allowance(1.0, now=0.0)
    for _ in range(round(1.0 / MESSAGE_SECONDS) - 1):
        allowance.spend(0.0, 0.0)
    with pytest.raises(Flood):
        for _ in range(3):
            allowance.spend(0.0, 0.0)


@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)), max_size=200))
def test_never_more_than_real_time_and_the_burst(steps: list[tuple[float, float]]) -> None:
    allowance, now, passed = Allowance(5.0, now=0.0), 0.0, 0.0
    for seconds, wait in steps:
        now += wait
        try:
            allowance.spend(seconds, now)
        except Flood:
            return
        passed += seconds
        assert passed <= 5.0 + now + 1e-6


def test_sound_far_ahead_is_taken_in_at_leisure_and_so_not_much_faster_than_it_is_heard() -> None:
    allowance = Allowance(burst=45, now=0)
    allowance.spend(EAGER_SECONDS, 0)
    assert allowance.leisure == 0.0
    allowance.spend(0.02, 0)
    assert allowance.leisure == 0.02 / LEISURE
    allowance.spend(0, 0)
    assert allowance.leisure == MESSAGE_SECONDS / LEISURE
    allowance.spend(0.02, 1.0)
    assert allowance.leisure == 0.0
