"""Uploads in the making, as files of one folder."""

import asyncio
import contextlib
import errno
import glob
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from parley.kit.blobs import StorageFull, sync_directory
from parley.media.domain.sniff import HEAD_BYTES, TAIL_BYTES
from parley.media.ports import Digest, StorageDamaged

log = logging.getLogger(__name__)

T = TypeVar("T")
READ = 1024**2
RETRY_S = 30


async def off_loop(work: Callable[[], T]) -> T:
    """Run `work` in a thread and see it through.

    A cancelled caller would give up its row lock while the thread still writes: so it waits.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


class LocalStagedFile:
    """Implements `ports.StagedFile`."""

    def __init__(self, descriptor: int, folder: Path, floor: int) -> None:
        """Write to `descriptor`, leaving `floor` bytes free on the disk of `folder`."""
        self._fd, self._folder, self._floor = descriptor, folder, floor

    async def write(self, offset: int, data: bytes) -> None:
        """Write at `offset`; not durable yet."""
        await off_loop(lambda: self._write(offset, data))

    def _write(self, offset: int, data: bytes) -> None:
        _check_room(self._folder, len(data), self._floor)
        view = memoryview(data)
        try:
            while view:
                written = os.pwrite(self._fd, view, offset)
                offset, view = offset + written, view[written:]
        except OSError as error:
            raise _storage_error(error) from error

    async def sync(self) -> None:
        """Make what was written survive a power cut."""
        await off_loop(self._sync)

    def _sync(self) -> None:
        try:
            os.fdatasync(self._fd) if hasattr(os, "fdatasync") else os.fsync(self._fd)
        except OSError as error:
            raise _storage_error(error) from error

    async def head(self, count: int) -> bytes:
        """The first bytes."""
        return await off_loop(lambda: os.pread(self._fd, count, 0))

    async def close(self) -> None:
        """Let it go."""
        os.close(self._fd)


class LocalStaging:
    """Implements `ports.Staging` in one folder."""

    def __init__(self, folder: Path, floor: int) -> None:
        """Keep everything in `folder` (made if absent, mode 0700), `floor` bytes left free."""
        self._folder, self._floor = folder, floor
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def open(self, upload_id: str, offset: int) -> LocalStagedFile:
        """The file, cut back to its `offset` acknowledged bytes."""
        return await off_loop(lambda: self._open(upload_id, offset))

    def _open(self, upload_id: str, offset: int) -> LocalStagedFile:
        path = self.path(upload_id)
        flags = os.O_RDWR | os.O_CLOEXEC
        try:
            # Only an upload without acknowledged bytes may lack its file.
            if offset == 0 and not path.exists():
                fd = os.open(path, flags | os.O_CREAT, 0o600)
                sync_directory(self._folder)
            else:
                fd = os.open(path, flags)
        except FileNotFoundError as error:
            raise StorageDamaged from error
        except OSError as error:
            raise _storage_error(error) from error
        if os.fstat(fd).st_size < offset:
            os.close(fd)
            log.error("staged file is shorter than acknowledged", extra={"bytes": offset})
            raise StorageDamaged
        # Bytes behind the offset were never acknowledged: whoever sent them sends them again.
        os.ftruncate(fd, offset)
        return LocalStagedFile(fd, self._folder, self._floor)

    async def check_room(self, size: int) -> None:
        """Whether `size` more bytes leave the floor free."""
        await off_loop(lambda: _check_room(self._folder, size, self._floor))

    def path(self, upload_id: str) -> Path:
        """Where it lies."""
        return self._folder / upload_id

    def scratch(self, name: str) -> Path:
        """A place for a file in the making; swept when it is left behind."""
        return self._folder / f"{name}.making"

    async def digest(self, path: Path, size: int) -> Digest:
        """Read the first `size` bytes of a file through."""
        return await off_loop(lambda: _digest(path, size))

    async def discard(self, names: Sequence[str]) -> None:
        """Delete files, those of uploads by id; missing ones are no error."""

        def unlink() -> None:
            for name in names:
                (self._folder / name).unlink(missing_ok=True)

        await off_loop(unlink)

    async def discard_making(self, take_id: str) -> None:
        """Delete what was in the making for a take: scratch files whose names begin with it."""

        def unlink() -> None:
            for path in self._folder.glob(f"{glob.escape(take_id)}.*"):
                path.unlink(missing_ok=True)

        await off_loop(unlink)

    async def older(self, seconds: float) -> list[str]:
        """Names of files not touched for so long."""

        def find() -> list[str]:
            before = time.time() - seconds
            names = []
            for entry in os.scandir(self._folder):
                with contextlib.suppress(FileNotFoundError):
                    if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < before:
                        names.append(entry.name)
            return names

        return await off_loop(find)


def _check_room(folder: Path, size: int, floor: int) -> None:
    if shutil.disk_usage(folder).free - size < floor:
        raise StorageFull(retry_after=RETRY_S)


def _storage_error(error: OSError) -> Exception:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return StorageFull(retry_after=RETRY_S)
    return error


def _digest(path: Path, size: int) -> Digest:
    """SHA-256 (FIPS 180-4) in bounded memory."""
    hasher = hashlib.sha256()
    left = size
    try:
        with path.open("rb") as file:
            head = file.read(min(HEAD_BYTES, size))
            file.seek(max(0, size - TAIL_BYTES))
            tail = file.read(min(TAIL_BYTES, size))
            file.seek(0)
            while left and (data := file.read(min(READ, left))):
                hasher.update(data)
                left -= len(data)
    except FileNotFoundError as error:
        if size:
            raise StorageDamaged from error
        head = tail = b""
    if left:
        raise StorageDamaged
    return Digest(hasher.hexdigest(), head, tail)
