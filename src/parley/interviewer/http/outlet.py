"""The way to one person's socket: in order, and bounded by the sound that waits."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from parley.contracts.interviews import EndReason
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import Caption, Flush, Voice, seconds_of
from parley.interviewer.domain.outgoing import Ended, State, TimeLeft, ToPerson, Trouble
from parley.wire_gen.preppal import interview_pb2 as pb

CLOSE_SECONDS = 5.0  # For what waits, and the close frame, to get through.
# Where sound is dropped, words stay; where another connection speaks on, nothing is said here.
HURRIED = {Code.BEHIND, Code.TAKEN_OVER, Code.STOPPING}
MESSAGES_MOST = 5_000  # Waiting at most, of whatever kind.

REASONS = {
    EndReason.USER_INITIATED: pb.SessionEnded.USER_INITIATED,
    EndReason.AI_ENDED: pb.SessionEnded.GEMINI_ENDED,
    EndReason.TIMEOUT: pb.SessionEnded.TIMEOUT,
}


class Outlet:
    """Implements `ports.Connection` over a WebSocket; `run` is its writer."""

    def __init__(self, websocket: WebSocket, behind_seconds: float, *, extended: bool) -> None:
        """Send to `websocket`.

        Args:
            websocket: An accepted one.
            behind_seconds: Of sound that may wait.
            extended: The client knows our additions to the schema.
        """
        self.can_flush = extended
        self._websocket, self._behind = websocket, behind_seconds
        self._waiting: deque[tuple[bytes, float]] = deque()
        self._seconds = 0.0
        self._news = asyncio.Event()
        self._code: int | None = None
        self._writer: asyncio.Task[None] | None = None

    @property
    def closing(self) -> bool:
        """Whether it was told to close."""
        return self._code is not None

    def send(self, said: ToPerson) -> None:
        """Have it sent; who doesn't keep up with the sound is closed."""
        if self.closing:
            return
        if isinstance(said, Flush):
            self._drop_sound()
        message = encoded(said, extended=self.can_flush)
        if message is None:
            return
        seconds = seconds_of(said.pcm) if isinstance(said, Voice) else 0.0
        if self._seconds + seconds > self._behind or len(self._waiting) >= MESSAGES_MOST:
            self.close(Code.BEHIND)
            return
        self._put(message, seconds)

    def beat(self, number: int) -> None:
        """Answer a heartbeat."""
        if not self.closing:
            answer = pb.ServerToClientMessage(heartbeat=pb.Heartbeat(number=number))
            self._put(answer.SerializeToString(), 0.0)

    def close(self, code: int) -> None:
        """Close after what waits; the first close counts."""
        if self.closing:
            return
        self._code = code
        if code in HURRIED:
            self._drop_sound()
        self._news.set()
        if self._writer is not None:
            # A peer that reads nothing holds up its own close frame, and nobody else.
            writer = self._writer
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, writer.cancel)

    def _put(self, message: bytes, seconds: float) -> None:
        self._waiting.append((message, seconds))
        self._seconds += seconds
        self._news.set()

    def _drop_sound(self) -> None:
        self._waiting = deque(each for each in self._waiting if not each[1])
        self._seconds = 0.0

    async def run(self) -> None:
        """Write until closed, or the peer is gone."""
        self._writer = asyncio.current_task()
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                while self._waiting:
                    message, seconds = self._waiting.popleft()
                    await self._websocket.send_bytes(message)
                    self._seconds = max(0.0, self._seconds - seconds)
                if self._code is not None:
                    await self._websocket.close(self._code)
                    return
                self._news.clear()
                await self._news.wait()


def encoded(said: ToPerson, *, extended: bool) -> bytes | None:
    """The message on the wire; None for what a client of the document alone doesn't know."""
    message = _message(said) if extended or isinstance(said, _DOCUMENTED) else None
    return None if message is None else message.SerializeToString()


_DOCUMENTED = (Caption, Voice, Trouble, Ended)


def _message(said: ToPerson) -> pb.ServerToClientMessage:
    payload: dict[str, Any]
    match said:
        case Voice(pcm):
            payload = {"audio_response": pb.AudioResponse(audio_content=pcm)}
        case Caption(speaker, text, final):
            update = pb.TranscriptUpdate(speaker=speaker.value, text=text, is_final=final)
            payload = {"transcript_update": update}
        case Trouble(code):
            payload = {"error": pb.ErrorResponse(code=code, message=code.sentence)}
        case Ended(reason):
            payload = {"session_ended": pb.SessionEnded(reason=REASONS[reason])}
        case Flush():
            payload = {"flush_playback": pb.FlushPlayback()}
        case TimeLeft(seconds):
            payload = {"time_warning": pb.TimeWarning(seconds_left=seconds)}
        case State():
            payload = {"state_update": _state(said)}
    return pb.ServerToClientMessage(**payload)


def _state(said: State) -> pb.StateUpdate:
    return pb.StateUpdate(
        state=said.turn.value,
        current_question=said.question,
        total_questions=said.total,
        seconds_left=said.seconds_left,
        can_hear=said.can_hear,
        can_speak=said.can_speak,
        recording=said.recording,
    )
