"""Deletion: of what somebody asked to be forgotten, and of what nobody needs any more."""

from collections.abc import Sequence
from datetime import timedelta

from parley.kit.blobs import BlobStore
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.media.domain.takes import folder
from parley.media.ports import Removed, Settings, Staging, Store


class Erasure:
    """Deletes rows first, with a note of what lies on the disk, then that.

    A crash in between is made up for by the sweep. Notes are kept for a while after, since a
    job that was running may store a file late.
    """

    def __init__(
        self, db: Database, store: Store, staging: Staging, blobs: BlobStore, clock: Clock,
        settings: Settings,
    ) -> None:  # fmt: skip
        """Delete from `staging` and `blobs`."""
        self._db, self._store, self._staging, self._blobs = db, store, staging, blobs
        self._clock, self._settings = clock, settings

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        """Delete everything recorded for this evidence."""
        async with self._db.unit("media") as unit:
            takes = await self._store.take_ids(unit, evidence_ids)
            removed = await self._store.remove(unit, takes)
            await self._store.forget_consents(unit, evidence_ids)
        await self._delete(removed)

    async def sweep(self) -> None:
        """Finish deletions, delete abandoned takes, and staged files that belong to nothing."""
        before = self._clock.now() - timedelta(days=self._settings.abandoned_days)
        async with self._db.unit("media") as unit:
            await self._store.remove(unit, await self._store.abandoned(unit, before))
        async with self._db.unit("media") as unit:
            left = await self._store.removals(unit)
        await self._delete(left)
        async with self._db.unit("media") as unit:
            await self._store.forget_removals(unit, self._settings.orphan_seconds)
        names = await self._staging.older(self._settings.orphan_seconds)
        async with self._db.unit("media") as unit:
            needed = await self._store.staged(unit, names)
        await self._staging.discard([name for name in names if name not in needed])

    async def _delete(self, removed: Sequence[Removed]) -> None:
        for gone in removed:
            await self._staging.discard(gone.segment_ids)
            await self._blobs.delete_prefix(folder(gone.take_id))
