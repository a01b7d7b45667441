"""The voice activity model: what tells speech from noise while somebody talks with the interviewer.

It comes out of a wheel of the package index, by its hash (`parley models pull`), into the
environment, where every installation that runs from it looks. Without it a simpler detector is
used, so that its absence stops nothing.
"""

from __future__ import annotations

import datetime as dt

import packages
import stamps
from process import VENV, SetupError, environment, run, say

FOLDER = VENV / "share" / "parley"
NAME, FILE = "silero-vad", FOLDER / "models" / "silero_vad.onnx"
STAMP = VENV / "parley-model"


def provide() -> None:
    """Fetches it where it is missing; what failed is tried again on another day."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    if FILE.exists() or stamps.read(STAMP) == today:
        return
    say("Fetching the voice activity model ...")
    command = [packages.PYTHON, "-I", "-m", "parley.app.cli", "models", "pull", NAME]
    # Its own settings would send it elsewhere.
    settings = environment(PARLEY_MODELS_DIR="", PIP_RETRIES="1")
    try:
        run([*command, "--data-dir", FOLDER], doing="fetching the model", env=settings)
    except SetupError as error:
        stamps.write(STAMP, today)
        why = str(error).rstrip(".")
        say(
            f"Going on without the voice activity model ({why}): a simpler detector is used"
            f' until "parley models pull {NAME}" gives it.'
        )
