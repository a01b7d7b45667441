"""npm packages that checks and tests run, each pinned in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

import stamps
from process import ROOT, environment, run, say

# Buf checks the proto files; our servers of tus and tRPC are tried with the protocols' own clients.
FOLDERS = (ROOT / "proto", *(ROOT / "tests" / name / "js" for name in ("interviews", "media")))


def provide(node: Path) -> None:
    """Installs them where a version changed.

    Args:
        node: The folder of node and npm.

    Raises:
        SetupError: npm failed.
    """
    path = f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    for folder in FOLDERS:
        stamp = folder / "node_modules" / ".parley"
        wanted = stamps.fingerprint([folder / "package.json"])
        if stamps.read(stamp) == wanted:
            continue
        say(f"Installing npm packages for {folder.relative_to(ROOT)} ...")
        stamps.remove(stamp)
        command = [node / "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        doing = "installing npm packages for the tests"
        run(command, doing=doing, env=environment(PATH=path), cwd=folder)
        stamps.write(stamp, wanted)
