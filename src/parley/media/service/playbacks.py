"""Links to the derived file, and how far its making is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.media import Playback, TakeNotFound, TakeNotReady
from parley.kit.blobs import BlobStore, LinkSigner
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.errors import DomainError
from parley.kit.jobs import JobQueue
from parley.media.domain.playback import (
    ATTACHMENT,
    FAILED,
    POSTER,
    PROCESSING,
    READY,
    MediaNotFound,
)
from parley.media.domain.sound import AUDIO, WAVEFORM
from parley.media.domain.takes import take_id_of
from parley.media.ports import Settings, SoundRow, Store
from parley.media.service.sounds import sound_key
from parley.media.service.takes import QUEUE

PATH = "/api/v1/media"
DEAD = "dead"  # A job's word.


@dataclass(frozen=True, slots=True)
class Served:
    """A blob that a link may open.

    Attributes:
        key, size: Of the blob.
        content_type: As the link's signature has it.
        inline: Shown in a page; else only ever saved.
    """

    key: str
    size: int
    content_type: str
    inline: bool


class Playbacks:
    """Tells how playbacks stand and hands out links."""

    def __init__(
        self,
        db: Database,
        store: Store,
        blobs: BlobStore,
        jobs: JobQueue,
        signer: LinkSigner,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Link to `blobs` by `signer`."""
        self._db, self._store, self._blobs, self._jobs = db, store, blobs, jobs
        self._signer, self._clock, self._seconds = signer, clock, settings.link_seconds

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        """Signed links to the derived file, or how far its making is."""
        take_id = take_id_of(media_url) or ""
        async with self._db.unit("media") as unit:
            take = await self._store.take(unit, take_id)
            row = await self._store.playback(unit, take_id) if take else None
        if take is None:
            raise TakeNotFound
        if row is None and not take.transcribe:
            return Playback(PROCESSING, 0.0)  # The server itself submits it in a moment.
        if row is None:
            raise TakeNotReady
        if retry and row.sound == FAILED and row.status == READY:
            await self._listen_again(take_id)
        expires = self._clock.now() + timedelta(seconds=self._seconds)
        originals = tuple(self._link(s.key, ATTACHMENT) for s in take.segments if s.key)
        if row.status == READY and row.key and row.content_type:
            return Playback(
                READY, 1.0,
                playback_url=self._link(row.key, row.content_type),
                poster_url=self._link(row.poster_key, POSTER) if row.poster_key else None,
                download_url=self._link(row.key, ATTACHMENT),
                duration_seconds=row.duration, gaps=row.gaps, expires_at=expires,
                original_urls=originals,
                audio_url=self._link(row.audio_key, AUDIO) if row.audio_key else None,
                waveform_url=self._link(row.waveform_key, WAVEFORM) if row.waveform_key else None,
            )  # fmt: skip
        return await self._unready(take_id, originals, expires, retry=retry)

    async def _listen_again(self, take_id: str) -> None:
        """Take the sound again that could not be taken."""
        async with self._db.unit("media") as unit:
            await self._store.set_sound(unit, SoundRow(take_id, PROCESSING))
        await self._jobs.retry(QUEUE, sound_key(take_id))

    async def _unready(
        self, take_id: str, originals: tuple[str, ...], expires: datetime, *, retry: bool
    ) -> Playback:
        """The job's state decides: a row may say `processing` of a job that was buried."""
        state = await self._jobs.state(QUEUE, take_id)
        if state is not None and state.status == DEAD:
            if not (retry and await self._jobs.retry(QUEUE, take_id)):
                return Playback(
                    FAILED, state.progress,
                    download_url=originals[0] if originals else None,
                    expires_at=expires if originals else None,
                    original_urls=originals,
                )  # fmt: skip
            return Playback(PROCESSING, 0.0)
        return Playback(PROCESSING, state.progress if state else 0.0)

    def _link(self, key: str, content_type: str) -> str:
        return self._signer.sign(f"{PATH}/{key}", content_type, seconds=self._seconds)

    async def serve(self, key: str, content_type: str, expires: int, signature: str) -> Served:
        """What a signed link opens.

        Raises:
            LinkExpired: Expired, or not ours.
            MediaNotFound: Deleted.
        """
        self._signer.verify(f"{PATH}/{key}", content_type, expires, signature)
        async with self._db.unit("media") as unit:
            role = await self._store.blob_role(unit, key)
        if role is None:
            raise MediaNotFound
        try:
            info = await self._blobs.info(key)
        except DomainError as error:
            raise MediaNotFound from error
        inline = content_type != ATTACHMENT and role != "original"
        return Served(key, info.size, content_type if inline else ATTACHMENT, inline)
