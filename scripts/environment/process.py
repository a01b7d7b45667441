"""Runs other programs and says in one sentence why one failed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"

DISK_FULL = ("No space left on device", "ENOSPC", "os error 28", "Disk quota exceeded")
UNREACHABLE = (
    "dns error",
    "error sending request",
    "client error (Connect)",
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname",
    "Network is unreachable",
    "Connection refused",
    "NewConnectionError",
    "NameResolutionError",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ENETUNREACH",
    "ETIMEDOUT",
    "Temporary failure resolving",
    "operation timed out",
)


class SetupError(Exception):
    """What stopped the set-up, as a sentence that says what to do."""

    @classmethod
    def from_os(cls, error: OSError) -> SetupError:
        """Words an error of the operating system."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return cls.disk_full()
        return cls(f"{error.strerror or error} ({error.filename or 'no file'}).")

    @classmethod
    def disk_full(cls) -> SetupError:
        """The disk is full."""
        return cls(f"the disk that holds {ROOT} is full; free about 2 GB and run this again.")


def say(sentence: str) -> None:
    """Tells the person what is being done."""
    print(sentence, flush=True)


def environment(**extra: str) -> dict[str, str]:
    """Returns this process's environment with additions, without another venv's leftovers."""
    leftovers = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    return {k: v for k, v in os.environ.items() if k not in leftovers} | extra


def run(
    command: list[str | Path],
    *,
    doing: str,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> None:
    """Runs a command; what it prints goes to the log.

    Args:
        command: The program and its arguments.
        doing: What it does, for the sentence on failure: "installing Python packages".
        env: Its environment; this process's by default.
        cwd: Its working directory.

    Raises:
        SetupError: It failed.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if VENV.is_dir():
        with LOG.open("a") as log:
            log.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}\n")
    if done.returncode == 0:
        return
    if any(mark in done.stdout for mark in DISK_FULL):
        raise SetupError.disk_full()
    if any(mark in done.stdout for mark in UNREACHABLE):
        raise SetupError(
            f"the network could not be reached while {doing}; connect, or name a mirror or proxy"
            " (PIP_INDEX_URL, npm's registry, HTTPS_PROXY), and run this again."
        )
    sys.stderr.write("\n".join(done.stdout.splitlines()[-20:]) + "\n")
    raise SetupError(f"{doing} failed (exit code {done.returncode}); the lines above say why.")
