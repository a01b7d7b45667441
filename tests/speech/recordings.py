"""Real speech: recordings that are not committed, and a voice that is made where flite is."""

import os
import subprocess
import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests import requires

SHARED = Path(
    os.environ.get("PARLEY_TEST_MEDIA", Path(__file__).resolve().parents[3] / "shared" / "media")
)
# Of MANIFEST.md beside them (public domain).
SAID = {
    "austen_0870": "and mister john dashwood had then leisure to consider how much there might be"
    " prudently in his power to do for them",
    "austen_0880": "he was not an ill disposed young man",
    "austen_0890": "unless to be rather cold hearted and rather selfish is to be ill disposed",
}


def austen(name: str) -> bytes:
    """The samples of a recording: 16 kHz mono, by one reader."""
    path = SHARED / "audio" / f"{name}.wav"
    if not path.is_file():
        pytest.skip(f"requires shared test media: {path.name}")
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (1, 2, 16_000)
        data: bytes = file.readframes(file.getnframes())
        return data


@cache
def flite(text: str, voice: str = "slt") -> bytes:
    """The samples of a made voice, 16 kHz mono."""
    program = requires.require("flite")
    ran: subprocess.CompletedProcess[bytes] = subprocess.run(
        [program, "-voice", voice, "-t", text, "-o", "/dev/stdout"], capture_output=True, check=True
    )
    return ran.stdout[44:]


def error_rate(said: str, heard: Sequence[str]) -> float:
    """Word error rate: edits a word said (Levenshtein)."""
    reference = said.split()
    row = list(range(len(heard) + 1))
    for i, word in enumerate(reference, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, before + (word != other)),
            )
    return row[-1] / len(reference)
