"""Pytest plugin: a skip that `skips.toml` doesn't list is a failure."""

import tomllib
from collections.abc import Generator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests import requires

LISTING = Path(__file__).with_name("skips.toml")


def listed() -> tuple[str, ...]:
    """Returns the globs of tests that may be skipped.

    Raises:
        pytest.UsageError: An entry lacks its test or its reason.
    """
    entries = tomllib.loads(LISTING.read_text()).get("skip", [])
    for entry in entries:
        if set(entry) != {"test", "reason"} or not all(map(str.strip, entry.values())):
            message = f"skips.toml: an entry has a test and a reason, not {entry}"
            raise pytest.UsageError(message)
    return tuple(entry["test"] for entry in entries)


class Skips:
    """Turns the reports of unlisted skips into failures."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = allowed

    def _may_skip(self, nodeid: str) -> bool:
        return any(fnmatchcase(nodeid, glob) for glob in self._allowed)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped and not hasattr(report, "wasxfail") and not self._may_skip(item.nodeid):
            report.outcome = "failed"
            report.longrepr = f"Unlisted skip: list it in tests/skips.toml. {report.longrepr}"
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.skipped and not self._may_skip(collector.nodeid):
            report.outcome = "failed"
            report.longrepr = f"Unlisted skip of a module: {report.longrepr}"
        return report


def pytest_configure(config: pytest.Config) -> None:
    """Reads the listing and the demands at the start, so that a mistake there shows at once."""
    requires.demanded()
    config.pluginmanager.register(Skips(listed()), "parley-skips")
