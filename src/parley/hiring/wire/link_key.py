"""The key that invitation links are derived from: one file, made at the first start."""

import os
import secrets
import tempfile
from pathlib import Path

LENGTH = 32


class LinkKeyUnusable(Exception):
    """The key file of invitation links is damaged: put it back from a backup.

    A new key would silently kill every link that was ever sent.
    """


def link_key(path: Path) -> bytes:
    """The key in `path`, made now if there is none; readable by this user only.

    Several processes may start at once: the one whose file gets the name first wins, and all
    read that. A crash leaves either no file or a whole one.

    Raises:
        LinkKeyUnusable: There is a file, but not with a key.
        OSError: It can't be read or made.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise LinkKeyUnusable(f"{path.name}: {LinkKeyUnusable.__doc__}")
    return key


def _make(path: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
