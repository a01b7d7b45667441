"""`parley models list|pull`: the models of speech, fetched when somebody asks for them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from parley.app import abilities
from parley.app.settings import environment
from parley.app.settings.installation import Place, load
from parley.kit.errors import Malformed
from parley.speech.clients import pulling
from parley.speech.domain.models import MODELS, Model, UnknownModel, model


class NoSuchModel(Malformed):
    """There is no model of that name."""


def run(arguments: argparse.Namespace) -> int:
    """List the models, or pull one.

    Raises:
        NoSuchModel: None of that name.
        ModelUnreachable, ModelDamaged, LibraryMissing: It was not pulled; the sentence says why.
    """
    speech = load(environment(), Place(arguments.data_dir)).speech
    if arguments.verb == "list":
        _list(speech.models_path(arguments.data_dir))
        for line in abilities.lines(speech, arguments.data_dir):
            print(line)
    else:
        _pull(_named(arguments.name), speech.models(arguments.data_dir))
    return 0


def _named(name: str) -> Model:
    try:
        return model(name)
    except UnknownModel as error:
        names = ", ".join(one.name for one in MODELS)
        raise NoSuchModel(f"{name} is no model: choose from {names}.") from error


def _list(folders: Sequence[Path]) -> None:
    for one in MODELS:
        here = any(pulling.installed(one, folder) for folder in folders)
        state = "here" if here else "-"
        print(f"{one.name:<24} {one.megabytes:>5} MB  {one.licence:<8} {state:<6} {one.purpose}")


def _pull(wanted: Model, folder: Path) -> None:
    if pulling.installed(wanted, folder):
        print(f"{wanted.name} is here already: {folder / wanted.path}")
        return
    print(f"{wanted.name}: {wanted.megabytes} MB, licence {wanted.licence}")
    pulling.pull(wanted, folder, _Shown().tell)
    print(f"{wanted.name} is in {folder / wanted.path}")


class _Shown:
    """Progress in percent: in place on a terminal, else a line each tenth."""

    def __init__(self) -> None:
        self._told = -1

    def tell(self, part: float) -> None:
        """Show it, where it has grown."""
        percent = int(part * 100)
        if sys.stdout.isatty():
            print(f"\r{percent:3d} %", end="\n" if part == 1 else "", flush=True)
        elif percent // 10 > self._told // 10:
            print(f"{percent:3d} %", flush=True)
        self._told = max(self._told, percent)
