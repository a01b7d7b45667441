import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Quality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_UNSPECIFIED: _ClassVar[Quality]
    QUALITY_FULL: _ClassVar[Quality]
    QUALITY_DEMO: _ClassVar[Quality]
QUALITY_UNSPECIFIED: Quality
QUALITY_FULL: Quality
QUALITY_DEMO: Quality

class Word(_message.Message):
    __slots__ = ("text", "start", "end", "confidence")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    text: str
    start: float
    end: float
    confidence: float
    def __init__(self, text: _Optional[str] = ..., start: _Optional[float] = ..., end: _Optional[float] = ..., confidence: _Optional[float] = ...) -> None: ...

class Segment(_message.Message):
    __slots__ = ("start", "end", "text", "confidence", "words")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    start: float
    end: float
    text: str
    confidence: float
    words: _containers.RepeatedCompositeFieldContainer[Word]
    def __init__(self, start: _Optional[float] = ..., end: _Optional[float] = ..., text: _Optional[str] = ..., confidence: _Optional[float] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ...) -> None: ...

class Segments(_message.Message):
    __slots__ = ("segments",)
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    segments: _containers.RepeatedCompositeFieldContainer[Segment]
    def __init__(self, segments: _Optional[_Iterable[_Union[Segment, _Mapping]]] = ...) -> None: ...

class Transcript(_message.Message):
    __slots__ = ("media_url", "evidence_id", "item_id", "status", "progress", "stage", "language", "engine", "quality", "confidence", "duration_seconds", "segments", "original", "revision", "corrected_by", "corrected_at", "error")
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_BY_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_AT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    evidence_id: str
    item_id: str
    status: str
    progress: float
    stage: str
    language: str
    engine: str
    quality: Quality
    confidence: float
    duration_seconds: float
    segments: _containers.RepeatedCompositeFieldContainer[Segment]
    original: Segments
    revision: int
    corrected_by: str
    corrected_at: _timestamp_pb2.Timestamp
    error: str
    def __init__(self, media_url: _Optional[str] = ..., evidence_id: _Optional[str] = ..., item_id: _Optional[str] = ..., status: _Optional[str] = ..., progress: _Optional[float] = ..., stage: _Optional[str] = ..., language: _Optional[str] = ..., engine: _Optional[str] = ..., quality: _Optional[_Union[Quality, str]] = ..., confidence: _Optional[float] = ..., duration_seconds: _Optional[float] = ..., segments: _Optional[_Iterable[_Union[Segment, _Mapping]]] = ..., original: _Optional[_Union[Segments, _Mapping]] = ..., revision: _Optional[int] = ..., corrected_by: _Optional[str] = ..., corrected_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., error: _Optional[str] = ...) -> None: ...

class CorrectedText(_message.Message):
    __slots__ = ("index", "text")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    index: int
    text: str
    def __init__(self, index: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class Correction(_message.Message):
    __slots__ = ("media_url", "revision", "texts", "corrected_by")
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_BY_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    revision: int
    texts: _containers.RepeatedCompositeFieldContainer[CorrectedText]
    corrected_by: str
    def __init__(self, media_url: _Optional[str] = ..., revision: _Optional[int] = ..., texts: _Optional[_Iterable[_Union[CorrectedText, _Mapping]]] = ..., corrected_by: _Optional[str] = ...) -> None: ...

class TranscriptsRequest(_message.Message):
    __slots__ = ("media_urls",)
    MEDIA_URLS_FIELD_NUMBER: _ClassVar[int]
    media_urls: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, media_urls: _Optional[_Iterable[str]] = ...) -> None: ...

class TranscriptsResponse(_message.Message):
    __slots__ = ("transcripts",)
    TRANSCRIPTS_FIELD_NUMBER: _ClassVar[int]
    transcripts: _containers.RepeatedCompositeFieldContainer[Transcript]
    def __init__(self, transcripts: _Optional[_Iterable[_Union[Transcript, _Mapping]]] = ...) -> None: ...

class CorrectRequest(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ...) -> None: ...

class CorrectResponse(_message.Message):
    __slots__ = ("transcript",)
    TRANSCRIPT_FIELD_NUMBER: _ClassVar[int]
    transcript: Transcript
    def __init__(self, transcript: _Optional[_Union[Transcript, _Mapping]] = ...) -> None: ...

class RetryRequest(_message.Message):
    __slots__ = ("media_url",)
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    def __init__(self, media_url: _Optional[str] = ...) -> None: ...

class RetryResponse(_message.Message):
    __slots__ = ("transcript",)
    TRANSCRIPT_FIELD_NUMBER: _ClassVar[int]
    transcript: Transcript
    def __init__(self, transcript: _Optional[_Union[Transcript, _Mapping]] = ...) -> None: ...

class Recognizer(_message.Message):
    __slots__ = ("name", "title", "languages", "quality", "joins")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    JOINS_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    quality: Quality
    joins: bool
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., quality: _Optional[_Union[Quality, str]] = ..., joins: _Optional[bool] = ...) -> None: ...

class Speaker(_message.Message):
    __slots__ = ("name", "title", "languages")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ...) -> None: ...

class Missing(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DescribeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DescribeResponse(_message.Message):
    __slots__ = ("recognizers", "missing", "detector", "speakers", "missing_speakers")
    RECOGNIZERS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    DETECTOR_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    MISSING_SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    recognizers: _containers.RepeatedCompositeFieldContainer[Recognizer]
    missing: _containers.RepeatedCompositeFieldContainer[Missing]
    detector: str
    speakers: _containers.RepeatedCompositeFieldContainer[Speaker]
    missing_speakers: _containers.RepeatedCompositeFieldContainer[Missing]
    def __init__(self, recognizers: _Optional[_Iterable[_Union[Recognizer, _Mapping]]] = ..., missing: _Optional[_Iterable[_Union[Missing, _Mapping]]] = ..., detector: _Optional[str] = ..., speakers: _Optional[_Iterable[_Union[Speaker, _Mapping]]] = ..., missing_speakers: _Optional[_Iterable[_Union[Missing, _Mapping]]] = ...) -> None: ...

class FindVoiceRequest(_message.Message):
    __slots__ = ("pcm", "state")
    PCM_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    pcm: bytes
    state: bytes
    def __init__(self, pcm: _Optional[bytes] = ..., state: _Optional[bytes] = ...) -> None: ...

class FindVoiceResponse(_message.Message):
    __slots__ = ("voice", "loudness", "state")
    VOICE_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    voice: bytes
    loudness: bytes
    state: bytes
    def __init__(self, voice: _Optional[bytes] = ..., loudness: _Optional[bytes] = ..., state: _Optional[bytes] = ...) -> None: ...

class TranscribeRequest(_message.Message):
    __slots__ = ("pcm", "recognizer", "language", "hints")
    PCM_FIELD_NUMBER: _ClassVar[int]
    RECOGNIZER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    HINTS_FIELD_NUMBER: _ClassVar[int]
    pcm: bytes
    recognizer: str
    language: str
    hints: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, pcm: _Optional[bytes] = ..., recognizer: _Optional[str] = ..., language: _Optional[str] = ..., hints: _Optional[_Iterable[str]] = ...) -> None: ...

class TranscribeResponse(_message.Message):
    __slots__ = ("words",)
    WORDS_FIELD_NUMBER: _ClassVar[int]
    words: _containers.RepeatedCompositeFieldContainer[Word]
    def __init__(self, words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ...) -> None: ...

class SynthesizeRequest(_message.Message):
    __slots__ = ("text", "speaker", "language")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    text: str
    speaker: str
    language: str
    def __init__(self, text: _Optional[str] = ..., speaker: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class SynthesizeResponse(_message.Message):
    __slots__ = ("pcm",)
    PCM_FIELD_NUMBER: _ClassVar[int]
    pcm: bytes
    def __init__(self, pcm: _Optional[bytes] = ...) -> None: ...
