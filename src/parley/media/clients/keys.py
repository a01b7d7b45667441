"""The key that media links are signed with."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def link_key(folder: Path) -> bytes:
    """The installation's link key, made at first use into `folder`/link.key (mode 0600).

    What is returned is derived from it for this one use, so that no other use of the same file
    can make a signature that counts here.
    """
    path = folder / "link.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Complete or absent: a second process links the same name and loses.
        making = folder / f".link.key.{os.getpid()}"
        fd = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(making, path)
        making.unlink()
    return hmac.new(path.read_bytes(), b"media links", hashlib.sha256).digest()
