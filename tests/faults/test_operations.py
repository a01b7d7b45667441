"""docs/operations.md names tests that there are."""

import re

import pytest

from tests.e2e.installation import ROOT

ROWS = [
    line
    for line in (ROOT / "docs/operations.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| part")
]


def held_by(row: str) -> list[str]:
    """The files in a row's last column; one without a folder lies beside the one before it."""
    paths: list[str] = []
    for name in re.findall(r"`([^`]+\.py)`", row.rsplit("|", 2)[1]):
        folder = "" if "/" in name else paths[-1].rpartition("/")[0] + "/"
        paths.append(folder + name)
    return paths


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_every_row_is_held_by_tests_that_exist(number: int) -> None:
    paths = held_by(ROWS[number])
    assert paths, ROWS[number]
    for path in paths:
        assert (ROOT / path).is_file(), path


def test_every_part_that_can_fail_has_a_row() -> None:
    # quality.md, Faults survived: those that this version has.
    table = "\n".join(ROWS)
    for part in (
        "LLM",
        "STT",
        "TTS",
        "Gemini",
        "mail server",
        "disk full",
        "PostgreSQL",
        "network",
    ):
        assert part in table, part
