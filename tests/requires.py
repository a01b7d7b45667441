"""Things outside the project that some tests need, and what their absence means.

A test calls `require("chromium")` and gets the path of the program. Where it's missing the test is
skipped (and must be listed in `skips.toml`), unless `PARLEY_REQUIRE` names it, as CI does: then
absence is a failure.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def _program(*names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        for name in names:
            if path := shutil.which(name):
                return Path(path)
        return None

    return find


def _chromium() -> Path | None:
    """Finds the system's Chromium, else the one that `make test` had Playwright download."""
    if system := _program("chromium", "chromium-browser", "google-chrome")():
        return system
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    mac_cache = Path.home() / "Library/Caches/ms-playwright"
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    for root in (cache, mac_cache):
        for pattern in patterns:
            if found := sorted(root.glob(pattern)):
                return found[-1]
    return None


def _root() -> Path | None:
    return Path("/") if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def models() -> Path:
    """Returns the folder of models that tests use: a given one, else that of set-up."""
    given = os.environ.get("PARLEY_TEST_MODELS")
    return Path(given) if given else Path(sys.prefix) / "share" / "parley" / "models"


def _silero() -> Path | None:
    path = models() / "silero_vad.onnx"
    return path if path.is_file() else None


def _package(name: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        found = importlib.util.find_spec(name)
        return Path(found.origin) if found is not None and found.origin else None

    return find


FINDERS: dict[str, Callable[[], Path | None]] = {
    "chromium": _chromium,
    "espeak": _package("espeakng_loader"),
    "flite": _program("flite"),
    "ffmpeg": _program("ffmpeg"),
    "node": _program("node"),
    "piper": _package("piper"),
    "root": _root,
    "setpriv": _program("setpriv"),
    "silero": _silero,
    "unshare": _program("unshare"),
}


def demanded() -> frozenset[str]:
    """Returns the names in `PARLEY_REQUIRE`.

    Raises:
        pytest.UsageError: A name there isn't known, so that a typo can't switch a demand off.
    """
    said = os.environ.get("PARLEY_REQUIRE", "")
    names = frozenset(filter(None, said.replace(" ", "").split(",")))
    if unknown := names - FINDERS.keys():
        message = f"PARLEY_REQUIRE names unknown things: {', '.join(sorted(unknown))}"
        raise pytest.UsageError(message)
    return names


def find(name: str) -> Path | None:
    """Returns the path of a thing, or None where it's missing."""
    return FINDERS[name]()


def require(name: str) -> Path:
    """Returns the path of a thing; skips the test where it's missing, or fails if it's demanded."""
    if found := find(name):
        return found
    if name in demanded():
        pytest.fail(f"{name} is missing, and PARLEY_REQUIRE demands it", pytrace=False)
    pytest.skip(f"requires {name}")
