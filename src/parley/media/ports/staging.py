"""Where uploads come from, and where they grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from parley.kit.errors import Unavailable


class StorageDamaged(Unavailable):
    """The stored part of this recording can't be read: tell the people who run this."""


class BodyBroken(Exception):
    """The peer went away in mid-body: what has come is kept, nobody waits for an answer."""


class Body(Protocol):
    """The bytes of a request as they come."""

    async def piece(self, wait: float) -> bytes | None:
        """The next bytes; empty when none came within `wait` seconds; None at the end.

        Raises:
            BodyBroken: The connection is gone.
        """
        ...


class StagedFile(Protocol):
    """An upload's file, open for one writer; work is done off the event loop."""

    async def write(self, offset: int, data: bytes) -> None:
        """Write at `offset`; not durable yet.

        Raises:
            StorageFull: No room above the floor.
        """
        ...

    async def sync(self) -> None:
        """Make what was written survive a power cut."""
        ...

    async def head(self, count: int) -> bytes:
        """The first bytes."""
        ...

    async def close(self) -> None:
        """Let it go."""
        ...


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a whole file: its SHA-256 in hex, its first and last bytes."""

    sha256: str
    head: bytes
    tail: bytes


class Staging(Protocol):
    """Where uploads grow."""

    async def open(self, upload_id: str, offset: int) -> StagedFile:
        """The file, cut back to its `offset` acknowledged bytes.

        Raises:
            StorageDamaged: It is shorter than that.
        """
        ...

    async def check_room(self, size: int) -> None:
        """Whether `size` more bytes leave the floor free.

        Raises:
            StorageFull: They don't.
        """
        ...

    def path(self, upload_id: str) -> Path:
        """Where it lies."""
        ...

    def scratch(self, name: str) -> Path:
        """A place for a file in the making; swept when it is left behind."""
        ...

    async def digest(self, path: Path, size: int) -> Digest:
        """Read the first `size` bytes of a file through."""
        ...

    async def discard(self, names: Sequence[str]) -> None:
        """Delete files, those of uploads by id; missing ones are no error."""
        ...

    async def discard_making(self, take_id: str) -> None:
        """Delete what was in the making for a take: scratch files whose names begin with it."""
        ...

    async def older(self, seconds: float) -> list[str]:
        """Names of files not touched for so long."""
        ...
