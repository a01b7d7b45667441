"""Trains the offline scorer's tables on SemEval-2013 task 7 and writes `domain/tables.py`.

    python -m benchmarks.scoring_training --scientsbank FILE --beetle FILE

Its data (Dzikovska et al. 2013, CC BY-SA 3.0) lies outside the repository. Nothing else may be
trained on: what comes from other corpora may not be shipped.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import macro_f1
from parley.scoring.domain.coverage import FEATURES, match
from parley.scoring.domain.model import CUT
from parley.scoring.domain.order import word_class
from parley.scoring.domain.text import passages, tokens
from parley.scoring.domain.words import ENGLISH

Array = NDArray[np.float64]
Row = dict[str, Any]

TABLES = Path(__file__).parents[1] / "src" / "parley" / "scoring" / "domain" / "tables.py"
PENALTY = 3.0  # L2, on standardised figures
STEPS, ROUNDS = 60, 3
ENOUGH = 1e-6
FOLDS, HALF = 5, 0.5
CLASSES = "ACDHMNOPRSTWB#gdlns"
HEAD = '''"""What the offline scorer learnt; written by `benchmarks/scoring_training.py`.

Learnt from the SemEval-2013 task 7 corpora (M. Dzikovska, R. Nielsen, C. Brew, C. Leacock,
D. Giampiccolo, L. Bentivogli, P. Clark, I. Dagan, H. T. Dang: "SemEval-2013 Task 7:
The Joint Student Response Analysis and 8th Recognizing Textual Entailment Challenge"),
SciEntsBank and Beetle training answers, CC BY-SA 3.0. No text of them is in here.
"""
'''


def read(path: Path) -> list[Row]:
    """One JSON object a line."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def figures(row: Row) -> Array:
    """A row of figures for each reference answer."""
    answer, question = tokens(row["answer"], ENGLISH), tokens(row["question"], ENGLISH)
    parts = passages(row["answer"], answer)
    return np.array([
        match(answer, parts, tokens(reference, ENGLISH), question, ENGLISH).features
        for reference in row["reference_answers"]
    ])  # fmt: skip


def standard(figures: Array, means: Array, scales: Array) -> Array:
    """Standardised and cut off."""
    cut: Array = np.clip((figures - means) / scales, -CUT, CUT)
    return cut


def logistic(figures: Array, labels: Array, weights: Array) -> Array:
    """Newton's method; the last coefficient is the intercept."""
    inputs = np.c_[figures, np.ones(len(figures))]
    beta = np.zeros(inputs.shape[1])
    penalty = np.eye(len(beta)) * PENALTY
    penalty[-1, -1] = ENOUGH
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ beta, -30, 30)))
        slope = inputs.T @ (weights * (chance - labels)) + penalty @ beta
        bend = (inputs.T * (weights * chance * (1 - chance))) @ inputs + penalty
        step = np.linalg.solve(bend, slope)
        beta -= step
        if np.abs(step).max() < ENOUGH:
            break
    return beta


def fit(bags: Sequence[Array], labels: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Means, scales and coefficients.

    An answer is right when it covers any reference: of each bag the reference that the model finds
    best is taken, and the model is fitted again.
    """
    whole = np.concatenate(bags)
    means, scales = whole.mean(0), whole.std(0) + ENOUGH
    best = [int(bag[:, 0].argmax()) for bag in bags]
    beta = np.zeros(whole.shape[1] + 1)
    for _ in range(ROUNDS):
        picked = np.stack([bag[at] for bag, at in zip(bags, best, strict=True)])
        beta = logistic(standard(picked, means, scales), labels, weights)
        best = [int((standard(bag, means, scales) @ beta[:-1]).argmax()) for bag in bags]
    return means, scales, beta


def balanced(labels: Array) -> Array:
    """Weights by which right and wrong answers count alike."""
    share = labels.mean()
    weights: Array = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))
    return weights


def neighbours(texts: Iterable[str]) -> list[list[float]]:
    """Log-odds of two word classes being neighbours in that order."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        pairs.update(pairwise(word_class(token) for token in tokens(text, ENGLISH)))
    total = sum(pairs.values())
    left = {c: sum(n for (one, _), n in pairs.items() if one == c) for c in CLASSES}
    right = {c: sum(n for (_, other), n in pairs.items() if other == c) for c in CLASSES}

    def odds(one: str, other: str) -> float:
        expected = max(1, left[one]) * max(1, right[other]) / total
        return float(np.log((pairs[one, other] + 0.5) / expected))

    return [[odds(one, other) for other in CLASSES] for one in CLASSES]


def listed(name: str, values: Iterable[float], comments: Sequence[str] = ()) -> str:
    """A tuple of numbers as Python."""
    notes = comments or [""] * len(FEATURES)
    lines = [
        f"    {value:.4g},{f'  # {note}' if note else ''}\n"
        for value, note in zip(values, notes, strict=True)
    ]
    return f"{name} = (\n{''.join(lines)})\n"


def write(means: Array, scales: Array, beta: Array, table: list[list[float]]) -> None:
    """Write the module."""
    rows = "".join(f"    ({', '.join(f'{value:.1f}' for value in row)}),\n" for row in table)
    TABLES.write_text(
        HEAD
        + f"\nINTERCEPT = {beta[-1]:.4g}\n"
        + listed("WEIGHTS", beta[:-1], FEATURES)
        + listed("MEANS", means)
        + listed("SCALES", scales)
        + "\n# Of words, a letter each (`domain.order`), and the log-odds of being neighbours.\n"
        + f'CLASSES = "{CLASSES}"\nNEIGHBOURS = (\n{rows})\n'
    )


def held_out(corpora: Sequence[Sequence[Row]]) -> None:
    """Print macro-F1 on questions (a fifth at a time) that the model wasn't trained on."""
    bags = [[figures(row) for row in rows] for rows in corpora]
    labels = [np.array([float(r["label"] == "correct") for r in rows]) for rows in corpora]
    for at, rows in enumerate(corpora):
        names = sorted({row["question_id"] for row in rows})
        np.random.default_rng(0).shuffle(names)
        chances = np.zeros(len(rows))
        for fold in range(FOLDS):
            hidden = np.isin([row["question_id"] for row in rows], names[fold::FOLDS])
            seen = [bag for bag, out in zip(bags[at], hidden, strict=True) if not out]
            kept = labels[at][~hidden]
            others = [n for n in range(len(corpora)) if n != at]
            means, scales, beta = fit(
                seen + [bag for n in others for bag in bags[n]],
                np.concatenate([kept, *(labels[n] for n in others)]),
                np.concatenate([balanced(kept), *(balanced(labels[n]) for n in others)]),
            )
            for place in np.flatnonzero(hidden):
                values = standard(bags[at][place], means, scales) @ beta[:-1] + beta[-1]
                chances[place] = 1 / (1 + np.exp(-values.max()))
        right = labels[at] == 1
        value = macro_f1(right, chances >= HALF)
        print(f"unseen questions, corpus {at + 1}: macro-F1 {value:.3f}")  # noqa: T201 - a report


def main() -> None:
    """Train and write, or tell what it is worth on unseen questions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scientsbank", type=Path, required=True)
    parser.add_argument("--beetle", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true", help="measure, and write nothing")
    given = parser.parse_args()
    corpora = [read(given.scientsbank), read(given.beetle)]
    if given.held_out:
        held_out(corpora)
        return
    labels = [np.array([float(r["label"] == "correct") for r in rows]) for rows in corpora]
    weights = np.concatenate([balanced(values) for values in labels])
    bags = [figures(row) for rows in corpora for row in rows]
    means, scales, beta = fit(bags, np.concatenate(labels), weights)
    every = [row for rows in corpora for row in rows]
    texts = [r["answer"] for r in every]
    texts += sorted({r["question"] for r in every})
    texts += sorted({reference for r in every for reference in r["reference_answers"]})
    write(means, scales, beta, neighbours(texts))


if __name__ == "__main__":
    main()
