"""From the figures of a match to the probability that the key point is covered."""

import math
from collections.abc import Sequence

from parley.scoring.domain.coverage import FEATURES

VERSION = "offline-1"


def covered(features: Sequence[float]) -> float:
    """The probability, 0 to 1, that the key point is covered."""
    value = dict(zip(FEATURES, features, strict=True))
    z = -3.2 + 3.2 * value["recall_new"] + 2.5 * value["passage_recall"] + 1.0 * value["grams"]
    return 1 / (1 + math.exp(-z))
