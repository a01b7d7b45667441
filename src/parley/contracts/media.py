"""What media offers: consent to being recorded, takes, and their playback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from parley.kit.errors import DomainError, Kind

TOPIC = "media-events"


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's consent to one interview being recorded.

    Attributes:
        evidence_id: The invitation or session it is for.
        subject_id: Who consented.
        version: Of the text.
        text: The paragraphs that were shown.
        given_at: When.
        withdrawn_at: When it ended, None while it is in force.
    """

    evidence_id: str
    subject_id: str
    version: str
    text: tuple[str, ...]
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenTake:
    """Ask for a take of one answer.

    Attributes:
        evidence_id: The invitation.
        item_id: The question.
        subject_id: Who is recorded; only they may upload.
        media_limit_seconds: Longest media duration over all segments, None for the global cap.
        takes_allowed: How many takes of this item there may be, the first included.
        retake: Open a new one although one is open.
        not_after: When uploads end (the invitation's expiry).
        language: What will be spoken, BCP 47.
        transcribe: Whether the recording's words are wanted. Not of a conversation that this
            server records itself: its words are known, and nobody may upload to it.
    """

    evidence_id: str
    item_id: str
    subject_id: str
    media_limit_seconds: int | None
    takes_allowed: int
    retake: bool
    not_after: datetime
    language: str = "en"
    transcribe: bool = True


@dataclass(frozen=True, slots=True)
class Take:
    """A take: an ordered list of segments (product.md, Takes).

    Attributes:
        take_id: Its id.
        item_id: The question.
        media_url: `blob://...`, what an answer refers to; the same for all segments.
        started_at: When it was opened.
        media_limit_seconds: See OpenTake.
        retakes_left: How many more may be opened for the item.
        recorded_seconds: Media duration known so far (finished segments).
        next_segment: The index a new segment gets.
        submitted: Whether an answer refers to it: then it is closed.
        created: Whether this call made it.
    """

    take_id: str
    item_id: str
    media_url: str
    started_at: datetime
    media_limit_seconds: int | None
    retakes_left: int
    recorded_seconds: float
    next_segment: int
    submitted: bool
    created: bool = False


@dataclass(frozen=True, slots=True)
class SoundChunk:
    """A piece of a conversation that this server records itself.

    Attributes:
        media_url: Of the open take.
        segment: Index of the segment: one for each process that records, from 0.
        offset: Byte within the segment where it begins: at what was acknowledged last, or beyond
            it (then silence lies between).
        pcm: 16 kHz signed 16 bit, two channels interleaved: the person left, the AI right.
    """

    media_url: str
    segment: int
    offset: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the playback where something is missing.

    Attributes:
        at_seconds: In the playback's time.
        missing_seconds: Wall time between the segments.
    """

    at_seconds: float
    missing_seconds: float


@dataclass(frozen=True, slots=True)
class Playback:
    """How an answer can be watched.

    Attributes:
        status: processing, ready or failed.
        progress: 0 to 1.
        playback_url, poster_url, download_url: Signed, relative to the public URL; None until
            ready. An audio-only answer has no poster. `download_url` of a failed one is the first
            original.
        duration_seconds: Of the derived file.
        gaps: Where segments were joined.
        expires_at: When the links end.
        original_urls: The segments as they were sent, as attachments, once they are in the store.
        audio_url: The loudness-normalised sound as WAV; None until made, or without a sound track.
        waveform_url: JSON `{"peaksPerSecond": n, "peaks": [0..255, ...]}`; None likewise.
    """

    status: str
    progress: float
    playback_url: str | None = None
    poster_url: str | None = None
    download_url: str | None = None
    duration_seconds: float | None = None
    gaps: tuple[Gap, ...] = ()
    expires_at: datetime | None = None
    original_urls: tuple[str, ...] = ()
    audio_url: str | None = None
    waveform_url: str | None = None


class ConsentRequired(DomainError):
    """Recording needs your consent: open the interview's link and agree, or answer by text."""

    kind = Kind.FORBIDDEN


class ConsentVersionOutdated(DomainError):
    """The consent text has changed since you read it: read the new one, then agree again."""

    kind = Kind.CONFLICT


class RetakesExhausted(DomainError):
    """There are no retakes left for this question: submit the recording that is there."""

    kind = Kind.CONFLICT


class TakeNotFound(DomainError):
    """There is no such recording."""

    kind = Kind.NOT_FOUND


class TakeNotReady(DomainError):
    """This recording has no finished upload yet: wait until everything is saved, then submit."""

    kind = Kind.MALFORMED


class TakeTooLong(DomainError):
    """The recording is longer than this answer may be: record it again, if retakes are left."""

    kind = Kind.TOO_LARGE


class AnotherTakeSubmitted(DomainError):
    """Another recording of this answer has been submitted already."""

    kind = Kind.CONFLICT


class UnreadableMedia(DomainError):
    """The recording can't be read as video or audio: record the answer again."""

    kind = Kind.MALFORMED


class Media(Protocol):
    """The media context, local or by gRPC."""

    async def give_consent(self, consent: Consent) -> Consent:
        """Store the consent; given twice for the same version, the first one stands."""
        ...

    async def consent(self, evidence_id: str) -> Consent | None:
        """The consent in force, or None."""
        ...

    async def consents(self, evidence_id: str) -> list[Consent]:
        """All that were given, the withdrawn ones too, the newest first."""
        ...

    async def withdraw_consent(self, evidence_id: str) -> None:
        """End every consent of this evidence: uploads are refused from now on."""
        ...

    async def open_take(self, ask: OpenTake) -> Take:
        """Open a take, or give back the open one unless `retake`.

        Raises:
            ConsentRequired: Nobody agreed to be recorded.
            RetakesExhausted: No more takes for this item.
        """
        ...

    async def takes(self, evidence_id: str) -> list[Take]:
        """The newest take of every item of this evidence."""
        ...

    async def write_sound(self, chunk: SoundChunk) -> int:
        """Append sound to a take; committed and synced before it answers.

        The next offset of the segment is returned; the same chunk again is harmless.

        Raises:
            ConsentRequired: It was withdrawn.
            TakeNotFound: No such take, or not one that this server records; or it takes no more,
                or another process has begun a later segment of it.
            TakeTooLong: It is as long as it may be.
            Malformed: Not whole samples of both channels, or too many at once.
        """
        ...

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        """Close the take behind `media_url` and tell its media duration in seconds.

        Unfinished segments are sealed at their last acknowledged byte; the playback file is
        made by a job. Submitting again is harmless.

        Raises:
            TakeNotFound: Not a take of this evidence and item.
            TakeNotReady: Nothing was uploaded.
            UnreadableMedia: The bytes are no media.
            TakeTooLong: Longer than its limit and the grace.
            AnotherTakeSubmitted: The item has an answer already.
        """
        ...

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        """Signed links to the derived file, or how far its making is.

        Args:
            media_url: Of the answer.
            retry: Try a failed making again.

        Raises:
            TakeNotFound: No such take.
        """
        ...

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        """Media duration of the submitted takes of all other items (for a total limit)."""
        ...

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        """Delete everything recorded for this evidence."""
        ...


@dataclass(frozen=True, slots=True)
class PlaybackReady:
    """`playback.ready`: the derived file of an answer can be watched."""

    TYPE: ClassVar[str] = "playback.ready"

    takeId: str
    evidenceId: str
    itemId: str
    durationSeconds: float


@dataclass(frozen=True, slots=True)
class AudioReady:
    """`audio.ready`: the sound of a submitted answer can be transcribed.

    Attributes:
        takeId, mediaUrl, evidenceId, itemId: Which answer.
        key: Of the WAV in the blob store (16 kHz, mono, 16 bit, loudness-normalised, in the
            playback's time), or None when the recording has no sound track.
        durationSeconds: Of the recording.
        language: What is spoken, BCP 47.
    """

    TYPE: ClassVar[str] = "audio.ready"

    takeId: str
    mediaUrl: str
    evidenceId: str
    itemId: str
    key: str | None
    durationSeconds: float
    language: str


@dataclass(frozen=True, slots=True)
class AudioFailed:
    """`audio.failed`: the recording can't be opened; its originals can still be downloaded."""

    TYPE: ClassVar[str] = "audio.failed"

    takeId: str
    mediaUrl: str
    evidenceId: str
    itemId: str
    reason: str
