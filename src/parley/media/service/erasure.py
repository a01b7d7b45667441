"""Deletion: of what somebody asked to be forgotten, and of what nobody needs any more."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from parley.contracts.erasure import TOPIC, ErasureDone, Scope
from parley.kit.blobs import BlobStore
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.media.domain.takes import folder
from parley.media.ports import Asked, Forgetting, Removed, Settings, Staging, Store

CONTEXT = "media"
DELETE_ATTEMPTS = 5
# What a receipt says of consents that stay when only the recordings go (GDPR, article 7(1)).
PROOF: dict[str, str | None] = {"what": "consents", "why": "proof_of_consent", "until": None}


class Erasure:
    """Deletes rows first, with a note of what lies on the disk, then that.

    A crash in between is made up for by the sweep. Notes are kept for a while after, since a
    job that was running may store a file late. Whoever asked by an event is answered when the
    files are gone, once.
    """

    def __init__(
        self, db: Database, store: Store, staging: Staging, blobs: BlobStore, clock: Clock,
        settings: Settings,
    ) -> None:  # fmt: skip
        """Delete from `staging` and `blobs`."""
        self._db, self._store, self._staging, self._blobs = db, store, staging, blobs
        self._clock, self._settings, self._outbox = clock, settings, Outbox("media")

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        """Delete everything recorded for this evidence."""
        async with self._db.unit("media") as unit:
            await self._store.lock_consents(unit, evidence_ids)
            takes = await self._store.take_ids(unit, evidence_ids)
            removed = await self._store.remove(unit, takes)
            await self._store.forget_messages(unit, evidence_ids, takes)
            await self._store.forget_consents(unit, evidence_ids)
        await self._delete(removed)

    async def forget(self, unit: Unit, asked: Asked) -> None:
        """Delete the rows, and note what lies on the disk and that somebody waits."""
        person = asked.subject_id if asked.scope is Scope.PERSON else None
        await self._store.lock_consents(unit, asked.evidence_ids, person)
        takes = await self._store.take_ids(unit, asked.evidence_ids, person)
        files = await self._store.count_files(unit, takes)
        await self._store.remove(unit, takes, asked.erasure_id)
        await self._store.forget_messages(unit, asked.evidence_ids, takes, person)
        gone = kept = 0
        if asked.scope is Scope.RECORDINGS:
            kept = await self._store.withdraw_all(unit, asked.evidence_ids, self._clock.now())
        else:
            gone = await self._store.forget_consents(unit, asked.evidence_ids, person)
        await self._store.add_forgetting(
            unit, Forgetting(asked.erasure_id, asked.scope, len(takes), files, gone, kept)
        )

    async def finish(self, erasure_id: str) -> None:
        """Delete the files of an erasure, then answer; again, or twice at once, is harmless."""
        async with self._db.unit("media") as unit:
            removed = await self._store.removals(unit, erasure_id)
        await self._delete(removed)
        async with self._db.unit("media") as unit:
            forgetting = await self._store.forgetting(unit, erasure_id)
            if forgetting is None:
                return
            await self._store.answered(unit, erasure_id)
            await self._outbox.put(unit, self._answer(forgetting))

    def _answer(self, forgetting: Forgetting) -> Message:
        removed = {
            "recordings": forgetting.recordings,
            "files": forgetting.files,
            "consents": forgetting.consents,
        }
        fact = ErasureDone(
            forgetting.erasure_id, CONTEXT, removed, [PROOF] if forgetting.consents_kept else []
        )
        return Message(
            new_id(), TOPIC, ErasureDone.TYPE, forgetting.erasure_id, self._clock.now(),
            asdict(fact),
        )  # fmt: skip

    async def sweep(self) -> None:
        """Finish deletions, delete abandoned takes, and staged files that belong to nothing."""
        before = self._clock.now() - timedelta(days=self._settings.abandoned_days)
        async with self._db.unit("media") as unit:
            await self._store.remove(unit, await self._store.abandoned(unit, before))
        async with self._db.unit("media") as unit:
            left = await self._store.removals(unit)
            unanswered = await self._store.unanswered(unit)
        await self._delete(left)
        for erasure_id in unanswered:
            await self.finish(erasure_id)
        async with self._db.unit("media") as unit:
            await self._store.forget_removals(unit, self._settings.orphan_seconds)
            await self._store.forget_answered(unit, self._settings.receipt_days)
        names = await self._staging.older(self._settings.orphan_seconds)
        async with self._db.unit("media") as unit:
            needed = await self._store.staged(unit, names)
        await self._staging.discard([name for name in names if name not in needed])

    async def _delete(self, removed: Sequence[Removed]) -> None:
        for gone in removed:
            await self._staging.discard(gone.segment_ids)
            await self._staging.discard_making(gone.take_id)
            for left in reversed(range(DELETE_ATTEMPTS)):
                try:
                    await self._blobs.delete_prefix(folder(gone.take_id))
                    break
                except FileNotFoundError:
                    # The sweep and a request may delete the same at once, a file each.
                    if not left:
                        raise
