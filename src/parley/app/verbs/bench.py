"""`parley bench NAME`: measure this machine's Parley against bare peers, from a clone."""

import argparse
import importlib.util
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.kit.errors import Malformed

ROOT = Path(__file__).resolve().parents[4]
LIMITS = ROOT / "benchmarks" / "limits.toml"
EVERYTHING = "all"
# Each is a module of `benchmarks/` that writes a JSON line a figure.
NAMES = (
    "rest", "outbox", "start", "uploads", "pages", "sound", "speech", "review", "review_server",
    "voice", "voice_cascade", "voice_relay", "live_speech",
)  # fmt: skip
# Measures how well answers are scored, on a file of graded ones, and so isn't among them.
SCORING = "scoring"
# Plays personas against the interviewer's brain, and tells what it breaks instead of figures.
INTERVIEWER = "interviewer"
NEEDED = "psutil"
SLACK = 1.5


class BenchUnusable(Malformed):
    """This benchmark can't be run here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may not be exceeded, by a figure's name.

    Attributes:
        ratios: CPU against the peer in the same run; they vary with the machine, so with slack.
        sizes: Bytes and memory, which don't.
    """

    ratios: Mapping[str, float]
    sizes: Mapping[str, float]

    @classmethod
    def read(cls, path: Path) -> "Limits":
        """From limits.toml."""
        tables = tomllib.loads(path.read_text())
        return cls(tables["cpu_ratios"], tables["sizes"])

    def most(self, name: str) -> float | None:
        """The most that a figure may be; None when it has no limit."""
        if name in self.ratios:
            return self.ratios[name] * SLACK
        return self.sizes.get(name)

    def exceeded(self, figures: Iterable[Mapping[str, Any]]) -> list[str]:
        """A sentence for each figure above its limit."""
        return [
            f"{figure['name']} is {figure['value']} {figure['unit']}, of at most {most:g}."
            for figure in figures
            if (most := self.most(figure["name"])) is not None and figure["value"] > most
        ]


def run(arguments: argparse.Namespace) -> int:
    """Run one benchmark or `all`, pass its lines on, and compare them when asked to.

    Raises:
        BenchUnusable: There is none of that name, or something it needs is missing.
    """
    if arguments.name == SCORING:
        return scoring(arguments.data, as_json=arguments.json)
    if arguments.name == INTERVIEWER:
        return interviewer(arguments)
    names = NAMES if arguments.name == EVERYTHING else (arguments.name,)
    if unknown := set(names) - set(NAMES):
        choice = ", ".join((*NAMES, EVERYTHING))
        raise BenchUnusable(f"{unknown.pop()} is no benchmark: choose from {choice}.")
    if not LIMITS.exists():
        raise BenchUnusable("Benchmarks are in Parley's repository: run them in a clone.")
    if importlib.util.find_spec(NEEDED) is None:
        raise BenchUnusable("Benchmarks need what the tests need: run `scripts/setup dev` once.")
    figures: list[Mapping[str, Any]] = []
    for name in names:
        figures += measured(name)
    if not arguments.check:
        return 0
    problems = Limits.read(LIMITS).exceeded(figures)
    for problem in problems:
        print(f"parley: {problem}", file=sys.stderr)
    return 1 if problems else 0


def scoring(data: Path | None, *, as_json: bool) -> int:
    """Run the scorer over a file of graded answers.

    Raises:
        BenchUnusable: There is no such file.
    """
    if data is None or not data.is_file():
        raise BenchUnusable(
            "Say which file of graded answers: --data FILE (benchmarks/scoring.md)."
        )
    if not LIMITS.exists():
        raise BenchUnusable("Benchmarks are in Parley's repository: run them in a clone.")
    command = [sys.executable, "-m", f"benchmarks.{SCORING}", str(data.resolve())]
    if as_json:
        command.append("--json")
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def interviewer(arguments: argparse.Namespace) -> int:
    """Let personas be interviewed; 1 when a rule is broken.

    Raises:
        BenchUnusable: There are no benchmarks here.
    """
    if not LIMITS.exists():
        raise BenchUnusable("Benchmarks are in Parley's repository: run them in a clone.")
    options = ("personas", "seeds", "brain", "transcripts")
    given = [f"--{option}={getattr(arguments, option)}" for option in options]
    command = [sys.executable, "-m", f"benchmarks.{INTERVIEWER}", *given]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def measured(name: str) -> Iterator[Mapping[str, Any]]:
    """Run one benchmark; its figures, each printed when it comes.

    Raises:
        BenchUnusable: It failed; it has said why.
    """
    with subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            yield json.loads(line)
    if process.returncode:
        raise BenchUnusable(f"The benchmark {name} failed.")
