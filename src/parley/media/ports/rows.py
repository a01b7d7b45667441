"""What is kept in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.contracts.erasure import Scope
from parley.contracts.media import Consent, Gap, OpenTake
from parley.kit.db import Unit
from parley.media.domain.playback import PROCESSING
from parley.media.domain.takes import Segment, Take


@dataclass(frozen=True, slots=True)
class PlaybackRow:
    """A playback as it is stored.

    Attributes:
        sound: processing, ready, none (no sound track) or failed.
        audio_key, waveform_key: Once it is ready.
    """

    take_id: str
    status: str
    key: str | None = None
    content_type: str | None = None
    poster_key: str | None = None
    duration: float | None = None
    gaps: tuple[Gap, ...] = ()
    error: str | None = None
    sound: str = PROCESSING
    audio_key: str | None = None
    waveform_key: str | None = None


@dataclass(frozen=True, slots=True)
class SoundRow:
    """What became of a playback's sound."""

    take_id: str
    status: str
    audio_key: str | None = None
    waveform_key: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A take whose rows are gone while its files may not be."""

    take_id: str
    segment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to be forgotten, as `erasure.requested` says it.

    Attributes:
        erasure_id: The receipt's id.
        scope: How much.
        subject_id: Whom it is about.
        evidence_ids: The interviews it covers.
    """

    erasure_id: str
    scope: Scope
    subject_id: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A deletion under way: what its rows were.

    Attributes:
        erasure_id: The receipt's id.
        scope: How much.
        recordings, files, consents: How many are deleted.
        consents_kept: Withdrawn, and kept as proof.
    """

    erasure_id: str
    scope: Scope
    recordings: int
    files: int
    consents: int
    consents_kept: int


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

    async def consents(self, unit: Unit, evidence_id: str) -> list[Consent]:
        """All, the withdrawn ones too, the newest first."""
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

    async def set_duration(self, unit: Unit, upload_id: str, seconds: float) -> None:
        """How much of it is recorded."""
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

    async def set_sound(self, unit: Unit, row: SoundRow) -> None:
        """How its sound stands."""
        ...

    async def wanting(self, unit: Unit, older_than_seconds: float, count: int) -> list[PlaybackRow]:
        """Playbacks without news of their sound, locked: never asked for, or asked so long ago."""
        ...

    async def set_asked(self, unit: Unit, take_ids: Sequence[str]) -> None:
        """Their jobs were asked for just now."""
        ...

    async def blob_role(self, unit: Unit, key: str) -> str | None:
        """playback, poster, audio, waveform or original; None when no row knows the blob."""
        ...

    async def remove(
        self, unit: Unit, take_ids: Sequence[str], erasure_id: str | None = None
    ) -> list[Removed]:
        """Delete the rows of takes and what names them, keeping a note of what lies on the disk."""
        ...

    async def lock_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> None:
        """Hold them: from here on nobody opens a take of this evidence."""
        ...

    async def take_ids(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> list[str]:
        """All takes of the evidence, and of the subject where one is given; locked."""
        ...

    async def count_files(self, unit: Unit, take_ids: Sequence[str]) -> int:
        """How many files the rows of these takes stand for."""
        ...

    async def forget_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> int:
        """Delete consents; how many."""
        ...

    async def withdraw_all(self, unit: Unit, evidence_ids: Sequence[str], now: datetime) -> int:
        """End the consents of this evidence that are in force; how many are kept in all."""
        ...

    async def forget_messages(
        self,
        unit: Unit,
        evidence_ids: Sequence[str],
        take_ids: Sequence[str],
        subject_id: str | None = None,
    ) -> None:
        """Delete facts about them from the outbox; forget whom received messages were about."""
        ...

    async def add_forgetting(self, unit: Unit, forgetting: Forgetting) -> None:
        """Note that somebody waits for an answer."""
        ...

    async def forgetting(self, unit: Unit, erasure_id: str) -> Forgetting | None:
        """One that was not answered yet, locked."""
        ...

    async def unanswered(self, unit: Unit) -> list[str]:
        """Ids of those that were not answered yet."""
        ...

    async def answered(self, unit: Unit, erasure_id: str) -> None:
        """The answer is in the outbox."""
        ...

    async def forget_answered(self, unit: Unit, days: int) -> None:
        """Drop what was answered so long ago."""
        ...

    async def abandoned(self, unit: Unit, before: datetime) -> list[str]:
        """Takes not submitted whose end lies before."""
        ...

    async def removals(self, unit: Unit, erasure_id: str | None = None) -> list[Removed]:
        """What `remove` has left, of one erasure or of all."""
        ...

    async def forget_removals(self, unit: Unit, older_than_seconds: float) -> None:
        """Their files are gone."""
        ...

    async def staged(self, unit: Unit, names: Sequence[str]) -> set[str]:
        """Those of `names` that are uploads whose bytes are still staged."""
        ...
