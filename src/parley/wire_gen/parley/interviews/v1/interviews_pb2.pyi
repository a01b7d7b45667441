import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_VOICE: _ClassVar[Mode]
    MODE_ROOM: _ClassVar[Mode]
    MODE_GUIDED: _ClassVar[Mode]

class SessionStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SESSION_STATUS_UNSPECIFIED: _ClassVar[SessionStatus]
    SESSION_STATUS_SCHEDULED: _ClassVar[SessionStatus]
    SESSION_STATUS_IN_PROGRESS: _ClassVar[SessionStatus]
    SESSION_STATUS_COMPLETED: _ClassVar[SessionStatus]
    SESSION_STATUS_CANCELLED: _ClassVar[SessionStatus]
    SESSION_STATUS_FAILED: _ClassVar[SessionStatus]

class EndReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    END_REASON_UNSPECIFIED: _ClassVar[EndReason]
    END_REASON_USER_INITIATED: _ClassVar[EndReason]
    END_REASON_AI_ENDED: _ClassVar[EndReason]
    END_REASON_TIMEOUT: _ClassVar[EndReason]

class Purpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PURPOSE_UNSPECIFIED: _ClassVar[Purpose]
    PURPOSE_HIRING: _ClassVar[Purpose]
    PURPOSE_PRACTICE: _ClassVar[Purpose]
    PURPOSE_DEMO: _ClassVar[Purpose]

class Speaker(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPEAKER_UNSPECIFIED: _ClassVar[Speaker]
    SPEAKER_USER: _ClassVar[Speaker]
    SPEAKER_AI: _ClassVar[Speaker]

class Provenance(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVENANCE_UNSPECIFIED: _ClassVar[Provenance]
    PROVENANCE_HEARD: _ClassVar[Provenance]
    PROVENANCE_TYPED: _ClassVar[Provenance]
    PROVENANCE_CLIENT: _ClassVar[Provenance]
    PROVENANCE_MODEL: _ClassVar[Provenance]

class Quality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_UNSPECIFIED: _ClassVar[Quality]
    QUALITY_FULL: _ClassVar[Quality]
    QUALITY_DEMO: _ClassVar[Quality]
MODE_UNSPECIFIED: Mode
MODE_VOICE: Mode
MODE_ROOM: Mode
MODE_GUIDED: Mode
SESSION_STATUS_UNSPECIFIED: SessionStatus
SESSION_STATUS_SCHEDULED: SessionStatus
SESSION_STATUS_IN_PROGRESS: SessionStatus
SESSION_STATUS_COMPLETED: SessionStatus
SESSION_STATUS_CANCELLED: SessionStatus
SESSION_STATUS_FAILED: SessionStatus
END_REASON_UNSPECIFIED: EndReason
END_REASON_USER_INITIATED: EndReason
END_REASON_AI_ENDED: EndReason
END_REASON_TIMEOUT: EndReason
PURPOSE_UNSPECIFIED: Purpose
PURPOSE_HIRING: Purpose
PURPOSE_PRACTICE: Purpose
PURPOSE_DEMO: Purpose
SPEAKER_UNSPECIFIED: Speaker
SPEAKER_USER: Speaker
SPEAKER_AI: Speaker
PROVENANCE_UNSPECIFIED: Provenance
PROVENANCE_HEARD: Provenance
PROVENANCE_TYPED: Provenance
PROVENANCE_CLIENT: Provenance
PROVENANCE_MODEL: Provenance
QUALITY_UNSPECIFIED: Quality
QUALITY_FULL: Quality
QUALITY_DEMO: Quality

class PlanItem(_message.Message):
    __slots__ = ("item_id", "text", "category", "key_points", "required", "seconds")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    KEY_POINTS_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    text: str
    category: str
    key_points: _containers.RepeatedScalarFieldContainer[str]
    required: bool
    seconds: int
    def __init__(self, item_id: _Optional[str] = ..., text: _Optional[str] = ..., category: _Optional[str] = ..., key_points: _Optional[_Iterable[str]] = ..., required: _Optional[bool] = ..., seconds: _Optional[int] = ...) -> None: ...

class OpenSession(_message.Message):
    __slots__ = ("session_id", "mode", "user_id", "owner_id", "purpose", "language", "title", "job_description", "items", "total_questions", "template_id", "planned_seconds", "limit_seconds")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    JOB_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    PLANNED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    mode: Mode
    user_id: str
    owner_id: str
    purpose: Purpose
    language: str
    title: str
    job_description: str
    items: _containers.RepeatedCompositeFieldContainer[PlanItem]
    total_questions: int
    template_id: str
    planned_seconds: int
    limit_seconds: int
    def __init__(self, session_id: _Optional[str] = ..., mode: _Optional[_Union[Mode, str]] = ..., user_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., purpose: _Optional[_Union[Purpose, str]] = ..., language: _Optional[str] = ..., title: _Optional[str] = ..., job_description: _Optional[str] = ..., items: _Optional[_Iterable[_Union[PlanItem, _Mapping]]] = ..., total_questions: _Optional[int] = ..., template_id: _Optional[str] = ..., planned_seconds: _Optional[int] = ..., limit_seconds: _Optional[int] = ...) -> None: ...

class Session(_message.Message):
    __slots__ = ("session_id", "mode", "status", "user_id", "owner_id", "purpose", "language", "title", "job_description", "items", "total_questions", "template_id", "planned_seconds", "limit_seconds", "created_at", "started_at", "completed_at", "end_reason")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    JOB_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    PLANNED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_AT_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    mode: Mode
    status: SessionStatus
    user_id: str
    owner_id: str
    purpose: Purpose
    language: str
    title: str
    job_description: str
    items: _containers.RepeatedCompositeFieldContainer[PlanItem]
    total_questions: int
    template_id: str
    planned_seconds: int
    limit_seconds: int
    created_at: _timestamp_pb2.Timestamp
    started_at: _timestamp_pb2.Timestamp
    completed_at: _timestamp_pb2.Timestamp
    end_reason: EndReason
    def __init__(self, session_id: _Optional[str] = ..., mode: _Optional[_Union[Mode, str]] = ..., status: _Optional[_Union[SessionStatus, str]] = ..., user_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., purpose: _Optional[_Union[Purpose, str]] = ..., language: _Optional[str] = ..., title: _Optional[str] = ..., job_description: _Optional[str] = ..., items: _Optional[_Iterable[_Union[PlanItem, _Mapping]]] = ..., total_questions: _Optional[int] = ..., template_id: _Optional[str] = ..., planned_seconds: _Optional[int] = ..., limit_seconds: _Optional[int] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., completed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_reason: _Optional[_Union[EndReason, str]] = ...) -> None: ...

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

class Entry(_message.Message):
    __slots__ = ("entry_id", "speaker", "text", "at", "start", "end", "provenance", "item_id", "move", "words", "confidence", "quality", "cut")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    MOVE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    CUT_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    speaker: Speaker
    text: str
    at: _timestamp_pb2.Timestamp
    start: float
    end: float
    provenance: Provenance
    item_id: str
    move: str
    words: _containers.RepeatedCompositeFieldContainer[Word]
    confidence: float
    quality: Quality
    cut: bool
    def __init__(self, entry_id: _Optional[str] = ..., speaker: _Optional[_Union[Speaker, str]] = ..., text: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start: _Optional[float] = ..., end: _Optional[float] = ..., provenance: _Optional[_Union[Provenance, str]] = ..., item_id: _Optional[str] = ..., move: _Optional[str] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ..., confidence: _Optional[float] = ..., quality: _Optional[_Union[Quality, str]] = ..., cut: _Optional[bool] = ...) -> None: ...

class Entries(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[Entry]
    def __init__(self, entries: _Optional[_Iterable[_Union[Entry, _Mapping]]] = ...) -> None: ...

class Completion(_message.Message):
    __slots__ = ("session_id", "reason", "ended_at", "entries", "epoch")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    reason: EndReason
    ended_at: _timestamp_pb2.Timestamp
    entries: Entries
    epoch: int
    def __init__(self, session_id: _Optional[str] = ..., reason: _Optional[_Union[EndReason, str]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., entries: _Optional[_Union[Entries, _Mapping]] = ..., epoch: _Optional[int] = ...) -> None: ...

class OpenRequest(_message.Message):
    __slots__ = ("ask",)
    ASK_FIELD_NUMBER: _ClassVar[int]
    ask: OpenSession
    def __init__(self, ask: _Optional[_Union[OpenSession, _Mapping]] = ...) -> None: ...

class OpenResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class SessionRequest(_message.Message):
    __slots__ = ("session_id",)
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    def __init__(self, session_id: _Optional[str] = ...) -> None: ...

class SessionResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class SessionsRequest(_message.Message):
    __slots__ = ("session_ids",)
    SESSION_IDS_FIELD_NUMBER: _ClassVar[int]
    session_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, session_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class SessionsResponse(_message.Message):
    __slots__ = ("sessions",)
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    sessions: _containers.RepeatedCompositeFieldContainer[Session]
    def __init__(self, sessions: _Optional[_Iterable[_Union[Session, _Mapping]]] = ...) -> None: ...

class EntriesRequest(_message.Message):
    __slots__ = ("session_id",)
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    def __init__(self, session_id: _Optional[str] = ...) -> None: ...

class EntriesResponse(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[Entry]
    def __init__(self, entries: _Optional[_Iterable[_Union[Entry, _Mapping]]] = ...) -> None: ...

class BeginRequest(_message.Message):
    __slots__ = ("session_id", "items", "epoch")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    items: _containers.RepeatedCompositeFieldContainer[PlanItem]
    epoch: int
    def __init__(self, session_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[PlanItem, _Mapping]]] = ..., epoch: _Optional[int] = ...) -> None: ...

class BeginResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class RecordRequest(_message.Message):
    __slots__ = ("session_id", "entries", "epoch")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    entries: _containers.RepeatedCompositeFieldContainer[Entry]
    epoch: int
    def __init__(self, session_id: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[Entry, _Mapping]]] = ..., epoch: _Optional[int] = ...) -> None: ...

class RecordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CompleteRequest(_message.Message):
    __slots__ = ("completion",)
    COMPLETION_FIELD_NUMBER: _ClassVar[int]
    completion: Completion
    def __init__(self, completion: _Optional[_Union[Completion, _Mapping]] = ...) -> None: ...

class CompleteResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class FailRequest(_message.Message):
    __slots__ = ("session_id", "ended_at", "epoch")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    ended_at: _timestamp_pb2.Timestamp
    epoch: int
    def __init__(self, session_id: _Optional[str] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., epoch: _Optional[int] = ...) -> None: ...

class FailResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class CancelRequest(_message.Message):
    __slots__ = ("session_id",)
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    def __init__(self, session_id: _Optional[str] = ...) -> None: ...

class CancelResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class LengthenRequest(_message.Message):
    __slots__ = ("session_id", "planned_seconds", "limit_seconds")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    PLANNED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    planned_seconds: int
    limit_seconds: int
    def __init__(self, session_id: _Optional[str] = ..., planned_seconds: _Optional[int] = ..., limit_seconds: _Optional[int] = ...) -> None: ...

class LengthenResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
