"""Speech in memory: transcripts are there by a test's word, and change by corrections."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from parley.contracts.speech import (
    Correction,
    Quality,
    Segment,
    Transcript,
    TranscriptChanged,
    TranscriptNotFound,
    TranscriptNotReady,
    Word,
)
from parley.kit.errors import Malformed, Unavailable

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def segment(text: str, start: float = 0.0, confidence: float = 0.9) -> Segment:
    """A segment of that text, half a second a word."""
    words = tuple(
        Word(word, start + place / 2, start + place / 2 + 0.4, confidence)
        for place, word in enumerate(text.split())
    )
    return Segment(start, start + max(len(words) / 2, 0.5), text, confidence, words)


@dataclass
class FakeSpeech:
    """`contracts.speech.Speech`; `ready`, `working` and `failed` stand for its job."""

    held: dict[str, Transcript] = field(default_factory=dict)
    down: bool = False
    asked: int = 0

    def working(self, media_url: str, progress: float = 0.5) -> Transcript:
        """Pretend that it is being transcribed."""
        return self._hold(media_url, status="processing", progress=progress, stage="transcribing")

    def ready(self, media_url: str, *texts: str, quality: Quality = Quality.FULL) -> Transcript:
        """Pretend that these utterances were heard."""
        segments, start = [], 0.0
        for text in texts:
            segments.append(segment(text, start))
            start = segments[-1].end + 1.0
        return self._hold(
            media_url,
            status="ready",
            progress=1.0,
            engine="fake 1",
            quality=quality,
            confidence=0.9,
            segments=tuple(segments),
        )

    def failed(self, media_url: str, error: str = "engine_died") -> Transcript:
        """Pretend that it can't be transcribed."""
        return self._hold(media_url, status="failed", progress=1.0, error=error)

    def _hold(self, media_url: str, **fields: Any) -> Transcript:
        blank = Transcript(
            media_url, "", "", "processing", 0.0, None, "en", "", Quality.FULL, 0.0, 12.2
        )
        self.held[media_url] = replace(blank, **fields)
        return self.held[media_url]

    def _check(self) -> None:
        self.asked += 1
        if self.down:
            raise Unavailable

    async def transcripts(self, media_urls: Sequence[str]) -> list[Transcript]:
        self._check()
        return [self.held[url] for url in media_urls if url in self.held]

    async def correct(self, correction: Correction) -> Transcript:
        self._check()
        old = self.held.get(correction.media_url)
        if old is None:
            raise TranscriptNotFound
        if old.status != "ready":
            raise TranscriptNotReady
        if old.revision != correction.revision:
            raise TranscriptChanged
        segments = list(old.segments)
        for text in correction.texts:
            if text.index >= len(segments):
                raise Malformed("segments: there is no such segment")
            before = segments[text.index]
            segments[text.index] = replace(segment(text.text, before.start), end=before.end)
        new = replace(
            old,
            segments=tuple(segments),
            original=old.original or old.segments,
            revision=old.revision + 1,
            corrected_by=correction.corrected_by,
            corrected_at=NOW,
        )
        self.held[correction.media_url] = new
        return new

    async def retry(self, media_url: str) -> Transcript:
        self._check()
        old = self.held.get(media_url)
        if old is None:
            raise TranscriptNotFound
        return self.working(media_url, 0.0) if old.status == "failed" else old
