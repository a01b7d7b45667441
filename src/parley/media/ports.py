"""What media needs from the world, and its settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from parley.contracts.media import Consent, Gap, OpenTake
from parley.kit.db import Unit
from parley.kit.errors import Unavailable
from parley.media.domain.sniff import MediaType
from parley.media.domain.takes import Limits, Segment, Take


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What the confined process may use.

    Attributes:
        memory_bytes: Address space.
        cpu_seconds: Then the kernel ends it.
        probe_seconds, remux_seconds: Deadlines by the clock on the wall; killed then.
        at_once: Processes at a time, over all requests.
    """

    memory_bytes: int = 1024**3
    cpu_seconds: int = 120
    probe_seconds: int = 30
    remux_seconds: int = 600
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How media is configured.

    Attributes:
        limits: Of takes.
        disk_floor_bytes: Free space that uploads leave.
        lease_seconds: A writer that sends nothing for so long may be replaced.
        flush_seconds: What has come is made durable at least so often.
        piece_bytes: Written at a time; what one connection holds in memory.
        idle_seconds: A silent connection is ended.
        link_seconds: How long a signed link lives; players renew it.
        abandoned_days: After its end, a take that nobody submitted is deleted.
        orphan_seconds: Age of a staged file without a row when it is deleted.
        sweep_seconds: Between sweeps.
        reader: Limits of the process that opens media.
    """

    limits: Limits = field(default_factory=Limits)
    disk_floor_bytes: int = 256 * 1024**2
    lease_seconds: float = 2.0
    flush_seconds: float = 0.5
    piece_bytes: int = 1024**2
    idle_seconds: float = 30.0
    link_seconds: int = 900
    abandoned_days: int = 7
    orphan_seconds: int = 3600
    sweep_seconds: float = 600.0
    reader: ReaderLimits = field(default_factory=ReaderLimits)


class ReaderBusy(Unavailable):
    """The recording could not be looked at just now: nothing is lost, try again in a moment."""


class ReaderDied(Exception):
    """The confined process was ended while it read: by its limits, or by what it read."""


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

    async def older(self, seconds: float) -> list[str]:
        """Names of files not touched for so long."""
        ...


@dataclass(frozen=True, slots=True)
class Remuxed:
    """A derived file.

    Attributes:
        duration: Seconds.
        form: `webm` or `mp4`.
        starts: Where each input begins, seconds.
        video: Whether it has a picture.
        poster: Whether a poster was made.
    """

    duration: float
    form: str
    starts: tuple[float, ...]
    video: bool
    poster: bool


Source = tuple[Path, MediaType]
Progress = Callable[[float], Awaitable[None]]


class Reader(Protocol):
    """Opens what strangers sent, confined."""

    async def probe(self, source: Source) -> float:
        """Media duration in seconds, by packets.

        Raises:
            UnreadableMedia: Nothing in it can be played.
            ReaderBusy: Not in time.
            ReaderDied: It was ended.
        """
        ...

    async def remux(
        self, sources: Sequence[Source], out: Path, poster: Path, progress: Progress
    ) -> Remuxed:
        """Write all sources one after another into `out`, a picture into `poster`.

        Raises:
            UnreadableMedia, NotJoinable: It can never be done.
            StorageFull, ReaderBusy, ReaderDied: It wasn't done.
        """
        ...


@dataclass(frozen=True, slots=True)
class PlaybackRow:
    """A playback as it is stored."""

    take_id: str
    status: str
    key: str | None = None
    content_type: str | None = None
    poster_key: str | None = None
    duration: float | None = None
    gaps: tuple[Gap, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A take whose rows are gone while its files may not be."""

    take_id: str
    segment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Bytes being acknowledged.

    Attributes:
        offset: The new one.
        content_type: As sniffed, None while unknown.
        now: When they came.
        seconds: How long the writer's lease goes on; 0 ends it.
    """

    offset: int
    content_type: str | None
    now: datetime
    seconds: float


class Store(Protocol):
    """The rows; every call runs in the caller's transaction."""

    async def add_consent(self, unit: Unit, consent: Consent) -> None:
        """Store it, unless one of that version is in force."""
        ...

    async def consent(self, unit: Unit, evidence_id: str, *, lock: bool = False) -> Consent | None:
        """The newest in force."""
        ...

    async def withdraw(self, unit: Unit, evidence_id: str, now: datetime) -> None:
        """End all of them."""
        ...

    async def lock_item(self, unit: Unit, evidence_id: str, item_id: str) -> None:
        """Hold every take of an item."""
        ...

    async def lock_take(self, unit: Unit, take_id: str) -> bool:
        """Hold one take; False when there is none."""
        ...

    async def takes(self, unit: Unit, evidence_id: str, item_id: str | None = None) -> list[Take]:
        """Of the evidence, or of one item, by item and number."""
        ...

    async def take(self, unit: Unit, take_id: str) -> Take | None:
        """One, with its segments."""
        ...

    async def add_take(
        self, unit: Unit, take_id: str, number: int, ask: OpenTake, now: datetime
    ) -> None:
        """Store a new one."""
        ...

    async def set_terms(self, unit: Unit, take_id: str, ask: OpenTake) -> None:
        """An open take lives on under the terms as they are now."""
        ...

    async def submitted_seconds(self, unit: Unit, evidence_id: str, except_item: str) -> float:
        """Duration of the other items' submitted takes."""
        ...

    async def seal(self, unit: Unit, take_id: str, now: datetime) -> None:
        """End every unfinished segment at its offset; whoever writes it loses his lease."""
        ...

    async def close_take(self, unit: Unit, take: Take) -> None:
        """Store that it is submitted, and that its playback is wanted."""
        ...

    async def add_segment(
        self, unit: Unit, take: Take, segment: Segment, metadata: str, now: datetime
    ) -> None:
        """Store a new one."""
        ...

    async def upload(self, unit: Unit, upload_id: str) -> tuple[Take, Segment, str] | None:
        """An upload with its take and its metadata."""
        ...

    async def acquire(self, unit: Unit, upload_id: str, seconds: float) -> int | None:
        """Become its writer under a new epoch; None while another one lives."""
        ...

    async def hold(self, unit: Unit, upload_id: str) -> tuple[int, bool] | None:
        """Keep anybody else from writing until the transaction ends: (epoch, sealed)."""
        ...

    async def advance(self, unit: Unit, upload_id: str, step: Step) -> None:
        """Acknowledge bytes."""
        ...

    async def renew(self, unit: Unit, upload_id: str, seconds: float) -> None:
        """Keep the writer's lease."""
        ...

    async def release(self, unit: Unit, upload_id: str, epoch: int) -> None:
        """Stop being its writer, if one still is."""
        ...

    async def set_length(self, unit: Unit, upload_id: str, length: int) -> None:
        """The length that was deferred."""
        ...

    async def set_inspected(
        self,
        unit: Unit,
        upload_id: str,
        sha256: str,
        duration: float | None,
        unreadable: str | None,
    ) -> None:
        """What is in it."""
        ...

    async def set_key(self, unit: Unit, upload_id: str, key: str) -> None:
        """It has been moved to the blobs."""
        ...

    async def playback(self, unit: Unit, take_id: str) -> PlaybackRow | None:
        """The playback of a take."""
        ...

    async def set_playback(self, unit: Unit, row: PlaybackRow, now: datetime) -> None:
        """How it stands."""
        ...

    async def blob_role(self, unit: Unit, key: str) -> str | None:
        """`playback`, `poster` or `original`; None when no row knows the blob."""
        ...

    async def remove(self, unit: Unit, take_ids: Sequence[str]) -> list[Removed]:
        """Delete the rows of takes, keeping what has yet to be deleted with them."""
        ...

    async def take_ids(self, unit: Unit, evidence_ids: Sequence[str]) -> list[str]:
        """All takes of the evidence, locked."""
        ...

    async def forget_consents(self, unit: Unit, evidence_ids: Sequence[str]) -> None:
        """Delete consents."""
        ...

    async def abandoned(self, unit: Unit, before: datetime) -> list[str]:
        """Takes not submitted whose end lies before."""
        ...

    async def removals(self, unit: Unit) -> list[Removed]:
        """What `remove` has left."""
        ...

    async def forget_removals(self, unit: Unit, older_than_seconds: float) -> None:
        """Their files are gone."""
        ...

    async def staged(self, unit: Unit, names: Sequence[str]) -> set[str]:
        """Those of `names` that are uploads whose bytes are still staged."""
        ...
