"""`parley bench scoring`: its two kinds of file, and the one line that programs read."""

import argparse
import json
from pathlib import Path

import pytest
from benchmarks.scoring import PROBES, figures, grade, injections, probes

from parley.app.verbs import bench

REFERENCE = "The water evaporated and the salt was left behind."
ROW = {
    "question_id": "1",
    "question": "How did you separate the salt from the water?",
    "reference_answers": [REFERENCE],
}
GRADED = [
    ("The water evaporated and left the salt behind.", "correct", 5.0),
    ("We let the water evaporate so only the salt was left.", "correct", 4.0),
    ("I put a pink crystal under the lamp.", "incorrect", 1.0),
    ("I don't know.", "incorrect", 0.0),
]


def rows(kind: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for text, label, score in GRADED:
        found.append({**ROW, "answer": text, kind: label if kind == "label" else score})
    return found


def asked(data: Path | None, *, as_json: bool = True) -> argparse.Namespace:
    return argparse.Namespace(name="scoring", check=False, data=data, json=as_json)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("label", {"macro_f1", "accuracy", "accuracy_at_80"}), ("score_avg", {"pearson_r", "rmse"})],
    ids=["label", "score_avg"],
)
def test_one_line_with_the_figures_of_its_kind(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, told: set[str]
) -> None:
    file = tmp_path / "graded.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows(kind)))
    assert bench.run(asked(file)) == 0
    line = json.loads(capfd.readouterr().out)
    assert list(line) == ["macro_f1", "accuracy", "accuracy_at_80", "pearson_r", "rmse"]
    assert {name for name, value in line.items() if value is not None} == told


@pytest.mark.parametrize("name", [None, "nothing.jsonl"])
def test_without_a_file_it_asks_for_one(tmp_path: Path, name: str | None) -> None:
    with pytest.raises(bench.BenchUnusable, match="--data"):
        bench.run(asked(tmp_path / name if name else None))


def test_right_answers_rank_above_wrong_ones() -> None:
    chances = [grade(ROW["question"], [REFERENCE], text).chance for text, _, _ in GRADED]  # type: ignore[arg-type]  # one of them is a list
    assert min(chances[:2]) > 0.5 > max(chances[2:])
    assert figures(rows("label"))["accuracy"] == 1
    assert injections(rows("label")) == 0


def test_every_probe_is_tried() -> None:
    found = probes(rows("label"))
    assert set(found) == set(PROBES)
    for name in ("empty", "I don't know", "instructions to the scorer", "question copied"):
        assert found[name] == (0, 0), name
    assert found["reference in a ramble"] == (1, 1)
