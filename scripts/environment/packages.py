"""The virtual environment and the locked Python packages in it."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import stamps
from process import ROOT, VENV, SetupError, environment, run, say

PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
CREATED = VENV / "parley-created"
INSTALLED = VENV / "parley-installed"
COMPILED = VENV / "parley-compiled"
REQUIREMENTS = ROOT / "requirements"

WIDER = ("runtime", "extras", "dev")  # Each holds what is in those before it.

# pip's settings and uv's names for the same.
MIRRORS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
}


def install(lock: str, *, with_node: bool, with_voice: bool) -> None:
    """Makes the environment hold exactly the locked packages and the project itself.

    Args:
        lock: One of `WIDER`; where a wider one is installed already, it is kept.
        with_node: Whether Node is to be had from its package on PyPI; once there, it stays.
        with_voice: Whether the voice under GPL-3 is to be there (decision 17).

    Raises:
        SetupError: Something is missing; the sentence says what to do.
    """
    installed = stamps.read(INSTALLED).split(" ")[0].split("+")
    names = [max([lock, *(name for name in WIDER if name in installed)], key=WIDER.index)]
    if with_node or "node" in installed:
        names.append("node")
    if with_voice:
        names.append("voice")
    locks = [REQUIREMENTS / f"{name}.txt" for name in names]
    inputs = [*locks, REQUIREMENTS / "uv.txt", ROOT / "pyproject.toml"]
    wanted = f"{'+'.join(names)} {stamps.fingerprint(inputs, str(ROOT))}"
    if stamps.read(CREATED) == str(ROOT) and stamps.read(INSTALLED) == wanted and _works():
        return
    if stamps.read(CREATED) != str(ROOT) or not _works():
        _create()
    stamps.remove(INSTALLED)
    say("Installing Python packages ...")
    settings = environment(VIRTUAL_ENV=str(VENV), UV_NO_CONFIG="1", **_mirrors())
    doing = "installing Python packages"
    sync = [UV, "pip", "sync", "--require-hashes", "--compile-bytecode", *locks]
    run(sync, doing=doing, env=settings)
    # hatchling comes from the lock, so this downloads nothing.
    project = [UV, "pip", "install", "--offline", "--no-deps", "--no-build-isolation", "-e", ROOT]
    run(project, doing="installing the project", env=settings)
    stamps.write(INSTALLED, wanted)


def compile_sources() -> None:
    """Compiles the project's own modules when they changed: halves the work of a start.

    Python does so by itself, unless it may not write there or was told not to.
    """
    sources = sorted((ROOT / "src").rglob("*.py"))
    wanted = stamps.fingerprint(sources, str(PYTHON))
    if stamps.read(COMPILED) == wanted:
        return
    command = [PYTHON, "-I", "-m", "compileall", "-q", ROOT / "src"]
    run(command, doing="compiling the modules")
    stamps.write(COMPILED, wanted)


def _works() -> bool:
    """Tells whether the environment's Python is there: an upgrade of the system may remove it."""
    return UV.exists() and PYTHON.exists()


def _create() -> None:
    base = getattr(sys, "_base_executable", None) or sys.executable
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} ...")
    stamps.remove(CREATED)
    if _has_ensurepip():
        run([base, "-I", "-m", "venv", "--clear", VENV], doing="making .venv")
        pip = [str(PYTHON), "-I", "-m", "pip"]
    elif importlib.util.find_spec("venv") and _has_pip(base):
        # Debian without python3-venv but with python3-pip: its pip can install into another Python.
        run([base, "-I", "-m", "venv", "--clear", "--without-pip", VENV], doing="making .venv")
        pip = [base, "-I", "-m", "pip", "--python", str(PYTHON)]
    else:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            "Python's venv module is missing; install it (Debian and Ubuntu:"
            f" apt install python{version}-venv) and run this again."
        )
    lock = REQUIREMENTS / "uv.txt"
    uv = [*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", lock]
    run(uv, doing="installing uv")
    stamps.write(CREATED, str(ROOT))


def _has_ensurepip() -> bool:
    try:
        return importlib.util.find_spec("ensurepip.__main__") is not None
    except ModuleNotFoundError:
        return False


def _has_pip(python: str) -> bool:
    command = [python, "-I", "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _mirrors() -> dict[str, str]:
    """Returns uv's settings that mean what pip's configuration says, files and environment.

    Hashes are required, so looking in all indexes is safe: only the locked files are taken.
    """
    pip = [str(PYTHON), "-I", "-m", "pip", "config", "list"]
    if not _has_pip(str(PYTHON)):
        pip[0] = getattr(sys, "_base_executable", None) or sys.executable
    listing = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):  # later ones win, as in pip
        for line in listing.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(f"{section}.") and value[:1] in {"'", '"'}:
                found[name.removeprefix(f"{section}.")] = ast.literal_eval(value)
    settings = {MIRRORS[name]: value for name, value in found.items() if name in MIRRORS}
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = ",".join(settings["UV_FIND_LINKS"].split())
    if "extra-index-url" in found:
        settings["UV_INDEX"] = " ".join(found["extra-index-url"].split())
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "UV_HTTP_TIMEOUT" in settings:
        settings["UV_HTTP_TIMEOUT"] = re.sub(r"\..*", "", settings["UV_HTTP_TIMEOUT"])
    return {name: value for name, value in settings.items() if value}


def site_packages() -> Path:
    """Returns where the environment's packages lie."""
    return next((VENV / "lib").glob("python3.*/site-packages"))
