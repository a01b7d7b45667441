"""One end of a voice interview over the public socket: a microphone in real time, and ears."""

import array
import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from google.protobuf.message import DecodeError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parley.wire_gen.preppal import interview_pb2 as pb

RATE = 16_000
CHUNK_SECONDS = 0.02
CHUNK = int(RATE * CHUNK_SECONDS) * 2  # bytes
AUDIBLE = 200  # of 32768: below it is silence
AFTER_SECONDS = 0.4  # people wait a moment before they answer
LISTENING = "listening"


class Mouth(Protocol):
    """What a synthetic candidate says."""

    async def answer(self, question: int, nth: int) -> bytes:
        """Sound for the `nth` time (from 0) it is their turn at a question (from 1)."""
        ...


@dataclass(slots=True)
class Talk:
    """What was met in one conversation.

    Attributes:
        lines: Final captions of both sides, in order.
        latencies: Seconds from the last sample of each answer to the first audible one of the AI.
        ended: The reason of SessionEnded, None when there was none.
        heard_seconds: Of the AI's voice.
        errors: As the server named them.
    """

    lines: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    ended: int | None = None
    heard_seconds: float = 0.0
    errors: list[str] = field(default_factory=list)


class Talker:
    """Holds one interview to its end."""

    def __init__(self, address: str, token: Callable[[], Awaitable[str]], mouth: Mouth) -> None:
        """Talk at `address` (`ws://host/realtime/<id>`), let in by `token`."""
        self._address, self._token, self._mouth = address, token, mouth
        self._talk = Talk()
        self._saying = b""
        self._silent_since: float | None = None
        self._turn = asyncio.Event()
        self._question, self._nth = 0, 0
        self._playing_until = 0.0

    async def hold(self, longest: float) -> Talk:
        """Talk until the session has ended.

        Raises:
            TimeoutError: It took longer than `longest` seconds.
        """
        query = urlencode({"token": await self._token(), "ext": "1"})
        secure = self._address.startswith("wss://127.")
        trust = ssl._create_unverified_context() if secure else None  # noqa: S323, SLF001 - loopback
        async with (
            asyncio.timeout(longest),
            connect(f"{self._address}?{query}", ssl=trust, compression=None) as socket,
        ):
            sending = asyncio.create_task(self._microphone(socket))
            answering = asyncio.create_task(self._answer())
            try:
                await self._listen(socket)
            finally:
                for task in (sending, answering):
                    task.cancel()
                await asyncio.gather(sending, answering, return_exceptions=True)
        return self._talk

    async def _microphone(self, socket: ClientConnection) -> None:
        """A chunk every 20 ms: what is being said, else silence."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            piece, self._saying = self._saying[:CHUNK], self._saying[CHUNK:]
            if piece and not self._saying:
                self._silent_since = time.perf_counter() + CHUNK_SECONDS
            chunk = pb.AudioChunk(audio_content=piece.ljust(CHUNK, b"\0"))
            await socket.send(pb.ClientToServerMessage(audio_chunk=chunk).SerializeToString())
            due += CHUNK_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _answer(self) -> None:
        """Speak when it is one's turn and the other's voice has been played to its end."""
        while True:
            await self._turn.wait()
            self._turn.clear()
            left = self._playing_until - time.perf_counter()
            await asyncio.sleep(max(0.0, left) + AFTER_SECONDS)
            if not self._saying:
                said = await self._mouth.answer(self._question, self._nth)
                self._nth += 1
                self._saying = said

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                if isinstance(frame, bytes):
                    self._take(pb.ServerToClientMessage.FromString(frame))
        except (ConnectionClosed, DecodeError) as error:
            self._talk.errors.append(type(error).__name__)

    def _take(self, message: pb.ServerToClientMessage) -> None:
        kind = message.WhichOneof("payload")
        if kind == "audio_response":
            self._hear(message.audio_response.audio_content)
        elif kind == "transcript_update":
            update = message.transcript_update
            if update.is_final and update.text:
                self._talk.lines.append(f"{update.speaker:<4}  {update.text}")
        elif kind == "state_update":
            self._follow(message.state_update)
        elif kind == "flush_playback":
            self._playing_until = time.perf_counter()
        elif kind == "error":
            self._talk.errors.append(f"{message.error.code} {message.error.message}")
        elif kind == "session_ended":
            self._talk.ended = message.session_ended.reason

    def _hear(self, pcm: bytes) -> None:
        now, seconds = time.perf_counter(), len(pcm) / 2 / RATE
        self._playing_until = max(self._playing_until, now) + seconds
        self._talk.heard_seconds += seconds
        if self._silent_since is not None and peak(pcm) > AUDIBLE:
            self._talk.latencies.append(now - self._silent_since)
            self._silent_since = None

    def _follow(self, state: pb.StateUpdate) -> None:
        if state.current_question != self._question:
            self._question, self._nth = state.current_question, 0
        if state.state == LISTENING and self._question and not self._saying:
            self._turn.set()
        elif state.state != LISTENING:
            self._turn.clear()


def peak(pcm: bytes) -> int:
    """Largest amplitude of 16-bit samples."""
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    return max(map(abs, samples), default=0)
