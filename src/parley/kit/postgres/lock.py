"""A lock on a directory: one owner at a time, and it goes when its owner does."""

import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from parley.kit.postgres.errors import DirectoryInUse


class DirectoryLock:
    """An flock on a file in a directory. Children don't inherit it."""

    def __init__(self, file: Path) -> None:
        """Takes the path of the lock file; its directory must exist when the lock is taken."""
        self._file = file
        self._descriptor: int | None = None

    def take(self) -> None:
        """Takes the lock.

        Raises:
            DirectoryInUse: Somebody else holds it; the sentence names their pid.
        """
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            message = (
                f"{self._file.parent} is in use by process {owner}:"
                " stop that one first, or choose another --data-dir."
            )
            raise DirectoryInUse(message) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Gives the lock back; the file stays, or two could hold locks on two files of one name."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
