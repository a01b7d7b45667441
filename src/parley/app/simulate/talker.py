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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn taken over by the AI; seconds since the last audible sample of the answer.

    Attributes:
        words: Until its last words were shown.
        decided: Until the AI took the turn.
        sound: Until the first sound came, which may be silent.
        audible: Until the first audible sample is played.
    """

    words: float
    decided: float
    sound: float
    audible: float


@dataclass(slots=True)
class Talk:
    """What was met in one conversation.

    Attributes:
        lines: Final captions of both sides, in order.
        exchanges: The turns that were taken over.
        cut_off: How often the AI spoke before the answer was over.
        ended: The reason of SessionEnded, None when there was none.
        heard_seconds: Of the AI's voice.
        errors: As the server named them.
    """

    lines: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    cut_off: int = 0
    ended: int | None = None
    heard_seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    @property
    def latencies(self) -> list[float]:
        """Voice to voice: from one side's last audible sample to the other's first."""
        return [exchange.audible for exchange in self.exchanges]


@dataclass(slots=True)
class _Waiting:
    """An answer was said, and nothing heard in return yet; what came when, by the clock."""

    since: float
    words: float | None = None
    decided: float | None = None
    sound: float | None = None


class Talker:
    """Holds one interview to its end."""

    def __init__(self, address: str, token: Callable[[], Awaitable[str]], mouth: Mouth) -> None:
        """Talk at `address` (`ws://host/realtime/<id>`), let in by `token`."""
        self._address, self._token, self._mouth = address, token, mouth
        self._talk = Talk()
        self._saying = b""
        self._voiced_until = 0.0
        self._waiting: _Waiting | None = None
        self._turn = asyncio.Event()
        self._may_speak = False  # the AI hasn't yet, since this answer began
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
            if (last := audible(piece)[1]) is not None:
                self._voiced_until = time.perf_counter() + last
            if piece and not self._saying:
                self._waiting = _Waiting(self._voiced_until)
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
                self._saying, self._may_speak = said, True

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
            if self._waiting and update.speaker == "USER" and not update.is_final:
                self._waiting.words = time.perf_counter()
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
        plays = max(self._playing_until, now)
        self._playing_until = plays + seconds
        self._talk.heard_seconds += seconds
        first, _ = audible(pcm)
        if self._saying and first is not None and self._may_speak:
            self._talk.cut_off += 1
            self._may_speak = False
        waiting = self._waiting
        if waiting is None:
            return
        waiting.sound = waiting.sound or now
        if first is not None:
            self._talk.exchanges.append(_exchange(waiting, plays + first))
            self._waiting = None

    def _follow(self, state: pb.StateUpdate) -> None:
        if state.current_question != self._question:
            self._question, self._nth = state.current_question, 0
        if state.state != LISTENING and self._waiting:
            self._waiting.decided = self._waiting.decided or time.perf_counter()
        if state.state == LISTENING and self._question and not self._saying:
            self._turn.set()
        elif state.state != LISTENING:
            self._turn.clear()


def _exchange(waiting: _Waiting, heard: float) -> Exchange:
    """What came in time is counted from the silence; words may have come before it."""
    sound = waiting.sound or heard
    decided = waiting.decided or sound
    words = waiting.words or waiting.since
    return Exchange(*(at - waiting.since for at in (words, decided, sound, heard)))


def audible(pcm: bytes) -> tuple[float | None, float | None]:
    """Seconds at which 16-bit samples are audible first, and last; None: they are silent."""
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    found = [at for at, sample in enumerate(samples) if abs(sample) > AUDIBLE]
    return (found[0] / RATE, (found[-1] + 1) / RATE) if found else (None, None)
