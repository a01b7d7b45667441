"""What speech offers: the words of a recording with their times, and corrections of them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from parley.kit.errors import DomainError, Kind

TOPIC = "speech-events"


class Quality(StrEnum):
    """How far a recogniser's words can be relied on.

    `demo` (pocketsphinx) is never what a hiring decision rests on (product.md, Scores).
    """

    FULL = "full"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard.

    Attributes:
        text: As written, punctuation included.
        start, end: Seconds in the playback's time.
        confidence: 0 to 1; 0 is unstated, not low (settled.md).
    """

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One utterance.

    Attributes:
        start, end: Seconds in the playback's time.
        text: The words, joined by single spaces.
        confidence: 0 to 1, the mean over its words weighted by their lengths; 0 is unstated.
        words: In order.
    """

    start: float
    end: float
    text: str
    confidence: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one recorded answer.

    Attributes:
        media_url: Of the answer (`blob://takes/<id>`).
        evidence_id, item_id: The invitation or session, and the question.
        status: processing, ready or failed.
        progress: 0 to 1.
        stage: What is being done, one word (`waiting`, `listening`, `transcribing`), or None.
        language: BCP 47, such as `en`.
        engine: Who heard it: name and model, such as `pocketsphinx 5.1 en-us`; empty until ready.
        quality: Of that engine.
        confidence: 0 to 1 over all; 0 is unstated.
        duration_seconds: Of the recording.
        segments: As corrected last; empty when nobody spoke.
        original: As heard, once somebody corrected it; else None.
        revision: 0 as heard, then one more with each correction.
        corrected_by: Account of the last correction.
        corrected_at: When.
        error: Why it failed, a code: `no_sound_track`, `language_unavailable`,
            `engine_unavailable`, `engine_died`, `unreadable`; None unless failed.
    """

    media_url: str
    evidence_id: str
    item_id: str
    status: str
    progress: float
    stage: str | None
    language: str
    engine: str
    quality: Quality
    confidence: float
    duration_seconds: float
    segments: tuple[Segment, ...] = ()
    original: tuple[Segment, ...] | None = None
    revision: int = 0
    corrected_by: str | None = None
    corrected_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person heard instead.

    Attributes:
        media_url: Which transcript.
        revision: The one that was corrected; another by now is a conflict.
        texts: By index of the segment (the segments' times stay).
        corrected_by: The account.
    """

    media_url: str
    revision: int
    texts: tuple["CorrectedText", ...]
    corrected_by: str


@dataclass(frozen=True, slots=True)
class CorrectedText:
    """The right words of one segment; empty where nothing was said."""

    index: int
    text: str


class TranscriptNotFound(DomainError):
    """There is no transcript of this answer."""

    kind = Kind.NOT_FOUND


class TranscriptNotReady(DomainError):
    """The transcript is still being made: correct it when it is there."""

    kind = Kind.CONFLICT


class TranscriptChanged(DomainError):
    """Somebody corrected this transcript meanwhile: load it again, then correct what is left."""

    kind = Kind.CONFLICT


class Speech(Protocol):
    """The speech context, local or by gRPC."""

    async def transcripts(self, media_urls: Sequence[str]) -> list[Transcript]:
        """Those that exist or are being made, in no particular order."""
        ...

    async def correct(self, correction: Correction) -> Transcript:
        """Keep a correction beside the original; words keep or get times within their segment.

        Raises:
            TranscriptNotFound: None of this recording.
            TranscriptNotReady: It isn't there yet.
            TranscriptChanged: Another correction came first.
            Malformed: No such segment, or too long a text.
        """
        ...

    async def retry(self, media_url: str) -> Transcript:
        """Try a failed transcript again; harmless for any other.

        Raises:
            TranscriptNotFound: None of this recording.
        """
        ...


FRAME = 512  # samples: 32 ms of 16 kHz
LONGEST_UTTERANCE = 28.0  # seconds that one call of `transcribe` takes


@dataclass(frozen=True, slots=True)
class Hearing:
    """The words of one utterance, seconds from its start.

    Attributes:
        words: In order; empty when nothing was said.
        confidence: 0 to 1, weighted by length; 0 is unstated.
        quality: How far the recogniser can be relied on.
    """

    words: tuple[Word, ...]
    confidence: float
    quality: Quality

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class LiveAbility:
    """What live speech can do in a language.

    Attributes:
        recognizer: Name and model, for people; None: nothing here hears this language.
        quality: Of that recogniser.
        voice: Who speaks it, for people; None: nothing here speaks it, captions alone are shown.
        detector: What finds voice, for people.
    """

    recognizer: str | None
    quality: Quality
    voice: str | None
    detector: str


class SpeechUnavailable(DomainError):
    """Speech can't be recognised or spoken just now: type instead, or try again in a moment."""

    kind = Kind.UNAVAILABLE


class VoiceStream(Protocol):
    """The sound of one person, looked through for voice as it comes."""

    async def find(self, pcm: bytes) -> bytes:
        """Probability of voice times 255, a byte for each whole frame of `FRAME` samples.

        Frames of all streams are looked at together in one thread, and never on the event loop.

        Args:
            pcm: 16 kHz mono signed 16 bit, whole frames, 10 at most.
        """
        ...

    def close(self) -> None:
        """Forget the stream."""
        ...


class LiveSpeech(Protocol):
    """Hearing and speaking while a conversation goes on; always beside the process that has it.

    Recognisers and voices run in processes of their own; one that hangs or dies is replaced, and
    holds up nobody but the call it had.
    """

    async def ability(self, language: str) -> LiveAbility:
        """What can be done in a language (BCP 47)."""
        ...

    def stream(self) -> VoiceStream:
        """Begin to look through a person's sound."""
        ...

    async def transcribe(self, pcm: bytes, language: str, hints: Sequence[str]) -> Hearing:
        """The words of one utterance of at most LONGEST_UTTERANCE.

        Args:
            pcm: 16 kHz mono signed 16 bit.
            language: BCP 47.
            hints: Words that may occur.

        Raises:
            SpeechUnavailable: Not within its deadline.
        """
        ...

    def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        """A sentence as 16 kHz mono signed 16 bit PCM, piece by piece as it is made.

        Raises:
            SpeechUnavailable: Nothing speaks this language, or not now.
        """
        ...


@dataclass(frozen=True, slots=True)
class TranscriptReady:
    """`transcript.ready`: the words of an answer are there, or there are none in it."""

    TYPE: ClassVar[str] = "transcript.ready"

    mediaUrl: str
    evidenceId: str
    itemId: str
    quality: str


@dataclass(frozen=True, slots=True)
class TranscriptFailed:
    """`transcript.failed`: it will not come unless somebody asks again."""

    TYPE: ClassVar[str] = "transcript.failed"

    mediaUrl: str
    evidenceId: str
    itemId: str
    reason: str


@dataclass(frozen=True, slots=True)
class TranscriptCorrected:
    """`transcript.corrected`: a person changed the words."""

    TYPE: ClassVar[str] = "transcript.corrected"

    mediaUrl: str
    evidenceId: str
    itemId: str
    revision: int
    correctedBy: str
