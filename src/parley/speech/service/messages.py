"""The facts that speech tells, as messages."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from parley.contracts.speech import (
    TOPIC,
    TranscriptCorrected,
    TranscriptFailed,
    TranscriptReady,
)
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.speech.domain.transcripts import Stored


def ready(row: Stored, now: datetime) -> Message:
    """`transcript.ready`."""
    fact = TranscriptReady(row.media_url, row.evidence_id, row.item_id, row.quality.value)
    return _message(TranscriptReady.TYPE, asdict(fact), row, now)


def failed(row: Stored, now: datetime) -> Message:
    """`transcript.failed`."""
    fact = TranscriptFailed(row.media_url, row.evidence_id, row.item_id, row.error or "")
    return _message(TranscriptFailed.TYPE, asdict(fact), row, now)


def corrected(row: Stored, now: datetime) -> Message:
    """`transcript.corrected`."""
    fact = TranscriptCorrected(
        row.media_url, row.evidence_id, row.item_id, row.revision, row.corrected_by or ""
    )
    return _message(TranscriptCorrected.TYPE, asdict(fact), row, now)


def _message(kind: str, data: dict[str, Any], row: Stored, now: datetime) -> Message:
    return Message(new_id(), TOPIC, kind, row.take_id, now, data, row.subject_id)
