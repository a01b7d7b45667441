from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClientToServerMessage(_message.Message):
    __slots__ = ("audio_chunk", "end_request", "typed_text", "still_thinking", "heartbeat")
    AUDIO_CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TYPED_TEXT_FIELD_NUMBER: _ClassVar[int]
    STILL_THINKING_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    audio_chunk: AudioChunk
    end_request: EndRequest
    typed_text: TypedText
    still_thinking: StillThinking
    heartbeat: Heartbeat
    def __init__(self, audio_chunk: _Optional[_Union[AudioChunk, _Mapping]] = ..., end_request: _Optional[_Union[EndRequest, _Mapping]] = ..., typed_text: _Optional[_Union[TypedText, _Mapping]] = ..., still_thinking: _Optional[_Union[StillThinking, _Mapping]] = ..., heartbeat: _Optional[_Union[Heartbeat, _Mapping]] = ...) -> None: ...

class AudioChunk(_message.Message):
    __slots__ = ("audio_content",)
    AUDIO_CONTENT_FIELD_NUMBER: _ClassVar[int]
    audio_content: bytes
    def __init__(self, audio_content: _Optional[bytes] = ...) -> None: ...

class EndRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TypedText(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class StillThinking(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Heartbeat(_message.Message):
    __slots__ = ("number",)
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    number: int
    def __init__(self, number: _Optional[int] = ...) -> None: ...

class ServerToClientMessage(_message.Message):
    __slots__ = ("transcript_update", "audio_response", "error", "session_ended", "flush_playback", "time_warning", "state_update", "heartbeat")
    TRANSCRIPT_UPDATE_FIELD_NUMBER: _ClassVar[int]
    AUDIO_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    SESSION_ENDED_FIELD_NUMBER: _ClassVar[int]
    FLUSH_PLAYBACK_FIELD_NUMBER: _ClassVar[int]
    TIME_WARNING_FIELD_NUMBER: _ClassVar[int]
    STATE_UPDATE_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    transcript_update: TranscriptUpdate
    audio_response: AudioResponse
    error: ErrorResponse
    session_ended: SessionEnded
    flush_playback: FlushPlayback
    time_warning: TimeWarning
    state_update: StateUpdate
    heartbeat: Heartbeat
    def __init__(self, transcript_update: _Optional[_Union[TranscriptUpdate, _Mapping]] = ..., audio_response: _Optional[_Union[AudioResponse, _Mapping]] = ..., error: _Optional[_Union[ErrorResponse, _Mapping]] = ..., session_ended: _Optional[_Union[SessionEnded, _Mapping]] = ..., flush_playback: _Optional[_Union[FlushPlayback, _Mapping]] = ..., time_warning: _Optional[_Union[TimeWarning, _Mapping]] = ..., state_update: _Optional[_Union[StateUpdate, _Mapping]] = ..., heartbeat: _Optional[_Union[Heartbeat, _Mapping]] = ...) -> None: ...

class TranscriptUpdate(_message.Message):
    __slots__ = ("speaker", "text", "is_final")
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    IS_FINAL_FIELD_NUMBER: _ClassVar[int]
    speaker: str
    text: str
    is_final: bool
    def __init__(self, speaker: _Optional[str] = ..., text: _Optional[str] = ..., is_final: _Optional[bool] = ...) -> None: ...

class AudioResponse(_message.Message):
    __slots__ = ("audio_content",)
    AUDIO_CONTENT_FIELD_NUMBER: _ClassVar[int]
    audio_content: bytes
    def __init__(self, audio_content: _Optional[bytes] = ...) -> None: ...

class ErrorResponse(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    def __init__(self, code: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...

class SessionEnded(_message.Message):
    __slots__ = ("reason",)
    class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        REASON_UNSPECIFIED: _ClassVar[SessionEnded.Reason]
        USER_INITIATED: _ClassVar[SessionEnded.Reason]
        GEMINI_ENDED: _ClassVar[SessionEnded.Reason]
        TIMEOUT: _ClassVar[SessionEnded.Reason]
    REASON_UNSPECIFIED: SessionEnded.Reason
    USER_INITIATED: SessionEnded.Reason
    GEMINI_ENDED: SessionEnded.Reason
    TIMEOUT: SessionEnded.Reason
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: SessionEnded.Reason
    def __init__(self, reason: _Optional[_Union[SessionEnded.Reason, str]] = ...) -> None: ...

class FlushPlayback(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TimeWarning(_message.Message):
    __slots__ = ("seconds_left",)
    SECONDS_LEFT_FIELD_NUMBER: _ClassVar[int]
    seconds_left: int
    def __init__(self, seconds_left: _Optional[int] = ...) -> None: ...

class StateUpdate(_message.Message):
    __slots__ = ("state", "current_question", "total_questions", "seconds_left", "can_hear", "can_speak", "recording")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_QUESTION_FIELD_NUMBER: _ClassVar[int]
    TOTAL_QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_LEFT_FIELD_NUMBER: _ClassVar[int]
    CAN_HEAR_FIELD_NUMBER: _ClassVar[int]
    CAN_SPEAK_FIELD_NUMBER: _ClassVar[int]
    RECORDING_FIELD_NUMBER: _ClassVar[int]
    state: str
    current_question: int
    total_questions: int
    seconds_left: int
    can_hear: bool
    can_speak: bool
    recording: bool
    def __init__(self, state: _Optional[str] = ..., current_question: _Optional[int] = ..., total_questions: _Optional[int] = ..., seconds_left: _Optional[int] = ..., can_hear: _Optional[bool] = ..., can_speak: _Optional[bool] = ..., recording: _Optional[bool] = ...) -> None: ...
