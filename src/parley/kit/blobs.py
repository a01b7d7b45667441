"""Stored bytes, and links to them that end.

`BlobStore` is what a local folder and S3 both are. A signed link binds blob, method, type and
expiry; whether the row behind it still exists is for the serving context to ask.
"""

import asyncio
import hmac
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from parley.kit.errors import DomainError, Kind, Unavailable

_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
CHUNK = 256 * 1024


class BlobNotFound(DomainError):
    """The file is not there (any more)."""

    kind = Kind.NOT_FOUND


class LinkExpired(DomainError):
    """This link has ended: ask for a new one."""

    kind = Kind.FORBIDDEN


class StorageFull(Unavailable):
    """The disk is full: nothing that was saved is lost; try again when there is room."""


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """Size in bytes of a stored blob."""

    key: str
    size: int


class BlobStore(Protocol):
    """Immutable blobs by key; keys are lowercase words with dashes and dots, joined by `/`."""

    async def put_file(self, key: str, path: Path) -> BlobInfo:
        """Store the file at `path` durably under `key` (it is moved); replaces atomically."""
        ...

    async def info(self, key: str) -> BlobInfo:
        """Size.

        Raises:
            BlobNotFound: No such blob.
        """
        ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Stream bytes `start` to `end` (exclusive).

        Raises:
            BlobNotFound: No such blob.
        """
        ...

    async def local_copy(self, key: str, into: Path) -> Path:
        """A readable local file with the blob's bytes, below folder `into` or in the store."""
        ...

    async def delete_prefix(self, prefix: str) -> int:
        """Delete every blob whose key starts with `prefix`; how many."""
        ...


def check_key(key: str) -> str:
    """Return `key` if it is one.

    Raises:
        BlobNotFound: It isn't: it can name nothing.
    """
    if len(key) > 512 or not _KEY.fullmatch(key) or ".." in key:  # noqa: PLR2004 - S3 allows 1024
        raise BlobNotFound
    return key


def sync_directory(path: Path) -> None:
    """Make a rename in `path` survive a power cut."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _copy(path: Path, target: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as out:
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, out)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(target)
        except BaseException:
            # On a full disk, half a copy would keep it full.
            Path(out.name).unlink(missing_ok=True)
            raise


# What a path says that leads to no file: absent, below a file, or a folder.
_NO_FILE = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class LocalBlobs:
    """Blobs as files below a folder; the embedded `BlobStore`."""

    def __init__(self, root: Path) -> None:
        """Keep everything below `root` (made if absent, mode 0700)."""
        self._root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, key: str) -> Path:
        """Where the blob lies."""
        return self._root / check_key(key)

    async def put_file(self, key: str, path: Path) -> BlobInfo:
        """Move the file at `path` to `key`, synced to disk before this returns."""
        return await asyncio.to_thread(self._put, key, path)

    def _put(self, key: str, path: Path) -> BlobInfo:
        target = self.path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fd = os.open(path, os.O_RDONLY)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)
            try:
                path.replace(target)
            except OSError:
                # Another file system: copy beside the target, then rename.
                _copy(path, target)
                path.unlink()
            sync_directory(target.parent)
        except OSError as error:
            if error.errno == 28:  # noqa: PLR2004 - ENOSPC
                raise StorageFull(retry_after=30) from error
            raise
        return BlobInfo(key, target.stat().st_size)

    async def info(self, key: str) -> BlobInfo:
        """Size of the blob."""
        try:
            found = self.path(key).stat()
        except _NO_FILE as error:
            raise BlobNotFound from error
        if not stat.S_ISREG(found.st_mode):
            raise BlobNotFound
        return BlobInfo(key, found.st_size)

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Stream bytes `start` to `end` (exclusive)."""
        try:
            file = await asyncio.to_thread(self.path(key).open, "rb")
        except _NO_FILE as error:
            raise BlobNotFound from error
        with file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                size = CHUNK if left is None else min(CHUNK, left)
                data = await asyncio.to_thread(file.read, size)
                if not data:
                    return
                if left is not None:
                    left -= len(data)
                yield data

    async def local_copy(self, key: str, into: Path) -> Path:
        """The blob's own file: read it, never write it."""
        del into
        path = self.path(key)
        if not path.is_file():
            raise BlobNotFound
        return path

    async def delete_prefix(self, prefix: str) -> int:
        """Delete every blob whose key starts with `prefix` (a folder); raises what prevents it."""
        return await asyncio.to_thread(self._delete, self.path(prefix.rstrip("/")))

    def _delete(self, folder: Path) -> int:
        if not folder.is_dir():
            return 0
        count = sum(1 for path in folder.rglob("*") if path.is_file())
        # An error must be seen: who asked for deletion is told that nothing is left.
        shutil.rmtree(folder)
        return count


class LinkSigner:
    """Links that end: HMAC-SHA-256 over method, path, type and expiry."""

    def __init__(self, key: bytes) -> None:
        """Sign with `key` (32 random bytes)."""
        self._key = key

    def _mac(self, method: str, path: str, content_type: str, expires: int) -> str:
        text = "\n".join((method, path, content_type, str(expires)))
        return hmac.new(self._key, text.encode(), sha256).hexdigest()

    def sign(self, path: str, content_type: str, *, seconds: int, method: str = "GET") -> str:
        """`path` with `expires`, `type` and `signature` in its query."""
        expires = int(time.time()) + seconds
        mac = self._mac(method, path, content_type, expires)
        return f"{path}?{urlencode({'expires': expires, 'type': content_type, 'signature': mac})}"

    def verify(
        self, path: str, content_type: str, expires: int, signature: str, *, method: str = "GET"
    ) -> None:
        """Check a link (HEAD counts as GET).

        Raises:
            LinkExpired: Expired or not ours.
        """
        method = "GET" if method == "HEAD" else method
        good = hmac.compare_digest(
            self._mac(method, path, content_type, expires).encode(), signature.encode()
        )
        if not good or expires < time.time():
            raise LinkExpired
