"""What is in a finished segment: its SHA-256, its duration, or why it can't be read."""

import logging
from pathlib import Path

from parley.contracts.media import UnreadableMedia
from parley.kit.blobs import BlobNotFound, BlobStore
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.media.domain import recorded
from parley.media.domain.playback import original_key
from parley.media.domain.sniff import MediaType, is_also_archive, sniff
from parley.media.domain.takes import Segment
from parley.media.domain.uploads import UnsupportedMedia
from parley.media.ports import Digest, Reader, ReaderBusy, ReaderDied, Source, Staging, Store

log = logging.getLogger(__name__)

ATTEMPTS = 2  # A recording that ended its reader twice is not opened again.
UNKNOWN_EXTENSION = "bin"


class Segments:
    """Inspects segments and knows where their bytes lie."""

    def __init__(
        self, db: Database, store: Store, staging: Staging, blobs: BlobStore, reader: Reader
    ) -> None:
        """Look at staged files and blobs through `reader`."""
        self._db, self._store, self._staging = db, store, staging
        self._blobs, self._reader = blobs, reader

    async def inspect(self, upload_id: str) -> None:
        """Hash and measure a segment that takes no more bytes, once.

        Raises:
            ReaderBusy: Not in time; nothing was decided.
        """
        async with self._db.unit("media") as unit:
            found = await self._store.upload(unit, upload_id)
        if found is None:
            return
        take, segment, _ = found
        if not segment.complete or (segment.sha256 is not None and segment.measured):
            return
        await self._cut_back(segment)
        path = await self.local(take.id, segment)
        digest = await self._staging.digest(path, segment.offset)
        duration, unreadable = None, None
        try:
            duration = await self._measure(path, segment, digest)
        except UnreadableMedia as error:
            unreadable = error.code
        except ReaderDied:
            unreadable = "reader_died"
        except ReaderBusy:
            # The hash is known and stays; the measure is taken when somebody needs it.
            await self._keep(upload_id, digest.sha256, None, None)
            raise
        await self._keep(upload_id, digest.sha256, duration, unreadable)

    async def _cut_back(self, segment: Segment) -> None:
        """Take off what was written behind the acknowledged bytes when the take was sealed."""
        staged = self._staging.path(segment.id)
        if segment.key is None and segment.sha256 is None and staged.exists():
            file = await self._staging.open(segment.id, segment.offset)
            await file.close()

    async def _keep(
        self, upload_id: str, sha256: str, duration: float | None, unreadable: str | None
    ) -> None:
        async with self._db.unit("media") as unit:
            await self._store.set_inspected(unit, upload_id, sha256, duration, unreadable)

    async def _measure(self, path: Path, segment: Segment, digest: Digest) -> float | None:
        if segment.offset == 0:
            return None
        if recorded.is_recorded(segment.content_type):
            return recorded.seconds(segment.offset)
        try:
            kind = sniff(digest.head)
        except UnsupportedMedia as error:
            raise UnreadableMedia from error
        if kind is None or is_also_archive(digest.tail, segment.offset):
            raise UnreadableMedia
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._reader.probe((path, kind))
            except ReaderDied:
                log.warning("reader died", extra={"attempt": attempt})
                if attempt == ATTEMPTS:
                    raise
        return None

    async def local(self, take_id: str, segment: Segment) -> Path:
        """A readable file with the segment's bytes."""
        if segment.key is not None:
            return await self._blobs.local_copy(segment.key, self._staging.path(""))
        staged = self._staging.path(segment.id)
        moved = self._key(take_id, segment)
        # Between moving a file and storing that it was moved, a crash may lie.
        if not staged.exists() and await self._stored(moved):
            return await self._blobs.local_copy(moved, self._staging.path(""))
        return staged

    async def source(self, take_id: str, segment: Segment) -> Source:
        """What the reader takes."""
        return await self.local(take_id, segment), _kept_as(segment) or MediaType.of("")

    async def stow(self, take_id: str, segment: Segment) -> str:
        """Move a complete segment from staging to the blobs, once; its key."""
        if segment.key is not None:
            return segment.key
        key = self._key(take_id, segment)
        staged = self._staging.path(segment.id)
        raw = recorded.is_recorded(segment.content_type)
        if raw:
            await self._encode(take_id, staged, key)
        elif staged.exists():
            await self._blobs.put_file(key, staged)
        async with self._db.unit("media") as unit:
            await self._store.set_key(unit, segment.id, key)
        if raw:
            await self._staging.discard([segment.id])
        return key

    async def _encode(self, take_id: str, staged: Path, key: str) -> None:
        """Put Opus at `key` of PCM that stays until its key is stored: a crash repeats it.

        Raises:
            ReaderBusy, ReaderDied: It wasn't done.
        """
        name = f"{take_id}.{new_id()}"  # What a crash leaves behind is found by its take.
        out = self._staging.scratch(name)
        try:
            await self._reader.encode(staged, out)
            await self._blobs.put_file(key, out)
        finally:
            await self._staging.discard([out.name])

    async def _stored(self, key: str) -> bool:
        try:
            await self._blobs.info(key)
        except BlobNotFound:
            return False
        return True

    def _key(self, take_id: str, segment: Segment) -> str:
        kind = _kept_as(segment)
        return original_key(take_id, segment, kind.extension if kind else UNKNOWN_EXTENSION)


def _kept_as(segment: Segment) -> MediaType | None:
    """What a segment is in the blobs, None while unknown: our own sound is encoded on its way."""
    if segment.content_type is None:
        return None
    kind = MediaType.of(segment.content_type)
    return MediaType.WEBM if kind is MediaType.PCM else kind
