import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Consent(_message.Message):
    __slots__ = ("evidence_id", "subject_id", "version", "text", "given_at", "withdrawn_at")
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    GIVEN_AT_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_AT_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    subject_id: str
    version: str
    text: _containers.RepeatedScalarFieldContainer[str]
    given_at: _timestamp_pb2.Timestamp
    withdrawn_at: _timestamp_pb2.Timestamp
    def __init__(self, evidence_id: _Optional[str] = ..., subject_id: _Optional[str] = ..., version: _Optional[str] = ..., text: _Optional[_Iterable[str]] = ..., given_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdrawn_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Take(_message.Message):
    __slots__ = ("take_id", "item_id", "media_url", "started_at", "media_limit_seconds", "retakes_left", "recorded_seconds", "next_segment", "submitted", "created")
    TAKE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    MEDIA_LIMIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    RETAKES_LEFT_FIELD_NUMBER: _ClassVar[int]
    RECORDED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_SEGMENT_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    take_id: str
    item_id: str
    media_url: str
    started_at: _timestamp_pb2.Timestamp
    media_limit_seconds: int
    retakes_left: int
    recorded_seconds: float
    next_segment: int
    submitted: bool
    created: bool
    def __init__(self, take_id: _Optional[str] = ..., item_id: _Optional[str] = ..., media_url: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., media_limit_seconds: _Optional[int] = ..., retakes_left: _Optional[int] = ..., recorded_seconds: _Optional[float] = ..., next_segment: _Optional[int] = ..., submitted: _Optional[bool] = ..., created: _Optional[bool] = ...) -> None: ...

class Gap(_message.Message):
    __slots__ = ("at_seconds", "missing_seconds")
    AT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MISSING_SECONDS_FIELD_NUMBER: _ClassVar[int]
    at_seconds: float
    missing_seconds: float
    def __init__(self, at_seconds: _Optional[float] = ..., missing_seconds: _Optional[float] = ...) -> None: ...

class Playback(_message.Message):
    __slots__ = ("status", "progress", "playback_url", "poster_url", "download_url", "duration_seconds", "gaps", "expires_at", "original_urls", "audio_url", "waveform_url")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    PLAYBACK_URL_FIELD_NUMBER: _ClassVar[int]
    POSTER_URL_FIELD_NUMBER: _ClassVar[int]
    DOWNLOAD_URL_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    GAPS_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_URLS_FIELD_NUMBER: _ClassVar[int]
    AUDIO_URL_FIELD_NUMBER: _ClassVar[int]
    WAVEFORM_URL_FIELD_NUMBER: _ClassVar[int]
    status: str
    progress: float
    playback_url: str
    poster_url: str
    download_url: str
    duration_seconds: float
    gaps: _containers.RepeatedCompositeFieldContainer[Gap]
    expires_at: _timestamp_pb2.Timestamp
    original_urls: _containers.RepeatedScalarFieldContainer[str]
    audio_url: str
    waveform_url: str
    def __init__(self, status: _Optional[str] = ..., progress: _Optional[float] = ..., playback_url: _Optional[str] = ..., poster_url: _Optional[str] = ..., download_url: _Optional[str] = ..., duration_seconds: _Optional[float] = ..., gaps: _Optional[_Iterable[_Union[Gap, _Mapping]]] = ..., expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original_urls: _Optional[_Iterable[str]] = ..., audio_url: _Optional[str] = ..., waveform_url: _Optional[str] = ...) -> None: ...

class GiveConsentRequest(_message.Message):
    __slots__ = ("consent",)
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    consent: Consent
    def __init__(self, consent: _Optional[_Union[Consent, _Mapping]] = ...) -> None: ...

class GiveConsentResponse(_message.Message):
    __slots__ = ("consent",)
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    consent: Consent
    def __init__(self, consent: _Optional[_Union[Consent, _Mapping]] = ...) -> None: ...

class ConsentRequest(_message.Message):
    __slots__ = ("evidence_id",)
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    def __init__(self, evidence_id: _Optional[str] = ...) -> None: ...

class ConsentResponse(_message.Message):
    __slots__ = ("consent",)
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    consent: Consent
    def __init__(self, consent: _Optional[_Union[Consent, _Mapping]] = ...) -> None: ...

class ConsentsRequest(_message.Message):
    __slots__ = ("evidence_id",)
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    def __init__(self, evidence_id: _Optional[str] = ...) -> None: ...

class ConsentsResponse(_message.Message):
    __slots__ = ("consents",)
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    consents: _containers.RepeatedCompositeFieldContainer[Consent]
    def __init__(self, consents: _Optional[_Iterable[_Union[Consent, _Mapping]]] = ...) -> None: ...

class WithdrawConsentRequest(_message.Message):
    __slots__ = ("evidence_id",)
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    def __init__(self, evidence_id: _Optional[str] = ...) -> None: ...

class WithdrawConsentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class OpenTakeRequest(_message.Message):
    __slots__ = ("evidence_id", "item_id", "subject_id", "media_limit_seconds", "takes_allowed", "retake", "not_after", "language", "transcribe")
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    MEDIA_LIMIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    TAKES_ALLOWED_FIELD_NUMBER: _ClassVar[int]
    RETAKE_FIELD_NUMBER: _ClassVar[int]
    NOT_AFTER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    item_id: str
    subject_id: str
    media_limit_seconds: int
    takes_allowed: int
    retake: bool
    not_after: _timestamp_pb2.Timestamp
    language: str
    transcribe: bool
    def __init__(self, evidence_id: _Optional[str] = ..., item_id: _Optional[str] = ..., subject_id: _Optional[str] = ..., media_limit_seconds: _Optional[int] = ..., takes_allowed: _Optional[int] = ..., retake: _Optional[bool] = ..., not_after: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., language: _Optional[str] = ..., transcribe: _Optional[bool] = ...) -> None: ...

class OpenTakeResponse(_message.Message):
    __slots__ = ("take",)
    TAKE_FIELD_NUMBER: _ClassVar[int]
    take: Take
    def __init__(self, take: _Optional[_Union[Take, _Mapping]] = ...) -> None: ...

class TakesRequest(_message.Message):
    __slots__ = ("evidence_id",)
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    def __init__(self, evidence_id: _Optional[str] = ...) -> None: ...

class TakesResponse(_message.Message):
    __slots__ = ("takes",)
    TAKES_FIELD_NUMBER: _ClassVar[int]
    takes: _containers.RepeatedCompositeFieldContainer[Take]
    def __init__(self, takes: _Optional[_Iterable[_Union[Take, _Mapping]]] = ...) -> None: ...

class WriteSoundRequest(_message.Message):
    __slots__ = ("media_url", "segment", "offset", "pcm")
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    PCM_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    segment: int
    offset: int
    pcm: bytes
    def __init__(self, media_url: _Optional[str] = ..., segment: _Optional[int] = ..., offset: _Optional[int] = ..., pcm: _Optional[bytes] = ...) -> None: ...

class WriteSoundResponse(_message.Message):
    __slots__ = ("offset",)
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    offset: int
    def __init__(self, offset: _Optional[int] = ...) -> None: ...

class SubmitTakeRequest(_message.Message):
    __slots__ = ("media_url", "evidence_id", "item_id")
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    evidence_id: str
    item_id: str
    def __init__(self, media_url: _Optional[str] = ..., evidence_id: _Optional[str] = ..., item_id: _Optional[str] = ...) -> None: ...

class SubmitTakeResponse(_message.Message):
    __slots__ = ("duration_seconds",)
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    duration_seconds: float
    def __init__(self, duration_seconds: _Optional[float] = ...) -> None: ...

class PlaybackRequest(_message.Message):
    __slots__ = ("media_url", "retry")
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    RETRY_FIELD_NUMBER: _ClassVar[int]
    media_url: str
    retry: bool
    def __init__(self, media_url: _Optional[str] = ..., retry: _Optional[bool] = ...) -> None: ...

class PlaybackResponse(_message.Message):
    __slots__ = ("playback",)
    PLAYBACK_FIELD_NUMBER: _ClassVar[int]
    playback: Playback
    def __init__(self, playback: _Optional[_Union[Playback, _Mapping]] = ...) -> None: ...

class RecordedSecondsRequest(_message.Message):
    __slots__ = ("evidence_id", "except_item")
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    EXCEPT_ITEM_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    except_item: str
    def __init__(self, evidence_id: _Optional[str] = ..., except_item: _Optional[str] = ...) -> None: ...

class RecordedSecondsResponse(_message.Message):
    __slots__ = ("seconds",)
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    def __init__(self, seconds: _Optional[float] = ...) -> None: ...

class EraseRequest(_message.Message):
    __slots__ = ("evidence_ids",)
    EVIDENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    evidence_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, evidence_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class EraseResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
