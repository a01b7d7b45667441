"""A take: an ordered list of segments that is open, then submitted.

    open --(a newer take of the item is opened)--> superseded
    open | superseded --(submit)--> submitted, and with it the whole item

Bytes are taken only by the newest take of an item that has no answer yet. Opening counts as a
retake, whatever is recorded then. A superseded take keeps what it has and may still be submitted.

Time limits (product.md, Takes) apply to media duration, so somebody who was offline loses
nothing:

- While bytes arrive, `(limit + grace) x bytes_per_second` bounds them (`UploadTooLarge`): early
  and cheap, and generous, since it only has to bound the disk.
- When a segment is finished its duration is measured. Finished segments that together are longer
  than limit + grace stay stored, but the take takes no further bytes (`TakeTooLong`).
- Such a take can't be submitted while a retake may be opened (`TakeTooLong`). Where none is left,
  refusing it would leave the person without an answer: it is accepted, counts as long as limit +
  grace, and its playback ends there. The originals stay whole: nothing that was acknowledged is
  ever cut or thrown away.
- Without a limit of its own a take has the installation's cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parley.contracts.media import (
    AnotherTakeSubmitted,
    OpenTake,
    RetakesExhausted,
    TakeNotReady,
    TakeTooLong,
    UnreadableMedia,
)
from parley.media.domain.uploads import (
    SegmentTaken,
    TooManySegments,
    UploadClosed,
    UploadTooLarge,
)

SCHEME = "blob://"
FOLDER = "takes"


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a take.

    Attributes:
        grace_seconds: Media beyond the limit that is let pass: recorders stop a little late.
        cap_seconds: Longest take where none is asked for.
        bytes_per_second: Most that a recording may need.
        segments: Of one take.
        upload_bytes: Of one segment.
    """

    grace_seconds: float = 5.0
    cap_seconds: int = 3600
    bytes_per_second: int = 1_250_000
    segments: int = 200
    upload_bytes: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Segment:
    """One recorder's output, uploaded as one tus upload.

    Attributes:
        id: Of the upload.
        index: Place in the take, from 0.
        offset: Bytes acknowledged.
        length: Bytes in all; None while the recorder runs.
        finished: All its bytes have come.
        sealed: It takes no more bytes, finished or not.
        duration: Media seconds, None until measured.
        unreadable: Why it can't be read, None when it can or nobody has looked.
        declared_start: When the recorder says that it began.
        first_byte_at, last_byte_at: When bytes arrived.
        content_type: As the first bytes say.
        sha256: Of all bytes, once it takes no more.
        key: Of the blob, once moved there.
    """

    id: str
    index: int
    offset: int = 0
    length: int | None = None
    finished: bool = False
    sealed: bool = False
    duration: float | None = None
    unreadable: str | None = None
    declared_start: datetime | None = None
    first_byte_at: datetime | None = None
    last_byte_at: datetime | None = None
    content_type: str | None = None
    sha256: str | None = None
    key: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it takes no more bytes."""
        return self.finished or self.sealed

    @property
    def measured(self) -> bool:
        """Whether it is known what is in it."""
        return self.offset == 0 or self.duration is not None or self.unreadable is not None


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt at an answer.

    Attributes:
        id: Its id.
        evidence_id, item_id, subject_id: Of what, for what, by whom.
        number: Among the item's takes, from 1.
        media_limit_seconds: Asked for, or None.
        takes_allowed: Of the item.
        not_after: When uploads end.
        started_at: When it was opened.
        superseded: A newer take of the item exists.
        answered: Some take of the item is submitted.
        submitted_at, duration: Once submitted.
        segments: In order.
        language: What is spoken, BCP 47.
        transcribe: Whether its words are wanted; else this server records it, and nobody uploads.
    """

    id: str
    evidence_id: str
    item_id: str
    subject_id: str
    number: int
    media_limit_seconds: int | None
    takes_allowed: int
    not_after: datetime
    started_at: datetime
    superseded: bool = False
    answered: bool = False
    submitted_at: datetime | None = None
    duration: float | None = None
    segments: tuple[Segment, ...] = ()
    language: str = "en"
    transcribe: bool = True

    @property
    def recorded_seconds(self) -> float:
        """Media duration known so far."""
        if self.duration is not None:
            return self.duration
        return sum(segment.duration or 0.0 for segment in self.segments)

    @property
    def bytes(self) -> int:
        """Acknowledged so far."""
        return sum(segment.offset for segment in self.segments)

    @property
    def next_index(self) -> int:
        """The place a new segment gets."""
        return max((segment.index for segment in self.segments), default=-1) + 1

    def longest(self, limits: Limits) -> float:
        """Seconds of media that are let pass."""
        return (self.media_limit_seconds or limits.cap_seconds) + limits.grace_seconds

    def byte_budget(self, limits: Limits) -> int:
        """Bytes of all segments together at most."""
        return int(self.longest(limits) * limits.bytes_per_second)

    def too_long(self, limits: Limits) -> bool:
        """Whether what is finished is already over the limit."""
        return self.recorded_seconds > self.longest(limits)

    def check_open(self, limits: Limits, now: datetime) -> None:
        """Whether bytes may come at all.

        Raises:
            UploadClosed: Submitted, superseded, or past the end.
            TakeTooLong: It holds too much already.
        """
        if self.submitted_at is not None or self.answered:
            raise UploadClosed("This answer has been submitted: nothing can be added to it.")
        if self.superseded:
            raise UploadClosed("A newer recording of this answer was begun: go on there.")
        if now > self.not_after:
            raise UploadClosed("The time for this interview is over.")
        if self.too_long(limits):
            raise TakeTooLong

    def check_bytes(self, limits: Limits, offset_before: int, offset_after: int) -> None:
        """Whether a segment may grow from one offset to another.

        Raises:
            UploadTooLarge: Over the upload's or the take's bytes.
        """
        over = self.bytes + offset_after - offset_before > self.byte_budget(limits)
        if offset_after > limits.upload_bytes or over:
            raise UploadTooLarge

    def segment_at(
        self,
        index: int,
        length: int | None,
        declared_start: datetime | None,
        limits: Limits,
        now: datetime,
    ) -> Segment | None:
        """The segment that stands at `index`, or None when one may be made there.

        Numbers order the segments and need not be without holes: of several that wait on a
        device any may come first, and two devices agree by trying the next number.

        Raises:
            UploadClosed, TakeTooLong: See `check_open`.
            SegmentTaken: Another recording stands there.
            TooManySegments: No more of them.
            UploadTooLarge: The length that is announced can't fit.
        """
        there = next((segment for segment in self.segments if segment.index == index), None)
        if there is not None:
            differs = None not in (there.length, length) and there.length != length
            started = (there.declared_start, declared_start)
            if differs or (None not in started and started[0] != started[1]):
                raise SegmentTaken
            return there
        self.check_open(limits, now)
        if index >= limits.segments:
            raise TooManySegments
        self.check_bytes(limits, 0, length or 0)
        return None

    def sealed(self) -> "Take":
        """The take with every unfinished segment ended at its last acknowledged byte.

        Raises:
            AnotherTakeSubmitted: The item has an answer already.
            TakeNotReady: Nothing was uploaded.
        """
        if self.submitted_at is not None:
            return self
        if self.answered:
            raise AnotherTakeSubmitted
        if not self.bytes:
            raise TakeNotReady
        ended = tuple(
            replace(s, sealed=True, length=s.offset if s.length is None else s.length)
            for s in self.segments
        )
        return replace(self, segments=ended)

    def submit(self, limits: Limits, now: datetime, *, retakes_left: bool = True) -> "Take":
        """The take, closed; needs every segment sealed and measured. Again is harmless.

        Args:
            limits: Of takes.
            now: When.
            retakes_left: Whether another take of the item may be opened instead.

        Raises:
            AnotherTakeSubmitted: The item has an answer already.
            TakeNotReady: Nothing was uploaded, or more came meanwhile.
            UnreadableMedia: No segment can be read.
            TakeTooLong: It is over the limit, and there are retakes left.
        """
        if self.submitted_at is not None:
            return self
        if self.answered:
            raise AnotherTakeSubmitted
        if not self.bytes or not all(s.complete and s.measured for s in self.segments):
            raise TakeNotReady
        if not self.playable:
            raise UnreadableMedia
        if self.too_long(limits) and retakes_left:
            raise TakeTooLong
        seconds = min(self.recorded_seconds, self.longest(limits))
        return replace(self, submitted_at=now, duration=seconds, answered=True)

    @property
    def playable(self) -> tuple[Segment, ...]:
        """The segments with something readable in them, in order."""
        return tuple(s for s in self.segments if s.offset and s.duration is not None)


def open_take(takes: Sequence[Take], ask: OpenTake) -> Take | int:
    """The take to give back, or the number of the one to make.

    Args:
        takes: Of this item, in order of number.
        ask: What is asked for.

    Raises:
        RetakesExhausted: A new one is asked for and may not be had.
    """
    for take in takes:
        if take.submitted_at is not None:
            if ask.retake:
                raise RetakesExhausted(
                    "This answer has been submitted: it can't be recorded again."
                )
            return take
    if takes and not ask.retake:
        return takes[-1]
    if len(takes) >= ask.takes_allowed:
        raise RetakesExhausted
    return len(takes) + 1


def media_url(take_id: str) -> str:
    """What an answer refers to."""
    return f"{SCHEME}{FOLDER}/{take_id}"


def take_id_of(url: str) -> str | None:
    """The take behind a media URL, or None when it is none of ours."""
    prefix = f"{SCHEME}{FOLDER}/"
    return url[len(prefix) :] if url.startswith(prefix) else None


def folder(take_id: str) -> str:
    """Below which all blobs of a take lie."""
    return f"{FOLDER}/{take_id}"
