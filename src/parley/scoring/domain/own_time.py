"""The time of an answer that is its speaker's own.

In a conversation an answer has several parts, and between them somebody else asks for more. Words
keep the time of the recording, where spans lead; what is measured of pace and pauses leaves those
seconds out.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parley.contracts.speech import Word


class Elsewhere:
    """Seconds that were somebody else's; ranges may overlap and come in any order."""

    def __init__(self, ranges: Sequence[tuple[float, float]]) -> None:
        """Join them up; an empty or backward one is none."""
        self._starts: list[float] = []
        self._ends: list[float] = []
        for start, end in sorted(ranges):
            if end <= start:
                continue
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)
        self._before = [0.0]  # seconds in the ranges before each
        for start, end in zip(self._starts, self._ends, strict=True):
            self._before.append(self._before[-1] + end - start)

    def within(self, low: float, high: float) -> float:
        """Seconds of them from `low` to `high`; 0 where that is backward."""
        return self._until(high) - self._until(low) if high > low else 0.0

    def _until(self, moment: float) -> float:
        at = bisect_right(self._starts, moment)
        if at == 0:
            return 0.0
        start, end = self._starts[at - 1], self._ends[at - 1]
        return self._before[at - 1] + min(moment, end) - start


def own_time(words: Sequence[Word], others: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """The words that much earlier as others spoke between them.

    Only silences shrink: what is said over somebody else takes as long as it takes.
    """
    if not others or not words:
        return tuple(words)
    elsewhere, saved = Elsewhere(others), 0.0
    found = [words[0]]
    for one, other in pairwise(words):
        saved += elsewhere.within(one.end, other.start)
        found.append(replace(other, start=other.start - saved, end=other.end - saved))
    return tuple(found)
