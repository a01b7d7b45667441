"""Fingerprints of inputs, and the stamps that complete runs leave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """Returns a hash of files' names and contents and of other facts."""
    digest = hashlib.sha256(repr(facts).encode())
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).digest()
        digest.update(str(file).encode() + b"\0" + content)
    return digest.hexdigest()


def read(stamp: Path) -> str:
    """Returns what a stamp says; nothing where there is none."""
    try:
        return stamp.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def write(stamp: Path, text: str) -> None:
    """Replaces a stamp in one step."""
    draft = stamp.with_name(f"{stamp.name}.draft")
    draft.write_text(f"{text}\n")
    draft.replace(stamp)


def remove(stamp: Path) -> None:
    """Takes a stamp away before its subject is changed, so that an interruption shows."""
    stamp.unlink(missing_ok=True)
