"""Commands: each changes one aggregate in one transaction, and tells the world in the same."""

from functools import partial

from parley.hiring.ports import Counters, Unit


def count(unit: Unit, counters: Counters, command: str) -> None:
    """Count a command when, and only when, its transaction commits."""
    unit.after_commit(partial(counters.command, command))
