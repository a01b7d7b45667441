"""A transcript as it is kept, and its states."""

from dataclasses import dataclass
from datetime import datetime

from parley.contracts.speech import Quality, Segment

PROCESSING, READY, FAILED = "processing", "ready", "failed"

# Why one failed (contracts.speech.Transcript.error).
NO_SOUND_TRACK = "no_sound_track"
LANGUAGE_UNAVAILABLE = "language_unavailable"
ENGINE_UNAVAILABLE = "engine_unavailable"
ENGINE_DIED = "engine_died"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Stored:
    """A row.

    Attributes:
        take_id, media_url, evidence_id, item_id, subject_id: Whose, and which recording.
        audio_key: Of the WAV in the blob store; None without a sound track.
        language: BCP 47.
        duration: Of the recording, seconds.
        status: processing, ready or failed.
        run: Which attempt that somebody asked for, from 1: a job's key holds it.
        engine, quality: Who heard it.
        confidence: Over all segments as they stand now.
        heard: As the engine said.
        corrected: As a person corrected it last, or None.
        revision, corrected_by, corrected_at: Of that.
        error: Why it failed.
    """

    take_id: str
    media_url: str
    evidence_id: str
    item_id: str
    subject_id: str | None
    audio_key: str | None
    language: str
    duration: float
    status: str = PROCESSING
    run: int = 1
    engine: str = ""
    quality: Quality = Quality.DEMO
    confidence: float = 0.0
    heard: tuple[Segment, ...] = ()
    corrected: tuple[Segment, ...] | None = None
    revision: int = 0
    corrected_by: str | None = None
    corrected_at: datetime | None = None
    error: str | None = None

    @property
    def segments(self) -> tuple[Segment, ...]:
        """As they stand now."""
        return self.heard if self.corrected is None else self.corrected

    @property
    def job_key(self) -> str:
        """Of the job that makes it."""
        return f"{self.take_id}:{self.run}"
