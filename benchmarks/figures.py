"""What a benchmark says: one JSON line a figure, compared with limits.toml by `parley bench`."""

import json
import sys
from collections.abc import Sequence
from statistics import median, quantiles

PERCENT = 100


def tell(name: str, value: float, unit: str, **context: float) -> None:
    """Write one figure to standard output.

    Args:
        name: Such as `rest.read`; the key in limits.toml, where it has one.
        value: The figure.
        unit: `x` for a ratio to the peer; else what it is, such as `s`, `MB`, `events/s`.
        context: What it was made from, such as `ours_us` and `peer_us`.
    """
    line = {"name": name, "value": rounded(value), "unit": unit}
    sys.stdout.write(json.dumps(line | {k: rounded(v) for k, v in context.items()}) + "\n")
    sys.stdout.flush()


def ratio(name: str, ours: Sequence[float], peer: Sequence[float], unit: str) -> None:
    """Write the median over the rounds of ours to the peer's, round by round.

    A machine that is slow for a while slows both halves of a round; the ratio stays.
    """
    both = [mine / theirs for mine, theirs in zip(ours, peer, strict=True)]
    context = {f"ours_{unit}": median(ours), f"peer_{unit}": median(peer)}
    tell(name, median(both), "x", **context, lowest=min(both), highest=max(both))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of them lie; at least two are needed."""
    return quantiles(values, n=PERCENT, method="inclusive")[percent - 1]


def rounded(value: float) -> float:
    """Four significant digits: more would only be noise."""
    return float(f"{value:.4g}")
