"""The upload server's commands: create, look, append (tus 1.0.0).

The order in which bytes become true, which every test of this module circles around:

1. hold the row: nobody else writes this upload now, whatever process he is in;
2. check epoch, take, consent, size, type;
3. write at the acknowledged offset, then fsync;
4. commit the new offset;
5. only then is the client told.

A crash before 4 leaves bytes behind the offset, which the next opening cuts off.
"""

import contextlib
import hashlib
import logging
import time
from dataclasses import dataclass, field
from typing import Any

from parley.contracts.identity import Principal
from parley.contracts.media import ConsentRequired, TakeNotFound
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.errors import Malformed
from parley.kit.ids import new_id
from parley.media.domain.sniff import HEAD_BYTES, sniff
from parley.media.domain.takes import Segment, Take, media_url
from parley.media.domain.uploads import (
    ChecksumMismatch,
    NewSegment,
    OffsetMismatch,
    UploadClosed,
    UploadLocked,
    UploadNotFound,
    UploadStalled,
    UploadTooLarge,
)
from parley.media.ports import Body, ReaderBusy, Settings, StagedFile, Staging, Step, Store
from parley.media.service.segments import Segments

log = logging.getLogger(__name__)

LOCKED_RETRY_S = 1


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as its owner sees it."""

    id: str
    take_id: str
    segment: Segment
    metadata: str

    @property
    def media_url(self) -> str:
        """What an answer refers to."""
        return media_url(self.take_id)


@dataclass(frozen=True, slots=True)
class Patch:
    """One PATCH.

    Attributes:
        offset: Where it begins.
        length: Of the whole upload, when this request tells it.
        checksum: SHA-256 of this request's bytes, when announced.
        size: Bytes of this request, when announced.
    """

    offset: int
    length: int | None = None
    checksum: bytes | None = None
    size: int | None = None


@dataclass(slots=True)
class Session:
    """One connection's writing.

    Attributes:
        upload_id, epoch: What it writes, and its right to.
        file: Open at the offset.
        offset: Acknowledged.
        ahead: Written behind the offset, to be acknowledged together (a checksum covers all).
        length: Of the upload, once known.
        head: The first bytes while the type is unknown.
        content_type: As sniffed.
        checksum: Announced, or None.
    """

    upload_id: str
    epoch: int
    file: StagedFile
    offset: int
    length: int | None
    head: bytes | None
    content_type: str | None
    checksum: bytes | None
    ahead: int = 0
    buffer: bytearray = field(default_factory=bytearray)
    hasher: Any = field(default_factory=hashlib.sha256)
    kept_at: float = field(default_factory=time.monotonic)


class Uploads:
    """Create, find and append; each for the person the take belongs to."""

    def __init__(
        self,
        db: Database,
        store: Store,
        staging: Staging,
        segments: Segments,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Stage in `staging`, keep offsets in `store`."""
        self._db, self._store, self._staging = db, store, staging
        self._segments, self._clock, self._settings = segments, clock, settings

    async def create(
        self, who: Principal, ask: NewSegment, length: int | None
    ) -> tuple[Upload, bool]:
        """The upload of a segment, and whether this call made it.

        Raises:
            TakeNotFound: No such take, or not theirs.
            ConsentRequired, StorageFull: No.
            DomainError: As `Take.segment_at`.
        """
        limits, now = self._settings.limits, self._clock.now()
        await self._staging.check_room(length or 0)
        async with self._db.unit("media") as unit:
            await self._store.lock_take(unit, ask.take_id)
            take = await self._store.take(unit, ask.take_id)
            if take is None or not owns(who, take):
                raise TakeNotFound
            await self._check_consent(unit, take)
            there = take.segment_at(ask.index, length, ask.declared_start, limits, now)
            if there is not None:
                found = await self._store.upload(unit, there.id)
                return Upload(there.id, take.id, there, found[2] if found else ""), False
            segment = Segment(
                id=new_id(), index=ask.index, length=length, declared_start=ask.declared_start,
                finished=length == 0,
            )  # fmt: skip
            await self._store.add_segment(unit, take, segment, ask.metadata, now)
        return Upload(segment.id, take.id, segment, ask.metadata), True

    async def find(self, who: Principal, upload_id: str, *, inspected: bool = False) -> Upload:
        """An upload of theirs; `inspected`: with its SHA-256, made now where it is missing.

        Raises:
            UploadNotFound: None, or not theirs.
        """
        upload = await self._find(who, upload_id)
        if inspected and upload.segment.complete and upload.segment.sha256 is None:
            await self._look(upload_id)
            upload = await self._find(who, upload_id)
        return upload

    async def _find(self, who: Principal, upload_id: str) -> Upload:
        async with self._db.unit("media") as unit:
            take, segment, metadata = await self._mine(unit, who, upload_id)
        return Upload(upload_id, take.id, segment, metadata)

    async def append(self, who: Principal, upload_id: str, patch: Patch, body: Body) -> Upload:
        """Take the bytes of one request in; what was stored when it breaks off is kept.

        Raises:
            UploadNotFound: None, or not theirs.
            UploadLocked: Another connection writes.
            OffsetMismatch: It begins elsewhere.
            ConsentRequired, UploadClosed, TakeTooLong, UploadTooLarge, UnsupportedMedia: No.
            ChecksumMismatch: Damaged; nothing of it is kept.
            StorageFull: What was acknowledged is kept.
            UploadStalled, BodyBroken: The connection.
        """
        session = await self._begin(who, upload_id, patch)
        try:
            await self._receive(session, body)
        finally:
            await session.file.close()
            async with self._db.unit("media") as unit:
                await self._store.release(unit, upload_id, session.epoch)
        upload = await self._find(who, upload_id)
        if upload.segment.complete:
            await self._look(upload_id)
        return upload

    async def _look(self, upload_id: str) -> None:
        try:
            await self._segments.inspect(upload_id)
        except ReaderBusy:
            # The bytes are safe, which is what was asked; they are measured when needed.
            log.info("measuring put off")

    async def _begin(self, who: Principal, upload_id: str, patch: Patch) -> Session:
        """Become the writer, cut the file back to the offset."""
        async with contextlib.AsyncExitStack() as undo:
            async with self._db.unit("media") as unit:
                await self._mine(unit, who, upload_id)
                epoch = await self._store.acquire(unit, upload_id, self._settings.lease_seconds)
                if epoch is None:
                    raise UploadLocked(retry_after=LOCKED_RETRY_S)
                # Once more: as its row stands now that nobody else can change it.
                take, segment, _ = await self._mine(unit, who, upload_id)
                length = await self._check(unit, take, segment, patch)
                file = await self._staging.open(upload_id, segment.offset)
                undo.push_async_callback(file.close)
                head = None if segment.content_type else await file.head(HEAD_BYTES)
            undo.pop_all()
        return Session(
            upload_id, epoch, file, segment.offset, length, head, segment.content_type,
            patch.checksum,
        )  # fmt: skip

    async def _check(self, unit: Unit, take: Take, segment: Segment, patch: Patch) -> int | None:
        """Whether this request may be begun; the upload's length as far as it is known now."""
        if segment.sealed:
            raise UploadClosed
        await self._check_consent(unit, take)
        if not segment.finished:
            take.check_open(self._settings.limits, self._clock.now())
        if patch.offset != segment.offset:
            raise OffsetMismatch
        length = self._length(segment, patch)
        end = max(patch.offset + (patch.size or 0), length or 0)
        take.check_bytes(self._settings.limits, segment.offset, end)
        if length is not None and segment.length is None:
            await self._store.set_length(unit, segment.id, length)
        return length

    @staticmethod
    def _length(segment: Segment, patch: Patch) -> int | None:
        """The upload's length, as stored or as this request tells it."""
        if segment.length is not None and patch.length not in {None, segment.length}:
            raise Malformed("Upload-Length: it was told already and can't change")
        length = segment.length if segment.length is not None else patch.length
        if length is not None and length < patch.offset:
            raise Malformed("Upload-Length: less than what is stored")
        if length is not None and patch.offset + (patch.size or 0) > length:
            raise UploadTooLarge("The request holds more bytes than the upload's length leaves.")
        return length

    async def _receive(self, session: Session, body: Body) -> None:
        """Bytes to pieces, pieces to the disk, until the body ends or breaks."""
        wait, silent = self._settings.flush_seconds, 0.0
        while True:
            try:
                data = await body.piece(wait)
            except Exception:
                if session.checksum is None:
                    await self._keep(session)
                raise
            if data is None:
                break
            silent = 0.0 if data else silent + wait
            if not data:
                await self._still(session)
            if silent >= self._settings.idle_seconds:
                raise UploadStalled(retry_after=1)
            session.buffer += data
            full = len(session.buffer) >= self._settings.piece_bytes
            if full or (session.buffer and time.monotonic() - session.kept_at >= wait):
                await self._keep(session)
        await self._keep(session, last=True)

    async def _still(self, session: Session) -> None:
        """Whether a silent peer may go on: a withdrawn consent ends the request at once.

        Raises:
            DomainError: As for bytes that would come now.
        """
        async with self._db.unit("media") as unit:
            await self._admit(unit, session, b"")

    async def _keep(self, session: Session, *, last: bool = False) -> None:
        """Store what is in the buffer, in pieces."""
        if last and session.checksum is not None:
            session.hasher.update(session.buffer)
            if session.hasher.digest() != session.checksum:
                raise ChecksumMismatch
        size = self._settings.piece_bytes
        while session.buffer:
            data = bytes(session.buffer[:size])
            final = last and len(data) == len(session.buffer)
            if session.checksum is not None and not last:
                session.hasher.update(data)
            await self._store_piece(session, data, acknowledge=session.checksum is None or final)
            del session.buffer[: len(data)]
        session.kept_at = time.monotonic()

    async def _store_piece(self, session: Session, data: bytes, *, acknowledge: bool) -> None:
        """The one place where bytes become true; see the order above."""
        async with self._db.unit("media") as unit:
            await self._admit(unit, session, data)
            await session.file.write(session.offset + session.ahead, data)
            if acknowledge:
                await session.file.sync()
                await self._acknowledge(unit, session, session.ahead + len(data))
            else:
                await self._store.renew(unit, session.upload_id, self._settings.lease_seconds)
        session.ahead += len(data)
        if acknowledge:
            session.offset, session.ahead = session.offset + session.ahead, 0

    async def _acknowledge(self, unit: Unit, session: Session, count: int) -> None:
        await self._store.advance(
            unit,
            session.upload_id,
            Step(
                session.offset + count,
                session.content_type,
                self._clock.now(),
                self._settings.lease_seconds,
            ),
        )

    async def _admit(self, unit: Unit, session: Session, data: bytes) -> None:
        """Whether these bytes may be written, with the row held until the unit ends."""
        held = await self._store.hold(unit, session.upload_id)
        found = await self._store.upload(unit, session.upload_id)
        if held is None or found is None:
            raise UploadNotFound
        epoch, sealed = held
        if sealed:
            raise UploadClosed
        if epoch != session.epoch:
            raise UploadLocked(retry_after=LOCKED_RETRY_S)
        take = found[0]
        end = session.offset + session.ahead + len(data)
        take.check_open(self._settings.limits, self._clock.now())
        await self._check_consent(unit, take)
        if session.length is not None and end > session.length:
            raise UploadTooLarge("The request holds more bytes than the upload's length leaves.")
        take.check_bytes(self._settings.limits, session.offset, end)
        if session.head is not None:
            session.head = (session.head + data)[:HEAD_BYTES]
            kind = sniff(session.head)
            if kind is not None:
                session.content_type, session.head = kind.content_type, None

    async def _mine(self, unit: Unit, who: Principal, upload_id: str) -> tuple[Take, Segment, str]:
        found = await self._store.upload(unit, upload_id)
        if found is None or not owns(who, found[0]):
            raise UploadNotFound
        return found

    async def _check_consent(self, unit: Unit, take: Take) -> None:
        consent = await self._store.consent(unit, take.evidence_id)
        if consent is None or consent.subject_id != take.subject_id:
            raise ConsentRequired


def owns(who: Principal, take: Take) -> bool:
    """Whether a take is the caller's; a guest's token is good for one evidence alone.

    What this server records itself is nobody's to upload to.
    """
    if not take.transcribe:
        return False
    if who.invitation_id is not None and who.invitation_id != take.evidence_id:
        return False
    return who.user_id == take.subject_id
