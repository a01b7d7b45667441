"""Chromium for the browser journeys: the system's, else Debian's package, else Playwright's."""

from __future__ import annotations

import os
import shutil

import stamps
from process import VENV, SetupError, environment, run, say

NAMES = ("chromium", "chromium-browser", "google-chrome")
STAMP = VENV / "parley-browser"


def provide() -> None:
    """Makes sure that there is a Chromium, or says visibly that there is none."""
    if any(map(shutil.which, NAMES)) or stamps.read(STAMP):
        return
    attempts = [_from_playwright]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.insert(0, _from_debian)
    for attempt in attempts:
        try:
            attempt()
        except SetupError as error:
            say(str(error))
        else:
            return
    say("SKIPPED: no Chromium could be had, so the browser journeys will be skipped.")


def _from_debian() -> None:
    say("Installing Chromium with apt ...")
    settings = environment(DEBIAN_FRONTEND="noninteractive")
    doing = "installing Chromium with apt"
    run(["apt-get", "update", "-q"], doing=doing, env=settings)
    package = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
    run(package, doing=doing, env=settings)


def _from_playwright() -> None:
    say("Downloading Chromium with Playwright ...")
    run([VENV / "bin" / "playwright", "install", "chromium"], doing="downloading Chromium")
    stamps.write(STAMP, "playwright")
