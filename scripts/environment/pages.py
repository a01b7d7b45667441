"""The pages: npm packages and the built files that the server hands out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import stamps
from process import ROOT, environment, run, say

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
BUILT = WEB / "dist"
# Not inputs of the build: they're made by it, or serve tests only.
APART = {"node_modules", "dist", "coverage", "tests", "e2e"}


def build(node: Path) -> None:
    """Installs npm packages and builds the pages, each only when its inputs changed.

    Args:
        node: The folder of node and npm.

    Raises:
        SetupError: A step failed.
    """
    if not (WEB / "package-lock.json").exists():
        say("There are no pages to build yet.")
        return
    settings = environment(PATH=f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    npm = node / "npm"
    lock = stamps.fingerprint([WEB / "package.json", WEB / "package-lock.json"])
    lock_stamp = MODULES / ".parley"
    if stamps.read(lock_stamp) != lock:
        say("Installing npm packages ...")
        stamps.remove(lock_stamp)
        command = [npm, "ci", "--no-audit", "--no-fund"]
        run(command, doing="installing npm packages", env=settings, cwd=WEB)
        stamps.write(lock_stamp, lock)
    sources = stamps.fingerprint(_sources(WEB))
    built_stamp = BUILT / ".parley"
    if stamps.read(built_stamp) != sources:
        say("Building the pages ...")
        stamps.remove(built_stamp)
        run([npm, "run", "build"], doing="building the pages", env=settings, cwd=WEB)
        stamps.write(built_stamp, sources)


def _sources(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.name.startswith(".") or entry.name in APART:
            continue
        if entry.is_dir():
            yield from _sources(Path(entry.path))
        elif not entry.name.endswith((".test.ts", ".test.tsx", ".md", ".tsbuildinfo")):
            yield Path(entry.path)
