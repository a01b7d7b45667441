"""Bodies of what was said: transcripts of recorded answers, and conversations; camelCase."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter

from parley.contracts.interviews import Provenance, Speaker
from parley.contracts.speech import Segment, Transcript
from parley.hiring.http.fields import Instant, Text
from parley.kit.web.paging import Camel

# A correction comes from the page, a segment or a few at a time; these only keep nonsense out.
SEGMENT_INDEX_MAX = 100_000
SEGMENT_TEXT_MAX = 5000
SEGMENTS_MAX = 5000


class WordOut(Camel):
    """One word; times in seconds of the playback, confidence 0 to 1 (0: unstated)."""

    text: str
    start: float
    end: float
    confidence: float


_WORDS = TypeAdapter(list[WordOut])


class SegmentOut(Camel):
    """One utterance; `index` is what a correction names."""

    index: int
    start: float
    end: float
    text: str
    confidence: float
    words: list[WordOut]
    original_text: str | None = Field(description="As heard, where a person corrected it.")


class TranscriptOut(Camel):
    """The words of one recorded answer."""

    status: str = Field(description="processing, ready or failed")
    progress: float
    stage: str | None
    error: str | None
    language: str
    engine: str
    quality: str = Field(description="full or demo")
    confidence: float
    duration_seconds: float
    revision: int
    corrected_by: str | None = Field(description="Name of whoever corrected it last.")
    corrected_at: Instant | None
    segments: list[SegmentOut]

    @classmethod
    def of(cls, found: Transcript, names: Mapping[str, str]) -> "TranscriptOut":
        """From speech's; `names` by account id."""
        heard = [segment.text for segment in found.original or ()]
        return cls(
            status=found.status,
            progress=found.progress,
            stage=found.stage,
            error=found.error,
            language=found.language,
            engine=found.engine,
            quality=found.quality.value,
            confidence=found.confidence,
            duration_seconds=found.duration_seconds,
            revision=found.revision,
            corrected_by=names.get(found.corrected_by or ""),
            corrected_at=found.corrected_at,
            segments=[
                _segment(index, segment, heard) for index, segment in enumerate(found.segments)
            ],
        )


def _segment(index: int, segment: Segment, heard: Sequence[str]) -> SegmentOut:
    """A segment beside what was `heard`, which is empty where nobody corrected anything."""
    before = heard[index] if index < len(heard) else segment.text
    return SegmentOut(
        index=index,
        start=segment.start,
        end=segment.end,
        text=segment.text,
        confidence=segment.confidence,
        words=_WORDS.validate_python(segment.words),
        original_text=before if before != segment.text else None,
    )


class SegmentIn(Camel):
    """The right words of one segment."""

    index: Annotated[int, Field(ge=0, le=SEGMENT_INDEX_MAX)]
    text: Annotated[Text, Field(max_length=SEGMENT_TEXT_MAX)]


class CorrectionIn(Camel):
    """A correction of the revision that was seen."""

    revision: Annotated[int, Field(ge=0)]
    segments: Annotated[list[SegmentIn], Field(min_length=1, max_length=SEGMENTS_MAX)]


class EntryOut(Camel):
    """What one of the two said in a conversation; times in seconds of its recording."""

    entry_id: str
    speaker: Speaker
    text: str = Field(description="Of the AI, what was heard of it.")
    start: float
    end: float
    item_id: str | None = Field(description="The question it belongs to.")
    move: str = Field(description="What was done: ask, follow_up, answer, ...; or empty.")
    provenance: Provenance
    cut: bool = Field(description="The AI was interrupted here.")
    words: list[WordOut]


ENTRIES = TypeAdapter(list[EntryOut])
