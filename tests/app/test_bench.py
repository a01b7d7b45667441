"""`parley bench`: what it runs, passes on and compares; the figures themselves are never a test."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.app.verbs import bench
from parley.app.verbs.bench import SLACK, BenchUnusable, Limits, measured, run

Script = Callable[..., None]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Puts a benchmark in the place of a real one, and limits beside it."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    limits = folder / "limits.toml"
    limits.write_text('[cpu_ratios]\n"rest.read" = 2.0\n[sizes]\n"start.memory" = 400\n')
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "LIMITS", limits)

    def write(*figures: tuple[str, float], name: str = "rest", status: int = 0) -> None:
        lines = [json.dumps({"name": n, "value": v, "unit": "x"}) for n, v in figures]
        body = f"import sys\nprint({chr(10).join(lines)!r})\nsys.exit({status})\n"
        (folder / f"{name}.py").write_text(body)

    return write


def asked(name: str = "rest", *, check: bool = True) -> argparse.Namespace:
    return argparse.Namespace(name=name, check=check)


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("rest.read", 2.0 * SLACK, 0),
        ("rest.read", 2.0 * SLACK + 0.01, 1),
        ("start.memory", 400, 0),
        ("start.memory", 400.1, 1),
        ("without.limit", 1e9, 0),
    ],
)
def test_a_ratio_has_slack_and_a_size_has_none(
    script: Script, capsys: pytest.CaptureFixture[str], name: str, value: float, status: int
) -> None:
    script((name, value))
    assert run(asked()) == status
    said = capsys.readouterr()
    assert json.loads(said.out) == {"name": name, "value": value, "unit": "x"}
    assert (name in said.err) == bool(status)


def test_nothing_is_compared_unless_asked(script: Script) -> None:
    script(("rest.read", 1000.0))
    assert run(asked(check=False)) == 0


def test_all_runs_every_benchmark(script: Script, capsys: pytest.CaptureFixture[str]) -> None:
    for name in bench.NAMES:
        script((f"{name}.figure", 1.0), name=name)
    assert run(asked("all")) == 0
    told = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert told == [f"{name}.figure" for name in bench.NAMES]


def test_a_benchmark_that_fails_is_a_failure(script: Script) -> None:
    script(("rest.read", 1.0), status=3)
    with pytest.raises(BenchUnusable, match="rest failed"):
        run(asked())


def test_an_unknown_name_is_told_with_the_known_ones(script: Script) -> None:
    with pytest.raises(BenchUnusable, match=r"nothing is no benchmark: choose from rest, .*all"):
        run(asked("nothing"))


def test_outside_a_clone_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "LIMITS", tmp_path / "limits.toml")
    with pytest.raises(BenchUnusable, match="clone"):
        run(asked())


def test_without_what_it_needs_it_says_what_to_do(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "NEEDED", "no_such_module")
    with pytest.raises(BenchUnusable, match="scripts/setup dev"):
        run(asked())


def test_every_name_is_a_script_and_every_limit_is_of_one() -> None:
    limits = Limits.read(bench.LIMITS)
    for name in bench.NAMES:
        assert (bench.ROOT / "benchmarks" / f"{name}.py").is_file()
    for figure in (*limits.ratios, *limits.sizes):
        module = bench.ROOT / "benchmarks" / f"{figure.partition('.')[0]}.py"
        assert figure.partition(".")[0] in bench.NAMES
        told = module.read_text()
        # Some names are put together from two parts.
        assert f'"{figure}"' in told or f'"{figure.partition(".")[2]}"' in told


def test_the_page_weight_is_told_by_the_real_script() -> None:
    if not (bench.ROOT / "web" / "dist" / ".vite" / "manifest.json").exists():
        with pytest.raises(BenchUnusable):
            list(measured("pages"))
    else:
        (figure,) = measured("pages")
        assert figure["name"] == "pages.candidate"
        assert figure["unit"] == "KB"
