"""From the figures of a match to the probability that the key point is covered.

A logistic model (L2) over standardised figures, cut off at three deviations so that nothing unusual
rules alone. Trained on SemEval-2013 task 7 by `benchmarks/scoring_training.py`, each corpus and
each label with the same weight: the probabilities are those of a fifty-fifty question.
"""

import math
from collections.abc import Sequence

from parley.scoring.domain.tables import INTERCEPT, MEANS, SCALES, WEIGHTS

VERSION = "offline-2"
CUT = 3.0  # deviations


def covered(features: Sequence[float]) -> float:
    """The probability, 0 to 1, that the key point is covered."""
    value = INTERCEPT
    for feature, mean, scale, weight in zip(features, MEANS, SCALES, WEIGHTS, strict=True):
        value += weight * max(-CUT, min(CUT, (feature - mean) / scale))
    return 1 / (1 + math.exp(-value))
